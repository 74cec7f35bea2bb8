"""Make pipeline/data/lexicon/words.txt.gz: French words and how common each is in public texts.

    python -m training.lexicon.words [SHARED]

SHARED (default ../shared) holds train/lexicon/hunspell_fr.dic.gz and .aff.gz (MPL-2.0, of
Dicollecte/Grammalecte 7.5), whose suffix rules give the words, and train/parallel, whose French
sides give the counts. Only files that anybody may train on are counted (SOURCES.tsv), and of them
only numbers reach the table: the natural logarithm of a word's share, rounded, its sign turned.

The table is text: a line `= N` opens the words of class N, one a line, sorted. Class `unseen` holds
the words that were never counted, class `name` what is a word but never a repair: proper names,
acronyms and parts of compounds, in lower case.
Elided words stand with their apostrophe (`l'`).
"""

from __future__ import annotations

import gzip
import math
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

TARGET = Path(__file__).parents[2] / "pipeline" / "data" / "lexicon" / "words.txt.gz"
COUNTED = (
    "laws_text",
    "laws_fragments",
    "laws_titles",
    "gov_misc",
    "gov_social_climate_mt",
    "ms_business_ht",
    "ms_other_ht",
    "tatoeba",
)
_NOTICE = (
    "# French words, from the Hunspell dictionaries of Dicollecte/Grammalecte 7.5\n"
    "# (https://grammalecte.net), Mozilla Public License 2.0 (https://www.mozilla.org/MPL/2.0/).\n"
)
_NEEDS_AFFIX, _FORBIDDEN = "()", "{}"
_WORD = re.compile(r"[a-zß-öø-ÿœ]+(?:-[a-zß-öø-ÿœ]+)*")
_TOKEN = re.compile(r"[^\W\d_]+['’]?(?:-[^\W\d_]+)*")
_ELISIONS = frozenset(
    "c' d' j' l' m' n' s' t' qu' jusqu' lorsqu' puisqu' quoiqu' quelqu' presqu' aujourd'".split()
)


@dataclass(frozen=True, slots=True)
class Suffix:
    """A line of a suffix rule: `strip` goes, `add` comes, where the word ends like `condition`."""

    strip: str
    add: str
    flags: str
    condition: re.Pattern[str]


@dataclass(frozen=True)
class Affixes:
    """The suffix rules of a Hunspell dictionary with two-character flags (`FLAG long`)."""

    lines: tuple[str, ...]

    @cached_property
    def suffixes(self) -> dict[str, list[Suffix]]:
        """The lines of each rule, by its flag."""
        rules: dict[str, list[Suffix]] = defaultdict(list)
        for line in self.lines:
            fields = line.split()
            if len(fields) < 5 or fields[0] != "SFX":
                continue
            _, flag, strip, affix, condition = fields[:5]
            add, _, flags = affix.partition("/")
            ending = re.compile(f"(?:{condition})$")
            rules[flag].append(
                Suffix("" if strip == "0" else strip, "" if add == "0" else add, flags, ending)
            )
        return rules

    def forms(self, entry: str) -> Iterator[str]:
        """The words that a line of the dictionary stands for, without prefixed ones."""
        word, _, flags = entry.split("\t")[0].strip().partition("/")
        yield from self._forms(word, flags, 2)

    def _forms(self, word: str, flags: str, depth: int) -> Iterator[str]:
        pairs = [flags[i : i + 2] for i in range(0, len(flags), 2)]
        if _FORBIDDEN in pairs:
            return
        if _NEEDS_AFFIX not in pairs:
            yield word
        for flag in pairs if depth else ():
            for rule in self.suffixes.get(flag, ()):
                if word.endswith(rule.strip) and rule.condition.search(word):
                    stem = word[: len(word) - len(rule.strip)]
                    yield from self._forms(stem + rule.add, rule.flags, depth - 1)


def lines(path: Path) -> Iterator[str]:
    """The lines of a gzipped text."""
    with gzip.open(path, "rt", encoding="utf-8") as found:
        for line in found:
            yield line.rstrip("\n")


def dictionary(folder: Path) -> tuple[set[str], set[str]]:
    """The French words in lower case, and what is a name or a part of a compound."""
    affixes = Affixes(tuple(lines(folder / "hunspell_fr.aff.gz")))
    words: set[str] = set()
    names: set[str] = set()
    entries = lines(folder / "hunspell_fr.dic.gz")
    next(entries)
    for entry in entries:
        for form in affixes.forms(entry):
            if _WORD.fullmatch(form):
                words.add(form)
            else:
                names.update(_WORD.findall(form.lower()))
    names.update(part for word in words if "-" in word for part in word.split("-"))
    return words, {name for name in names if len(name) > 1} - words


def counts(folder: Path) -> Counter[str]:
    """How often each word stands in the French sides of the counted files."""
    found: Counter[str] = Counter()
    for name in COUNTED:
        for line in lines(folder / f"{name}.tsv.gz"):
            for token in _TOKEN.findall(line.rpartition("\t")[2].replace("’", "'")):
                word, mark, _ = token.lower().partition("'")
                found[word + mark if word + mark in _ELISIONS else word] += 1
    return found


def table(words: set[str], names: set[str], counted: Counter[str]) -> str:
    """The text of the table."""
    total = counted.total()
    classes: dict[int, list[str]] = defaultdict(list)
    unseen: list[str] = []
    for word in words | _ELISIONS:
        if counted[word]:
            classes[round(-math.log(counted[word] / total))].append(word)
        else:
            unseen.append(word)
    sections = {str(number): listed for number, listed in sorted(classes.items())}
    sections |= {"unseen": unseen, "name": list(names)}
    return _NOTICE + "".join(
        f"= {head}\n" + "\n".join(sorted(listed)) + "\n" for head, listed in sections.items()
    )


def main(shared: Path) -> None:
    """Write the word table."""
    words, names = dictionary(shared / "train" / "lexicon")
    # The dictionary lists every letter; these are words of a text.
    words = {word for word in words if len(word) > 1 or word in "aàyô"} | {"hui"}
    words -= {elided[:-1] for elided in _ELISIONS}
    text = table(words, names, counts(shared / "train" / "parallel"))
    TARGET.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(f"{len(words)} words, {len(names)} names -> {TARGET.name} {TARGET.stat().st_size}")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared"))
