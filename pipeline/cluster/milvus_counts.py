"""What the words of an index are counted by: the units that hold a stem, the documents of a form.

A count that changed is a new row of the next generation; the one before is doomed with the commit.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.cluster.milvus_client import batches, one_of
from pipeline.cluster.milvus_schema import key, looked_up
from pipeline.cluster.milvus_state import Kept, State, kept
from pipeline.cluster.milvus_target import Target
from pipeline.store import Words

_AT_ONCE = 1_024  # words that get their vectors together


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the collection: its row, how many documents hold it, its packed vector."""

    pk: str
    born: int
    held: int
    vector: bytes | None


def put_counts(target: Target, state: State | None, changed: Mapping[str, int]) -> list[str]:
    """Put in how many units each stem stands now; the keys of the rows that this replaces."""
    names = {looked_up(term): count for term, count in changed.items()}
    before = state.latest("frequency", "name", [*names], ("value",)) if state else {}
    held = {name: row for (name, _), row in before.items()}
    rows = [
        frequency_row(
            name, target.generation, count + (int(held[name]["value"]) if name in held else 0)
        )
        for name, count in names.items()
    ]
    target.keep(rows)
    ended = [row["pk"] for row in rows if row["value"] == "0"]
    return [*(row["pk"] for row in held.values()), *ended]


def frequency_row(name: str, born: int, count: int) -> Kept:
    """In how many units a stem stands, that is looked up by `name`."""
    return kept(f"f:{key(name)}@{born}", "frequency", born, str(count), name)


def word_row(term: str, form: str, born: int, held: int, vector: bytes | None) -> Kept:
    """A word of the collection."""
    packed = base64.b64encode(vector).decode() if vector else None
    value = json.dumps([form, term, held, packed], ensure_ascii=False)
    pk = f"w:{key(term, form)}@{born}"
    return kept(pk, "word", born, value, looked_up(term), len(term))


def words_of(state: State, expression: str) -> dict[tuple[str, str], Word]:
    """The words that meet an expression, by stem and form, as they are last."""
    found: dict[tuple[str, str], Word] = {}
    for row in state.kept(expression, ("born", "value")):
        form, term, held, packed = json.loads(row["value"])
        vector = base64.b64decode(packed) if packed else None
        word = Word(row["pk"], row["born"], held, vector)
        if (term, form) not in found or found[term, form].born < word.born:
            found[term, form] = word
    return found


def put_words(
    target: Target,
    state: State | None,
    changed: Mapping[tuple[str, str], int],
    words: Words | None,
) -> list[str]:
    """Put how many documents hold each word now; the keys of the rows that this replaces.

    New words get vectors by `words`; all do where others made those that there are.
    """
    before: dict[tuple[str, str], Word] = {}
    other = bool(state and words and state.meta["words"] != words.name)
    if state and other:
        before = words_of(state, 'kind == "word"')
    elif state:
        names = sorted({looked_up(term) for term, _ in changed})
        for part in batches(names):
            before |= words_of(state, f'kind == "word" and {one_of("name", part)}')
    held = dict(changed)
    for pair, word in before.items():
        if other or pair in changed:
            held[pair] = held.get(pair, 0) + word.held
    known = {} if other else {pair: word.vector for pair, word in before.items() if word.vector}
    for part in batches([pair for pair, count in held.items() if count > 0], _AT_ONCE):
        target.keep(_rows(part, held, known, words, target.generation))
    # Readers go by the last row: until what is doomed is gone, one must say that nobody holds it.
    ended = [
        word_row(term, form, target.generation, 0, None)
        for (term, form), count in held.items()
        if count <= 0 and (term, form) in before
    ]
    target.keep(ended)
    return [*(before[pair].pk for pair in held if pair in before), *(row["pk"] for row in ended)]


def _rows(
    pairs: Sequence[tuple[str, str]],
    held: Mapping[tuple[str, str], int],
    known: Mapping[tuple[str, str], bytes],
    words: Words | None,
    born: int,
) -> Iterator[Kept]:
    missing = [pair for pair in pairs if pair not in known]
    made: dict[tuple[str, str], bytes] = {}
    if words and missing:
        rows = words.encode([form for _, form in missing]).astype("<f2")
        made = {pair: row.tobytes() for pair, row in zip(missing, rows, strict=True)}
    for pair in pairs:
        term, form = pair
        yield word_row(term, form, born, held[pair], known.get(pair) or made.get(pair))


def all_words(rows: Iterable[tuple[str, str, int, bytes | None]], born: int) -> Iterator[Kept]:
    """The words of another index, each with how many documents hold it and its vector."""
    for term, form, held, vector in rows:
        yield word_row(term, form, born, held, vector)
