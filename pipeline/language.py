"""The two languages of mesures: which one is asked for, and how messages are told in it.

English is what stands in the code; French comes from `locale/fr/LC_MESSAGES/mesures.mo`, which
`make messages` compiles from the file beside it that translators write.
"""

from __future__ import annotations

import os
import string
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.messages import Message

if TYPE_CHECKING:
    from gettext import NullTranslations

FRENCH, ENGLISH = "fr", "en"
DOMAIN = "mesures"
LOCALES = Path(__file__).with_name("locale")
_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")
_NONE = ("C", "POSIX")
_FRENCH_PRIMARY = 0x0C  # of the language identifiers of Windows


def asked(environment: Mapping[str, str] = os.environ) -> str:
    """The language that the environment asks for, as gettext has it; English where none is known.

    `MESURES_LANG` wins; then LC_ALL, LC_MESSAGES or LANG name the locale, and LANGUAGE a list of
    languages, which counts unless the locale is C. Without any of them Windows is asked.
    """
    if own := environment.get("MESURES_LANG"):
        return _known(own) or ENGLISH
    locale = next((value for name in _LOCALE if (value := environment.get(name))), "")
    if _bare(locale) in _NONE:
        return ENGLISH
    wanted = [*environment.get("LANGUAGE", "").split(":"), locale]
    given = [one for one in wanted if one]
    if not given:
        return _of_windows()
    return next((known for one in given if (known := _known(one))), ENGLISH)


def _bare(locale: str) -> str:
    return locale.partition(".")[0].partition("@")[0]


def _known(locale: str) -> str | None:
    primary = _bare(locale).replace("-", "_").partition("_")[0].lower()
    return primary if primary in (FRENCH, ENGLISH) else None


def _of_windows() -> str:
    import ctypes

    windows: Any = getattr(ctypes, "windll", None)
    if windows is None:
        return ENGLISH
    identifier = int(windows.kernel32.GetUserDefaultUILanguage())
    return FRENCH if identifier & 0x3FF == _FRENCH_PRIMARY else ENGLISH


@cache
def catalogue(language: str) -> NullTranslations:
    """The messages of a language, by their English."""
    from gettext import NullTranslations, translation

    if language == ENGLISH:
        return NullTranslations()
    return translation(DOMAIN, LOCALES, [language], fallback=True)


def told(text: str, language: str) -> str:
    """A message in a language; a text that is none, and what has no translation, as it is."""
    if language == ENGLISH or not text:
        return str(text)
    messages = catalogue(language)
    if not isinstance(text, Message):
        return messages.gettext(text)
    if text.many is None:
        template = messages.gettext(text.template)
    else:
        n = text.values["n"]
        assert isinstance(n, int)
        template = messages.ngettext(text.template, text.many, n)
    if not text.values:
        return template
    # Values that are no messages are names, quotations, numbers: nobody's to translate.
    values = {
        name: told(value, language) if isinstance(value, Message) else value
        for name, value in text.values.items()
    }
    if text.many is not None:
        values["n"] = number(int(values["n"]), language)  # type: ignore[call-overload]
    return _FRENCH_FORM.vformat(template, (), values)


def number(value: int, language: str) -> str:
    """A whole number with the separators of a language, where it is long enough for any."""
    if abs(value) < 10_000 and language == FRENCH:
        return str(value)
    return f"{value:,}".replace(",", "\u202f") if language == FRENCH else str(value)


_MONTHS = "janv. févr. mars avril mai juin juill. août sept. oct. nov. déc.".split()


def day(when: datetime) -> str:
    """« 1er nov. 2026 à 3 h 05 (UTC) », of a moment, to the minute, in French."""
    known = when.astimezone(UTC) if when.utcoffset() is not None else when
    number = "1er" if known.day == 1 else str(known.day)
    zone = "" if known.tzinfo is None else "\u00a0(UTC)"
    clock = f"{known.hour}\u00a0h\u00a0{known.minute:02}"
    return f"{number}\u00a0{_MONTHS[known.month - 1]} {known.year} à {clock}{zone}"


class _FrenchForm(string.Formatter):
    """Fills in templates with the decimal comma and thousands apart."""

    def format_field(self, value: Any, format_spec: str) -> Any:
        text = super().format_field(value, format_spec)
        if isinstance(value, int | float) and format_spec:
            return text.translate(_SEPARATORS)
        return text


_SEPARATORS = str.maketrans({",": "\u202f", ".": ","})
_FRENCH_FORM = _FrenchForm()
