"""Build the tokenizer: `python -m training.encoder.vocabulary`.

Text is folded (compatibility decomposition, no accents, lower case) and cut into runs of letters
and digits; punctuation has no token, since under mean pooling and normalisation it could only add
noise. `pipeline.embed` repeats exactly this in Python, with a memory of chunks.

Every common word is one piece, so that a word has a vector of its own, which search aligns; rarer
words are cut into the pieces of a small unigram model trained on the list of words (Kudo 2018,
"Subword Regularization"). A unigram model trained on running text cuts even common words.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

from training.encoder import corpora, recipe

UNKNOWN = "[UNK]"
WORD_START = "▁"
LIGATURES = {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"}

_TRANSLATION = {ord(sign): letters for sign, letters in LIGATURES.items()}
_WORD = re.compile(r"[^\W_]+")
# A word that the student meets less often than this has no vector worth a place.
_FEWEST = 4
# Puts every word of the list before any way of cutting it: even the commonest word, cut off as a
# beginning, and the commonest ending together score lower than the rarest word.
_CUT_PENALTY = 20.0
_LOWEST = -18.0
_SUBWORDS = 4_800


def main() -> None:
    parser = recipe.parser(__doc__.splitlines()[0])
    arguments = parser.parse_args()
    counts = word_counts(arguments.data, arguments.work)
    tokenizer = build(counts, recipe.VOCABULARY_SIZE)
    tokenizer.save(str(arguments.work / recipe.TOKENIZER_FILE), pretty=False)
    print(tokenizer.get_vocab_size(), "pieces")


def word_counts(data: Path, work: Path) -> dict[str, Counter[str]]:
    """How often each folded word stands in each part of the training text."""
    with (work / "pairs.tsv").open(encoding="utf-8") as file:
        sides = [line.rstrip("\n").split("\t") for line in file]
    questions = (q for path in recipe.QA_FILES for q in corpora.questions(data / path))
    return {
        "english": count(english for english, _ in sides),
        "french": count(french for _, french in sides),
        "questions": count(f"{q.query} {q.passage}" for q in questions),
        "prose": count(corpora.lines(data / recipe.MONOLINGUAL_FILE)),
    }


def count(texts: Iterable[str]) -> Counter[str]:
    counter: Counter[str] = Counter()
    for text in texts:
        counter.update(_WORD.findall(fold(text)))
    return counter


def fold(text: str) -> str:
    """The same as the tokenizer's normaliser."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_TRANSLATION))
    return "".join(c for c in decomposed if unicodedata.category(c)[0] != "M").lower()


def build(counts: dict[str, Counter[str]], size: int) -> Tokenizer:
    """A Unigram tokenizer of `size` pieces: the unknown one, subwords, then the common words."""
    # Prose helps to choose words, but only what the student trains on gives them vectors.
    trained = counts["english"] + counts["french"] + counts["questions"]
    total = sum(trained.values())
    subwords = list(subword_scores(trained))
    pieces = {UNKNOWN: 0.0}
    for piece, score in subwords:
        pieces[piece] = score - _CUT_PENALTY
    for word in ranked(counts):
        piece = WORD_START + word
        if trained[word] >= _FEWEST and len(word) <= 24 and not (word.isdigit() and len(word) > 4):
            pieces[piece] = max(_LOWEST, math.log(trained[word] / total))
        if len(pieces) == size:
            break
    return assemble(models.Unigram(list(pieces.items()), 0, False))


def ranked(counts: dict[str, Counter[str]]) -> list[str]:
    """Words by the sum of the roots of their shares, so that no one part of the text rules."""
    weight: Counter[str] = Counter()
    for counter in counts.values():
        total = sum(counter.values())
        for word, number in counter.items():
            weight[word] += math.sqrt(number / total)  # type: ignore[assignment]
    return sorted(weight, key=lambda word: (-weight[word], word))


def subword_scores(trained: Counter[str]) -> Iterator[tuple[str, float]]:
    """Pieces and log probabilities of a unigram model over the list of words."""
    tokenizer = assemble(models.Unigram())
    trainer = trainers.UnigramTrainer(
        vocab_size=_SUBWORDS, special_tokens=[UNKNOWN], unk_token=UNKNOWN, show_progress=False
    )
    # The logarithm keeps a hundred frequent words from deciding how the rare ones are cut.
    words = (
        word
        for word, number in sorted(trained.items())
        if number > 1 and word.isalpha()
        for _ in range(1 + int(math.log2(number)))
    )
    tokenizer.train_from_iterator(words, trainer=trainer)
    for piece, score in json.loads(tokenizer.to_str())["model"]["vocab"]:
        if piece != UNKNOWN:
            yield piece, score


def assemble(model: models.Model) -> Tokenizer:
    """A tokenizer that folds and cuts text as the module says."""
    tokenizer = Tokenizer(model)
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Replace(sign, letters) for sign, letters in LIGATURES.items()]
        + [normalizers.NFKD(), normalizers.StripAccents(), normalizers.Lowercase()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(r"[\p{L}\p{N}]+"), behavior="removed", invert=True),
            pre_tokenizers.Metaspace(prepend_scheme="always", split=False),
        ]
    )
    return tokenizer


if __name__ == "__main__":
    main()
