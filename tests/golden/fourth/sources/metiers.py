"""Ministerial strategic plan, West African style: python-docx, then LibreOffice."""
# ruff: noqa: E501

from __future__ import annotations

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from gold import FOLDER, measure, office_pdf, write

NAME = "plan-strategique-metiers-2025-2029"

INTRO = [
    (
        "Mot du Ministre",
        [
            "Notre pays compte plus de six cent mille artisans et apprentis. Ils réparent, cousent, maçonnent, transforment et vendent ; ils font vivre des familles entières et, pour beaucoup, ils n’ont jamais franchi la porte d’un centre de formation. C’est à eux que s’adresse d’abord ce plan stratégique.",
            "La démarche qui nous réunit a débuté en mars 2024. Pendant huit mois, les chambres de métiers, les organisations d’artisans, les parents d’apprentis, les partenaires techniques et financiers et les services déconcentrés ont été entendus dans les neuf régions. Je les remercie de leur franchise.",
            "Le présent document traduit cette écoute en choix. Il ne promet pas tout : il retient ce que le département peut raisonnablement conduire en cinq ans, avec les moyens inscrits au cadre de dépenses à moyen terme et l’appui confirmé de nos partenaires.",
        ],
    ),
    (
        "Sigles et abréviations",
        [
            "CDMT : cadre de dépenses à moyen terme. CFA : centre de formation par apprentissage. CRM : chambre régionale de métiers. DAM : Direction de l’apprentissage et des métiers. DEP : Direction des études et de la planification. DRH : Direction des ressources humaines. FNAM : Fonds national d’appui aux métiers. OAP : organisation d’artisans professionnels. PTF : partenaire technique et financier. VAE : validation des acquis de l’expérience.",
        ],
    ),
    (
        "Introduction",
        [
            "Le secteur des métiers représente, selon la dernière enquête nationale sur l’emploi, près d’un actif urbain sur trois. Il demeure pourtant peu visible dans les politiques publiques : les statistiques sont anciennes, les qualifications peu reconnues et l’accès au crédit difficile.",
            "Le plan stratégique 2025-2029 succède à la lettre de politique sectorielle de 2018, dont l’évaluation finale a relevé des acquis réels mais dispersés. Il s’inscrit dans la vision nationale de développement et dans l’agenda continental relatif à l’emploi des jeunes.",
            "Il est organisé en quatre parties : l’analyse de la situation, le cadre stratégique, les axes d’intervention et le dispositif de mise en œuvre et de suivi. Un cadre de mesure des résultats et un budget indicatif figurent en annexe.",
        ],
    ),
    (
        "Analyse de la situation",
        [
            "Forces. Le pays dispose d’un réseau de neuf chambres régionales de métiers et de vingt-deux centres de formation par apprentissage. La tradition du compagnonnage y est vivante et les maîtres artisans sont nombreux à accueillir des jeunes, souvent sans contrepartie.",
            "Faiblesses. Moins de huit pour cent des apprentis obtiennent un titre reconnu. Les équipements des centres ont en moyenne quatorze ans. Les filles sont concentrées dans trois métiers. Les contrats d’apprentissage écrits restent l’exception.",
            "Opportunités. La construction de logements, l’essor de l’énergie solaire et la demande de produits locaux ouvrent des débouchés. Plusieurs partenaires se sont déclarés prêts à financer l’apprentissage rénové.",
            "Menaces. La hausse du prix des matières premières, la concurrence des produits importés et l’attrait des départs vers l’étranger fragilisent les ateliers. Les consultations ont mis en lumière la nécessité de renforcer la protection sociale et de mieux encadrer l’apprentissage des mineurs.",
        ],
    ),
    (
        "Cadre stratégique",
        [
            "Vision. « En 2029, un secteur des métiers qualifié, reconnu et protégé, qui offre à chaque jeune une voie de réussite. »",
            "Mission. Le ministère conçoit et conduit la politique de l’État en matière d’apprentissage, de qualification et de promotion des métiers.",
            "Valeurs. Équité, proximité, exigence et redevabilité.",
            "Quatre axes ont été retenus. Ils se déclinent en neuf objectifs stratégiques et en trente-deux mesures. Chaque mesure est confiée à une structure responsable, qui en répond devant le comité de pilotage.",
        ],
    ),
]

