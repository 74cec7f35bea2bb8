"""Spelling that varies: `python -m training.encoder.robustness`.

The statements of `robustness.txt` were written for this test. A variant of a statement should still
have that statement as its nearest neighbour among them all. Six kinds: accents dropped, a typing
error, elisions lost (« laction »), inclusive forms (« élu·e·s », « élu.e.s », « élu(e)s »), an
acronym for its expansion, capitals. `--write` makes `tests/quality/robustness.tsv` (kind, variant,
statement), from which the tests read; without it that file is scored.

Inclusive forms and acronyms stand in the text file, written by hand; the other kinds are made by a
rule. The typing errors are drawn from a seed: in one word of at least five letters, two letters
change places, or one is lost, doubled or hit beside its key.
"""

from __future__ import annotations

import argparse
import random
import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from pipeline.embed import load_encoder
from training.encoder import metrics, recipe

SOURCE = Path(__file__).with_suffix(".txt")
TABLE = recipe.PROJECT_ROOT / "tests" / "quality" / "robustness.tsv"
OVERALL = "overall"

_CHOICE = re.compile(r"\{([^}]*)\}")
_ACRONYM = re.compile(r"\[([^|\]]*)\|([^]]*)\]")
_ELISION = re.compile(r"\b([ldjmtscnLDJMTSCN]|[qQ]u)['’](?=\w)")
_LONG_WORD = re.compile(r"[^\W\d_]{5,}")
_KEYS = ("azertyuiop", "qsdfghjklm", "wxcvbn")


class Variant(NamedTuple):
    """A statement as someone else might type it."""

    kind: str
    text: str
    statement: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--encoder", default="default", help="default, folder or name")
    parser.add_argument("--write", action="store_true", help="make the table again")
    parser.add_argument("--each", action="store_true", help="print what is not found")
    arguments = parser.parse_args()
    if arguments.write:
        lines = ("\t".join(variant) + "\n" for variant in written(SOURCE))
        TABLE.write_text("kind\tvariant\tstatement\n" + "".join(lines), encoding="utf-8")
    variants = read(TABLE)
    kept = unchanged(load_encoder(arguments.encoder).encode_documents, variants)
    for variant, found in zip(variants, kept, strict=True):
        if arguments.each and not found:
            print(f"{variant.kind}: {variant.text}")
    print(as_table(shares(variants, kept)))


def read(path: Path) -> list[Variant]:
    """The variants of a table."""
    lines = path.read_text(encoding="utf-8").splitlines()[1:]
    return [Variant(*line.split("\t")) for line in lines]


def unchanged(encode: metrics.Encode, variants: Sequence[Variant]) -> list[bool]:
    """Of each variant, whether its own statement is the nearest of all."""
    statements = list(dict.fromkeys(variant.statement for variant in variants))
    rows = encode([variant.text for variant in variants])
    nearest = (rows @ encode(statements).T).argmax(axis=1)
    return [
        statements[number] == variant.statement
        for number, variant in zip(nearest, variants, strict=True)
    ]


def shares(variants: Sequence[Variant], kept: Sequence[bool]) -> dict[str, tuple[float, int]]:
    """For each kind and overall, the share that finds its statement, and of how many."""
    kinds = dict.fromkeys(variant.kind for variant in variants)
    of_kind = {
        kind: [found for variant, found in zip(variants, kept, strict=True) if variant.kind == kind]
        for kind in kinds
    }
    every = {**of_kind, OVERALL: list(kept)}
    return {kind: (sum(found) / len(found), len(found)) for kind, found in every.items()}


def as_table(found: dict[str, tuple[float, int]]) -> str:
    """The shares as a Markdown table."""
    rows = [f"| {kind} | {count} | {share:.3f} |\n" for kind, (share, count) in found.items()]
    return "| kind | pairs | unchanged |\n| --- | --- | --- |\n" + "".join(rows)


def written(source: Path) -> Iterator[Variant]:
    """The variants of every statement of the source, in its order."""
    draw = random.Random(recipe.SEED)
    for line in source.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield from variants_of(line, draw)


def variants_of(line: str, draw: random.Random) -> Iterator[Variant]:
    """The variants of one line; those that change nothing are left out."""
    statement = _ACRONYM.sub(r"\1", _choose(line, 0))
    made = [("accents", _plain(statement)), ("typing error", mistyped(statement, draw))]
    made.append(("elision", lost_elisions(statement)))
    most = max((choice.count("|") for choice in _CHOICE.findall(line)), default=0)
    made += [("inclusive", _ACRONYM.sub(r"\1", _choose(line, n + 1))) for n in range(most)]
    made += [("acronym", _ACRONYM.sub(r"\2", _choose(line, 0))), ("capitals", statement.upper())]
    yield from (Variant(kind, text, statement) for kind, text in made if text != statement)


def mistyped(statement: str, draw: random.Random) -> str:
    """The statement with one slip of the fingers in one of its longer words."""
    words = list(_LONG_WORD.finditer(statement))
    if not words:
        return statement
    word = draw.choice(words)
    letters = list(word[0])
    place = draw.randrange(1, len(letters) - 1)
    slip = draw.choice(("swapped", "lost", "doubled", "beside"))
    if slip == "swapped":
        letters[place : place + 2] = letters[place + 1], letters[place]
    elif slip == "lost":
        del letters[place]
    elif slip == "doubled":
        letters.insert(place, letters[place])
    else:
        letters[place] = _beside(_plain(letters[place]).lower(), draw)
    return statement[: word.start()] + "".join(letters) + statement[word.end() :]


def lost_elisions(statement: str) -> str:
    """The statement without the apostrophes of its elisions."""
    return _ELISION.sub(r"\1", statement)


def _beside(letter: str, draw: random.Random) -> str:
    """A neighbour of a letter on a French keyboard."""
    row = next((keys for keys in _KEYS if letter[0] in keys), letter[0])
    place = row.index(letter[0])
    near = [row[beside] for beside in (place - 1, place + 1) if 0 <= beside < len(row)]
    return draw.choice(near or [letter])


def _choose(line: str, number: int) -> str:
    """Every choice of a line taken at one place, or its last where it has fewer."""
    return _CHOICE.sub(lambda match: (match[1].split("|")[: number + 1])[-1], line)


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


if __name__ == "__main__":
    main()
