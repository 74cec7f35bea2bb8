"""French cues: how a statement opens."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.nlp import Form, cue, is_infinitive, sentences


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Créer un fonds pour les clubs", Form.INFINITIVE),
        ("RÉDUIRE LES DÉCHETS", Form.INFINITIVE),
        ("REDUIRE LES DECHETS", Form.INFINITIVE),
        ("Se doter d’un plan", Form.INFINITIVE),
        ("S’engager à payer à temps", Form.INFINITIVE),
        ("« Ouvrir » une halte", Form.INFINITIVE),
        ("– Ouvrir une halte", Form.INFINITIVE),
        ("D’ici à 2030, doubler les pistes", Form.INFINITIVE),
        ("Mieux accueillir les aînés", Form.INFINITIVE),
        ("Y consacrer un budget", Form.INFINITIVE),
        ("Que la Ville finance les maisons de quartier", Form.SUBJUNCTIVE),
        ("Qu’une table soit créée dès cet automne", Form.SUBJUNCTIVE),
        ("Création d’un fonds", Form.ACTION_NOUN),
        ("Mise en place d’un guichet", Form.ACTION_NOUN),
        ("Renforcement des équipes", Form.ACTION_NOUN),
        ("Ouverture de deux classes", Form.ACTION_NOUN),
        ("Tournée des villages", Form.ACTION_NOUN),
        ("Le Département s’engage à verser une aide", Form.PLEDGE),
        ("Nous créerons un fonds", Form.PLEDGE),
        ("Une halte sera installée au printemps", Form.PLEDGE),
        ("La Région souhaite doubler les trains", Form.PLEDGE),
        ("Comment agir ?", Form.QUESTION),
        ("Quelles sont les étapes", Form.QUESTION),
        ("Créer un fonds ?", Form.QUESTION),
        ("", Form.NONE),
        ("Avenir de la région", Form.NONE),
        ("Foyer d’accueil", Form.NONE),
        ("Population et territoire", Form.NONE),
        ("Mission du ministère", Form.NONE),
        ("12 places de jour", Form.NONE),
        ("Actuellement, le réseau compte douze haltes", Form.NONE),
        ("Également membre du réseau", Form.NONE),
        ("France Travail, missions locales", Form.NONE),
        ("Agence régionale de santé", Form.NONE),
        ("Préfecture de Dakar", Form.NONE),
        ("Agriculture et alimentation", Form.NONE),
        ("Établissements scolaires", Form.NONE),
        ("Pouvoir d’achat des ménages", Form.NONE),
        ("Violences faites aux femmes", Form.NONE),
        ("En 2026, créer un guichet", Form.INFINITIVE),
        ("Dès la rentrée 2025, ouvrir deux classes", Form.INFINITIVE),
        ("D’ici la fin de 2027, doubler les pistes", Form.INFINITIVE),
        ("Ne pas couper l’eau en hiver", Form.INFINITIVE),
        ("Une halte sera ouverte au printemps", Form.PLEDGE),
        ("Ne plus autoriser de nouvelles antennes", Form.INFINITIVE),
        ("N’accorder aucun permis", Form.INFINITIVE),
        ("Co-construire un plan", Form.INFINITIVE),
        ("Qu’une table soit créée", Form.SUBJUNCTIVE),
        ("La création d’un fonds", Form.ACTION_NOUN),
        (
            "La mise en place d’un fonds",
            Form.ACTION_NOUN,
        ),
    ],
)
def test_form(text: str, form: Form) -> None:
    assert cue(text).form is form


@pytest.mark.parametrize(("word", "known"), [
    ("créer", True), ("CREER", True), ("Réinsérer", True), ("bâtir", True), ("clore", True),
    ("foyer", False), ("atelier", False), ("premier", False), ("hiver", False), ("", False),
])  # fmt: skip
def test_infinitives(word: str, known: bool) -> None:
    assert is_infinitive(word) is known


@given(st.text())
def test_any_text_has_a_form_shown_by_its_words(text: str) -> None:
    found = cue(text)
    assert found.commits == (found.form not in (Form.NONE, Form.QUESTION))
    assert all(word in text for word in found.words.split())


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("Créer un fonds avec M. Diallo et la mairie. Il durera.", 2),
        ("Aider les clubs (sport, culture, etc.) de la ville. Puis les autres.", 2),
        ("Former les agents (cf. mesure 4). Puis les élus.", 2),
        ("Verser 2,5 M€ par an. Puis trois.", 2),
        ("Équiper les écoles, ex. Saint-Louis, de tablettes.", 1),
        ("Revoir l’art. 3 du code.", 1),
    ],
)
def test_sentences(text: str, count: int) -> None:
    assert len(sentences(text)) == count


@given(st.text(alphabet="Aaé.!?… ()»1,’", max_size=40))
def test_sentences_keep_every_letter(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())
