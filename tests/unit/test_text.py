"""The analyser: folding, tokens, stems and question frames."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.text import (
    STOP_WORDS,
    analyse,
    fold,
    frame_free,
    question_terms,
    stem,
    tokenise,
)

FRENCH = st.text(
    alphabet="abcdeéèêàçœæûîAÉŒ '’-‑.·•()0123456789/«»?!\n\u00a0\u202f\u00ad\u0301ﬁ…–", max_size=60
)


def terms(text: str) -> list[str]:
    return [term.term for term in analyse(text)]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Œuvre", "oeuvre"),
        ("L’ÉTÉ", "l'ete"),
        ("« curriculum vitæ »", '" curriculum vitae "'),
        ("efﬁcace", "efficace"),
        ("bien‑être – là", "bien-etre - la"),
        ("cafe\u0301", "cafe"),
        ("sou\u00adtien", "soutien"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@settings(deadline=None)
@given(st.text())
def test_fold_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@settings(deadline=None)
@given(st.one_of(st.text(), FRENCH))
def test_tokens_stand_in_order_inside_the_text(text: str) -> None:
    end = 0
    for token in tokenise(text):
        assert end <= token.start < token.end <= len(text)
        assert token.term
        assert any(char.isalnum() for char in text[token.start : token.end])
        end = token.end


@settings(deadline=None)
@given(FRENCH)
def test_terms_do_not_depend_on_accents_case_or_composition(text: str) -> None:
    composed = unicodedata.normalize("NFC", text.replace("\u0301", ""))
    assert [t.term for t in tokenise(composed)] == [
        t.term for t in tokenise(unicodedata.normalize("NFD", composed))
    ]


@settings(deadline=None)
@given(FRENCH)
def test_a_question_keeps_terms_of_its_text_in_order(text: str) -> None:
    asked, said = question_terms(text), analyse(text)
    assert asked == said[len(said) - len(asked) :]
    assert bool(asked) == bool(said)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("l’action qu’il jusqu'à d'œuvre", ["action", "il", "a", "oeuvre"]),
        ("MOB-03", ["mob_03"]),
        ("2.1.3 et 1-2: puis 3,5 %", ["2_1_3", "et", "1_2", "puis", "3_5"]),
        ("2022-2027", ["2022", "2027"]),
        ("25 000 $", ["25000"]),
        ("CO2, A4 et Covid-19", ["co2", "a4", "et", "covid_19"]),
        ("C.I.S.S.S. (ACA)", ["cisss", "aca"]),
        ("citoyen·ne·s, élu.e.s", ["citoyen", "elu"]),
        ("étudiant-e-s et agent(e)s", ["etudiant", "et", "agent"]),
        ("acteur·rice·s", ["acteur"]),
        ("la fin.Le début", ["la", "fin", "le", "debut"]),
        ("commune(s)", ["commune"]),
        ("main-d’œuvre", ["main", "oeuvre"]),
        ("aujourd’hui", ["aujourdhui"]),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert [token.term for token in tokenise(text)] == expected


def test_an_inclusive_form_is_one_word_with_all_its_letters() -> None:
    text = "Associer les citoyen·ne·s."
    (_, word) = analyse(text)
    assert text[word.start : word.end] == "citoyen·ne·s"
    assert word.term == stem("citoyen")


FAMILIES = """
benevolat benevole benevoles
citoyen citoyenne citoyennes citoyens
simplifier simplifiee simplifiees simplifies simplifie simplification simplifiant
gouvernement gouvernemental gouvernementale gouvernementaux
partenaire partenaires partenariat partenariale
municipal municipale municipaux municipalite municipalites
travailleur travailleurs travailleuse travailleuses
financement financer financier financieres
participation participer participatif participatives participant
itinerance itinerant itinerantes
accessible accessibilite
durable durabilite
public publics publique publiques
nouveau nouveaux nouvelle nouvelles
aine aines ainee ainees
elu elus elue elues
velo velos
reseau reseaux
subvention subventionner subventionnent
local locaux locales
selection selectionner selectionne selectionnee
application applications appliquer
qualification qualifier qualifiees
"""


@pytest.mark.parametrize("family", FAMILIES.strip().splitlines())
def test_words_of_one_meaning_meet(family: str) -> None:
    assert len({stem(word) for word in family.split()}) == 1


# What a greedier stemmer would merge: each pair means two things to someone who asks.
APART = """
numerique numeriser
formation former
donnees don
publicite public
mobilite mobilisation
salariat salaire
emploi employe
universite univers
etat ete
plan plante
habitat habit
climat climatiseur
sante sanction
police politique
parti partage
mission emission
port portail
communaute commune
sacais sac
sport transport
enfant enfance
agence agent
commune communication
public publication
"""


@pytest.mark.parametrize("pair", APART.strip().splitlines())
def test_words_of_two_meanings_stay_apart(pair: str) -> None:
    first, second = pair.split()
    assert stem(first) != stem(second)


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("Quelles mesures portent sur la rétention du personnel ?", "la rétention du personnel"),
        ("quelles actions visent à rénover les écoles", "rénover les écoles"),
        ("Comment protège-t-on les données ?", "protège-t-on les données"),
        ("what measures address climate change", "climate change"),
        ("Y a-t-il des mesures pour les jeunes ?", "les jeunes"),
        ("Est-ce qu’il existe des mesures pour l'eau ?", "l'eau"),
        ("Que fait-on pour les sans-abri", "les sans-abri"),
        ("Quelles données sont ouvertes ?", "données sont ouvertes"),
        ("Quelles aides pour les agriculteurs ?", "aides pour les agriculteurs"),
        ("je cherche des propositions sur le vélo", "le vélo"),
    ],
)
def test_question_frames_carry_no_weight(question: str, about: str) -> None:
    assert [term.term for term in question_terms(question)] == terms(about)


@pytest.mark.parametrize(
    "text", ["mesures de sécurité", "plan d'action numérique", "quelles mesures", "", "pour", "ACA"]
)
def test_what_is_no_frame_keeps_its_weight(text: str) -> None:
    assert question_terms(text) == analyse(text)


def test_frame_free_keeps_the_words_as_typed() -> None:
    assert frame_free("Quelles mesures concernent les élu·e·s ?") == "élu·e·s"
    assert frame_free("logement abordable") == "logement abordable"
    assert frame_free("quelles mesures ?") == "quelles mesures ?"


def test_a_name_that_begins_with_a_grammatical_word_keeps_it() -> None:
    assert terms("les sans-abri") == [stem("sansabri")]
    assert terms("le non-recours aux droits") == [stem("nonrecours"), stem("droits")]
    assert terms("sans abri") == [stem("abri")]
    (word,) = analyse("aux sans-abri.")
    assert (word.start, word.end) == (4, 13)
    assert terms("est-ce") == []


def test_stop_words_are_folded() -> None:
    assert all(fold(word) == word for word in STOP_WORDS)
