"""Word vectors from co-occurrence counts, and which parts of speech a lexicon allows each word.

A word's contexts are the words at each of the four nearest places (two on each side), place
included, so that vectors of words with the same syntax are near. The counts' positive pointwise
mutual information is reduced by a truncated singular value decomposition.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csr_matrix, hstack
from sklearn.utils.extmath import randomized_svd

from pipeline.text import fold
from training.nlp import recipe

CONTEXTS = 4_000
OFFSETS = (-2, -1, 1, 2)
_TOKEN = re.compile(
    r"aujourd'hui|[^\W\d_]+'(?=\w)|\d+(?:[.,]\d+)*|[^\W\d_]+(?:[-·.][^\W\d_]+)*|[^\w\s]"
)
CLASSES = "ADJ ADV ART AUX CON NOM ONO PRE PRO VER".split()
# The classes, whether the form is an infinitive, and whether it is known at all.
LEXICON_SIZE = len(CLASSES) + 2


def texts(data: Path) -> Iterator[str]:
    """French text that shipped weights may be trained on."""
    for name in recipe.PARALLEL:
        with gzip.open(data / "parallel" / f"{name}.tsv.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                yield line.rstrip("\n").partition("\t")[2]
    for path in sorted((data / "qa").glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                pair = json.loads(line)
                yield pair["query"]
                yield pair["passage"]
    for name in recipe.TREEBANKS:
        for line in (data / "treebanks" / f"{name}.conllu").open(encoding="utf-8"):
            if line.startswith("# text = "):
                yield line[9:].strip()


def sequences(data: Path) -> tuple[NDArray[np.int32], list[str], Counter[str]]:
    """All distinct texts as word numbers, -1 between texts; the words; how often they occur."""
    number: dict[str, int] = {}
    ids: list[int] = []
    seen: set[str] = set()
    for text in texts(data):
        key = text.replace("’", "'").lower()
        if key in seen:
            continue
        seen.add(key)
        for token in _TOKEN.findall(key)[:200]:
            word = re.sub(r"\d", "0", token)
            ids.append(number.setdefault(word, len(number)))
        ids.extend((-1, -1))
    row = np.array(ids, dtype=np.int32)
    counts = np.bincount(row[row >= 0], minlength=len(number))
    words = list(number)
    return row, words, Counter(dict(zip(words, counts.tolist(), strict=True)))


def cooccurrence(row: NDArray[np.int32], rank: NDArray[np.int64], vocabulary: int) -> csr_matrix:
    """Counts of (word, word at a place), one block of columns a place."""
    known = np.where(row >= 0, rank[row], -1)
    blocks = []
    for offset in OFFSETS:
        shift = abs(offset)
        near, far = known[:-shift], known[shift:]
        target, context = (far, near) if offset < 0 else (near, far)
        apart = np.zeros(len(target), dtype=bool)
        if shift == 2:
            apart = row[1:-1] < 0
        kept = (target >= 0) & (context >= 0) & (context < CONTEXTS) & ~apart
        keys, counts = np.unique(
            target[kept].astype(np.int64) * CONTEXTS + context[kept], return_counts=True
        )
        shape = (vocabulary, CONTEXTS)
        blocks.append(
            coo_matrix((counts.astype(np.float32), (keys // CONTEXTS, keys % CONTEXTS)), shape)
        )
    return hstack(blocks).tocsr()


def embed(counts: csr_matrix, size: int) -> NDArray[np.float32]:
    """Vectors of unit variance for the rows of a table of counts."""
    table = counts.tocoo()
    total = table.data.sum()
    rows = np.asarray(counts.sum(axis=1)).ravel()
    # Smoothing the contexts keeps rare ones from ruling (Levy, Goldberg and Dagan 2015).
    columns = np.asarray(counts.sum(axis=0)).ravel() ** 0.75
    columns *= total / columns.sum()
    information = np.log(table.data * total / (rows[table.row] * columns[table.col] + 1e-9))
    kept = information > 0
    weighted = csr_matrix((information[kept], (table.row[kept], table.col[kept])), counts.shape)
    left, strength, _ = randomized_svd(weighted, size, n_iter=4, random_state=recipe.SEED)
    vectors = left * np.sqrt(strength)
    return (vectors / vectors.std()).astype(np.float32)


def lexicon(data: Path) -> dict[str, NDArray[np.float32]]:
    """For each form of Lexique 3.83, the classes it may have, weighed by use; and infinitives."""
    uses: dict[str, NDArray[np.float32]] = {}
    path = data / "lexicon" / "lexique383_ortho_pos_freq.tsv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            form, kind, frequency = line.rstrip("\n").split("\t")[:3]
            kind = kind.partition(":")[0]
            if kind not in CLASSES or not _number(frequency):
                continue
            row = uses.setdefault(form.lower(), np.zeros(LEXICON_SIZE, np.float32))
            row[CLASSES.index(kind)] = 1.0
    table = recipe.ROOT / "pipeline" / "data" / "lexicon" / "infinitives.txt"
    for line in table.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            row = uses.setdefault(line, np.zeros(LEXICON_SIZE, np.float32))
            row[-2] = row[CLASSES.index("VER")] = 1.0
    for row in uses.values():
        row[-1] = 1.0
    return uses


def _number(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()


def table(data: Path) -> tuple[NDArray[np.float32], dict[str, int]]:
    """The rows of the vector table and the row of each known form, accents lost or not."""
    row, words, counts = sequences(data)
    common = [word for word, _ in counts.most_common(recipe.VECTOR_WORDS)]
    place = {word: at for at, word in enumerate(common)}
    rank = np.array([place.get(word, -1) for word in words])
    distributional = embed(cooccurrence(row, rank, len(common)), recipe.VECTOR_SIZE)
    known = lexicon(data)
    nothing = np.zeros(LEXICON_SIZE, np.float32)
    rows = [np.concatenate((distributional[i], known.get(w, nothing))) for w, i in place.items()]
    shared: dict[bytes, int] = {}
    forms = dict(place)
    empty = np.zeros(recipe.VECTOR_SIZE, np.float32)
    for form, classes in known.items():
        if form not in forms and " " not in form:
            at = shared.setdefault(classes.tobytes(), len(rows))
            if at == len(rows):
                rows.append(np.concatenate((empty, classes)))
            forms[form] = at
    # In the order of use: the most used word takes the unaccented form.
    for form in list(forms):
        forms.setdefault(fold(form), forms[form])
    return np.stack(rows), forms
