"""French cues: how a statement opens."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.nlp import Form, commitment, cue, is_infinitive, prime, sentences


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
        ("Mesure 5.2 : Ouvrir une halte", Form.INFINITIVE),
        ("1) Ouvrir une halte", Form.INFINITIVE),
        ("OO 2.7 : Ouvrir une halte", Form.INFINITIVE),
        ("Fiche action n° 4 – Ouvrir une halte", Form.INFINITIVE),
        ("Loisirs : ouvrir une halte", Form.INFINITIVE),
        ("En lien avec les clubs, ouvrir une halte", Form.INFINITIVE),
        ("Leur proposer une halte", Form.INFINITIVE),
        ("Être à l’écoute des aînés", Form.INFINITIVE),
        ("Écoconcevoir les bâtiments", Form.INFINITIVE),
        ("Favoriser l’accès à la formation continue pour les élus", Form.INFINITIVE),
        ("Garantir que chaque enfant mange à sa faim", Form.INFINITIVE),
        ("SIMPLIFIER L'ACCES AUX DROITS", Form.INFINITIVE),
        ("Simplifier l’accès est une priorité", Form.NONE),
        ("Se loger reste difficile", Form.NONE),
        ("Élever seul un enfant multiplie le risque de pauvreté", Form.NONE),
        ("Bien vieillir chez soi", Form.NONE),
        ("Savoir vivre ensemble", Form.NONE),
        ("Que soit créée une table", Form.SUBJUNCTIVE),
        ("Que ce soit en ville ou non, les besoins restent les mêmes", Form.NONE),
        ("Que faire en cas de panne", Form.QUESTION),
        ("Et demain, quelle place pour le vélo", Form.QUESTION),
        ("Changeons nos habitudes", Form.IMPERATIVE),
        ("Ensemble, changeons nos habitudes", Form.IMPERATIVE),
        ("Signalez-nous toute panne", Form.IMPERATIVE),
        ("Ne jetez plus vos piles", Form.IMPERATIVE),
        ("Saisons culturelles de la ville", Form.NONE),
        ("Rendez-vous de la solidarité", Form.NONE),
        ("Il faut rétablir la liaison de nuit", Form.PLEDGE),
        ("Il est proposé de créer un fonds", Form.PLEDGE),
        ("Nous recommandons que les délais soient réduits", Form.PLEDGE),
        ("Le canton doublera les moyens des crèches", Form.PLEDGE),
        ("Afin de réduire les délais, le tribunal ouvrira deux chambres", Form.PLEDGE),
        ("La commune ouvre en 2027 une seconde crèche", Form.PLEDGE),
        ("La population doublera en vingt ans", Form.NONE),
        ("Les étés seront plus chauds", Form.NONE),
        ("La Ville a ouvert une halte", Form.NONE),
        ("La création du fonds a permis d’ouvrir une halte", Form.NONE),
        ("L’exploitant est tenu de déclarer tout incident", Form.NONE),
        ("Le présent arrêté sera publié au recueil", Form.NONE),
        ("Ouvrir coûterait trop cher", Form.NONE),
        ("Pilote : direction de la voirie", Form.NONE),
        ("Refonte du site", Form.ACTION_NOUN),
        ("Conception et impression des affiches", Form.ACTION_NOUN),
        ("Gestion des déchets", Form.NONE),
        ("Manque de relève dans les métiers de la pierre", Form.NONE),
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


def test_a_cue_shows_its_words_and_its_chance() -> None:
    sure = cue("D’ici 2030, doubler les pistes")
    assert (sure.words, sure.commits) == ("doubler", True)
    assert sure.probability > 0.9
    assert cue("Une halte sera installée au printemps").words == "sera installée"
    assert cue("Mise en place d’un guichet").words == "Mise en place"
    assert cue("La Ville a ouvert une halte").probability < 0.1


def test_primed_lines_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["La mairie rouvrira la halte du Moulin", "Réfection du pont de Brévanne"]
    prime(texts)
    monkeypatch.setattr(commitment, "_analysed", None)
    assert [cue(text).form for text in texts] == [Form.PLEDGE, Form.ACTION_NOUN]


def test_what_is_kept_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commitment, "_KNOWN", known := {})
    monkeypatch.setattr(commitment, "KEPT", 3)
    prime(f"Où loger {number} personnes ?" for number in range(9))
    assert len(known) == 3


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
