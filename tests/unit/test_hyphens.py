"""Words broken at line ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.hyphens import join_lines, vocabulary


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        ([], ""),
        (["une seule ligne"], "une seule ligne"),
        (["le dévelop-", "pement rural"], "le développement rural"),
        (["l’envi-", "ron-", "nement"], "l’environnement"),
        (["sou\u00ad", "tien"], "soutien"),
        (["peut-", "être demain"], "peut-être demain"),
        (["un porte-", "parole"], "un porte-parole"),
        (["un rendez-", "vous"], "un rendez-vous"),
        (["celles-", "ci"], "celles-ci"),
        (["Engagez-", "vous !"], "Engagez-vous !"),
        (["AIX-EN-", "PROVENCE"], "AIX-EN-PROVENCE"),
        (["c’est-", "à-dire"], "c’est-à-dire"),
        (["la main-", "d’œuvre"], "la main-d’œuvre"),
        (["Saint-", "Louis"], "Saint-Louis"),
        (["Aix-en-", "Provence"], "Aix-en-Provence"),
        (["un fonds -", "puis une halte"], "un fonds - puis une halte"),
        (["  deux ", " lignes  "], "deux lignes"),
        (["la période 2023-", "2028"], "la période 2023-2028"),
        (["l’inter-", "vention"], "l’intervention"),
        (["l’auto-", "nomie"], "l’autonomie"),
        (["l’éco-", "nomie"], "l’économie"),
        (["la pré-", "vention"], "la prévention"),
        (["le mi-", "nistère"], "le ministère"),
        (["le co-", "mité"], "le comité"),
        (["main-", "tenir"], "maintenir"),
        (["un meil-", "leur accueil"], "un meilleur accueil"),
        (["l’af-", "faire suit"], "l’affaire suit"),
        (["DÉVELOP-", "PEMENT"], "DÉVELOPPEMENT"),
        (["dévelop\u2010", "pement"], "développement"),
    ],
)
def test_lines_are_joined(lines: list[str], joined: str) -> None:
    assert join_lines(lines) == joined


@pytest.mark.parametrize(
    ("lines", "known", "joined"),
    [
        (["un service-", "conseil"], "le service et le conseil", "un service-conseil"),
        (["un éco-", "quartier"], "le quartier", "un éco-quartier"),
        (["est-", "ce ainsi"], "il est", "est-ce ainsi"),
        (["l’auto-", "nomie"], "gagner en autonomie", "l’autonomie"),
        (["pour pré-", "sence"], "la présence", "pour présence"),
    ],
)
def test_the_words_of_the_document_decide(lines: list[str], known: str, joined: str) -> None:
    assert join_lines(lines, vocabulary([*lines, known])) == joined


def test_vocabulary_leaves_out_broken_words() -> None:
    assert vocabulary(["Le Fonds dévelop-", "pement L’ÉTÉ"]) == {
        "le",
        "fonds",
        "pement",
        "l",
        "été",
    }


FRENCH = st.text(alphabet="abéÉœ-–\u00ad’' .,12", max_size=12)


@given(st.lists(st.one_of(FRENCH, st.text(max_size=8)), max_size=5))
def test_no_letter_is_lost_or_moved(lines: list[str]) -> None:
    def letters(text: str) -> str:
        return "".join(char for char in text if char.isalnum())

    assert letters(join_lines(lines)) == letters("".join(lines))


@given(st.lists(FRENCH, max_size=5))
def test_only_hyphens_at_line_ends_go(lines: list[str]) -> None:
    kept = join_lines(lines).count("-")
    assert sum(line.strip()[:-1].count("-") for line in lines) <= kept
    assert kept <= sum(line.count("-") for line in lines)
