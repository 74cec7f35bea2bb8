"""How plans are cut into tokens."""

from __future__ import annotations

from functools import lru_cache

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from pipeline.nlp import tokenizer


@lru_cache(maxsize=1)
def blank() -> Language:
    nlp = spacy.blank("fr")
    nlp.tokenizer = tokenizer.build(nlp)
    return nlp


@pytest.fixture
def french() -> Language:
    return blank()


PIECES = "élu (e) · . ’ ' - 1.2 € M$ 3 n° XXIe O.N.U. tous tes s l d qu".split()


@pytest.mark.parametrize(
    "text",
    [
        # Elisions, with either apostrophe.
        "l' école",
        "L' État d' ici qu' une",
        "D' ICI",
        "jusqu' à lorsqu' il",
        "aujourd'hui",
        # Inclusive writing.
        "citoyen·ne·s",
        "tous·tes",
        "étudiant·es",
        "élu.e.s",
        "agent.e",
        "agent(e)s",
        "salarié(e)",
        "habitant•e•s",
        "agent-e-s",
        "directeur·trice",
        # Codes.
        "1.2.3",
        "MOB-03",
        "OO. 3.6",
        "B12",
        "ENF-2.1",
        # Amounts, percentages, dates, ordinals.
        "24 000 €",
        "1,1 M$",
        "3 M€",
        "5 %",
        "12/03/2024",
        "1er janvier",
        "2e XXIe 1re 3ème",
        # Acronyms and abbreviations.
        "O.N.U.",
        "art. 3",
        "M. Tremblay",
        "env. 40",
        # Hyphens.
        "rendez-vous grand-mère peut-être",
        "dit -il",
        "a -t -elle",
    ],
)
@pytest.mark.parametrize("apostrophe", ["'", "’"])
def test_tokens(french: Language, text: str, apostrophe: str) -> None:
    expected = text.replace("'", apostrophe).split()
    written = text.replace("' ", "'").replace(" -", "-").replace("'", apostrophe)
    assert [token.text for token in french(written)] == expected


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("n°4", ["n°", "4"]),
        ("3M€", ["3", "M€"]),
        ("24.000€", ["24.000", "€"]),
        ("15%", ["15", "%"]),
        ("2023-2028", ["2023", "-", "2028"]),
        ("•Créer", ["•", "Créer"]),
        ("–Créer", ["–", "Créer"]),
        ("(salarié(e)s)", ["(", "salarié(e)s", ")"]),
        ("l’élu·e,", ["l’", "élu·e", ","]),
        ("citoyen·ne·s.", ["citoyen·ne·s", "."]),
        ("l'O.N.U.", ["l'", "O.N.U."]),
        ("(MOB-03)", ["(", "MOB-03", ")"]),
        ("ils/elles", ["ils", "/", "elles"]),
        ("donne-le", ["donne", "-", "le"]),
        ("l’accueil d’une", ["l’", "accueil", "d’", "une"]),
        ("", []),
    ],
)
def test_chunks(french: Language, text: str, tokens: list[str]) -> None:
    assert [token.text for token in french(text)] == tokens


@pytest.mark.parametrize(
    ("word", "norm"), [("L’école", "l'"), ("ÉCOLES", "écoles"), ("2024", "0000"), ("1er", "0er")]
)
def test_norms(french: Language, word: str, norm: str) -> None:
    assert french(word)[0].norm_ == norm


@given(
    st.text(max_size=60) | st.lists(st.sampled_from([*PIECES, " ", "\n"]), max_size=12).map("".join)
)
def test_no_letter_is_lost(text: str) -> None:
    doc = blank()(text)
    assert doc.text == text
    assert "".join(token.text_with_ws for token in doc) == text
