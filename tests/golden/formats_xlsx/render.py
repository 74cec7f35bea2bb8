# ruff: noqa: E501
"""Write the workbooks of this folder and their gold: `python tests/golden/formats_xlsx/render.py`.

Each measure is written once, here; its facts are given as Excel shows them in French. XlsxWriter
(which comes with python-pptx) stores the results of formulas, as Excel does.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter

HERE = Path(__file__).resolve().parent
CREATED = datetime.datetime(2026, 1, 5, 9)  # in the files, so that rendering again changes nothing


class Row(NamedTuple):
    """A measure with what the gold says of it."""

    label: str | None
    statement: str
    path: Sequence[str]
    lead: str | None = None
    deadline: str | None = None
    budget: str | None = None


def book(name: str) -> xlsxwriter.Workbook:
    workbook = xlsxwriter.Workbook(HERE / name)
    workbook.set_properties({"created": CREATED})
    return workbook


def gold(document: str, rows: Sequence[Row], notes: str) -> None:
    measures = [row._asdict() | {"path": list(row.path), "page": None} for row in rows]
    content = {
        "document": document,
        "kind": "plan",
        "measures": measures,
        "ignore": [],
        "notes": notes,
    }
    target = HERE / Path(document).with_suffix(".json").name
    target.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def day(text: str) -> datetime.date:
    return datetime.datetime.strptime(text, "%d/%m/%Y").date()


# An agglomeration: titles above, headers over two rows, merged axes and objectives, a total.

AXES = (
    (
        "Axe 1 : Sécuriser les trajets quotidiens",
        (
            (
                "Objectif 1.1 – Relier les bourgs",
                (
                    (1.1, "0.0", "1.1", "Aménager une voie verte entre les gares de Pornielle et de Saint-Ferrat",
                     "Trois sections de 4 km, éclairées aux abords des gares.", "Direction des mobilités",
                     "Région ; communes traversées", "01/03/2025", "30/06/2027", 1500000, "Kilomètres ouverts"),
                    (1.2, "0.0", "1.2", "Poser 300 arceaux devant les équipements publics", "Écoles, gymnases et mairies d'abord.",
                     "Communes", "Direction du patrimoine", "01/04/2025", "31/12/2025", 48000, "Arceaux posés"),
                    (1.3, "0.0", "1.3", "Apaiser la traversée de dix bourgs à 30 km/h", "", "Communes", "Gendarmerie",
                     "01/09/2025", "31/12/2028", 620000, "Vitesse moyenne relevée"),
                ),
            ),
            (
                "Objectif 1.2 – Apprendre à rouler",
                (
                    (1.4, "0.0", "1.4", "Étendre le Savoir rouler à toutes les classes de CM2", "", "Service des sports",
                     "Écoles ; clubs cyclistes", "01/09/2025", "30/06/2028", 35500.4, "Élèves formés"),
                    (1.1, "0.00", "1.10", "Remise en selle des adultes : ateliers mensuels dans chaque commune",
                     "Vélos prêtés par la maison des mobilités.", "Maison des mobilités", "Associations", "01/01/2026",
                     "31/12/2029", 12000, "Participants"),
                ),
            ),
        ),
    ),
    (
        "Axe 2 : Donner envie de marcher et de pédaler",
        (
            (
                "Objectif 2.1 – Équiper les habitants",
                (
                    (2.1, "0.0", "2.1", "Créer un service de location longue durée de vélos à assistance électrique",
                     "150 vélos la première année.", "Direction des mobilités", "Exploitant du réseau de bus", "01/01/2025",
                     "01/09/2026", 390000, "Abonnés"),
                    (2.2, "0.0", "2.2", "Verser une aide à l'achat de vélos adaptés", "", "Direction des solidarités",
                     "Maison de l'autonomie", "01/01/2026", "31/12/2027", 75000, "Aides versées"),
                    (2.3, "0.0", "2.3", "Soutien aux ateliers d'autoréparation", "Convention de trois ans.", "Vie associative",
                     "Associations", "01/06/2025", "31/12/2028", 27000, "Vélos réparés"),
                ),
            ),
            (
                "Objectif 2.2 – Faire savoir",
                (
                    (2.4, "0.0", "2.4", "Publier chaque année la carte des itinéraires cyclables et piétons", "", "Communication",
                     "Office de tourisme", "01/02/2025", "31/03/2029", 18000, "Cartes diffusées"),
                    (2.5, "0.0", "2.5", "Organiser une fête du vélo dans les quatre pôles", "", "Maison des mobilités",
                     "Communes ; clubs cyclistes", "01/05/2026", "30/06/2026", 22000, "Visiteurs"),
                ),
            ),
        ),
    ),
)  # fmt: skip


def plan_velo() -> None:
    """Rows 1 to 3 are titles; the measures stand in the fourth column."""
    document = "plan-velo-marche-agglo-trois-etiers.xlsx"
    workbook = book(document)
    sheet = workbook.add_worksheet("Feuil1")
    title = workbook.add_format({"bold": True, "font_size": 16})
    head = workbook.add_format({"bold": True, "bg_color": "#1F4E78", "font_color": "white"})
    merged = workbook.add_format({"text_wrap": True, "valign": "vcenter", "bold": True})
    date = workbook.add_format({"num_format": "dd/mm/yyyy"})
    euros = workbook.add_format({"num_format": '#,##0 "€"'})
    sheet.merge_range(0, 0, 0, 10, "Communauté d'agglomération des Trois Étiers", title)
    sheet.merge_range(1, 0, 1, 10, "Plan d'action vélo et marche 2025-2029", title)
    sheet.write(2, 0, "Version adoptée le 12 mars 2025")
    names = ("Axe", "Objectif", "N°", "Action", "Description", "Pilote", "Partenaires")
    for column, name in enumerate(names):
        sheet.merge_range(4, column, 5, column, name, head)
    sheet.merge_range(4, 7, 4, 8, "Calendrier", head)
    sheet.write(5, 7, "Début", head)
    sheet.write(5, 8, "Fin", head)
    sheet.merge_range(4, 9, 5, 9, "Budget prévisionnel", head)
    sheet.merge_range(4, 10, 5, 10, "Indicateurs", head)
    rows: list[Row] = []
    place, total = 6, 0.0
    for axis, objectives in AXES:
        first = place
        for objective, actions in objectives:
            sheet.merge_range(place, 1, place + len(actions) - 1, 1, objective, merged)
            for code, form, label, text, more, lead, partners, start, end, cost, sign in actions:
                sheet.write(place, 2, code, workbook.add_format({"num_format": form}))
                for column, value in ((3, text), (4, more), (5, lead), (6, partners), (10, sign)):
                    sheet.write(place, column, value)
                sheet.write_datetime(place, 7, day(start), date)
                sheet.write_datetime(place, 8, day(end), date)
                sheet.write(place, 9, cost, euros)
                shown = f"{round(cost):,} €".replace(",", " ")
                rows.append(Row(label, text, (axis, objective), lead, end, shown))
                place, total = place + 1, total + cost
        sheet.merge_range(first, 0, place - 1, 0, axis, merged)
    sheet.write(place, 0, "TOTAL")
    sheet.write_formula(place, 9, f"=SUM(J7:J{place})", euros, total)
    workbook.close()
    gold(document, rows, "The code 1.10 is a number shown with two decimals.")


# A ministry: instructions, lists for the drop-downs, axes repeated on each row, empty rows ready
# to be filled in, a hidden sheet.

EMPOWER = "Axe 1. Autonomiser les artisanes"
ADMIT = "Axe 2. Ouvrir les métiers du tourisme"
GENDER = (
    (EMPOWER, "Accès au financement", "Mise en place d'une ligne de crédit pour les groupements d'artisanes",
     "Financement", "Direction de l'Artisanat", "Banque agricole ; chambres de métiers", "T2 2026", 85000000, "En cours"),
    (EMPOWER, "Accès au financement", "Formation de 400 artisanes à la gestion", "Formation",
     "Direction de l'Artisanat", "Chambres de métiers", "T4 2026", 24000000, "À lancer"),
    (EMPOWER, "Accès au financement", "Création d'un fonds de garantie régional", "Financement",
     "Direction des Affaires financières", "Banque agricole", "T4 2027", 150000000, "À lancer"),
    (EMPOWER, "Accès aux marchés", "Réserver un quart des stands des foires nationales aux groupements féminins",
     "Réglementation", "Direction de la Promotion", "Communes", "T1 2026", None, "Terminé"),
    (EMPOWER, "Accès aux marchés", "Élaborer un label « Mains du Kéwana »", "Réglementation",
     "Agence nationale de l'Artisanat", "Office des normes", "T3 2027", 12500000, "À lancer"),
    (ADMIT, "Emploi", "Signer avec les hôteliers une charte de l'égalité professionnelle", "Partenariat",
     "Direction du Tourisme", "Fédération des hôteliers", "T3 2026", 3000000, "En cours"),
    (ADMIT, "Emploi", "Octroi de bourses aux étudiantes des écoles hôtelières", "Financement",
     "Direction des Écoles", "Écoles hôtelières", "T4 2028", 40000000, "À lancer"),
    (ADMIT, "Emploi", "Recruter à parité les guides agréés", "Réglementation", "Direction du Tourisme",
     "Offices régionaux", "T2 2028", None, "À lancer"),
    (ADMIT, "Sécurité", "Installation de cellules d'écoute dans les sites touristiques", "Service",
     "Cellule Genre", "Police du tourisme ; associations", "T1 2027", 18750000, "À lancer"),
    (ADMIT, "Sécurité", "Diffuser dans les langues nationales un guide contre le harcèlement", "Service",
     "Cellule Genre", "Radios communautaires", "T4 2026", 6200000, "En cours"),
)  # fmt: skip


def plan_genre() -> None:
    """The sheet « Plan d'action » stands between instructions and lists."""
    document = "plan-genre-ministere-artisanat-kewana.xlsx"
    workbook = book(document)
    bold = workbook.add_format({"bold": True})
    money = workbook.add_format({"num_format": '#,##0\\ "FCFA"'})
    help_sheet = workbook.add_worksheet("Mode d'emploi")
    for place, text in enumerate(
        (
            "Comment remplir ce fichier",
            "1. Saisir une action par ligne dans l'onglet « Plan d'action ».",
            "2. Choisir le type et le statut dans les listes déroulantes.",
            "3. Mettre à jour le statut à la fin de chaque trimestre.",
            "4. Envoyer le fichier à la Cellule Genre avant le 15 du mois.",
        )
    ):
        help_sheet.write(place, 1, text)
    sheet = workbook.add_worksheet("Plan d'action")
    sheet.write(0, 1, "MINISTÈRE DE L'ARTISANAT ET DU TOURISME", bold)
    sheet.write(1, 1, "Plan d'action genre 2026-2028", bold)
    sheet.write(2, 1, "Date de mise à jour :")
    sheet.write_datetime(2, 2, day("15/01/2026"), workbook.add_format({"num_format": 14}))
    names = (
        "N° d'ordre", "Axe stratégique", "Objectif", "Intitulé de l'action", "Type d'action",
        "Structure responsable", "Partenaires", "Échéance", "Coût (FCFA)", "Statut",
    )  # fmt: skip
    for column, name in enumerate(names, 1):
        sheet.write(4, column, name, bold)
    rows: list[Row] = []
    for index, (axis, aim, text, kind, lead, partners, due, cost, state) in enumerate(GENDER, 1):
        line = (index, axis, aim, text, kind, lead, partners, due, cost, state)
        for column, value in enumerate(line, 1):
            if value is not None:
                sheet.write(4 + index, column, value, money if column == 9 else None)
        shown = f"{cost:,} FCFA".replace(",", " ") if cost else None
        rows.append(Row(str(index), text, (axis, aim), lead, due, shown))
    for index in range(len(GENDER) + 1, 31):
        sheet.write_formula(4 + index, 1, "=ROW()-5", None, index)
        sheet.write(4 + index, 10, "À lancer")
    sheet.data_validation(5, 5, 34, 5, {"validate": "list", "source": "=Listes!$A$2:$A$7"})
    sheet.data_validation(5, 10, 34, 10, {"validate": "list", "source": "=Listes!$B$2:$B$4"})
    lists = workbook.add_worksheet("Listes")
    kinds = (
        "Type d'action",
        "Financement",
        "Formation",
        "Partenariat",
        "Réglementation",
        "Service",
    )
    states = ("Statut", "À lancer", "En cours", "Terminé")
    for column, values in enumerate((kinds, states)):
        lists.write_column(0, column, values)
    hidden = workbook.add_worksheet("Calculs")
    hidden.write_row(0, 0, ("Action", "Pilote", "Montant"))
    hidden.write_row(1, 0, ("Acheter des fournitures de bureau", "Cellule Genre", 1000))
    hidden.write_row(2, 0, ("Louer une salle", "Cellule Genre", 2000))
    hidden.hide()
    workbook.close()
    gold(document, rows, "Rows 11 to 30 are empty but for their number and a default status.")


