# ruff: noqa: E501
"""Programme stratégique transversal of an invented Walloon commune, by LibreOffice."""

import tempfile
from pathlib import Path

from common import gold, libreoffice, m
from docx import Document
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

PLAN = [
    ("Volet interne : administration générale", [
        ("OS.1", "Être une administration accessible, qui répond dans les délais", [
            ("OO.1.1", "Améliorer l'accueil du citoyen, au guichet comme à distance", [
                ("Mettre en place la prise de rendez-vous en ligne pour le service Population", "Population", "31/12/2025", None),
                ("Engager un agent d'accueil polyvalent à mi-temps", "Directeur général", "30/06/2025", "28.000 €"),
                ("Réaménager le hall de la maison communale afin de garantir la confidentialité des entretiens", "Travaux", "2027", "145.000 €"),
                ("Tenir une permanence du service Urbanisme un samedi matin par mois", "Urbanisme", "01/09/2025", None),
            ]),
            ("OO.1.2", "Moderniser les outils de gestion", [
                ("Numériser les permis d'urbanisme antérieurs à 1990", "Urbanisme", "2028", "36.500 €"),
                ("Remplacer le logiciel comptable", "Directrice financière", "01/01/2026", "22.000 €"),
                ("Rédiger un plan de continuité informatique", "Informatique", "2026", None),
            ]),
            ("OO.1.3", "Prendre soin du personnel communal et du CPAS", [
                ("Adopter un règlement commun sur le télétravail", "Ressources humaines", "31/03/2026", None),
                ("Proposer à chaque agent au moins deux jours de formation par an", "Ressources humaines", "En continu", "15.000 € par an"),
                ("Organisation d'un accueil structuré des nouveaux engagés", "Ressources humaines", "2025", None),
            ]),
        ]),
        ("OS.2", "Être une commune exemplaire dans la gestion de ses bâtiments", [
            ("OO.2.1", "Réduire de 40 % la consommation d'énergie des bâtiments communaux", [
                ("Isoler la toiture de l'école de Bierlange", "Travaux", "31/08/2026", "310.000 €"),
                ("Placer des panneaux photovoltaïques sur le hall omnisports, le dépôt communal et la crèche", "Énergie", "2027", "190.000 €"),
                ("Désigner un responsable énergie dans chaque implantation", "Énergie", "31/12/2025", None),
            ]),
            ("OO.2.2", "Rationaliser le patrimoine", [
                ("Vendre les deux anciennes cures inoccupées", "Patrimoine", "2026", None),
                ("Établir un cadastre de l'état des bâtiments et des travaux à prévoir sur dix ans", "Patrimoine", "2026", None),
            ]),
        ]),
    ]),
    ("Volet externe : développement des politiques", [
        ("OS.3", "Être une commune où chacun peut se loger et vieillir", [
            ("OO.3.1", "Augmenter l'offre de logements publics", [
                ("Construire douze logements adaptés sur le site de l'ancienne sucrerie", "Logement", "2029", "2.400.000 €"),
                ("Conventionner avec l'agence immobilière sociale pour la prise en gestion de dix biens privés", "CPAS", "2027", None),
                ("Taxer les logements inoccupés au-delà de douze mois", "Directrice financière", "01/01/2026", None),
            ]),
            ("OO.3.2", "Lutter contre l'isolement des aînés", [
                ("Créer un réseau de visiteurs bénévoles avec le Conseil consultatif communal des aînés", "Cohésion sociale", "2026", "5.000 € par an"),
                ("Soutien au service de taxi social et extension de ses horaires au week-end", "CPAS", "2026", "18.000 € par an"),
                ("Installer une table d'hôtes mensuelle dans chacune des cinq sections", "Cohésion sociale", "2028", None),
            ]),
        ]),
        ("OS.4", "Être une commune qui protège son eau, ses haies et ses campagnes", [
            ("OO.4.1", "Prévenir les inondations et les coulées de boue", [
                ("Aménager trois zones d'immersion temporaire sur le ru de Malvoye", "Travaux", "2028", "680.000 €"),
                ("Que chaque projet de plus de cinq logements gère ses eaux de pluie sur sa parcelle", "Urbanisme", "2025", None),
                ("Installer des fascines avec les agriculteurs en amont des rues sinistrées en 2021", "Environnement", "30/04/2026", "24.000 €"),
            ]),
            ("OO.4.2", "Restaurer la biodiversité", [
                ("Planter dix kilomètres de haies d'essences indigènes", "Environnement", "2030", "60.000 €"),
                ("Pratiquer le fauchage tardif sur toutes les voiries communales", "Travaux", "En continu", None),
                ("Restauration de la mare didactique du bois de Soleilmont", "Environnement", "2026", "9.800 €"),
                ("Éditer une carte des sentiers et des arbres remarquables", "Tourisme", "2027", "4.000 €"),
            ]),
        ]),
        ("OS.5", "Être une commune où l'on circule en sécurité", [
            ("OO.5.1", "Apaiser la vitesse dans les cœurs de village", [
                ("Généraliser la zone 30 autour des sept implantations scolaires", "Mobilité", "30/06/2026", "85.000 €"),
                ("Acquérir deux radars préventifs mobiles", "Zone de police", "2025", "7.200 €"),
            ]),
            ("OO.5.2", "Donner une place au vélo et au piéton", [
                ("Relier Bierlange à la gare par une cyclostrade éclairée", "Mobilité", "2030", "1.150.000 €"),
                ("Rénover 3,5 km de trottoirs", "Travaux", "2029", "900.000 €"),
                ("Former au brevet du cycliste tous les élèves de cinquième primaire", "Enseignement", "En continu", None),
            ]),
            ("OO.5.3", "Mieux desservir les hameaux", [
                ("Demander à l'opérateur de transport le rétablissement de la ligne 127 en soirée", "Collège communal", "2025", None),
                ("Ouvrir un Mobipoint sur la place de Hautrivage", "Mobilité", "2027", "75.000 €"),
            ]),
        ]),
    ]),
]  # fmt: skip