AXES = [
    (
        "Axe 1 : Rénover l’apprentissage",
        "L’apprentissage traditionnel forme aujourd’hui l’essentiel des jeunes, mais sans programme, sans durée définie et sans titre à la sortie. L’axe 1 vise à le faire évoluer sans le dénaturer.",
        [
            (
                "Objectif stratégique 1.1 : Donner un cadre à la relation entre le maître et l’apprenti",
                [
                    (
                        "Généraliser le contrat d’apprentissage écrit dans les ateliers inscrits au registre des métiers",
                        "Un modèle unique, d’une page, existera en français et dans les cinq langues nationales les plus parlées. Les chambres de métiers le remettront gratuitement et en conserveront un exemplaire. L’objectif est de quarante mille contrats enregistrés à l’échéance du plan.",
                        "DAM",
                        "décembre 2027",
                        "640 millions FCFA",
                    ),
                    (
                        "Fixer par arrêté la durée maximale de l’apprentissage pour chaque famille de métiers",
                        "La durée actuelle varie de deux à neuf ans pour un même métier. Les commissions professionnelles seront saisies avant toute décision.",
                        "Direction des affaires juridiques",
                        "juin 2026",
                        None,
                    ),
                    (
                        "Créer un corps de conseillers en apprentissage chargés de visiter les ateliers",
                        "Recrutés parmi d’anciens artisans, les conseillers sont à la fois médiateurs et formateurs. Ils ne disposent d’aucun pouvoir de sanction.",
                        "DRH",
                        "2028",
                        "1,9 milliard FCFA",
                    ),
                    (
                        "Mettre en place un numéro vert pour les apprentis victimes de mauvais traitements",
                        "Le service sera assuré en lien avec les travailleurs sociaux des communes. Les appels restent confidentiels.",
                        "Cellule genre et protection",
                        "mars 2026",
                        "85 millions FCFA",
                    ),
                ],
            ),
            (
                "Objectif stratégique 1.2 : Former autrement, au centre et dans l’atelier",
                [
                    (
                        "Étendre la formation duale à quinze nouveaux métiers",
                        "Elle en couvre sept à ce jour. Le choix des métiers tiendra compte des débouchés régionaux et de la possibilité d’y accueillir des filles.",
                        "DAM",
                        "2029",
                        "3,2 milliards FCFA",
                    ),
                    (
                        "Réhabiliter les vingt-deux centres de formation par apprentissage",
                        "Les travaux porteront d’abord sur les toitures, l’eau et l’électricité. Une visite technique a permis d’établir trois niveaux d’urgence.",
                        "Direction des infrastructures",
                        "2028",
                        "7,4 milliards FCFA",
                    ),
                    (
                        "Équiper cinq ateliers mobiles destinés aux départements dépourvus de centre",
                        "Chaque atelier, monté sur camion, dessert trois chefs-lieux par trimestre.",
                        "Direction des infrastructures",
                        "2027",
                        "1,1 milliard FCFA",
                    ),
                    (
                        "Offrir aux apprentis des cours d’alphabétisation liés à leur métier",
                        "Les séances se tiennent en soirée ou le vendredi, selon les habitudes de chaque profession. Les manuels seront illustrés à partir de situations d’atelier.",
                        "Direction de l’alphabétisation",
                        "2026-2029",
                        "920 millions FCFA",
                    ),
                    (
                        "Former deux mille maîtres artisans à la pédagogie",
                        "La formation dure dix jours, répartis sur deux mois. Une indemnité compense l’arrêt du travail.",
                        "Centre national de ressources pédagogiques",
                        "2029",
                        "780 millions FCFA",
                    ),
                ],
            ),
        ],
    ),
    (
        "Axe 2 : Reconnaître les qualifications",
        "Savoir faire ne suffit pas : il faut pouvoir le prouver. L’axe 2 organise la reconnaissance de compétences acquises, pour la plupart, hors de l’école.",
        [
            (
                "Objectif stratégique 2.1 : Bâtir un système de certification lisible",
                [
                    (
                        "Adopter un répertoire national des titres de métiers à quatre niveaux",
                        "Le répertoire est l’instrument qui manque le plus aux employeurs. Il sera articulé avec le cadre régional des certifications.",
                        "Commission nationale de certification",
                        "décembre 2026",
                        "210 millions FCFA",
                    ),
                    (
                        "Rédiger les référentiels de trente métiers avec les organisations d’artisans",
                        "Huit référentiels existent mais n’ont pas été actualisés depuis 2012.",
                        "DAM",
                        "2028",
                        "450 millions FCFA",
                    ),
                    (
                        "Organiser chaque année deux sessions d’examen dans toutes les régions",
                        "Une seule session a lieu actuellement, dans la capitale, ce qui décourage les candidats de l’intérieur.",
                        "Direction des examens et concours",
                        "à partir de 2026",
                        "1,3 milliard FCFA",
                    ),
                ],
            ),
            (
                "Objectif stratégique 2.2 : Valider les acquis de l’expérience",
                [
                    (
                        "Ouvrir un guichet de validation des acquis dans chaque chambre régionale de métiers",
                        "Le candidat y trouve information, accompagnement et calendrier des jurys.",
                        "CRM",
                        "2027",
                        "380 millions FCFA",
                    ),
                    (
                        "Prendre en charge les frais de validation des artisans de plus de quarante ans",
                        "Ces frais représentent en moyenne trois semaines de revenu.",
                        "FNAM",
                        "2026-2029",
                        "540 millions FCFA",
                    ),
                    (
                        "Délivrer une carte professionnelle sécurisée aux titulaires d’un titre",
                        "La carte comporte un code lisible par téléphone. Elle facilite l’accès aux chantiers publics.",
                        "CRM",
                        "2028",
                        "610 millions FCFA",
                    ),
                ],
            ),
        ],
    ),
    (
        "Axe 3 : Soutenir les ateliers et les entreprises artisanales",
        "La formation n’a de sens que si elle débouche sur une activité qui dure. L’axe 3 s’intéresse aux conditions économiques de l’exercice des métiers.",
        [
            (
                "Objectif stratégique 3.1 : Faciliter l’installation et le financement",
                [
                    (
                        "Doter le Fonds national d’appui aux métiers d’une ligne de garantie pour les prêts d’équipement",
                        "La garantie couvrira la moitié du prêt, dans la limite de trois millions de francs par atelier.",
                        "FNAM",
                        "juillet 2026",
                        "4 milliards FCFA",
                    ),
                    (
                        "Remettre une trousse d’outillage à chaque diplômé qui s’installe",
                        "La composition de la trousse est arrêtée par métier. Elle n’est ni cessible ni saisissable.",
                        "FNAM",
                        "2026-2029",
                        "2,6 milliards FCFA",
                    ),
                    (
                        "Simplifier l’inscription au registre des métiers et la rendre gratuite",
                        "Le formulaire compte aujourd’hui quatre pages et coûte deux déplacements.",
                        "CRM",
                        "janvier 2026",
                        None,
                    ),
                    (
                        "Aménager neuf zones artisanales équipées, à raison d’une par région",
                        "Les terrains ont été identifiés dans six régions. Les collectivités territoriales assureront la gestion des sites.",
                        "Direction des infrastructures",
                        "2029",
                        "9,5 milliards FCFA",
                    ),
                ],
            ),
            (
                "Objectif stratégique 3.2 : Ouvrir des marchés",
                [
                    (
                        "Réserver aux artisans une part des marchés publics de mobilier scolaire",
                        "Une expérience menée dans deux académies a montré que les délais et les prix étaient tenus.",
                        "Direction de la commande publique",
                        "2026",
                        None,
                    ),
                    (
                        "Créer un label national de qualité pour les produits de l’artisanat utilitaire",
                        "Le label sera décerné par un jury indépendant, pour une durée de trois ans.",
                        "Direction de la promotion des métiers",
                        "2027",
                        "160 millions FCFA",
                    ),
                    (
                        "Tenir un salon itinérant des métiers dans trois régions par an",
                        "Le salon associe vente, démonstrations et orientation des collégiens.",
                        "Direction de la promotion des métiers",
                        "chaque année",
                        "900 millions FCFA",
                    ),
                    (
                        "Accompagner les groupements d’achat de matières premières",
                        "Les groupements de menuisiers et de couturières sont prioritaires, car le bois et le tissu pèsent le plus dans leurs coûts.",
                        "CRM",
                        "2028",
                        "240 millions FCFA",
                    ),
                ],
            ),
            (
                "Objectif stratégique 3.3 : Protéger les travailleurs des métiers",
                [
                    (
                        "Faire adhérer cinquante mille artisans et apprentis à la mutuelle de santé des métiers",
                        "La cotisation est collectée par téléphone, au rythme des recettes de l’atelier.",
                        "Mutuelle des métiers",
                        "2029",
                        "1,5 milliard FCFA",
                    ),
                    (
                        "Distribuer des équipements de protection dans les métiers du bois, du métal et de la teinture",
                        "La distribution s’accompagne d’une démonstration sur place et d’un contrôle six mois plus tard.",
                        "Direction de la prévention",
                        "2027",
                        "330 millions FCFA",
                    ),
                ],
            ),
        ],
    ),
    (
        "Axe 4 : Moderniser le pilotage du secteur",
        "Le quatrième axe est transversal : il donne au ministère et à ses partenaires les moyens de conduire les trois premiers.",
        [
            (
                "Objectif stratégique 4.1 : Mieux connaître le secteur",
                [
                    (
                        "Réaliser un recensement national des ateliers et des apprentis",
                        "Le dernier date de 2003. Le prochain recourra à des tablettes et à des enquêteurs issus des chambres de métiers.",
                        "DEP",
                        "décembre 2026",
                        "1,4 milliard FCFA",
                    ),
                    (
                        "Publier un annuaire statistique des métiers",
                        "L’annuaire, mis en ligne au premier trimestre, présente les données par région et par sexe.",
                        "DEP",
                        "annuel, dès 2027",
                        "60 millions FCFA",
                    ),
                    (
                        "Suivre l’insertion des sortants six mois et dix-huit mois après la formation",
                        "L’enquête se fait par téléphone auprès d’un échantillon représentatif.",
                        "Observatoire des métiers",
                        "2027-2029",
                        "140 millions FCFA",
                    ),
                ],
            ),
            (
                "Objectif stratégique 4.2 : Renforcer les structures et les ressources humaines",
                [
                    (
                        "Recruter cent vingt formateurs pour les centres de formation par apprentissage",
                        "Le départ à la retraite de quarante-quatre formateurs est attendu d’ici à 2028.",
                        "DRH",
                        "2028",
                        "2,2 milliards FCFA",
                    ),
                    (
                        "Transférer aux chambres régionales de métiers la gestion des examens pratiques",
                        "Le transfert est progressif et fait l’objet d’une convention par région.",
                        "Direction des examens et concours",
                        "2028",
                        None,
                    ),
                    (
                        "Numériser les dossiers des apprentis et des centres",
                        "La plateforme, conçue par les ingénieurs du ministère, fonctionne aussi hors connexion.",
                        "Direction des systèmes d’information",
                        "juin 2027",
                        "470 millions FCFA",
                    ),
                    (
                        "Instituer une conférence annuelle des métiers avec les partenaires techniques et financiers",
                        "La conférence examine le rapport de suivi et adopte le programme de l’année suivante.",
                        "Secrétariat général",
                        "novembre de chaque année",
                        "100 millions FCFA",
                    ),
                ],
            ),
        ],
    ),
]

