"""Sentence vectors: the shipped static encoder, read without torch, and any other model.

The static encoder is a sentence-transformers `StaticEmbedding` model: a table of subword vectors,
pooled by their mean and normalised. Its subwords are those of a Unigram tokenizer (Kudo 2018,
"Subword Regularization"), segmented here in Python with a memory of chunks already seen: plans
repeat their words, so this is several times faster than the `tokenizers` library, and nothing
has to be imported at start.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import os
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from pipeline.errors import EncoderError
from pipeline.messages import noted

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

DEFAULT_ENCODER = "default"
DEFAULT_NAME = "mesures-static-fr-en"

_DEFAULT_FOLDER = Path(__file__).parent / "data" / "encoder"
HASHED = ("tokenizer.json", "model.safetensors")  # what a revision is made of
_WORD_START = "▁"
_WORD = re.compile(r"[^\W_]+")
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"})
# Bounds the float32 rows gathered at once to some tens of MB, and keeps them in the cache.
_BATCH = 256
# From this many texts on, it pays to widen the whole table to float32 first (20 ms) rather than
# each row that is met.
_MANY = 1_000
# A nightly job may meet any number of distinct chunks (numbers, addresses): forget them all
# rather than grow, which costs a few milliseconds every hundred thousand chunks.
_REMEMBERED = 200_000
_TYPES: Mapping[str, np.dtype[Any]] = {"F16": np.dtype("<f2"), "F32": np.dtype("<f4")}
_HUB_PATIENCE = 10.0  # seconds
_REPAIR = noted("reinstall mesures, or name another with --encoder")


class Encoder(Protocol):
    """What turns texts into unit vectors; an index remembers name, revision, dimension, prompts."""

    @property
    def name(self) -> str:
        """What the index remembers it by."""

    @property
    def revision(self) -> str:
        """The first 16 hex digits of a hash of its contents."""

    @property
    def dimension(self) -> int:
        """The length of a vector."""

    @property
    def prompts(self) -> Mapping[str, str]:
        """What is put before a `query` and before a `document`."""

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Unit rows of shape (len(texts), dimension); a zero row for a text without words."""

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """Unit rows of shape (len(texts), dimension); a zero row for a text without words."""


def load_encoder(name: str = DEFAULT_ENCODER) -> Encoder:
    """The shipped encoder, or the model of a folder, an installed package or the model hub.

    Raises `EncoderError` if there is no such model, or it is damaged.
    """
    if name in (DEFAULT_ENCODER, DEFAULT_NAME):
        return StaticEncoder(_DEFAULT_FOLDER, DEFAULT_NAME)
    folder = Path(name).expanduser()
    if not folder.is_dir():
        if name.startswith((".", "~", os.sep)):
            raise EncoderError("no encoder at {name}: give a model's folder or name", name=name)
        folder = _packaged_folder(name) or folder
    if _is_static(folder):
        try:
            return StaticEncoder(folder, name)
        except _ForeignTokenizerError:
            pass
    return SentenceTransformerEncoder(str(folder) if folder.is_dir() else name, name)


