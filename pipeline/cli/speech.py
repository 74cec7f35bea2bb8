"""What the command line says, in the language of who runs it; and the help of commands likewise."""

from __future__ import annotations

import copy
import gettext
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

import click

from pipeline.language import DOMAIN, ENGLISH, FRENCH, LOCALES, day, told
from pipeline.messages import Message, counted, listed, noted, noted_forms

_language = ContextVar("language", default=ENGLISH)

# The names that click makes of the types of options.
_TYPES = {
    "integer": noted("INTEGER"),
    "integer range": noted("INTEGER"),
    "float range": noted("NUMBER"),
    "text": noted("TEXT"),
}
_OUTCOMES = {
    "added": noted_forms("{n} added", "{n} added"),
    "changed": noted_forms("{n} changed", "{n} changed"),
    "moved": noted_forms("{n} moved", "{n} moved"),
    "removed": noted_forms("{n} removed", "{n} removed"),
    "gone": noted_forms("{n} gone", "{n} gone"),
    "unchanged": noted_forms("{n} unchanged", "{n} unchanged"),
    "failed": noted_forms("{n} failed", "{n} failed"),
}
# Of units, which are feminine in French.
_CHANGES = {
    "edited": noted_forms("{n} edited", "{n} edited"),
    "added": noted_forms("{n} new", "{n} new"),
    "deleted": noted_forms("{n} deleted", "{n} deleted"),
    "kept": noted_forms("{n} kept", "{n} kept"),
}
_KINDS = {
    "measure": noted_forms("{n} measure", "{n} measures"),
    "programme": noted_forms("{n} programme", "{n} programmes"),
    "recommendation": noted_forms("{n} recommendation", "{n} recommendations"),
    "passage": noted_forms("{n} passage", "{n} passages"),
}


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language, and let click, which asks gettext for a domain, speak it too."""
    before = _language.set(language)
    domain, wanted = gettext.textdomain(), os.environ.get("LANGUAGE")
    if language != ENGLISH:
        gettext.bindtextdomain(DOMAIN, str(LOCALES))
        gettext.textdomain(DOMAIN)
        os.environ["LANGUAGE"] = language
    try:
        yield
    finally:
        _language.reset(before)
        if language != ENGLISH:
            gettext.textdomain(domain)
            os.environ.pop("LANGUAGE")
            if wanted is not None:
                os.environ["LANGUAGE"] = wanted


def shown(text: str) -> str:
    """A message in the language that is spoken."""
    return told(text, _language.get())


def phrase(template: str, /, **values: object) -> str:
    """What `template` says with these values, in the language that is spoken."""
    return shown(Message(template, None, **values))


def phrases(one: str, many: str, n: int, /, **values: object) -> str:
    """As `phrase`, in the singular or the plural for `n`."""
    return shown(counted(one, many, n, **values))


def outcomes(counts: Mapping[str, int]) -> str:
    """« 2 ajoutés, 1 en échec »: how many documents had each outcome, if any had."""
    return shown(listed([_of(_OUTCOMES, name, count) for name, count in counts.items() if count]))


def changes(counts: Mapping[str, int]) -> str:
    """« 1 modifiée, 2 ajoutées »: how many units were changed, and how."""
    return shown(listed([_of(_CHANGES, name, count) for name, count in counts.items() if count]))


def units(counts: Mapping[str, int]) -> str:
    """« 12 mesures, 3 passages »: how many units there are of each kind."""
    return shown(listed([_of(_KINDS, kind, count) for kind, count in sorted(counts.items())]))


def _of(known: Mapping[str, tuple[str, str]], name: str, count: int) -> Message:
    one, many = known.get(name, (f"{{n}} {name}", f"{{n}} {name}"))
    return counted(one, many, count)


def moment(stamp: str) -> str:
    """When something was, as it is recorded in English."""
    if _language.get() != FRENCH:
        return stamp
    try:
        return day(datetime.fromisoformat(stamp))
    except ValueError:
        return stamp


def spoken(command: click.Command) -> click.Command:
    """A command whose help is in the language that is spoken."""
    if _language.get() == ENGLISH:
        return command
    made = copy.copy(command)
    made.help = _paragraphs(command.help)
    made.short_help = shown(command.short_help) if command.short_help else None
    made.epilog = shown(command.epilog) if command.epilog else None
    made.params = [_parameter(parameter) for parameter in command.params]
    if hasattr(made, "_help_option"):  # which keeps the language that it was made in
        made._help_option = None
    if isinstance(made, click.Group):
        made.subcommand_metavar = shown("COMMAND [ARGS]...")
        made.commands = {name: spoken(one) for name, one in made.commands.items()}
    return made


def _parameter(parameter: click.Parameter) -> click.Parameter:
    made = copy.copy(parameter)
    if made.metavar:
        made.metavar = shown(made.metavar)
    elif isinstance(made, click.Option) and not made.is_flag and made.type.name in _TYPES:
        made.metavar = shown(_TYPES[made.type.name])
    if isinstance(made, click.Option) and made.help:
        made.help = shown(made.help)
    return made


def paragraphs(text: str) -> list[str]:
    r"""The parts of a help text that are told each by itself: lines of a list (\b), paragraphs."""
    parts = []
    for paragraph in _clean(text).split("\n\n"):
        if paragraph.startswith("\b"):
            parts += [line for line in paragraph.splitlines()[1:] if not line.startswith(" ")]
        else:
            parts.append(" ".join(paragraph.split()))
    return parts


def _paragraphs(text: str | None) -> str | None:
    if not text:
        return text
    told_of = []
    for paragraph in _clean(text).split("\n\n"):
        if paragraph.startswith("\b"):
            lines = paragraph.splitlines()
            told_of.append(
                "\n".join(li if li.startswith((" ", "\b")) else shown(li) for li in lines)
            )
        else:
            told_of.append(shown(" ".join(paragraph.split())))
    return "\n\n".join(told_of)


def _clean(text: str) -> str:
    import inspect

    return inspect.cleandoc(text)
