# ruff: noqa: E501
"""« Projet associatif » of an invented association, as a scraper's Markdown."""

from common import OUT, gold, m

# An action is (text, details) ; a detail that opens by Pilote or Échéance states a fact.
PLAN = [
    ("Orientation 1 : Faire vivre un lieu ouvert à tous", "La Fabrique est née d'une cour d'usine et d'une poignée de voisins. Elle ne gardera son sens que si l'on peut y pousser la porte sans raison précise.", [
        ("Objectif 1.1 – Accueillir sans condition", [
            ("Ouvrir le café associatif six jours sur sept", ["Pilote : équipe salariée", "Échéance : septembre 2025"]),
            ("Constituer un groupe de quinze bénévoles d'accueil, formés et accompagnés", ["deux réunions de tri des plannings par trimestre", "un livret d'accueil illustré"]),
            ("Rendre tout le rez-de-chaussée accessible aux personnes à mobilité réduite", ["Échéance : fin 2026", "Budget : 38 000 €"]),
            ("Traduire la signalétique et le programme en cinq langues", []),
        ]),
        ("Objectif 1.2 – Partager les espaces", [
            ("Mettre les salles à disposition des collectifs du quartier à prix libre", []),
            ("Créer un atelier de réparation équipé (bois, vélo, petit électroménager)", ["Pilote : commission Atelier", "achat groupé d'outils avec la ressourcerie", "charte de sécurité signée par les usagers"]),
            ("Héberger chaque année deux résidences d'artistes", []),
        ]),
    ]),
    ("Orientation 2 : Agir avec les enfants et les jeunes", "Quatre cents jeunes de 11 à 25 ans vivent à moins de dix minutes à pied. Nous en connaissons soixante.", [
        ("Objectif 2.1 – Aller vers ceux qui ne viennent pas", [
            ("Recruter une éducatrice pour du travail de rue en soirée", ["Pilote : bureau", "Échéance : janvier 2026"]),
            ("Installer une caravane itinérante au pied des immeubles pendant les vacances scolaires", []),
            ("Tisser un partenariat avec les deux collèges", ["présence au foyer le mardi et le jeudi", "accueil d'élèves exclus temporairement"]),
        ]),
        ("Objectif 2.2 – Leur confier des responsabilités", [
            ("Réserver trois sièges aux 16-25 ans au conseil d'administration", ["Échéance : assemblée générale 2026"]),
            ("Doter un budget jeunes de 5 000 € géré par eux", []),
            ("Accompagner les premiers départs en vacances autonomes", []),
        ]),
        ("Objectif 2.3 – Soutenir les parents", [
            ("Animer un café des parents tous les quinze jours", ["Pilote : commission Familles"]),
            ("Proposer une aide aux devoirs du CP à la troisième", []),
            ("Organiser des sorties familiales choisies avec les habitants", []),
        ]),
    ]),
    ("Orientation 3 : Prendre part à la transition écologique", "La précarité n'est pas une écologie. Nous cherchons des gestes qui allègent les factures et donnent du plaisir.", [
        ("Objectif 3.1 – Cultiver et cuisiner", [
            ("Étendre le jardin partagé aux parcelles de l'ancienne voie de garage", ["demande d'autorisation auprès du propriétaire ferroviaire", "analyse des sols avant toute plantation"]),
            ("Servir un repas à 4 € tous les vendredis à partir d'invendus", []),
            ("Lancer un groupement d'achat de produits de base", ["Pilote : commission Alimentation", "Échéance : printemps 2026"]),
        ]),
        ("Objectif 3.2 – Réduire notre propre empreinte", [
            ("Réaliser le bilan carbone de l'association", ["Échéance : 2025"]),
            ("Isoler les combles de la grande halle", ["Budget : 22 500 €"]),
            ("Bannir la vaisselle jetable de tous nos événements", []),
            ("Changer de banque au profit d'un établissement coopératif", []),
        ]),
    ]),
    ("Orientation 4 : Consolider l'association", "En trois ans, le budget a doublé et l'équipe est passée de deux à sept salariés. Notre organisation doit suivre.", [
        ("Objectif 4.1 – Diversifier les ressources", [
            ("Faire passer l'autofinancement de 18 à 30 %", ["Pilote : trésorier", "Échéance : 2028"]),
            ("Solliciter l'agrément Espace de vie sociale auprès de la CAF", []),
            ("Répondre à au moins un appel à projets européen en partenariat", []),
        ]),
        ("Objectif 4.2 – Prendre soin de celles et ceux qui font", [
            ("Élaborer un plan de formation commun aux bénévoles et aux salariés", []),
            ("Instaurer un entretien annuel pour chaque bénévole régulier", []),
            ("Adopter une procédure de traitement des conflits", ["Pilote : conseil d'administration"]),
        ]),
        ("Objectif 4.3 – Évaluer et faire savoir", [
            ("Tenir une journée annuelle d'évaluation ouverte aux habitants", []),
            ("Publier un rapport d'activité lisible en dix pages", []),
            ("Refondre le site internet avec des outils libres", ["Échéance : été 2026", "Budget : 4 000 €"]),
        ]),
    ]),
]  # fmt: skip