# A department: one sheet an axis, objectives as rows across the sheet, a hidden column.

SHEETS = (
    ("Axe 1 - Domicile", "AXE 1 – VIVRE CHEZ SOI PLUS LONGTEMPS", (
        ("Objectif 1.1 : Adapter les logements", (
            ("A1", "Aider 250 ménages par an à adapter leur salle de bains", "Personnes âgées", "Tout le département",
             "Agence de l'habitat", "Bailleurs sociaux, Anciens artisans solidaires", "01/12/2027", "1,2 M€", "En cours"),
            ("A2", "Déployer un camion de démonstration des aides techniques", "Personnes âgées et handicapées",
             "Vallées de l'Orve", "Maison de l'autonomie", "Mutuelles", "01/06/2026", "180 000 €", "En projet"),
        )),
        ("Objectif 1.2 : Conforter l'aide à domicile", (
            ("A3", "Revaloriser l'indemnité kilométrique des intervenants", "Professionnels", "Tout le département",
             "Direction de l'autonomie", "Services à domicile", "01/01/2026", "900 000 €", "Réalisé"),
            ("A4", "Mutualiser les tournées de nuit entre services", "Personnes âgées", "Plateau de Vaure",
             "Services à domicile", "Direction de l'autonomie", "01/09/2027", "60 000 €", "En projet"),
        )),
    )),
    ("Axe 2 - Aidants", "AXE 2 – SOUTENIR LES PROCHES AIDANTS", (
        ("Objectif 2.1 : Offrir du répit", (
            ("B1", "Ouvrir deux maisons de répit", "Aidants", "Nord et Sud", "Direction de l'autonomie",
             "Associations de familles", "01/03/2028", "2,4 M€", "En projet"),
            ("B2", "Expérimentation du relais à domicile de 48 heures", "Aidants", "Vallées de l'Orve",
             "Mutualité de Vaure", "Caisse de retraite", "01/10/2026", "À préciser", "En cours"),
        )),
        ("Objectif 2.2 : Repérer et informer", (
            ("B3", "Former les pharmaciens et les médecins au repérage des aidants", "Professionnels de santé",
             "Tout le département", "Ordre des pharmaciens", "Maisons de santé", "01/05/2026", "15 000 €", "En cours"),
            ("B4", "Numéro unique d'écoute ouvert sept jours sur sept", "Aidants", "Tout le département",
             "Maison de l'autonomie", "Opérateur retenu", "01/02/2027", "70 000 €", "En projet"),
        )),
    )),
    ("Axe 3 - Inclusion", "AXE 3 – PRENDRE PART À LA VIE LOCALE", (
        ("Objectif 3.1 : Se déplacer et participer", (
            ("C1", "Étendre le transport à la demande aux sorties culturelles", "Personnes âgées et handicapées",
             "Plateau de Vaure", "Direction des transports", "Communes", "01/09/2026", "210 000 €", "En projet"),
            ("C2", "Installer un conseil des usagers dans chaque canton", "Usagers", "Tous les cantons",
             "Direction de l'autonomie", "Centres sociaux", "01/11/2026", "8 000 €", "En projet"),
            ("C3", "Accompagner les clubs sportifs dans l'accueil de tous", "Personnes handicapées", "Tout le département",
             "Comité sportif", "Clubs", "01/12/2028", "45 000 €", "En cours"),
        )),
    )),
)  # fmt: skip