class StaticEncoder:
    """A static encoder read with numpy alone: no torch, transformers or tokenizers.

    Raises `EncoderError` if the folder lacks a file or a file is damaged.
    """

    prompts: Mapping[str, str] = {"query": "", "document": ""}

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self._folder = folder
        try:
            self._table = _read_table(folder / "model.safetensors")
            self._chunks = _Chunks(_Unigram.read(folder / "tokenizer.json"))
        except OSError as error:
            raise EncoderError(
                "encoder {name} lacks {filename}: {repair}",
                name=name,
                filename=error.filename,
                repair=_REPAIR,
            ) from error
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise EncoderError(
                "encoder {name} is damaged in {folder}: {repair}",
                name=name,
                folder=folder,
                repair=_REPAIR,
            ) from error
        if len(self._table) != len(self._chunks.unigram.pieces):
            raise EncoderError(
                "encoder {name} has a vector table and a tokenizer that do not match: {repair}",
                name=name,
                repair=_REPAIR,
            )

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return int(self._table.shape[1])

    @cached_property
    def revision(self) -> str:
        """The first 16 hex digits of a hash of tokenizer and weights."""
        if self._folder == _DEFAULT_FOLDER and (known := _noted(self._folder)):
            return known
        return revision_of(self._folder)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Unit rows of shape (len(texts), dimension); a zero row for a text without words."""
        return self.encode_documents(texts)

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """Unit rows of shape (len(texts), dimension); a zero row for a text without words."""
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        table = self._table if len(texts) < _MANY else self._wide_table
        for start in range(0, len(texts), _BATCH):
            self._pool(table, texts[start : start + _BATCH], vectors[start : start + _BATCH])
        return vectors

    def tokens(self, text: str) -> list[str]:
        """The known subwords of a text; `▁` marks the start of a word."""
        return [self._chunks.unigram.pieces[i] for i in self.token_ids(text)]

    def token_ids(self, text: str) -> list[int]:
        """The numbers of the known subwords of a text; unknown characters have none."""
        return self._chunks.ids(text)

    def token_vectors(self, ids: Sequence[int]) -> Vectors:
        """Their vectors of shape (len(ids), dimension), not normalised: length is weight."""
        return self._table[np.asarray(ids, dtype=np.intp)].astype(np.float32)

    @cached_property
    def _wide_table(self) -> Vectors:
        return self._table.astype(np.float32)

    def _pool(self, table: NDArray[Any], texts: Sequence[str], out: Vectors) -> None:
        """Write the unit vector of each text into the rows of `out`."""
        bags = [self._chunks.ids(text) for text in texts]
        flat = np.fromiter(chain.from_iterable(bags), np.intp, sum(map(len, bags)))
        rows = table[flat].astype(np.float32, copy=False)
        begin = 0
        # The sum has the direction of the mean, and only the direction is kept. A loop of sums is
        # six times as fast as `np.add.reduceat`, which adds along the long axis.
        for bag, row in zip(bags, out, strict=True):
            np.add.reduce(rows[begin : begin + len(bag)], axis=0, out=row)
            begin += len(bag)
        out /= np.maximum(np.linalg.norm(out, axis=1, keepdims=True), np.finfo(np.float32).tiny)


def revision_of(folder: Path) -> str:
    """The revision of a static encoder, from its bytes."""
    digest = hashlib.sha256()
    for name in HASHED:
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()[:16]


def _noted(folder: Path) -> str | None:
    """The revision that is noted beside files of these sizes: hashing takes longer than loading.

    The note holds the sizes and the revision; a test compares it with the bytes.
    """
    try:
        *sizes, revision = (folder / "revision").read_text(encoding="ascii").split()
    except (OSError, ValueError):
        return None
    held = [str((folder / name).stat().st_size) for name in HASHED]
    return revision if sizes == held else None


class SentenceTransformerEncoder:
    """Any sentence-transformers model, with the prompts that it defines.

    Raises `EncoderError` if the package or the model is not there.
    """

    def __init__(self, source: str, name: str) -> None:
        self.name = name
        self._model = _load_sentence_transformer(source, name)
        self.dimension = int(self._model.get_embedding_dimension())
        own = self._model.prompts
        document = next((own[key] for key in ("document", "passage", "corpus") if key in own), "")
        self.prompts: Mapping[str, str] = {
            "query": own.get("query") or "",
            "document": document or "",
        }

    @cached_property
    def revision(self) -> str:
        """The first 16 hex digits of a hash of weights and prompts."""
        # The weights themselves: the same for a folder and for a name, unlike a commit or a date.
        digest = hashlib.sha256(json.dumps(dict(self.prompts), sort_keys=True).encode())
        for key, tensor in sorted(self._model.state_dict().items()):
            digest.update(key.encode())
            digest.update(tensor.cpu().float().numpy().tobytes())
        return digest.hexdigest()[:16]

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Unit rows of shape (len(texts), dimension); a zero row for a text without words."""
        return self._encode(texts, "query")

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """Unit rows of shape (len(texts), dimension); a zero row for a text without words."""
        return self._encode(texts, "document")

    def _encode(self, texts: Sequence[str], role: str) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        rows = [row for row, text in enumerate(texts) if text.strip()]
        if rows:
            encode = self._model.encode_query if role == "query" else self._model.encode_document
            vectors[rows] = encode(
                [texts[row] for row in rows],
                prompt=self.prompts[role],
                normalize_embeddings=True,
                show_progress_bar=False,
            )
        return vectors


class _Unigram:
    """The best segmentation of a word under a unigram model of pieces, by Viterbi's algorithm."""

    def __init__(self, vocabulary: Sequence[tuple[str, float]], unknown: int) -> None:
        self.pieces = [piece for piece, _ in vocabulary]
        self._scores = [score for _, score in vocabulary]
        self._numbers = {piece: number for number, piece in enumerate(self.pieces)}
        self._longest = max(map(len, self.pieces))
        self._unknown = unknown
        # No cut of a word scores above this, scores being logarithms of probabilities.
        known = [pair for number, pair in enumerate(vocabulary) if number != unknown]
        endings = (score for piece, score in known if piece[0] != _WORD_START)
        self._best_cut = max(score for _, score in known) + max(endings, default=0.0)
        # The penalty of SentencePiece and of the `tokenizers` library.
        self._unknown_score = min(self._scores) - 10.0

    @classmethod
    def read(cls, path: Path) -> _Unigram:
        settings = json.loads(path.read_bytes())
        model = settings["model"]
        if model["type"] != "Unigram" or model.get("byte_fallback") or not _cuts_words(settings):
            raise _ForeignTokenizerError(
                "the tokenizer of {parent} is not a kind read here", parent=path.parent
            )
        return cls(model["vocab"], model["unk_id"])

    def segment(self, chunk: str) -> tuple[int, ...]:
        """The numbers of the pieces of a chunk (text without white space), unknown ones left out.

        Folds as the tokenizer's normaliser does: ligatures, NFKD, no marks, lower case.
        """
        decomposed = unicodedata.normalize("NFKD", chunk.translate(_LIGATURES))
        # One character at a time: `str.lower` of a whole word treats a final sigma apart.
        folded = "".join(c.lower() for c in decomposed if unicodedata.category(c)[0] != "M")
        words = (_WORD_START + word for word in _WORD.findall(folded))
        return tuple(chain.from_iterable(map(self._viterbi, words)))

    def _viterbi(self, word: str) -> list[int]:
        numbers, scores = self._numbers, self._scores
        whole = numbers.get(word)
        if whole is not None and scores[whole] > self._best_cut:
            return [whole]
        best: list[float] = [0.0]
        last: list[tuple[int, int]] = [(0, self._unknown)]
        for end in range(1, len(word) + 1):
            top, step = -np.inf, (end - 1, self._unknown)
            if word[end - 1] not in numbers:
                top = best[end - 1] + self._unknown_score
            for start in range(max(0, end - self._longest), end):
                number = numbers.get(word[start:end])
                if number is not None and best[start] + scores[number] > top:
                    top, step = best[start] + scores[number], (start, number)
            best.append(top)
            last.append(step)
        found = []
        end = len(word)
        while end > 0:
            end, number = last[end]
            if number != self._unknown:
                found.append(number)
        return found[::-1]