INDICATORS = [
    ("Taux d’apprentis sous contrat écrit", "6 %", "25 %", "60 %"),
    ("Nombre de métiers couverts par la formation duale", "7", "14", "22"),
    ("Part des filles parmi les apprentis des centres", "19 %", "27 %", "35 %"),
    ("Taux de réussite aux examens de métiers", "54 %", "62 %", "70 %"),
    ("Ateliers inscrits au registre", "48 200", "75 000", "110 000"),
    ("Artisans couverts par une mutuelle", "4 100", "20 000", "50 000"),
    ("Taux d’insertion à dix-huit mois", "nd", "55 %", "65 %"),
]

GOVERNANCE = [
    (
        "Dispositif institutionnel",
        [
            "Le comité de pilotage, présidé par le Ministre, réunit deux fois par an les directions, les chambres régionales de métiers et les représentants des artisans. Il arbitre et valide les rapports.",
            "Le comité technique, animé par la Direction des études et de la planification, se réunit chaque trimestre. Il consolide les données transmises par les structures responsables.",
            "Dans chaque région, un cadre de concertation présidé par le gouverneur suit l’exécution des activités et signale les difficultés.",
        ],
    ),
    (
        "Financement",
        [
            "Le coût total du plan est estimé à 43,4 milliards de francs CFA sur cinq ans. L’État en apporte 58 %, les partenaires 33 % et les chambres de métiers 9 %. Un écart de financement de 5,1 milliards subsiste pour les deux dernières années.",
        ],
    ),
    (
        "Suivi et évaluation",
        [
            "Un rapport de suivi est produit chaque année au mois d’octobre. Une évaluation à mi-parcours est prévue en 2027 et une évaluation finale au premier semestre 2030, toutes deux confiées à un cabinet indépendant.",
            "Les principaux risques tiennent à la mobilisation tardive des crédits, à la rotation des responsables et à l’adhésion inégale des maîtres artisans. Ils font l’objet d’une matrice tenue à jour par le comité technique.",
        ],
    ),
]


