"""Overlaps over an index in Milvus, of which no measure stays in memory, are those of a folder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from small_index import BagEncoder, entry, measure

from pipeline.cli import main
from pipeline.cluster.opening import open_index, where
from pipeline.models import Facts, UnitKind
from pipeline.overlap import candidates, collected, overlaps
from pipeline.overlap.measures import Fetched
from pipeline.search import identity
from pipeline.store import MeasureIndex, Ranged

SAID = {
    "est.pdf": [
        "Aménager des pistes cyclables protégées le long du canal",
        "Planter mille arbres dans les cours d'école",
        "Ouvrir une bibliothèque dans chaque quartier",
        "Réparer les digues du vieux port",
    ],
    "nord.pdf": [
        "Aménager des pistes cyclables sécurisées",
        "Planter mille arbres dans les cours d'école",
        "Ouvrir une médiathèque dans chaque quartier",
    ],
    "sud.pdf": [
        "Créer des pistes cyclables",
        "Planter des arbres en ville",
        "Former les agents à l'accueil",
    ],
}


@pytest.fixture
def both(tmp_path: Path, there: Path) -> Iterator[tuple[MeasureIndex, MeasureIndex]]:
    """The same collection in a folder and in Milvus; documents come in another order than names."""
    encoder = BagEncoder()
    for index in (tmp_path / "folder", there):
        with where(index).write(identity(encoder)) as writer:
            for name in ("sud.pdf", "est.pdf", "nord.pdf"):
                units = [measure(said, name, path=("Ville",)) for said in SAID[name]]
                said = "Le marché se tient le samedi depuis des siècles"
                units.insert(1, measure(said, name, kind=UnitKind.PASSAGE))
                writer.put(entry(units, name, Facts(title=f"Plan {name}")))
            writer.commit(encoder.encode_documents)
    with open_index(tmp_path / "folder") as folder, open_index(there) as milvus:
        yield folder, milvus


def test_no_measure_stays_in_memory(both: tuple[MeasureIndex, MeasureIndex]) -> None:
    one, other = (collected(index) for index in both)
    assert isinstance(other.measures, Fetched)
    assert isinstance(both[1], Ranged)
    assert not isinstance(both[0], Ranged)
    assert other.ids == one.ids
    assert list(other.measures) == list(one.measures)
    assert other.worded.tolist() == one.worded.tolist()
    assert other.said.rarity.tolist() == one.said.rarity.tolist()


@pytest.mark.parametrize("whole", [True, False])
def test_pairs_are_those_of_a_folder(
    both: tuple[MeasureIndex, MeasureIndex], monkeypatch: pytest.MonkeyPatch, whole: bool
) -> None:
    if not whole:
        monkeypatch.setattr(candidates, "WHOLE", 0)
        monkeypatch.setattr(candidates, "_PART", 3)
    folder, milvus = (collected(index) for index in both)
    cases = [
        {},
        {"related": True, "least": 0.0},
        {"only": [0, 4, 5]},
        {"between": ([0, 1], [4, 5])},
    ]
    for given in cases:
        wanted, found = overlaps(folder, **given), overlaps(milvus, **given)  # type: ignore[arg-type]
        assert len(wanted)
        assert [(p.a, p.b, p.relation, p.edition) for p in found] == [
            (p.a, p.b, p.relation, p.edition) for p in wanted
        ]
        assert np.allclose(found.scores, wanted.scores, atol=1e-6)


def test_a_range_search_gives_each_pair_once(
    both: tuple[MeasureIndex, MeasureIndex], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(candidates, "MOST_HERE", 0)
    monkeypatch.setattr(candidates, "WHOLE", 0)
    monkeypatch.setattr(candidates, "_PART", 3)
    monkeypatch.setattr(candidates, "RANGE", -1.5)  # BagEncoder is not the encoder it is for
    monkeypatch.setattr("pipeline.cluster.milvus_near.MOST", 4)  # of 13 units
    monkeypatch.setattr("pipeline.cluster.milvus_client.MOST", 4)
    folder, milvus = (collected(index) for index in both)
    cases = [
        {},
        {"related": True, "least": 0.0},
        {"only": [0, 4, 5]},
        {"between": ([0, 1, 4], [4, 5, 0])},
    ]
    for given in cases:
        wanted, found = overlaps(folder, **given), overlaps(milvus, **given)  # type: ignore[arg-type]
        assert len(wanted)
        assert [(p.a.id, p.b.id) for p in found] == [(p.a.id, p.b.id) for p in wanted]
        assert np.allclose(found.scores, wanted.scores, atol=1e-6)


def test_a_range_search_leaves_out_what_is_far(
    both: tuple[MeasureIndex, MeasureIndex], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, milvus = both
    assert isinstance(milvus, Ranged)
    rows = [row for row, _ in milvus.streamed()]
    vectors = milvus.vectors().rows(rows)  # type: ignore[attr-defined]
    products = vectors @ vectors.T
    found = {place: set(others.tolist()) for place, others in milvus.near(rows, 0.3)}
    for place, row in enumerate(rows):
        near = {rows[n] for n in np.flatnonzero(products[place] >= 0.3)} - {row}
        assert found[place] == near
    assert any(found.values())


def test_the_command_answers_alike(
    both: tuple[MeasureIndex, MeasureIndex],
    there: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for index in both:
        index.close()
    for more in ([], ["--between", "nord", "sud"], ["--all-relations"], ["--plan", "est"]):
        said = []
        for index in (tmp_path / "folder", there):
            assert main(["overlaps", "--jsonl", "-i", str(index), *more]) == 0
            said.append([json.loads(line) for line in capsys.readouterr().out.splitlines()])
        assert said[0] == said[1], more
    assert main(["overlaps", "-i", str(there)]) == 0
    assert "pistes cyclables" in capsys.readouterr().out