class _Chunks(dict[str, tuple[int, ...]]):
    """Chunks of text already segmented, so that a chunk seen again costs one look-up."""

    def __init__(self, unigram: _Unigram) -> None:
        super().__init__()
        self.unigram = unigram

    def __missing__(self, chunk: str) -> tuple[int, ...]:
        if len(self) >= _REMEMBERED:
            self.clear()
        found = self[chunk] = self.unigram.segment(chunk)
        return found

    def ids(self, text: str) -> list[int]:
        return list(chain.from_iterable(map(self.__getitem__, text.split())))


class _ForeignTokenizerError(EncoderError):
    """A static encoder whose tokenizer only the `tokenizers` library reads."""


def _read_table(path: Path) -> NDArray[Any]:
    """The vector table of a safetensors file, (pieces, dimension), mapped rather than read.

    The format is a little-endian length, a JSON header of that length, and the tensors' bytes.
    """
    with path.open("rb") as file:
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    begin = 8 + int.from_bytes(data[:8], "little")
    entry = json.loads(data[8:begin])["embedding.weight"]
    pieces, dimension = entry["shape"]
    first, last = entry["data_offsets"]
    kind = _TYPES[entry["dtype"]]
    if last - first != pieces * dimension * kind.itemsize or begin + last > len(data):
        raise ValueError(f"{path} is cut short")
    table = np.frombuffer(data, kind, pieces * dimension, begin + first)
    return table.reshape(pieces, dimension)


def _cuts_words(settings: Mapping[str, Any]) -> bool:
    """Whether a tokenizer.json folds and cuts text as `_Unigram` does."""
    normalizers = _kinds(settings["normalizer"], "normalizers")
    cutters = _kinds(settings["pre_tokenizer"], "pretokenizers")
    folding = ["Replace"] * len(_LIGATURES) + ["NFKD", "StripAccents", "Lowercase"]
    return normalizers == folding and cutters == ["Split", "Metaspace"]


def _kinds(sequence: Mapping[str, Any] | None, key: str) -> list[str]:
    steps: Iterable[Mapping[str, Any]] = (sequence or {}).get(key, ())
    return [step["type"] for step in steps]


def _is_static(folder: Path) -> bool:
    """Whether a folder holds a sentence-transformers model that begins with `StaticEmbedding`."""
    try:
        modules = json.loads((folder / "modules.json").read_bytes())
        return str(modules[0]["type"]).endswith(".StaticEmbedding")
    except (OSError, ValueError, LookupError, TypeError):
        return False


def _packaged_folder(name: str) -> Path | None:
    """The `model` folder of an installed package of that name, as some models are distributed."""
    module = name.replace("-", "_")
    from importlib.util import find_spec

    spec = find_spec(module) if module.isidentifier() else None
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "model"
    return folder if folder.is_dir() else None


def _load_sentence_transformer(source: str, name: str) -> Any:
    try:
        from huggingface_hub import constants, get_session
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar
    except ImportError as error:
        raise EncoderError(
            "encoder {name} needs sentence-transformers: pip install sentence-transformers",
            name=name,
        ) from error
    # « Loading weights » tells a person who asked a question nothing.
    disable_progress_bar()  # type: ignore[no-untyped-call]
    failure: Exception | None = None
    # What is already here first: no question to the model hub when none is needed.
    for local_only in (True, False):
        try:
            if not local_only:
                # With no network, the library would try file after file for more than a minute.
                get_session().head(constants.ENDPOINT, timeout=_HUB_PATIENCE)
            return SentenceTransformer(source, local_files_only=local_only)
        except Exception as error:  # each model class fails in its own way
            failure = error
    raise EncoderError(
        "encoder {name} cannot be loaded: give a model's folder, or a name while online", name=name
    ) from failure