def field(paragraph, code: str) -> None:
    for kind in ("begin", None, "end"):
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = code
        run._r.append(mark)


def main() -> None:
    doc = Document()
    normal = doc.styles["Normal"]
    normal.font.name, normal.font.size = "Liberation Sans", Pt(10.5)
    for level, size in ((1, 17), (2, 14), (3, 12)):
        style = doc.styles[f"Heading {level}"]
        style.font.name, style.font.size = "Liberation Sans", Pt(size)
        style.font.color.rgb = RGBColor(0x8A, 0x1C, 0x2B)
    foot = doc.sections[0].footer.paragraphs[0]
    foot.add_run("Commune de Hautrivage-lez-Bierlange | PST 2024-2030 | Page ")
    field(foot, "PAGE")
    doc.add_heading("Programme stratégique transversal", 0)
    doc.add_paragraph("Législature 2024-2030")
    doc.add_paragraph("Administration communale et CPAS de Hautrivage-lez-Bierlange")
    doc.add_paragraph(
        "Présenté au Conseil communal en séance du 24 avril 2025"
    ).add_run().add_break(WD_BREAK.PAGE)
    doc.add_paragraph("Table des matières").runs[0].bold = True
    doc.add_paragraph("Introduction")
    for volet, strategics in PLAN:
        doc.add_paragraph(volet)
        for os_code, os_title, operations in strategics:
            doc.add_paragraph(f"{os_code} – {os_title}").paragraph_format.left_indent = Pt(14)
            for oo_code, oo_title, _ in operations:
                line = doc.add_paragraph(f"{oo_code} – {oo_title}")
                line.paragraph_format.left_indent, line.paragraph_format.space_after = Pt(28), Pt(0)
    doc.add_paragraph("Évaluation du programme")
    doc.add_page_break()
    doc.add_heading("Introduction", 1)
    for text in (
        "Le programme stratégique transversal traduit la déclaration de politique communale en objectifs et en actions. Il est l'outil de gouvernance qui relie le Collège, le Comité de direction et les services, et il couvre l'administration communale comme le CPAS.",
        "Sa rédaction a débuté par un état des lieux des forces et des faiblesses, mené dans chaque service entre janvier et mars 2025. Une soirée citoyenne a ensuite réuni 140 personnes à la salle Saint-Roch ; 212 idées y ont été déposées, dont une cinquantaine nourrissent les pages qui suivent.",
        "Le document se lit en trois niveaux. L'objectif stratégique (OS) dit la commune que nous voulons être. L'objectif opérationnel (OO) précise ce qui doit changer. L'action, enfin, est confiée à un service et assortie d'une échéance et, lorsqu'il est connu, d'un budget.",
        "Le PST est évolutif : une action peut être ajoutée, reportée ou abandonnée moyennant une décision motivée du Collège. Le Conseil en est informé lors de chaque évaluation.",
    ):
        doc.add_paragraph(text)
    doc.add_heading("Notre commune en quelques chiffres", 2)
    for text in (
        "8.947 habitants au 1er janvier 2025",
        "Cinq sections : Hautrivage, Bierlange, Malvoye, Soleilmont et Petit-Han",
        "112 équivalents temps plein, dont 31 au CPAS",
        "Sept implantations scolaires, deux crèches et une maison de repos",
    ):
        doc.add_paragraph(text, style="List Bullet")
    measures = []
    for volet, strategics in PLAN:
        doc.add_page_break()
        doc.add_heading(volet, 1)
        for os_code, os_title, operations in strategics:
            doc.add_heading(f"{os_code} – {os_title}", 2)
            for oo_code, oo_title, actions in operations:
                doc.add_heading(f"{oo_code} – {oo_title}", 3)
                path = [volet, f"{os_code} – {os_title}", f"{oo_code} – {oo_title}"]
                for number, (text, lead, when, budget) in enumerate(actions, 1):
                    code = f"A.{oo_code[3:]}.{number}"
                    line = doc.add_paragraph()
                    line.paragraph_format.space_after = Pt(0)
                    line.paragraph_format.keep_with_next = True
                    line.add_run(f"{code} ").bold = True
                    line.add_run(text)
                    facts = f"Service pilote : {lead} – Échéance : {when}"
                    facts += f" – Budget estimé : {budget}" if budget else ""
                    below = doc.add_paragraph()
                    below.paragraph_format.left_indent = Pt(30)
                    run = below.add_run(facts)
                    run.italic, run.font.size = True, Pt(9)
                    measures.append(m(code, text, path, lead, when, budget))
    doc.add_page_break()
    doc.add_heading("Évaluation du programme", 1)
    doc.add_paragraph(
        "Le Comité de direction fait le point tous les deux mois à l'aide d'un tableau de bord partagé. Une évaluation à mi-parcours sera soumise au Conseil communal en 2027 et une évaluation finale au terme de la législature."
    )
    doc.add_paragraph("Pour le Collège,")
    doc.add_paragraph(
        "Le Directeur général, B. Quertinmont          La Bourgmestre, A.-S. Delvigne"
    )
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "pst.docx"
        doc.save(str(target))
        libreoffice(target, "hautrivage-pst-2024-2030.pdf")
    gold("hautrivage-pst-2024-2030.pdf", measures,
         "PST : volet, OS, OO puis actions A.x.y.z, suivies d'une ligne pilote/échéance/budget. Les OS et OO (à l'infinitif aussi) sont des titres.", 4)  # fmt: skip


if __name__ == "__main__":
    main()