def field(paragraph, code: str) -> None:
    """Adds a Word field such as PAGE."""
    for kind, text in (("begin", None), (None, code), ("end", None)):
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)


def table(doc, head: list[str], rows: list[tuple[str, ...]]) -> None:
    grid = doc.add_table(rows=1, cols=len(head), style="Light Grid Accent 1")
    for cell, text in zip(grid.rows[0].cells, head, strict=True):
        cell.text = text
    for row in rows:
        for cell, text in zip(grid.add_row().cells, row, strict=True):
            cell.text = text
    doc.add_paragraph()


def main() -> None:
    doc = Document()
    section = doc.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    style = doc.styles["Normal"]
    style.font.name, style.font.size = "Liberation Serif", Pt(11.5)
    style.paragraph_format.space_after = Pt(7)
    style.paragraph_format.line_spacing = 1.15
    section.header.paragraphs[0].text = "Ministère de l’Apprentissage et des Métiers"
    section.header.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    foot = section.footer.paragraphs[0]
    foot.add_run("Plan stratégique 2025-2029  |  ")
    field(foot, "PAGE")
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text, size in (
        ("RÉPUBLIQUE", 12),
        ("Travail – Dignité – Partage", 11),
        ("", 30),
        ("MINISTÈRE DE L’APPRENTISSAGE ET DES MÉTIERS", 15),
        ("", 60),
        ("PLAN STRATÉGIQUE 2025-2029", 26),
        ("« Des mains qualifiées pour un pays qui se construit »", 14),
        ("", 90),
        ("Version validée – Janvier 2025", 12),
    ):
        line = doc.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = line.add_run(text)
        run.font.size, run.bold = Pt(size), size > 14
    doc.add_page_break()
    title = doc.add_paragraph()
    title.add_run("Table des matières").bold = True
    titles = [name for name, _ in INTRO]
    pages = [3, 4, 5, 5, 5, 6, 8, 9, 11, 13, 14]
    titles += [axis for axis, _, _ in AXES] + ["Mise en œuvre et suivi", "Annexes"]
    for name, number in zip(titles, pages, strict=True):
        doc.add_paragraph(f"{name} {'.' * (88 - len(name))} {number}")
    doc.add_page_break()
    for name, texts in INTRO:
        doc.add_heading(name, 1)
        for text in texts:
            doc.add_paragraph(text)
        if name.startswith(("Mot", "Sigles")):
            doc.add_page_break()
    measures = []
    for a, (axis, intro, goals) in enumerate(AXES, 1):
        doc.add_page_break()
        doc.add_heading(axis, 1)
        doc.add_paragraph(intro)
        for g, (goal, items) in enumerate(goals, 1):
            doc.add_heading(goal, 2)
            for m, (statement, why, lead, deadline, budget) in enumerate(items, 1):
                label = f"{a}.{g}.{m}"
                line = doc.add_paragraph()
                run = line.add_run(f"Mesure {label} : {statement}")
                run.bold, run.font.color.rgb = True, RGBColor(0x1F, 0x4E, 0x79)
                line.paragraph_format.keep_with_next = True
                doc.add_paragraph(why)
                facts = f"Structure responsable : {lead}. Échéance : {deadline}."
                facts += f" Coût estimatif : {budget}." if budget else ""
                doc.add_paragraph().add_run(facts).italic = True
                measures.append(measure(statement, [axis, goal], label, lead, deadline, budget))
    doc.add_page_break()
    doc.add_heading("Mise en œuvre et suivi", 1)
    for name, texts in GOVERNANCE:
        doc.add_heading(name, 2)
        for text in texts:
            doc.add_paragraph(text)
    doc.add_page_break()
    doc.add_heading("Annexes", 1)
    doc.add_heading("Annexe 1 : Cadre de mesure des résultats", 2)
    table(doc, ["Indicateur", "Référence 2024", "Cible 2027", "Cible 2029"], INDICATORS)
    doc.add_heading("Annexe 2 : Budget indicatif par axe (en millions de francs CFA)", 2)
    table(
        doc,
        ["Axe", "2025-2026", "2027", "2028-2029", "Total"],
        [
            ("Axe 1", "4 310", "5 020", "6 695", "16 025"),
            ("Axe 2", "820", "1 240", "1 430", "3 490"),
            ("Axe 3", "5 140", "6 260", "8 430", "19 830"),
            ("Axe 4", "1 530", "1 210", "1 330", "4 070"),
        ],
    )
    doc.add_heading("Annexe 3 : Structures ayant participé aux consultations", 2)
    doc.add_paragraph(
        "Union nationale des artisans du bois ; Collectif des couturières et teinturières ; Association des parents d’apprentis ; Réseau des centres de formation par apprentissage ; chambres régionales de métiers ; groupe thématique « emploi et formation » des partenaires."
    )
    source = FOLDER / "sources" / f"{NAME}.docx"
    doc.save(source)
    target = FOLDER / f"{NAME}.pdf"
    office_pdf(source, target)
    write(
        target.name,
        "plan",
        measures,
        [],
        "Mesures numérotées, en gras, suivies d’un paragraphe et d’une ligne de faits ; les annexes (indicateurs, budget par axe) n’en contiennent pas.",
        3,
    )


if __name__ == "__main__":
    main()