def schema_autonomie() -> None:
    """« Synthèse » only counts; each other sheet has its own title and headers."""
    document = "schema-autonomie-haute-vaure.xlsx"
    workbook = book(document)
    bold = workbook.add_format({"bold": True, "font_size": 14})
    head = workbook.add_format({"bold": True, "border": 1})
    band = workbook.add_format({"bold": True, "bg_color": "#DDEBF7"})
    month = workbook.add_format({"num_format": "mmmm yyyy"})
    summary = workbook.add_worksheet("Synthèse")
    summary.write(0, 0, "Schéma de l'autonomie de la Haute-Vaure", bold)
    summary.write_row(2, 0, ("Axe", "Nombre de mesures", "Part réalisée"), head)
    percent = workbook.add_format({"num_format": "0%"})
    for place, (name, _, parts) in enumerate(SHEETS, 3):
        summary.write(place, 0, name)
        summary.write_formula(place, 1, "=1", None, sum(len(found) for _, found in parts))
        summary.write(place, 2, 0.25, percent)
    rows: list[Row] = []
    names = (
        "Réf.", "Mesures", "Publics", "Territoires", "Commentaire interne", "Chef de file",
        "Partenaires mobilisés", "Échéance", "Coût estimé", "État d'avancement",
    )  # fmt: skip
    for name, title, parts in SHEETS:
        sheet = workbook.add_worksheet(name)
        sheet.merge_range(0, 0, 0, 9, title, bold)
        sheet.write_row(2, 0, names, head)
        sheet.set_column(4, 4, None, None, {"hidden": True})
        place = 3
        for heading, measures in parts:
            sheet.merge_range(place, 0, place, 9, heading, band)
            for code, text, public, area, lead, partners, due, cost, state in measures:
                place += 1
                line: tuple[Any, ...] = (code, text, public, area, "à revoir", lead, partners)
                sheet.write_row(place, 0, line)
                sheet.write_datetime(place, 7, day(due), month)
                sheet.write_row(place, 8, (cost, state))
                shown = f"{MONTHS[day(due).month - 1]} {day(due).year}"
                stated = None if cost == "À préciser" else cost
                rows.append(Row(code, text, (title, heading), lead, shown, stated))
            place += 1
        if name == "Axe 3 - Inclusion":
            sheet.write_row(place, 0, ("C9", "Mesure retirée : ouvrir un guichet à Vaure-Ville"))
            sheet.set_row(place, None, None, {"hidden": True})
    workbook.close()
    gold(document, rows, "A hidden row holds a measure that was withdrawn.")


MONTHS = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
)

if __name__ == "__main__":
    plan_velo()
    plan_genre()
    schema_autonomie()
