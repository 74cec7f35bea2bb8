"""Repair of broken words: what is put right, what is left alone, and what always holds."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.nlp.lexicon import lexicon
from pipeline.nlp.repair import Edit, apply, names, repair
from training.lexicon.words import Affixes

BREAKS = [
    ("laction du service", "l’action du service"),
    ("les suites de l action", "les suites de l’action"),
    ("ce quil faut, jusquà la fin", "ce qu’il faut, jusqu’à la fin"),
    ("un plan daccompagnement", "un plan d’accompagnement"),
    ("le rôle de lÉtat", "le rôle de l’État"),
    ("le bureau de lAPOR", "le bureau de l’APOR"),
    ("loger aujourdhui", "loger aujourd’hui"),
    ("le bord dune rivière", "le bord d’une rivière"),
    ("LACCES AUX SOINS", "L’ACCES AUX SOINS"),
    ("les ﬁnances de la ville", "les finances de la ville"),
    ("un o ce du logement", "un office du logement"),
    ("l’oce du logement", "l’office du logement"),
    ("gagner en e cacité", "gagner en efficacité"),
    ("le sou le du projet", "le souffle du projet"),
    ("les nances publiques", "les finances publiques"),
    ("plani er et dé nir a n d’agir", "planifier et définir afin d’agir"),
    ("e\ufffdorts (cid:31)nanciers dé\x1fnis", "efforts financiers définis"),
    ("l\ufffdaction", "l’action"),
    ("les soins de ma s\ufffdur", "les soins de ma sœur"),
    ("A C T I O N S", "ACTIONS"),
    ("L E S A C T I O N S", "LES ACTIONS"),
    ("une m e s u r e simple", "une mesure simple"),
    ("la mobil ité et le dévelop pement", "la mobilité et le développement"),
    ("un dé velop pement durable", "un développement durable"),
    ("l’accompagne ment des familles", "l’accompagnement des familles"),
    ("le déve- loppement local", "le développement local"),
    ("le déve-loppement local", "le développement local"),
    ("un porte- parole", "un porte-parole"),
    ("au bord del’eau", "au bord de l’eau"),
    ("renforcerlaparticipationdescitoyens", "renforcer la participation des citoyens"),
]
SOUND = [
    "",
    "Monsieur Loiseau et Mme Dacier vivent à Lannoy-sur-Orge.",
    "Le SIVOM, l’ADEO et le CLSM ; options a, b, c et d ; tomes I, II et IV.",
    "Écrire à aide@orvalie.example ou voir https://orvalie.example/laction/oce ou www.oce.example",
    "Code MOB-03, 24 000 €, 5 t en vrac, 110 m haies, 12 l d’eau, loi n° 2031-12, 1 er",
    "Un workshop online avec une start-up, puis un call for proposals de la team design.",
    "des citoyen·ne·s, des agent.e.s, des chargé(e)s de projet",
    "La dune et la lune, par tout temps, en fin de semaine, plus tôt que prévu.",
    "Le co-financement socio-économique d’un éco-quartier et d’un tiers-lieu, a-t-elle dit.",
    "les points a à d et au c du plan",
    "depenses publiques et demission",
    "le porte-monnaie, ci-après, peut-être, celui-là",
    "kilowattheure, préinformation, autoconsommation, infracommunautaire",
    "Pré- et post-natal",
    "leboncoin",
    "l Ouvrir une halte",
    "n Aider les familles",
    "L Il décline",
    "nE SE lES",
    "Pourquoi don't, dans le surtourisme, late meet-up",
    "dans le cadre de la deu-",
    "\uf0fc Enregistrer les demandes",
]
PIECES = st.sampled_from(
    "l d qu action laction o ce cacité é ment dévelop pement - ’ ' \ufffd (cid:3) ﬁ fi a n M E S U "
    "renforcer laville Orvalie 12 . , ( ) e\u0301 co-".split(" ")
)
BROKEN = st.lists(st.tuples(PIECES, st.sampled_from(["", " ", "  ", "-", "- ", "\n"]))).map(
    lambda pairs: "".join(piece + gap for piece, gap in pairs)
)


@pytest.mark.parametrize(("printed", "repaired"), BREAKS)
def test_breaks_are_undone(printed: str, repaired: str) -> None:
    assert repair(printed).text == repaired


@pytest.mark.parametrize("text", SOUND)
def test_sound_text_is_left_alone(text: str) -> None:
    assert repair(text).edits == ()


def test_edits_say_what_was_printed_and_where() -> None:
    printed = "Appuyer laction et le déve- loppement"
    assert repair(printed).edits == (
        Edit(8, 15, "laction", "l’action", "apostrophe"),
        Edit(22, 37, "déve- loppement", "développement", "hyphen"),
    )


def test_breaks_in_one_word_are_one_edit() -> None:
    printed = "gagner l e cacité voulue"
    assert repair(printed).text == "gagner l’efficacité voulue"
    assert [(e.start, e.end) for e in repair(printed).edits] == [(7, 17)]


def test_what_a_document_vouches_for_is_left_alone() -> None:
    assert repair("la marque laction").text == "la marque l’action"
    assert repair("la marque laction", {"laction"}).edits == ()


def test_names_are_the_capitals_inside_sentences_that_are_no_words() -> None:
    assert names(["Selon Madame Loiseau, Daction ouvre à Brissoie."]) == {
        "loiseau",
        "daction",
        "brissoie",
    }


def test_the_apostrophe_is_that_of_the_text() -> None:
    assert repair("l'eau et laction").text == "l'eau et l'action"
    assert repair("l’eau et laction").text == "l’eau et l’action"


@settings(max_examples=300, deadline=None)
@given(BROKEN | st.text())
def test_edits_lead_from_print_to_repair(text: str) -> None:
    found = repair(text)
    assert apply(text, found.edits) == found.text
    assert all(text[e.start : e.end] == e.printed != e.repaired for e in found.edits)
    ends = [0, *(place for e in found.edits for place in (e.start, e.end)), len(text)]
    assert ends == sorted(ends)


@settings(max_examples=300, deadline=None)
@given(BROKEN | st.text())
def test_a_repaired_text_stays(text: str) -> None:
    once = repair(text).text
    assert repair(once).text == once


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([w for w, c in lexicon().seen.items() if c < 12 and len(w) > 3])))
def test_words_of_the_list_are_left_alone(words: list[str]) -> None:
    assert repair(", ".join(words)).edits == ()


def test_time_is_linear_in_the_text() -> None:
    line = "Renforcer laction de l office et le dévelop pement des e orts. "
    assert len(repair(line * 300).edits) == 1200


def test_the_list_is_read_only_for_a_repair() -> None:
    code = (
        "import pipeline.nlp.repair as r, pipeline.nlp.lexicon as x;"
        "assert x.lexicon.cache_info().currsize == 0;"
        "r.repair('laction');"
        "assert x.lexicon.cache_info().currsize == 1"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_list_knows_words_and_their_rank() -> None:
    words = lexicon()
    assert (words.cost("action") or 99) < (words.cost("affluence") or 0)
    assert words.cost("covoiturage")
    assert words.cost("abaissable")
    assert words.cost("dévelop") is None
    assert words.knows("québec")
    assert not words.knows("zzz")
    assert words.bare("acces") == words.cost("accès")
    listed = words.unseen.split(b"\n")
    assert listed == sorted(listed)
    assert all(words.cost(word.decode()) for word in listed[::5000])
    assert not any(re.search(r"[^a-zß-öø-ÿœ'-]", word) for word in words.seen)


def test_suffix_rules_give_the_words_of_an_entry() -> None:
    affixes = Affixes(
        (
            "SFX W. Y 2",
            "SFX W. al aux/D'Q' al",
            "SFX W. 0 e/S. [^s]",
            "SFX S. Y 1",
            "SFX S. 0 s/D'Q' [^sxz]",
            "PFX D' Y 1",
            "PFX D' 0 d' .",
        )
    )
    assert set(affixes.forms("local/W.\tpo:adj")) == {"local", "locaux", "locale", "locales"}
    assert list(affixes.forms("bois/S.D'")) == ["bois"]
    assert list(affixes.forms("local/()W.")) == ["locaux", "locale", "locales"]
    assert list(affixes.forms("local/{}W.")) == []