def main() -> None:
    lines, measures = [], []
    for title, text, objectives in PLAN:
        lines += [f"## {title}", "", text, ""]
        for objective, actions in objectives:
            lines.append(f"* **{objective}**")
            for action, details in actions:
                facts = dict.fromkeys(("Pilote", "Échéance", "Budget"))
                lines.append(f"    * {action}")
                for detail in details:
                    lines.append(f"        * {detail}")
                    key, _, value = detail.partition(" : ")
                    if key in facts:
                        facts[key] = value
                if facts["Budget"] is None and "5 000 €" in action:
                    facts["Budget"] = "5 000 €"
                measures.append(
                    m(
                        None,
                        action,
                        [title, objective],
                        facts["Pilote"],
                        facts["Échéance"],
                        facts["Budget"],
                    )
                )
        lines.append("")
    plan = "\n".join(lines)
    page = f"""---
title: "Projet associatif 2025-2028 - La Fabrique des Lisières"
url: https://fabrique-des-lisieres.example/wiki/projet-associatif
date: 2025-05-18
tags:
  - association
  - projet associatif
  - éducation populaire
---

[Aller au contenu](#contenu)

* [Accueil](https://fabrique-des-lisieres.example/)
* [L'association](https://fabrique-des-lisieres.example/asso)
    * [Qui sommes-nous ?](https://fabrique-des-lisieres.example/asso/equipe)
    * [Projet associatif](https://fabrique-des-lisieres.example/wiki/projet-associatif)
* [Agenda](https://fabrique-des-lisieres.example/agenda)
* [Adhérer ou faire un don](https://fabrique-des-lisieres.example/don)
* [Réserver une salle](https://fabrique-des-lisieres.example/salles)

![Logo](/static/logo-lisieres.svg)

# Projet associatif 2025-2028

*Voté par l'assemblée générale extraordinaire du 17 mai 2025 – [historique des versions](https://fabrique-des-lisieres.example/wiki/projet-associatif?do=revisions)*

## Sommaire

1. [Notre histoire](#histoire)
2. [Nos valeurs](#valeurs)
3. [Orientation 1 : Faire vivre un lieu ouvert à tous](#o1)
4. [Orientation 2 : Agir avec les enfants et les jeunes](#o2)
5. [Orientation 3 : Prendre part à la transition écologique](#o3)
6. [Orientation 4 : Consolider l'association](#o4)

## Notre histoire

En 2011, la filature ferme. Deux ans plus tard, des habitants des Lisières obtiennent les clés de l'ancien atelier de teinture et y organisent un bal. L'association compte aujourd'hui 640 adhérents, sept salariés et une centaine de bénévoles. Le [bilan du projet 2021-2024](https://fabrique-des-lisieres.example/wiki/bilan) montre que l'accueil et la culture ont progressé, mais que les jeunes restent peu présents.

Ce projet a été écrit en quatre soirées et un week-end, avec l'appui de la fédération départementale.

## Nos valeurs

* la dignité de chaque personne
* la coopération plutôt que la concurrence
* l'émancipation par l'agir
* la joie, qui n'est pas un supplément

{plan}
## Suivi du projet

Le conseil d'administration consacre une séance par an à ce projet. Les commissions tiennent à jour leur page sur le wiki. En 2028, une assemblée dira ce qui a été fait, ce qui ne l'a pas été et pourquoi.

---

Vous souhaitez vous investir ? [Écrivez-nous](mailto:contact@fabrique-des-lisieres.example) ou passez au café.

Dernière modification : 2025/05/18 22:41 par *noémie* · [Modifier cette page](https://fabrique-des-lisieres.example/wiki/projet-associatif?do=edit) · [Liens de retour](https://fabrique-des-lisieres.example/wiki/projet-associatif?do=backlink)

Sauf mention contraire, le contenu de ce wiki est placé sous licence CC BY-SA 4.0
"""
    name = "lisieres-projet-associatif.md"
    (OUT / name).write_text(page, encoding="utf-8")
    gold(name, measures,
         "Puces à trois niveaux : objectif (gras), action = mesure, détails ou faits. Les objectifs, à l'infinitif, groupent toujours plusieurs actions : titres. Lead, échéance et budget viennent des sous-puces « Pilote : … ».")  # fmt: skip


if __name__ == "__main__":
    main()
