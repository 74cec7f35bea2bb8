"""From sentences to spaCy examples: an epoch's documents, and the documents of an evaluation."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example

from training.nlp import recipe
from training.nlp.augment import varied, without_stop
from training.nlp.treebank import Sentence, Token

MADE = 700
_FEMININE = ("tion", "sion", "ture", "ance", "ence", "ité", "onte", "ise", "erte", "ée")
_MASCULINE = ("ment", "age", "isme", "tien", "oi", "ivi", "eil", "art", "cours", "jet", "ort")
SENTENCES = 6
EVALUATED = 10
THEMES = 40


@dataclass(frozen=True, slots=True)
class Openings:
    """Words that a made line may open with: infinitives, nouns of either gender."""

    verbs: Sequence[str]
    feminine: Sequence[str]
    masculine: Sequence[str]


def openings(verbs: Iterable[str], nouns: Iterable[str]) -> Openings:
    """Sorts nouns by the gender that their ending shows; those whose ending shows none go."""
    known = sorted(noun for noun in nouns if noun.isalpha() and len(noun) > 4)
    return Openings(
        sorted(verbs),
        [noun for noun in known if noun.endswith(_FEMININE)],
        [noun for noun in known if noun.endswith(_MASCULINE)],
    )


def epoch(
    nlp: Language,
    sentences: Sequence[Sentence],
    made: Sequence[Sentence],
    words: Openings,
    chooser: random.Random,
) -> list[Example]:
    """An epoch's examples: running text by a few sentences, and lines on their own, shuffled."""
    documents: list[list[Sentence]] = []
    for run in _runs(sentences, chooser):
        changed = [varied(s, chooser) for s in run]
        # Titles run into the text that follows them where a page's layout is lost.
        if chooser.random() < 0.25:
            changed.insert(0, varied(chooser.choice(made), chooser))
        documents.append([without_stop(s) if chooser.random() < 0.06 else s for s in changed])
    for line in chooser.sample(list(made), min(MADE, len(made))):
        line = varied(with_opening(line, words, chooser), chooser)
        documents.append([with_stop(line) if chooser.random() < 0.3 else line])
    documents += [[varied(theme(words, chooser), chooser)] for _ in range(THEMES)]
    chooser.shuffle(documents)
    return [example(nlp, document) for document in documents]


def _runs(sentences: Sequence[Sentence], chooser: random.Random) -> Iterator[list[Sentence]]:
    run: list[Sentence] = []
    size = 1
    for sentence in sentences:
        if chooser.random() >= recipe.TREEBANKS.get(sentence.source, 1.0):
            continue
        if run and (len(run) >= size or run[-1].source != sentence.source):
            yield run
            run, size = [], chooser.randint(1, SENTENCES)
        run.append(sentence)
    if run:
        yield run


def with_opening(line: Sentence, words: Openings, chooser: random.Random) -> Sentence:
    """The line, or the line with another infinitive or noun where it opens with one."""
    first = line.tokens[0]
    if chooser.random() < 0.4:
        return line
    if "VerbForm=Inf" in first.feats:
        other = chooser.choice(words.verbs)
    elif first.pos == "NOUN":
        other = chooser.choice(words.feminine if "Fem" in first.feats else words.masculine)
    else:
        return line
    changed = replace(first, form=other[0].upper() + other[1:], lemma=other)
    return replace(line, tokens=(changed, *line.tokens[1:]))


def theme(words: Openings, chooser: random.Random) -> Sentence:
    """A title of two nouns, « Agriculture et alimentation »."""
    pair = []
    for head, dep in ((0, "root"), (0, "conj")):
        fem = chooser.random() < 0.5
        noun = chooser.choice(words.feminine if fem else words.masculine)
        feats = f"Gender={'Fem' if fem else 'Masc'}|Number=Sing"
        pair.append(Token(noun, noun, "NOUN", feats, head, dep))
    opening = replace(pair[0], form=pair[0].form[0].upper() + pair[0].form[1:])
    return Sentence((opening, Token("et", "et", "CCONJ", "", 2, "cc"), pair[1]), "made")


def with_stop(sentence: Sentence) -> Sentence:
    """The line with a full stop, unless it has an end mark."""
    tokens = sentence.tokens
    if tokens[-1].pos == "PUNCT":
        return sentence
    root = next(i for i, t in enumerate(tokens) if t.head == i)
    stop = Token(".", ".", "PUNCT", "", root, "punct")
    return replace(sentence, tokens=(*tokens[:-1], replace(tokens[-1], space=False), stop))


def evaluation(
    nlp: Language, sentences: Sequence[Sentence], size: int = EVALUATED
) -> list[Example]:
    """Documents of `size` consecutive sentences, tokenised by `nlp` from their raw text."""
    groups = [sentences[i : i + size] for i in range(0, len(sentences), size)]
    return [example(nlp, group) for group in groups]


def example(nlp: Language, sentences: Sequence[Sentence]) -> Example:
    """What `nlp` reads against what the treebank says, over sentences set one after another."""
    words: list[str] = []
    spaces: list[bool] = []
    heads: list[int] = []
    starts: list[bool] = []
    tokens = [t for s in sentences for t in s.tokens]
    for sentence in sentences:
        begin = len(words)
        for index, token in enumerate(sentence.tokens):
            words.append(token.form)
            spaces.append(token.space or index == len(sentence.tokens) - 1)
            heads.append(begin + token.head)
            starts.append(index == 0)
    reference = Doc(
        nlp.vocab,
        words=words,
        spaces=spaces,
        pos=[t.pos for t in tokens],
        tags=[t.pos for t in tokens],
        morphs=[t.feats for t in tokens],
        lemmas=[t.lemma for t in tokens],
        heads=heads,
        deps=[t.dep for t in tokens],
    )
    return Example(nlp.make_doc(reference.text), reference)
