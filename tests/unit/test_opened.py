"""An index opened from Python, and what is like a measure."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from homes import KINDS, home_in
from small_index import BENEVOLES, VELO, entry, measure

from pipeline import open_index, search
from pipeline.cli import main
from pipeline.cluster.opening import where
from pipeline.embed import load_encoder
from pipeline.errors import UsageError
from pipeline.models import Filters, UnitKind

TWIN = measure("Créer des pistes cyclables protégées", "autre.pdf", path=("Se déplacer",))
NOISE = measure("Les pistes cyclables sont peu sûres", "autre.pdf", kind=UnitKind.PASSAGE)


@pytest.fixture(scope="module", params=KINDS)
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = home_in(tmp_path_factory.mktemp("index"), request.param)
    encoder = load_encoder()
    with where(folder).write(search.identity(encoder)) as writer:
        writer.put(entry([VELO, BENEVOLES]))
        writer.put(entry([TWIN, NOISE], "autre.pdf"))
        writer.commit(encoder.encode_documents, words=search.words(encoder))
    return folder


def test_questions_from_python(index: Path) -> None:
    with open_index(index) as opened:
        assert opened.search("bénévolat")[0].measure.statement == BENEVOLES.statement
        only = opened.search("pistes cyclables", filters=Filters(plans=("autre",)))
        assert {hit.measure.document for hit in only} == {"autre.pdf"}
        answer = opened.answer("pistes cyclables", everything=True)
        assert 0 < answer.recall <= 1
        assert not answer.nothing


README = Path(__file__).parents[2] / "README.md"


@pytest.mark.parametrize(
    "code", re.findall(r"```python\n(.+?)```", README.read_text("utf-8"), re.S)
)
def test_examples_of_the_readme_run(
    index: Path,
    code: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert '"index"' in code
    code = code.replace('"index"', repr(str(index)))
    monkeypatch.chdir(tmp_path)
    found: dict[str, object] = {}
    exec(compile(code, "README.md", "exec"), found)
    assert "cyclables" in capsys.readouterr().out
    assert found["alike"]


def test_what_is_like_a_measure(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with open_index(index) as opened:
        first = opened.search("pistes cyclables sécurisées")[0].measure
        hits = opened.similar(first.id)
        assert hits[0].measure.statement == TWIN.statement
        assert ("cyclables", "cyclables") in {(m.query, m.found) for m in hits[0].why}
        assert first.id not in {hit.measure.id for hit in hits}
        assert UnitKind.PASSAGE not in {hit.measure.kind for hit in hits}
        with pytest.raises(UsageError, match="no measure has the id"):
            opened.similar("0" * 16)
    assert main(["similar", first.id, "-i", str(index), "--jsonl", "-n", "1"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line)["statement"] == TWIN.statement
