"""The two languages of the page: French as it stands in the templates, English by a catalogue.

The catalogue is read as translators write it (`locale/en/LC_MESSAGES/mesures.po`): nothing has to
be compiled when a page changes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from gettext import NullTranslations
from importlib import resources

from babel.dates import format_date, format_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import Translations

FRENCH, ENGLISH = "fr", "en"
LANGUAGES = (FRENCH, ENGLISH)


# Small words that messages are full of, and that the other language has not.
_SMALL = {
    FRENCH: "au aux ce cette dans de des du elle en est et il la le les n ne ou par pas pour qu "
    "que qui s sans se sont sous sur un une",
    ENGLISH: "a and another be by cannot for found from has in is it its must no not of or other "
    "should than that the there this to was which with",
}


def tongue(text: str) -> str | None:
    """The language of a message by its small words; None where they do not tell.

    Messages of libraries are English in any language, and those of older runs as they were kept.
    """
    said = re.sub("«[^»]*»", " ", text.lower())  # what is quoted may be in any
    pieces = re.split(r"\s+|(?<=\b[dlnqs])['’]", said)
    plain = (word.strip("«»\"'“”`()[],;:!?….") for word in pieces)
    words = [word for word in plain if word.isalpha()]  # names of files are none
    counts = {language: sum(w in _KNOWN[language] for w in words) for language in LANGUAGES}
    if counts[FRENCH] == counts[ENGLISH]:
        return None
    return max(LANGUAGES, key=lambda language: counts[language])


_KNOWN = {language: frozenset(words.split()) for language, words in _SMALL.items()}


def noted(message: str) -> str:
    """`message` itself; it is translated where it is shown, and so extracted from here."""
    return message


def noted_forms(one: str, many: str) -> tuple[str, str]:
    """The two forms of a noun, as `noted` does with a message."""
    return one, many


class _French(NullTranslations):
    """Messages as they stand; zero and one are in the singular."""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return msgid1 if n < 2 else msgid2


@cache
def translations(language: str) -> NullTranslations:
    """The messages of a language."""
    if language == FRENCH:
        return _French()
    catalogue = resources.files(__package__).joinpath(
        "locale", language, "LC_MESSAGES", "mesures.po"
    )
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(catalogue.read_bytes()), locale=language))
    compiled.seek(0)
    return Translations(compiled)


def number(value: float, language: str) -> str:
    """A number as people of a language write it, with two decimals at most."""
    return format_decimal(round(value, 2), locale=language)


def percent(share: float, language: str) -> str:
    """A share from 0 to 1 in percent."""
    return f"{round(100 * share)}\u00a0%" if language == FRENCH else f"{round(100 * share)}%"


def moment(stamp: str, language: str) -> str:
    """A moment (ISO 8601) to the minute, in universal time if it is known; else as it is."""
    try:
        known = datetime.fromisoformat(stamp)
    except ValueError:
        return stamp
    aware = known.utcoffset() is not None
    told = known.astimezone(UTC) if aware else known
    shown = format_datetime(told, "d MMM y, HH:mm", locale=language)
    return f"{shown} UTC" if aware else shown


def day(known: datetime, language: str) -> str:
    """A day, in words."""
    return format_date(known, "long", locale=language)


KINDS: Mapping[str, tuple[str, str]] = {
    "measure": noted_forms("mesure", "mesures"),
    "programme": noted_forms("programme", "programmes"),
    "recommendation": noted_forms("recommandation", "recommandations"),
    "passage": noted_forms("passage", "passages"),
}
SURENESS = {
    "sûre": noted("sûre"),
    "probable": noted("probable"),
    "à vérifier": noted("à vérifier"),
}
WHERE = {
    "statement": noted("dans l’énoncé"),
    "heading": noted("dans un titre au-dessus"),
    "details": noted("dans les précisions"),
    "title": noted("dans le titre du plan"),
}
OUTCOMES = {
    "added": noted("ajoutés"),
    "changed": noted("modifiés"),
    "moved": noted("déplacés"),
    "removed": noted("retirés"),
    "gone": noted("disparus"),
    "unchanged": noted("inchangés"),
    "failed": noted("en échec"),
}

# How two measures stand to each other, A and B as they are shown; the last for B that covers more.
RELATIONS = {
    "same": noted("Mêmes mots"),
    "reworded": noted("Même engagement, autres mots"),
    "broader": noted("A couvre plus que B"),
    "related": noted("Même sujet, autre engagement"),
    "narrower": noted("B couvre plus que A"),
}
VERDICTS = {
    "confirmed": noted("confirmé"),
    "rejected": noted("rejeté"),
    "retyped": noted("requalifié"),
}
# What became of a measure in the next edition: one, several.
FATES: Mapping[str, tuple[str, str]] = {
    "dropped": noted_forms("abandonnée", "abandonnées"),
    "new": noted_forms("nouvelle", "nouvelles"),
    "amended": noted_forms("modifiée", "modifiées"),
    "moved": noted_forms("déplacée", "déplacées"),
    "split": noted_forms("scindée", "scindées"),
    "merged": noted_forms("fusionnée", "fusionnées"),
    "kept": noted_forms("conservée", "conservées"),
}
