"""The judged pairs and the lineages are sound: they name measures of our annotations, once each."""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from docx import Document

FOLDER = Path(__file__).resolve().parent
GOLDEN = FOLDER.parent
RELATIONS = ("same", "reworded", "broader", "related", "none")
LEAST = {"same": 15, "reworded": 70, "broader": 70, "related": 70, "none": 100}
FACTS = {"audience", "territory", "instrument", "lead", "amount", "deadline"}
LINEAGES = sorted((FOLDER / "editions").glob("*.json"))
CHAINS = sorted((FOLDER / "editions" / "chains").glob("*.json"))
OURS = sorted([*FOLDER.glob("plans/*.json"), *FOLDER.glob("editions/documents/*.json")])

Row = dict[str, Any]


@cache
def annotated() -> dict[str, Row]:
    """document -> its annotation, over the whole golden corpus."""
    found = (json.loads(path.read_text("utf-8")) for path in GOLDEN.rglob("*.json"))
    return {gold["document"]: gold for gold in found if "measures" in gold}


@cache
def pairs() -> list[Row]:
    lines = (FOLDER / "pairs.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def measure(document: str, cited: Row) -> Row:
    (found,) = [
        m
        for m in annotated()[document]["measures"]
        if (m["label"], m["statement"]) == (cited["label"], cited["statement"])
    ]
    return found


def fold(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.lower())
    return " ".join(re.findall(r"[a-z0-9]+", re.sub("[\u0300-\u036f]", "", letters)))


def side(pair: Row, name: str) -> tuple[str, str | None, str]:
    return pair[name]["document"], pair[name]["label"], pair[name]["statement"]


def test_every_side_is_an_annotated_measure() -> None:
    for pair in pairs():
        for name in ("a", "b"):
            measure(pair[name]["document"], pair[name])


def test_no_pair_is_judged_twice_or_within_one_document() -> None:
    told = Counter(frozenset((side(pair, "a"), side(pair, "b"))) for pair in pairs())
    assert [pair for pair, times in told.items() if times > 1] == []
    assert all(pair["a"]["document"] != pair["b"]["document"] for pair in pairs())


def test_same_means_equal_after_folding() -> None:
    for pair in pairs():
        equal = fold(pair["a"]["statement"]) == fold(pair["b"]["statement"])
        assert equal == (pair["relation"] == "same"), pair


def test_there_are_enough_of_each_relation() -> None:
    counts = Counter(pair["relation"] for pair in pairs())
    assert set(counts) == set(RELATIONS)
    assert all(counts[relation] >= least for relation, least in LEAST.items())


def test_readme_counts_the_pairs() -> None:
    counts = Counter((pair["channel"], pair["relation"]) for pair in pairs())
    rows = {
        cells[0]: [int(cell) for cell in cells[1:]]
        for cells in (
            [cell.strip(" `") for cell in line.strip("| \n").split("|")]
            for line in (FOLDER / "README.md").read_text("utf-8").splitlines()
            if re.match(r"\| `\w+` \| \d", line)
        )
    }
    assert set(rows) == {channel for channel, _ in counts}
    for channel, told in rows.items():
        each = [counts[channel, relation] for relation in RELATIONS]
        assert told == [*each, sum(each)], channel


def test_differences_are_words_of_their_side() -> None:
    told = [pair for pair in pairs() if "differs" in pair]
    assert len(told) >= 40
    for pair in told:
        assert any(pair["differs"].values())
        for name in ("a", "b"):
            gold = measure(pair[name]["document"], pair[name])
            said = {gold["statement"], *(v for v in gold.values() if isinstance(v, str))}
            for kind, words in pair["differs"][name].items():
                assert kind in FACTS
                assert all(any(word in text for text in said) for word in words), (kind, words)


@pytest.mark.parametrize("path", LINEAGES, ids=lambda path: path.stem)
def test_a_lineage_covers_each_measure_of_both_editions(path: Path) -> None:
    lineage = json.loads(path.read_text("utf-8"))
    for name in ("old", "new"):
        told = Counter((m["label"], m["statement"]) for row in lineage["rows"] for m in row[name])
        measures = annotated()[lineage[name]]["measures"]
        assert 25 <= len(measures) <= 60
        assert told == Counter((m["label"], m["statement"]) for m in measures)


@pytest.mark.parametrize("path", LINEAGES, ids=lambda path: path.stem)
def test_a_lineage_says_what_the_annotations_show(path: Path) -> None:
    lineage = json.loads(path.read_text("utf-8"))
    sizes = {"split": (1, 2), "merged": (2, 1), "dropped": (1, 0), "new": (0, 1)}
    for row in lineage["rows"]:
        relation, old, new = row["relation"], row["old"], row["new"]
        if relation == "split":
            assert len(old) == 1
            assert len(new) >= 2
        elif relation == "merged":
            assert len(old) >= 2
            assert len(new) == 1
        elif relation in sizes:
            assert (len(old), len(new)) == sizes[relation]
        else:
            assert relation in {"kept", "amended", "moved"}
            assert (len(old), len(new)) == (1, 1)
            was, now = measure(lineage["old"], old[0]), measure(lineage["new"], new[0])
            both = {k for k in ("statement", "lead", "deadline", "budget") if was[k] and now[k]}
            changed = {k for k in both if was[k] != now[k]}
            assert changed == set(row.get("changed", []))
            assert (relation == "amended") == bool(changed)
            if relation == "moved":
                assert was["path"][-1] != now["path"][-1]


def test_the_lineages_hold_every_relation_and_some_chains() -> None:
    rows = [row for path in LINEAGES for row in json.loads(path.read_text("utf-8"))["rows"]]
    told = {row["relation"] for row in rows}
    assert told == {"kept", "amended", "moved", "split", "merged", "dropped", "new"}
    assert len(LINEAGES) >= 4
    assert len(CHAINS) >= 2


@pytest.mark.parametrize("path", CHAINS, ids=lambda path: path.stem)
def test_a_chain_covers_three_editions_as_the_lineages_do(path: Path) -> None:
    chain = json.loads(path.read_text("utf-8"))
    assert len(chain["documents"]) == 3
    home: dict[tuple[str, str], int] = {}
    for period, document in chain["documents"].items():
        told = [label for family in chain["families"] for label in family.get(period, [])]
        assert sorted(told) == sorted(m["label"] for m in annotated()[document]["measures"])
        for number, family in enumerate(chain["families"]):
            home |= {(document, label): number for label in family.get(period, [])}
    for lineage in (json.loads(p.read_text("utf-8")) for p in LINEAGES):
        if lineage["old"] in chain["documents"].values():
            for row in lineage["rows"]:
                sides = [(lineage[name], m["label"]) for name in ("old", "new") for m in row[name]]
                assert len({home[place] for place in sides}) == 1


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.stem)
def test_documents_state_their_measures(path: Path) -> None:
    gold = json.loads(path.read_text("utf-8"))
    texts = [_text(path.with_name(gold["document"]))]
    texts += [_text(p) for p in (FOLDER / "editions" / "renditions").glob(f"{path.stem}.*")]
    for text in texts:
        for stated in gold["measures"]:
            assert stated["statement"] in text
            assert all(heading in text for heading in stated["path"])


def _text(path: Path) -> str:
    if path.suffix != ".docx":
        return html.unescape(path.read_text("utf-8"))
    document = Document(str(path))
    cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])
