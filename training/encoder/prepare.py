"""Choose and clean the training pairs: `python -m training.encoder.prepare`.

Writes `pairs.tsv` (English, French) into the work folder, shuffled, so that any prefix of it is a
fair mixture: the teacher may be stopped early and what it has encoded still trains.
"""

from __future__ import annotations

import random
import re
from pathlib import Path

from training.encoder import corpora, recipe

# Software strings carry placeholders and markup that no plan contains.
_MARKUP = re.compile(r"[{}<>|\\_=]|%[a-z]|https?:|&\w+;")
_LETTERS = re.compile(r"[^\W\d_]")


def main() -> None:
    arguments = recipe.parser(__doc__.splitlines()[0]).parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    pairs = mixed_pairs(arguments.data)
    with (arguments.work / "pairs.tsv").open("w", encoding="utf-8") as file:
        file.writelines(f"{english}\t{french}\n" for english, french in pairs)
    print(f"{len(pairs)} pairs")


def mixed_pairs(data: Path) -> list[tuple[str, str]]:
    """All sources cut to their quotas, without a repeated English side, shuffled together."""
    chooser = random.Random(recipe.SEED)
    seen: set[str] = set()
    mixture: list[tuple[str, str]] = []
    for source in recipe.PARALLEL_SOURCES:
        candidates = corpora.parallel(data / source.path)
        chooser.shuffle(candidates)
        kept = 0
        for english, french in candidates:
            if kept == source.quota:
                break
            if english.lower() not in seen and is_clean(english, french):
                seen.add(english.lower())
                mixture.append((english, french))
                kept += 1
    chooser.shuffle(mixture)
    return mixture


def is_clean(english: str, french: str) -> bool:
    """Whether a pair is short prose whose sides could be translations of each other."""
    if not english or not french or max(len(english), len(french)) > recipe.MAX_CHARACTERS:
        return False
    if _MARKUP.search(english) or _MARKUP.search(french):
        return False
    letters = min(len(_LETTERS.findall(side)) / len(side) for side in (english, french))
    # French runs about a fifth longer than English; far outside that, the alignment slipped.
    proportion = len(french) / len(english)
    return letters > 0.6 and (len(english) < 15 or 0.5 < proportion < 2.5)


if __name__ == "__main__":
    main()
