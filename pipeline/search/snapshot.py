"""Snapshots: what names the state that an answer came from, and tells it from another state.

The id is a hash over what is indexed (pipeline/store/contents.py), the version of the code, and the
constants that weigh an answer. Times, places of files and ids of measures stay out: who indexes the
same files with the same version gets the same id elsewhere, and the same answers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from pipeline.errors import UsageError
from pipeline.messages import Message, cause, noted
from pipeline.search import aligned, confidence, question, scoring, searcher, wording
from pipeline.store import MeasureIndex, lexicon
from pipeline.store.contents import (
    Fingerprint,
    canonical_hash,
    collection_hash,
    fingerprints_of,
    revision_of,
)
from pipeline.version import __version__

_WEIGHING = (aligned, confidence, question, scoring, searcher, wording, lexicon)
_DIGITS = 16  # of an id
_ID = re.compile(f"[0-9a-f]{{{_DIGITS}}}")
_NAMED = {
    "mesures": "mesures",
    "schema": noted("schema"),
    "text": noted("text"),
    "words": noted("encoder of words"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between a snapshot and an index: `part` is "document", "encoder", "version" or
    "ranking", `what` a line that says it, `document` its name where it is about one."""

    part: str
    what: str
    document: str = ""


def snapshot_id(reader: MeasureIndex) -> str:
    """The id of the state that `reader` saw last, in 16 hexadecimal digits."""
    return _id(reader.collection, __version__, canonical_hash(ranking()))


def _id(collection: str, version: str, weights: str) -> str:
    return canonical_hash([collection, version, weights])[:_DIGITS]


def ranking() -> dict[str, Any]:
    """The constants that weigh an answer, by module and name: what a change of them changes."""
    return {
        f"{module.__name__.removeprefix('pipeline.')}.{name}": value
        for module in _WEIGHING
        for name, value in _constants(module)
    }


def _constants(module: ModuleType) -> Iterator[tuple[str, Any]]:
    for name, value in sorted(vars(module).items()):
        plain = isinstance(value, int | float | str | Mapping | tuple)
        if plain and name.strip("_").isupper() and name != "TYPE_CHECKING":
            with suppress(TypeError):  # no value of JSON, and no weight
                yield name.lstrip("_"), json.loads(json.dumps(value, sort_keys=True))


def record(reader: MeasureIndex) -> dict[str, Any]:
    """The snapshot of an index as a value of JSON: what its id is made of."""
    with reader.snapshot():
        encoder = asdict(reader.encoder)
        if Path(encoder["name"]).is_absolute():
            encoder["name"] = Path(encoder["name"]).name
        return {
            "snapshot": snapshot_id(reader),
            "mesures": __version__,
            "schema": reader.meta["schema"],
            "text": reader.meta["text"],
            "encoder": encoder,
            "words": revision_of(reader.meta.get("words", "")),
            "ranking": ranking(),
            "documents": [asdict(one) for one in reader.fingerprints()],
        }


def read(file: Path) -> dict[str, Any]:
    """The snapshot that `mesures snapshot` wrote. Raises UsageError for what is none or changed."""
    try:
        told = json.loads(file.read_text(encoding="utf-8-sig"))
        collection = collection_hash(
            _documents(told), told["encoder"], told["words"], told["schema"], told["text"]
        )
        made = _id(collection, told["mesures"], canonical_hash(told["ranking"]))
    except OSError as error:
        raise UsageError(
            "{file} cannot be read ({reason})", file=file, reason=cause(error)
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UsageError(
            "{file} is no snapshot; give a file that `mesures snapshot FILE` wrote", file=file
        ) from error
    if told.get("snapshot") != made:
        raise UsageError(
            "{file} was changed: its content is not that of its id; write it again", file=file
        )
    assert isinstance(told, dict)
    return told


def named(text: str) -> str:
    """The id that a person names: by its digits, or by a file that holds it. Raises UsageError."""
    if _ID.fullmatch(text):
        return text
    if not Path(text).is_file():
        raise UsageError(
            "{text} is no id of a snapshot ({digits} hexadecimal digits), nor a file of one",
            text=text,
            digits=_DIGITS,
        )
    return str(read(Path(text))["snapshot"])


def differences(told: Mapping[str, Any], here: Mapping[str, Any]) -> list[Difference]:
    """What differs between a snapshot and that of the index at hand, documents first."""
    found = list(_other_documents(_documents(told), _documents(here)))
    for name in ("name", "revision", "dimension", "prompts"):
        before, now = told["encoder"].get(name), here["encoder"].get(name)
        if before != now:
            found.append(Difference("encoder", _differs(name, before, now)))
    for key, name in _NAMED.items():
        if told[key] != here[key]:
            part = "encoder" if key == "words" else "version"
            found.append(Difference(part, _differs(name, told[key], here[key])))
    for name in sorted(told["ranking"].keys() | here["ranking"].keys()):
        before, now = told["ranking"].get(name), here["ranking"].get(name)
        if before != now:
            what = _differs(name, _short(before), _short(now))
            found.append(Difference("ranking", what))
    return found


def _other_documents(told: list[Fingerprint], here: list[Fingerprint]) -> Iterator[Difference]:
    before = {one.document: one for one in told}
    now = {one.document: one for one in here}
    gone = [one for one in told if one.document not in now]
    for one in here:
        old = before.get(one.document)
        if old is None:
            was = next(
                (o for o in gone if (o.digest, o.content) == (one.digest, one.content)), None
            )
            if was:
                gone.remove(was)
            if was:
                what = Message("there as {document}", document=was.document)
            else:
                what = noted("not in the snapshot")
            yield _other(one, what)
        elif old.digest != one.digest:
            yield _other(one, noted("another file"))
        elif old.content != one.content:
            yield _other(one, noted("the same file, read otherwise or corrected by hand"))
    for one in gone:
        yield _other(one, noted("not in this index"))


def _other(one: Fingerprint, what: Message) -> Difference:
    said = Message("{document}: {what}", document=one.document, what=what)
    return Difference("document", said, one.document)


def _differs(name: str, there: object, here: object) -> Message:
    return Message("{name}: {there} there, {here} here", name=name, there=there, here=here)


def _documents(told: Mapping[str, Any]) -> list[Fingerprint]:
    return fingerprints_of(told["documents"])


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:37]}..."
