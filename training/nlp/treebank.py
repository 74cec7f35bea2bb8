"""Sentences of the treebanks: reading CoNLL-U, merging contractions, one convention for all.

« au », « du », « des » are two syntactic words in Universal Dependencies and one token for spaCy.
The merged token keeps the lemma, class and place in the tree of the part that hangs outside
(the preposition, or the pronoun of « auxquels ») and the features of both.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

UNIMORPH = {"N": "NOUN", "PROPN": "PROPN", "ADJ": "ADJ", "ADP": "ADP", "ADV": "ADV", "NUM": "NUM"}
# Features that the other treebanks mark and Sequoia does not.
_FOREIGN = ("Person[psor]", "Number[psor]", "Case", "Voice=Act", "Polarity=Pos", "PronType=Exc")
_CLOSED = frozenset(("PRON", "DET", "ADP", "SCONJ", "CCONJ", "AUX", "ADV", "PUNCT"))
_RELATIONS = {
    "parataxis:parenth": "parataxis:insert",
    "nmod:appos": "appos",
    "flat": "flat:name",
    "obl": "",
    "compound": "",
    "reparandum": "",
}


@dataclass(frozen=True, slots=True)
class Token:
    """A token; `head` is an index in its sentence, the root's its own. Empty means unknown."""

    form: str
    lemma: str
    pos: str
    feats: str
    head: int
    dep: str
    space: bool = True


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and the treebank it comes from; without a tree if only words are annotated."""

    tokens: tuple[Token, ...]
    source: str
    tree: bool = True

    @property
    def text(self) -> str:
        """The sentence as written, without space at its end."""
        return "".join(t.form + " " * t.space for t in self.tokens).rstrip()


@dataclass(slots=True)
class _Rows:
    words: list[list[str]] = field(default_factory=list)
    spans: list[tuple[int, int, str, str]] = field(default_factory=list)
    name: str = ""


def read(path: Path, source: str) -> list[Sentence]:
    """The sentences of a CoNLL-U file."""
    return [_sentence(rows, source) for rows in _blocks(path) if rows.words]


def _blocks(path: Path) -> Iterator[_Rows]:
    rows = _Rows()
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# sent_id = "):
            rows.name = line[12:]
        elif not line.strip():
            yield rows
            rows = _Rows()
        elif line[0].isdigit():
            columns = line.split("\t")
            if "-" in columns[0]:
                first, last = map(int, columns[0].split("-"))
                rows.spans.append((first, last, columns[1], columns[9]))
            elif "." not in columns[0]:
                rows.words.append(columns)
    yield rows


def _sentence(rows: _Rows, source: str) -> Sentence:
    starts = {first: (last, form, misc) for first, last, form, misc in rows.spans}
    place: dict[int, int] = {0: -1}
    groups: list[tuple[list[list[str]], str, str]] = []
    at = 1
    while at <= len(rows.words):
        last, form, misc = starts.get(at, (at, rows.words[at - 1][1], rows.words[at - 1][9]))
        for word in range(at, last + 1):
            place[word] = len(groups)
        groups.append((rows.words[at - 1 : last], form, misc))
        at = last + 1
    tree = rows.words[0][6] != "_"
    tokens = []
    for index, (words, form, misc) in enumerate(groups):
        inside = {word[0] for word in words}
        outer = next((w for w in words if w[6] not in inside), words[0])
        merged = sorted({f for w in words for f in _features(w)})
        head = place[int(outer[6])] if tree else index
        tokens.append(
            Token(
                form=form,
                lemma=outer[2],
                pos=outer[3] if tree else "",
                feats="|".join(merged),
                head=index if head < 0 else head,
                dep=outer[7] if tree else "",
                space="SpaceAfter=No" not in misc,
            )
        )
    return Sentence(tuple(tokens), source, tree)


def _features(word: list[str]) -> list[str]:
    found = [] if word[5] == "_" else word[5].split("|")
    if word[3] == "NOUN" and "lex]" in word[9] + word[5]:
        # The spoken treebanks note a noun's gender and number beside the features.
        for note in word[9].split("|"):
            name, _, value = note.partition("=")
            if name in ("Gender[lex]", "Number[ctxt]"):
                found.append(f"{name.partition('[')[0]}={value}")
    return [f for f in found if not f.startswith(_FOREIGN)]


def harmonised(sentences: Iterable[Sentence], model: Iterable[Sentence]) -> list[Sentence]:
    """The sentences with lemmas and features of closed classes as `model` mostly writes them."""
    seen: defaultdict[tuple[str, str], Counter[tuple[str, str]]] = defaultdict(Counter)
    for sentence in model:
        for token in sentence.tokens:
            if token.pos in _CLOSED or "NumType=Ord" in token.feats:
                seen[token.form.lower(), token.pos][token.lemma, token.feats] += 1
    usual = {}
    for key, analyses in seen.items():
        analysis, count = analyses.most_common(1)[0]
        if sum(analyses.values()) >= 3 and count >= 0.9 * sum(analyses.values()):
            usual[key] = analysis
    return [_harmonise(sentence, usual) for sentence in sentences]


def _harmonise(sentence: Sentence, usual: dict[tuple[str, str], tuple[str, str]]) -> Sentence:
    passive = {t.head for t in sentence.tokens if t.dep == "aux:pass"}
    out = []
    for index, token in enumerate(sentence.tokens):
        key = (token.form.lower(), token.pos)
        lemma, feats = usual.get(key, (token.lemma, token.feats))
        if token.pos == "NUM" and "NumType" not in feats:
            feats = _with(feats, "NumType=Card")
        if index in passive and "VerbForm=Part" in feats and "Voice" not in feats:
            feats = _with(feats, "Voice=Pass")
        dep = _RELATIONS.get(token.dep, token.dep)
        out.append(replace(token, lemma=lemma, feats=feats, dep=dep))
    return replace(sentence, tokens=tuple(out))


def _with(feats: str, more: str) -> str:
    return "|".join(sorted({*filter(None, feats.split("|")), more}))
