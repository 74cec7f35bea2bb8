"""The French pipeline: what it answers, the sentences it finds, and when it must stay away."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_index import BagEncoder, build

from pipeline.nlp.language import analyse, pipeline, sentences

ROOT = Path(__file__).parents[2]
# Answers a question from an index, and prints what of spaCy the process has loaded.
QUERY = """
import sys
sys.path[:0] = sys.argv[2:]
import pipeline.cli
from pathlib import Path
from small_index import BagEncoder
from pipeline.models import Query
from pipeline.search import Searcher
from pipeline.store import Reader
with Reader(Path(sys.argv[1])) as reader:
    assert Searcher(reader, BagEncoder()).search(Query("pistes cyclables", 10))
print(sorted({name.partition(".")[0] for name in sys.modules} & {"spacy", "thinc"}))
"""


def test_a_query_is_answered_without_spacy(tmp_path: Path) -> None:
    build(tmp_path, BagEncoder())
    paths = [str(tmp_path), str(ROOT), str(Path(__file__).parent)]
    done = subprocess.run(
        [sys.executable, "-c", QUERY, *paths], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


def test_every_token_is_analysed() -> None:
    (doc,) = analyse(["La Ville ouvre deux classes. Elle les finance."])
    assert all(token.pos_ and token.lemma_ and token.dep_ for token in doc)
    assert len(list(doc.sents)) == 2
    assert doc[2].lemma_ == "ouvrir"
    assert doc[2].dep_ == "ROOT"


def test_texts_come_back_in_their_order() -> None:
    texts = [f"Mesure {number}" for number in range(150)]
    assert [doc.text for doc in analyse(texts)] == texts


@pytest.mark.parametrize(
    ("text", "lemmas"),
    [
        ("S’engager à agir", ["soi", "engager", "à", "agir"]),
        ("OUVRIR LES ÉCOLES", ["ouvrir", "le", "école"]),
        ("Les ONG de Sarvelle", ["le", "ONG", "de", "Sarvelle"]),
    ],
)
def test_lemmas(text: str, lemmas: list[str]) -> None:
    (doc,) = analyse([text])
    assert [token.lemma_ for token in doc] == lemmas


def test_nothing_to_analyse() -> None:
    assert list(analyse([])) == []
    assert [len(doc) for doc in analyse(["", " "])] == [0, 1]


def test_the_pipeline_is_loaded_once() -> None:
    assert pipeline() is pipeline()


@pytest.mark.parametrize(
    "expected",
    [
        ["Le fonds est doté de 3 M€.", "Il ouvre le 1er mai."],
        ["Qui paie ?", "La Région paie."],
        ["Créer un guichet unique pour les familles des quartiers du nord de la ville"],
        ["OUVRIR DEUX CLASSES À LA RENTRÉE"],
        ["L’O.N.U. et la Ville signent une charte.", "Elle dure cinq ans."],
        ["Voir la p. 12 du plan.", "Le budget y figure."],
        ["Voir l’art. 12 du code.", "Les bourgs de moins de 900 hab. en sont dispensés."],
        ["Mme Diallo pilote l’action.", "M. Roy l’évalue."],
    ],
)
def test_sentences(expected: list[str]) -> None:
    assert sentences(" ".join(expected)) == expected


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=80))
def test_sentences_lose_no_letter(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())
