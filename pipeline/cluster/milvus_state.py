"""One commit of an index in Milvus: what it says of itself, which rows it sees, its documents.

Milvus commits no two rows together. A commit therefore puts all its rows first, born in the next
generation, which no reader sees, and which documents are dead from then on; then one row `meta`
that names the generation. What is dead is taken out by a later commit, when it has been for a
while, so that who reads the generation before is seldom cut off in the middle; who is, is told so.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from pipeline.cluster.milvus_client import Client, batches, no_index, one_of
from pipeline.cluster.milvus_schema import LAYOUT, Build
from pipeline.cluster.opening import Address
from pipeline.errors import IndexUnavailableError
from pipeline.messages import Message, noted
from pipeline.models import Facts
from pipeline.store import DocumentRow, EncoderIdentity, Known
from pipeline.store.contents import Fingerprint
from pipeline.store.schema import check_versions, facts_of

_PIECE = 15_000  # characters of a text that is longer than a field
_SPILT = "\x1f"  # begins what stands in the place of one

Kept = dict[str, Any]


def kept(
    pk: str, kind: str, born: int, value: str, name: str = "", number: int = 0, owner: int = 0
) -> Kept:
    """A row of what is no unit; `owner` is the document that it goes with."""
    return {
        "pk": pk,
        "kind": kind,
        "name": name,
        "number": number,
        "owner": owner,
        "born": born,
        "value": value,
        "nothing": [0.0, 1.0],
    }


def spilt(text: str, name: str, born: int, owner: int = 0) -> tuple[str, list[Kept]]:
    """A text as a field holds it; one that is too long in rows of its own, under `name`."""
    if len(text.encode("utf-8", "surrogatepass")) <= 4 * _PIECE and not text.startswith(_SPILT):
        return text, []
    parts = [text[start : start + _PIECE] for start in range(0, len(text), _PIECE)]
    rows = [
        kept(f"p:{name}:{n}@{born}", "part", born, part, f"{name}@{born}", n, owner)
        for n, part in enumerate(parts)
    ]
    return f"{_SPILT}{name}@{born}", rows


@dataclass(frozen=True, slots=True)
class Stored:
    """A document as the index holds it: its row, and what the table `documents` of SQLite says.

    `counts` are its units by kind; text, pages and blocks lie elsewhere, under `d{row}`.
    """

    row: int
    pk: str
    born: int
    said: Mapping[str, Any]

    @property
    def document(self) -> str:
        """Its id."""
        return str(self.said["document"])

    @property
    def facts(self) -> Facts:
        """What is known of it."""
        return facts_of(self.said["facts"])

    @property
    def described(self) -> DocumentRow:
        """As lists of documents have it."""
        said = self.said
        counts, mended = said["counts"], bool(said["mended"])
        return DocumentRow(
            self.document, self.facts, said["pages"], counts, said["indexed"], mended
        )

    @property
    def known(self) -> Known:
        """What tells whether it changed."""
        said = self.said
        declared = facts_of(said["declared"])
        return Known(
            said["digest"], said["versions"], declared, said["origin"], said["mended"], self.facts
        )

    @property
    def fingerprint(self) -> Fingerprint:
        """What it is and holds."""
        return Fingerprint(self.document, self.said["digest"], self.said["content"])


class Replaced(NamedTuple):
    """What a commit put others in the place of: the number of the commit, its time in seconds
    since 1970, and how many documents are dead since."""

    generation: int
    time: float
    documents: int


class _Documents(dict[int, Stored]):
    def __init__(self, address: Address) -> None:
        super().__init__()
        self._address = address

    def __missing__(self, row: int) -> Stored:
        raise broken(self._address, Message("no rows of {name}", name=row))


class State:
    """One commit of a build."""

    def __init__(self, client: Client, build: Build, meta: Mapping[str, str]) -> None:
        self._client = client
        self.build = build
        self.meta = meta

    @classmethod
    def read(cls, client: Client, build: Build) -> State:
        """The last commit. Raises IndexUnavailableError where there is none that can be used."""
        rows = client.rows(build.kept, 'kind == "meta"', ["born", "value"], "pk")
        last = max(rows, key=lambda row: row["born"], default=None)
        if last is None:
            raise IndexUnavailableError(
                "{path} holds no index yet; run `mesures ingest`", path=client.address
            )
        try:
            meta = {str(name): str(value) for name, value in json.loads(last["value"]).items()}
            EncoderIdentity.from_json(meta["encoder"])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise broken(client.address, noted("what it says of itself cannot be read")) from error
        if meta.get("layout") != LAYOUT:
            what = Message("its fields are those of layout {layout}", layout=meta.get("layout"))
            raise broken(client.address, what)
        check_versions(meta, client.address.path)
        return cls(client, build, meta)

    def check_whole(self, cause: Exception | None = None) -> None:
        """Raise IndexUnavailableError where rows that the commit sees were taken out meanwhile."""
        try:
            there = self.build.kept in self._client.names()  # else no answer can have missed it
            cut = State.read(self._client, self.build).number("cut") if there else 0
        except IndexUnavailableError:
            if cause:  # which tells what is wrong
                return
            raise
        if self.generation < cut:
            raise IndexUnavailableError(
                "{index} was written to more than once while it was read; try again",
                index=self._client.address,
            ) from cause

    def number(self, name: str) -> int:
        """A number that the commit says of itself."""
        return int(self.meta[name])

    @property
    def generation(self) -> int:
        """The number of the commit."""
        return self.number("generation")

    @cached_property
    def replaced(self) -> list[Replaced]:
        """What the last commits replaced and is not taken out yet, the first of them first."""
        return [Replaced(*one) for one in json.loads(self.meta["replaced"])]

    @cached_property
    def dead(self) -> list[int]:
        """The rows of documents that are no more, but were not taken out yet."""
        expression = f'kind == "dead" and born <= {self.generation}'
        found = self._client.rows(self.build.kept, expression, ("value",), "pk")
        return [row for one in found for row in json.loads(one["value"])]

    def seen(self, owner: str = "document") -> str:
        """The expression of the rows that the commit sees; `owner` is the field of documents."""
        gone = f" and {owner} not in {json.dumps(self.dead)}" if self.dead else ""
        return f"born <= {self.meta['generation']}{gone}"

    def units(
        self, expression: str, fields: Sequence[str], page: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Units that meet an expression, by their rows."""
        whole = f"({expression}) and {self.seen()}" if expression else self.seen()
        pages = {"most": page} if page else {}
        return self._client.rows(self.build.units, whole, fields, "row", **pages)

    def kept(self, expression: str, fields: Sequence[str] = ("value",)) -> Iterator[dict[str, Any]]:
        """Other rows that meet an expression."""
        whole = f"({expression}) and {self.seen('owner')}"
        return self._client.rows(self.build.kept, whole, fields, "pk")

    def latest(
        self, kind: str, field: str, values: Sequence[Any], fields: Sequence[str]
    ) -> dict[Any, dict[str, Any]]:
        """Of the rows of a kind that have one of `values`, the last one of each name and number."""
        found: dict[Any, dict[str, Any]] = {}
        for part in batches(values):
            expression = f'kind == "{kind}" and {one_of(field, part)}'
            for row in self.kept(expression, ("name", "number", "born", *fields)):
                last = found.get((row["name"], row["number"]))
                if last is None or last["born"] < row["born"]:
                    found[row["name"], row["number"]] = row
        return found

    @cached_property
    def by_row(self) -> dict[int, Stored]:
        """The documents by their rows; asking for another one tells of damage."""
        found = _Documents(self._client.address)
        fields = ("number", "born", "value")
        rows = list(self.kept('kind == "document"', fields))
        values = self.whole([row["value"] for row in rows])
        for row, value in zip(rows, values, strict=True):
            one = Stored(int(row["number"]), row["pk"], row["born"], json.loads(value))
            if one.row not in found or found[one.row].born < one.born:
                found[one.row] = one
        return found

    @cached_property
    def documents(self) -> dict[str, Stored]:
        """The documents by their ids, in order."""
        ordered = sorted(self.by_row.values(), key=lambda one: one.document)
        return {one.document: one for one in ordered}

    def whole(self, texts: Sequence[str]) -> list[str]:
        """Texts as they were before `spilt`."""
        names = [text[1:] for text in texts if text.startswith(_SPILT)]
        if not names:
            return list(texts)
        parts: dict[str, list[tuple[int, str]]] = {}
        for some in batches(names, 50):
            expression = f'kind == "part" and {one_of("name", some)}'
            for row in self.kept(expression, ("name", "number", "value")):
                parts.setdefault(row["name"], []).append((row["number"], row["value"]))
        try:
            joined = {name: "".join(one for _, one in sorted(parts[name])) for name in parts}
            return [joined[text[1:]] if text.startswith(_SPILT) else text for text in texts]
        except KeyError as error:
            what = Message("no rows of {name}", name=error.args[0])
            raise broken(self._client.address, what) from error


def broken(address: Address, what: Message) -> IndexUnavailableError:
    """The error for a collection that cannot be trusted."""
    return IndexUnavailableError(
        "{address} is damaged ({what}); copy it anew from its folder with `mesures copy-index "
        "--replace`, or run `mesures ingest --rebuild`",
        address=address,
        what=what,
    )


def found_build(client: Client, opened: Build | None = None) -> Build:
    """The build that an address stands for; one that is not `opened` yet is made searchable.

    Raises IndexUnavailableError where there is none.
    """
    name = client.target(client.address.collection)
    if name is None:
        raise no_index(client.address)
    build = Build(name)
    if build != opened:
        client.load(build.units)
        client.load(build.kept)
    return build


def rows_of(values: Iterable[Mapping[str, Any]], name: str) -> list[int]:
    """A whole number of each row."""
    return [int(one[name]) for one in values]
