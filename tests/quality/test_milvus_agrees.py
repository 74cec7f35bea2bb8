"""A folder and Milvus answer the judged questions with the same measures."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline import build
from pipeline.cluster.opening import copied, open_index, where
from pipeline.embed import load_encoder
from pipeline.models import Query
from pipeline.search import Searcher

pytestmark = pytest.mark.shared
SHARE = 0.95  # reached: 1.0, in the same order


@pytest.fixture
def there(tmp_path: Path) -> Path:
    for name in ("pymilvus", "milvus_lite"):
        pytest.importorskip(name, reason='needs `pip install "mesures[cluster]"`')
    return Path(f"milvus+file:{tmp_path / 'gold.db'}")


def gold_measures(shared: Path, file: Path) -> Path:
    """The annotated measures of the collection as a file for `mesures ingest --measures`."""
    names = set((shared / "gold" / "collection.txt").read_text(encoding="utf-8").split())
    lines = []
    for one in sorted((shared / "gold").glob("*.json")):
        gold = json.loads(one.read_text(encoding="utf-8"))
        if gold["document"] in names:
            kind = "programme" if gold["kind"] == "reference" else "measure"
            own = {"document": gold["document"], "kind": kind}
            lines += [json.dumps({**measure, **own}) for measure in gold["measures"]]
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def test_both_answer_with_the_same_measures(shared: Path, there: Path, tmp_path: Path) -> None:
    encoder, folder = load_encoder(), tmp_path / "index"
    build.ingest(folder, build.measures_work(gold_measures(shared, tmp_path / "g.jsonl")), encoder)
    copied(folder, there, replace=False)
    # What is ingested there is to answer as what was copied.
    ingested = Path(str(there).replace("gold.db", "other.db"))
    work = build.measures_work(tmp_path / "g.jsonl")
    build.ingest(where(ingested), work, encoder)
    lines = (shared / "gold" / "queries.jsonl").read_text(encoding="utf-8").splitlines()
    queries = [Query(json.loads(line)["text"], 10) for line in lines]
    answers = []
    for index in (folder, there, ingested):
        with open_index(index) as reader:
            found = Searcher(reader, encoder).search_many(queries)
            answers.append([[hit.measure.id for hit in hits] for hits in found])
    for other in answers[1:]:
        pairs = [({*one}, {*two}) for one, two in zip(answers[0], other, strict=True)]
        shares = [len(one & two) / len(one) if one else float(not two) for one, two in pairs]
        print(f"the same measures in the first ten: {sum(shares) / len(shares):.1%}")
        assert sum(shares) / len(shares) >= SHARE
