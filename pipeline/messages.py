"""What the program says to people: English text that knows how it was made, and so can be told in
another language later, elsewhere, or after it was stored.

A message is written once, in English, where it arises: `Message("{path} does not exist",
path=path)`. It is a `str`, the English one, and goes wherever one goes: through logs, JSON, pickles
and databases. `pipeline.language` tells it in French by its template.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


class Message(str):
    """English text with the template and the values that it was made of.

    `template` is in the manner of `str.format`, and is left as it is where there are no values.
    Values are texts, numbers and further messages; an error that was raised with a message stands
    for it, anything else for its text. `many` is the template for a value `n` other than 1.
    """

    template: str
    many: str | None
    values: Mapping[str, object]

    def __new__(cls, template: str, many: str | None = None, /, **values: object) -> Message:  # noqa: D102
        kept = {name: _kept(value) for name, value in values.items()}
        chosen = template if many is None or kept["n"] == 1 else many
        made = super().__new__(cls, chosen.format_map(kept) if kept else chosen)
        made.template, made.many, made.values = template, many, kept
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (self.template, self.many, dict(self.values))

    def each(self, change: Callable[[str], str]) -> Message:
        """The message with each text in it changed."""
        values = {
            name: value.each(change)
            if isinstance(value, Message)
            else change(value)
            if isinstance(value, str)
            else value
            for name, value in self.values.items()
        }
        many = None if self.many is None else change(self.many)
        return _again(change(self.template), many, values)


def _again(template: str, many: str | None, values: Mapping[str, Any]) -> Message:
    return Message(template, many, **values)


def _kept(value: object) -> object:
    if isinstance(value, Message | bool | int | float):
        return value
    return cause(value) if isinstance(value, Exception) else str(value)


def counted(one: str, many: str, n: int, /, **values: object) -> Message:
    """A message in the singular or the plural; both forms may use `{n}`."""
    return Message(one, many, n=n, **values)


def noted(text: str) -> Message:
    """A text without values; that it stands here lets translators find it."""
    return Message(text)


def noted_forms(one: str, many: str) -> tuple[str, str]:
    """The two forms of what is counted later, noted as `noted` does with a text."""
    return one, many


def cause(error: BaseException) -> Message:
    """What an error says: its message, or that of the system without the number and the file."""
    if error.args and isinstance(error.args[0], Message):
        return error.args[0]
    return Message(getattr(error, "strerror", None) or str(error))


def listed(messages: list[Message], separator: str = ", ") -> Message:
    """Messages one after the other, as one."""
    values = {f"part{place}": one for place, one in enumerate(messages)}
    # Without words of its own it needs no translation.
    return Message(separator.join(f"{{{name}}}" for name in values), **values)


def as_json(text: str) -> object:
    """A text as JSON keeps it: a string, or an object for a message."""
    if not isinstance(text, Message):
        return text
    if not text.values:
        return {"text": str(text)}
    values = {
        name: as_json(value) if isinstance(value, str) else value
        for name, value in text.values.items()
    }
    plural = {} if text.many is None else {"many": text.many}
    return {"text": str(text), "template": text.template, **plural, "values": values}


def from_json(kept: object) -> str:
    """The text that `as_json` kept; its English where another version of mesures made it."""
    if not isinstance(kept, dict):
        return str(kept)
    if "values" not in kept:
        return Message(str(kept.get("text", "")))
    try:
        values = {
            name: from_json(value) if isinstance(value, str | dict) else value
            for name, value in kept["values"].items()
        }
        made = _again(kept["template"], kept.get("many"), values)
    except (KeyError, ValueError, IndexError, TypeError, AttributeError):
        return str(kept.get("text", ""))
    return made


# What systems, SQLite, TLS and parsers of JSON say, which messages quote (`cause`).
_CAUSES = (
    noted("Address already in use"),
    noted("Cannot assign requested address"),
    noted("Connection refused"),
    noted("Connection reset by peer"),
    noted("File exists"),
    noted("File name too long"),
    noted("File too large"),
    noted("Input/output error"),
    noted("Is a directory"),
    noted("Name or service not known"),
    noted("Network is unreachable"),
    noted("No address associated with hostname"),
    noted("No route to host"),
    noted("No space left on device"),
    noted("No such file or directory"),
    noted("Not a directory"),
    noted("Operation not permitted"),
    noted("Permission denied"),
    noted("Read-only file system"),
    noted("Temporary failure in name resolution"),
    noted("Too many open files"),
    noted("attempt to write a readonly database"),
    noted("certificate has expired"),
    noted("database disk image is malformed"),
    noted("database is locked"),
    noted("database or disk is full"),
    noted("disk I/O error"),
    noted("file is not a database"),
    noted("self-signed certificate"),
    noted("self-signed certificate in certificate chain"),
    noted("unable to get local issuer certificate"),
    noted("unable to open database file"),
    noted("Expecting value"),
    noted("Expecting ',' delimiter"),
    noted("Expecting ':' delimiter"),
    noted("Expecting property name enclosed in double quotes"),
    noted("Extra data"),
    noted("Invalid \\escape"),
    noted("Invalid control character at"),
    noted("Unterminated string starting at"),
    noted("File is not a zip file"),
)
