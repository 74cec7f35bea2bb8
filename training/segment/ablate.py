"""What each rule and weight of segmentation gives to each family of documents.

    python -m training.segment.ablate [--output training/segment/ablation.md] [--only NAME]...

Every rule is taken out in turn and all annotated documents are segmented again: those of
`../shared/gold`, where it is there, and ours of `tests/golden`. The table has a row a rule, a
column a family, and in each cell what F1 loses without the rule, in points. A rule that helps one
family of visible documents alone is to be taken out.
"""

from __future__ import annotations

import argparse
import dataclasses
import logging
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline import clean as cleaning
from pipeline.errors import DocumentError
from pipeline.evaluate import plan_metrics, read_gold
from pipeline.extract import read
from pipeline.models import Plan
from pipeline.segment import entries, evidence, genre, level, measures, outline, tables
from pipeline.segment.evidence import Traits

ROOT = Path(__file__).resolve().parents[2]
Rule = tuple[Any, str, Any]
_NEVER = re.compile(r"(?!)")


def _none(*_: Any, **__: Any) -> list[Any]:
    return []


def _nothing(*_: Any, **__: Any) -> set[Any]:
    return set()


def _empty(*_: Any, **__: Any) -> str:
    return ""


def _false(*_: Any, **__: Any) -> bool:
    return False


def _second(_: Any, value: Any) -> Any:
    return value


def _same(value: Any, *_: Any) -> Any:
    return value


RULES: Mapping[str, Rule] = {
    "clean: running heads by page": (cleaning, "_running", _nothing),
    "clean: stray letters": (cleaning, "_strays", _nothing),
    "clean: running titles of text": (cleaning, "_running_titles", _nothing),
    "clean: lists of other documents": (cleaning, "_related", _nothing),
    "clean: tables of contents": (cleaning, "_contents", _nothing),
    "clean: cut paragraphs joined": (cleaning, "_continuations", _nothing),
    "entries: run-on numbers parted": (entries, "_inline_numbers", _none),
    "entries: doubled lines of slides": (entries, "_DOUBLED", _NEVER),
    "entries: bare numbers that count": (entries, "_counted", list),
    "entries: numbers below their title": (entries, "_titled", list),
    "entries: labels alone take the next text": (entries, "_takes", _false),
    "outline: headings that repeat": (outline, "_repeats", _false),
    "outline: colours that change by chapter": (outline, "_unite_colours", _nothing),
    "outline: a heading heads one that looks alike": (outline, "_heads", _false),
    "outline: figures set large are no headings": (outline, "_FIGURES", _NEVER),
    "outline: one numbering, bold or plain": (outline, "_next", _false),
    "tables: grids of lists": (tables, "_is_grid_of_lists", _false),
    "tables: headers known by what commits below": (tables, "_commits_below", _false),
    "tables: columns over several rows are headings": (tables, "_branches", _none),
    "tables: records go on in the next table": (tables, "_goes_on", _false),
    "level: sheets": (level, "sheet_nodes", _none),
    "level: genre by the title": (level, "is_other", _false),
    "level: the largest title tells the genre": (genre, "_largest", _empty),
    "level: cards under titles": (level, "_cards_in", _nothing),
    "level: lists speak one by one": (level, "_standing", _second),
    "level: numbers that go on": (level, "_continued", _nothing),
    "level: nested candidates resolved": (level, "_losers", _nothing),
    "level: odd lists left out": (level, "_consistent", list),
    "level: outer item or inner ones": (level, "_acting", list),
    "level: lists announced by their heading": (level, "_announced_lists", _none),
    "level: gaps under like headings": (level, "_filled", _none),
    "level: paragraphs that commit": (level, "_paragraphs", _none),
    "evidence: cards": (Traits, "cards", property(_false)),
    "evidence: headings that introduce lists": (Traits, "introduces", property(_false)),
    "evidence: asides and their headings": (evidence, "_ELSEWHERE", _NEVER),
    "evidence: headings that announce measures": (evidence, "_ANNOUNCES", _NEVER),
    "measures: each once": (measures, "_once", list),
    "measures: tails cut": (measures, "_head", lambda sentence: (sentence, [])),
    "measures: words repaired": (measures, "_repaired", lambda _, units: list(units)),
}
# Of the strength of a class; each is set to nought in turn.
WEIGHTS = ("commits", "units", "labelled", "announced", "questions", "named")


