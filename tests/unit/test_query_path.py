"""A question waits for nothing that it does not need: what is imported on the way to its answer."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from small_index import entry, measure

from pipeline import search
from pipeline.embed import load_encoder
from pipeline.store import Reader, Writer

ROOT = Path(__file__).parents[2]
HEAVY = {
    "torch", "transformers", "sentence_transformers", "tokenizers", "spacy", "thinc", "pandas",
    "scipy", "sklearn", "pdfplumber", "pdfminer", "pypdfium2", "PIL", "openpyxl", "docx", "lxml",
    "fastapi", "starlette", "jinja2", "babel", "uvicorn",
    "huggingface_hub", "requests", "httpx", "asyncio", "multiprocessing",
}  # fmt: skip
OWN = {
    "pipeline.nlp", "pipeline.extract", "pipeline.segment", "pipeline.clean", "pipeline.build",
    "pipeline.view", "pipeline.web", "pipeline.store.writer", "pipeline.store.lock",
    "pipeline.workspace", "pipeline.search.saved",
}  # fmt: skip
SLOW = {"numpy.typing", "shutil", "lzma", "random"}  # of the library: 20 ms together
ASK = """
import sys
from pipeline.cli import main
try:
    main()
finally:
    sys.stderr.write("\\nMODULES " + " ".join(sys.modules))
"""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index")
    encoder = load_encoder()
    with Writer(folder, search.identity(encoder)) as writer:
        writer.put(entry([measure("Aménager des pistes cyclables"), measure("Loger les jeunes")]))
        writer.commit(encoder.encode_documents, words=search.words(encoder))
    with Reader(folder) as reader:
        assert reader.lexicon.vectors(["cyclabl"])
    return folder


@pytest.mark.parametrize(
    "question", ["Quelles mesures aident les cyclabes ?", '"pistes cyclables" -jeunes plan:plan']
)
def test_a_question_imports_nothing_heavy(index: Path, question: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ASK, "search", question, "-i", str(index), "--jsonl"],
        capture_output=True, text=True, encoding="utf-8", cwd=ROOT,
    )  # fmt: skip
    assert '"statement": "Aménager des pistes cyclables"' in done.stdout, done.stderr
    loaded = set(done.stderr.rpartition("MODULES ")[2].split())
    assert {"numpy", "faiss", "pipeline.search.searcher"} <= loaded
    assert not {name for name in loaded if name.partition(".")[0] in HEAVY}
    assert not loaded & OWN
    # numpy and faiss may need them themselves, and then nothing is lost.
    bare = subprocess.run(
        [sys.executable, "-c", "import sys, numpy, faiss; print(*sys.modules)"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert not (loaded - set(bare.stdout.split())) & SLOW
