"""Sentences as plans write them, made from treebank sentences and their trees.

Treebanks hold few lines that open with an infinitive or an action noun, few capitals and hardly a
line without its full stop. A finite clause whose verb governs an object gives « Renforcer l'offre
… », « Renforcement de l'offre … » and « Que la Ville renforce … »; any sentence may be set in
capitals, with or without accents, in title case, with curly apostrophes or without its full stop.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Collection
from dataclasses import replace

from training.nlp.treebank import Sentence, Token

_COMPLEMENTS = frozenset("obj obl:arg obl:mod obl iobj advmod nmod advcl xcomp".split())
_SMALL = frozenset("de du des la le les l' d' et à au aux en pour par sur dans un une".split())


def infinitive(sentence: Sentence) -> Sentence | None:
    """« La Ville renforce l'offre de soins. » as « Renforcer l'offre de soins »."""
    found = _clause(sentence)
    if found is None:
        return None
    verb, rest, reflexive = found
    opening = [Token(verb.lemma, verb.lemma, "VERB", "VerbForm=Inf", 0, "root")]
    if reflexive:
        elided = verb.lemma[0] in "aeiouyéèêâîôh"
        pronoun = Token(
            "s'" if elided else "se",
            "soi",
            "PRON",
            "Person=3|PronType=Prs|Reflex=Yes",
            1,
            "expl:pv",
            space=not elided,
        )
        opening = [pronoun, replace(opening[0], head=1)]
    return _joined(opening, rest, sentence.source)


def nominal(sentence: Sentence, nouns: Collection[str]) -> Sentence | None:
    """« La Ville renforce l'offre de soins. » as « Renforcement de l'offre de soins »."""
    found = _clause(sentence)
    if found is None or found[2]:
        return None
    verb, rest, _ = found
    noun = next((n for n in _actions(verb.lemma) if n in nouns), None)
    first = rest[0][0]
    if noun is None or rest[0][1] != "obj" or first.pos not in ("DET", "NOUN", "PROPN"):
        return None
    gender = "Fem" if noun.endswith("ion") else "Masc"
    opening = [Token(noun, noun, "NOUN", f"Gender={gender}|Number=Sing", 0, "root")]
    body = [token for token, _ in rest]
    top = next(i for i, (t, role) in enumerate(rest) if role == "obj" and t.head == -1)
    article = first.form.lower()
    contracted = {"le": "du", "les": "des"}.get(article)
    elided = first.form[0].lower() in "aeiouyéèêâîôh" and first.form.lower() != "huit"
    if contracted and first.pos == "DET":
        feats = first.feats
        body[0] = Token(contracted, "de", "ADP", feats, first.head, "case")
    else:
        form = "d'" if elided else "de"
        case = Token(form, "de", "ADP", "", top, "case", space=not elided)
        body = [case, *(t if t.head == -1 else replace(t, head=t.head + 1) for t in body)]
        if case.head >= 0:
            body[0] = replace(case, head=top + 1)
    relabelled = [
        replace(t, dep="nmod") if t.head == -1 and t.dep.startswith(("obj", "obl")) else t
        for t in body
    ]
    return _joined(opening, [(t, "") for t in relabelled], sentence.source)


def wish(sentence: Sentence) -> Sentence | None:
    """« La Ville renforce l'offre. » as « Que la Ville renforce l'offre »."""
    tokens = sentence.tokens
    root = next((i for i, t in enumerate(tokens) if t.head == i), None)
    if not sentence.tree or root is None:
        return None
    verb = tokens[root]
    subject = any(t.head == root and t.dep == "nsubj" and t.pos == "NOUN" for t in tokens[:root])
    # Only here do the indicative and the subjunctive look alike.
    alike = verb.lemma.endswith("er") and "Mood=Ind" in verb.feats and "Tense=Pres" in verb.feats
    if not (subject and alike and "Person=3" in verb.feats and tokens[0].pos == "DET"):
        return None
    elided = tokens[0].form[0].lower() in "aeiouyéèêâîôh"
    opening = Token("Qu'" if elided else "Que", "que", "SCONJ", "", root + 1, "mark", not elided)
    moved = [replace(t, head=t.head + 1) for t in tokens]
    moved[root] = replace(moved[root], feats=verb.feats.replace("Mood=Ind", "Mood=Sub"))
    moved[0] = replace(moved[0], form=moved[0].form[0].lower() + moved[0].form[1:])
    return replace(sentence, tokens=(opening, *moved))


def _clause(sentence: Sentence) -> tuple[Token, list[tuple[Token, str]], bool] | None:
    """The root verb, what it governs on its right (heads from there, -1 the verb), reflexive."""
    tokens = sentence.tokens
    root = next((i for i, t in enumerate(tokens) if t.head == i), None)
    if not sentence.tree or root is None or tokens[root].pos != "VERB":
        return None
    verb = tokens[root]
    roles = {t.dep for t in tokens if t.head == root}
    if not verb.lemma.endswith(("er", "ir", "re")):
        return None
    if roles & {"nsubj:pass", "aux:pass", "aux:caus"}:
        return None
    reflexive = any(t.head == root and t.dep == "expl:pv" for t in tokens[:root])
    end = root + 1
    kept: list[tuple[int, str]] = []
    while end < len(tokens):
        stop = _subtree_end(tokens, end, root)
        top = stop and next((i for i in range(end, stop) if tokens[i].head == root), None)
        if not stop or top is None or tokens[top].dep not in _COMPLEMENTS:
            break
        kept.extend((i, tokens[top].dep) for i in range(end, stop))
        end = stop
    if not kept or not (reflexive or kept[0][1] == "obj") or len(kept) > 40:
        return None
    number = {old: new for new, (old, _) in enumerate(kept)}
    rest = []
    for old, role in kept:
        head = tokens[old].head
        if head != root and head not in number:
            return None
        rest.append((replace(tokens[old], head=-1 if head == root else number[head]), role))
    if rest[-1][0].pos == "PUNCT":
        return None
    return verb, rest, reflexive


def _subtree_end(tokens: tuple[Token, ...], start: int, root: int) -> int:
    """The end of the run of tokens from `start` that hang from the same child of the root."""

    def top(index: int) -> int:
        for _ in tokens:
            if tokens[index].head in (root, index):
                return index
            index = tokens[index].head
        return index

    first = top(start)
    if tokens[first].head != root:
        return 0
    end = start
    while end < len(tokens) and end != root and top(end) == first:
        end += 1
    return end


def _joined(opening: list[Token], rest: list[tuple[Token, str]], source: str) -> Sentence:
    shift = len(opening)
    body = [replace(t, head=shift - 1 if t.head == -1 else t.head + shift) for t, _ in rest]
    first = opening[0].form
    opening[0] = replace(opening[0], form=first[0].upper() + first[1:])
    body[-1] = replace(body[-1], space=True)
    return Sentence((*opening, *body), source)


def _actions(verb: str) -> list[str]:
    """Nouns that may name the action of a verb; the caller knows which exist."""
    if verb.endswith("ifier"):
        return [verb[:-3] + "cation"]
    if verb.endswith("er"):
        stem = verb[:-2]
        return [stem + "ation", stem + "ement", stem + "ion", stem + "age"]
    return [verb[:-1] + "ssement"] if verb.endswith("ir") else []


def varied(sentence: Sentence, chooser: random.Random) -> Sentence:
    """The sentence as it stands, or set otherwise."""
    draw = chooser.random()
    tokens = list(sentence.tokens)
    if draw < 0.05:
        tokens = [replace(t, form=_upper(t.form)) for t in tokens]
    elif draw < 0.08:
        tokens = [replace(t, form=_upper(_plain(t.form))) for t in tokens]
    elif draw < 0.11:
        tokens = [
            replace(t, form=t.form if t.form.lower() in _SMALL else _title(t.form)) for t in tokens
        ]
        tokens[0] = replace(tokens[0], form=_title(tokens[0].form))
    if chooser.random() < 0.4:
        tokens = [replace(t, form=t.form.replace("'", "’")) for t in tokens]
    return replace(sentence, tokens=tuple(tokens))


def without_stop(sentence: Sentence) -> Sentence:
    """The sentence without its final full stop, as a title or an item of a list."""
    *tokens, last = sentence.tokens
    if not tokens or last.form != "." or any(t.head == len(tokens) for t in tokens):
        return sentence
    return replace(sentence, tokens=tuple(tokens))


def _upper(form: str) -> str:
    raised = form.upper()
    return raised if len(raised) == len(form) else form


def _title(form: str) -> str:
    return form[0].upper() + form[1:]


def _plain(form: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFD", form) if not unicodedata.combining(c))
    return bare if len(bare) == len(form) else form