def _without(field: str) -> Rule:
    """A rule that hides one trait from the strength of a class."""
    whole = Traits.strength.fget  # type: ignore[attr-defined]

    def strength(traits: Traits) -> float:
        return float(whole(dataclasses.replace(traits, **{field: 0.0})))

    return Traits, "strength", property(strength)


@contextmanager
def _replaced(rule: Rule | None) -> Iterator[None]:
    if rule is None:
        yield
        return
    place, name, value = rule
    before = place.__dict__[name]
    setattr(place, name, value)
    try:
        yield
    finally:
        setattr(place, name, before)


@dataclasses.dataclass(frozen=True)
class Document:
    """An annotated document: who it is of, its gold, and how it was read."""

    family: str
    gold: Mapping[str, Any]
    plan: Plan


def documents() -> Iterator[Document]:
    """Every annotated document that can be read."""
    shared = ROOT.parent / "shared"
    golden = ROOT / "tests" / "golden"
    own = (golden / name for name in ("plans", "later", "fourth"))
    places = [(golden, ROOT / "corpus", _ours), *((folder, folder, _ours) for folder in own)]
    if shared.is_dir():
        places.append((shared / "gold", shared / "plans", _family))
    for folder, plans, family in places:
        for gold in read_gold(folder):
            path = plans / gold["document"]
            try:
                yield Document(family(path.name), gold, read(path, path.name))
            except DocumentError as error:
                print(error, file=sys.stderr)


def _ours(name: str) -> str:
    return f"ours {Path(name).suffix[1:]}"


def _family(name: str) -> str:
    """The issuer, as the visible documents are named: « fr-getigne_… », « pagac-… »."""
    return name.split("_", maxsplit=1)[0] if "_" in name else "community"


def scores(found: Sequence[Document]) -> dict[str, float]:
    """The mean F1 of each family, and of all documents."""
    values: dict[str, list[float]] = defaultdict(list)
    for document in found:
        units = measures.segment(cleaning.clean(document.plan))
        f1 = plan_metrics(document.gold, units).f1
        values[document.family].append(f1)
        values["all"].append(f1)
    return {family: sum(own) / len(own) for family, own in values.items()}


def table(found: Sequence[Document], rules: Mapping[str, Rule], tell: Callable[[str], None]) -> str:
    """The table of what each rule gives, as Markdown."""
    whole = scores(found)
    families = sorted(whole, key=lambda family: (family != "all", family))
    lines = [
        f"| without | {' | '.join(families)} |",
        f"| --- |{' ---: |' * len(families)}",
        f"| (F1 with all rules) | {' | '.join(f'{100 * whole[f]:.1f}' for f in families)} |",
    ]
    for name, rule in rules.items():
        with _replaced(rule):
            own = scores(found)
        lost = [100 * (whole[family] - own[family]) for family in families]
        cells = " | ".join(f"{value:+.1f}" if abs(value) >= 0.05 else "" for value in lost)
        lines.append(f"| {name} | {cells} |")
        tell(f"{name}: {lost[0]:+.1f}")
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path)
    parser.add_argument("--only", action="append", default=[])
    options = parser.parse_args()
    logging.disable(logging.ERROR)
    rules = {**RULES, **{f"weight: {name}": _without(name) for name in WEIGHTS}}
    chosen = {
        name: rule for name, rule in rules.items() if not options.only or name in options.only
    }
    printed = table(list(documents()), chosen, lambda line: print(line, file=sys.stderr))
    if options.output:
        options.output.write_text(printed, encoding="utf-8", newline="\n")
    else:
        print(printed, end="")


if __name__ == "__main__":
    main()
