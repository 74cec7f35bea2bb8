# ruff: noqa: E501
"""A West African ministry: four-level codes with hyphens, merged cells, amounts in CFA francs."""

from office import document, heading_style, para, running, save, table

doc = document("Caladea", 10, landscape=True, margin=1.6)
heading_style(doc, 1, "Caladea", 16, "7B3F00", bold=True)
heading_style(doc, 2, "Caladea", 12, "2E6B34", bold=True)
running(
    doc,
    "République du Baobali – Un Peuple, Un But, Un Livre",
    "Plan national de la lecture 2025-2028, page ",
)

para(doc, "RÉPUBLIQUE DU BAOBALI", size=14, bold=True, align="center", before=40)
para(doc, "Ministère de l'Éducation et de la Culture", size=12, align="center")
para(
    doc,
    "PLAN NATIONAL DE LA LECTURE",
    size=30,
    bold=True,
    colour="7B3F00",
    align="center",
    before=50,
)
para(doc, "Cadre d'actions prioritaires 2025-2028", size=18, colour="2E6B34", align="center")
para(
    doc,
    "Version validée par l'atelier national des 3 et 4 février 2025",
    size=10,
    italic=True,
    align="center",
    before=60,
)
doc.add_page_break()
para(doc, "Préface", "Heading 1")
para(
    doc,
    "Lire, c'est grandir. Dans notre pays, un enfant sur deux achève l'école primaire sans comprendre un texte simple. Cette réalité nous oblige. Le présent plan traduit la Lettre de politique sectorielle et la loi d'orientation n° 2019-07 du 12 mars 2019 en actions chiffrées et datées.",
)
para(
    doc,
    "Il repose sur trois axes stratégiques. Je remercie les inspections d'académie, les éditeurs, les bibliothécaires et les partenaires techniques et financiers pour leur appui constant.",
)
para(doc, "Le Ministre, Dr Abdou Karim Sagnane", bold=True)
para(doc, "I. Contexte et justification", "Heading 1")
para(
    doc,
    "L'évaluation de 2023 a porté sur 12 480 élèves de 416 écoles. Ses principaux constats sont les suivants :",
)
for fact in (
    "47 % des élèves de CM2 n'atteignent pas le seuil suffisant en lecture ;",
    "le ratio est d'un manuel pour trois élèves dans les zones rurales ;",
    "9 départements sur 14 sont dépourvus de bibliothèque publique ;",
    "les langues nationales ne représentent que 6 % des titres disponibles.",
):
    para(doc, fact, "List Bullet")
para(doc, "II. Résultats attendus", "Heading 1")
for result in (
    "La proportion d'élèves lisant couramment en fin de CE2 passe de 28 % à 55 %.",
    "Chaque département dispose d'au moins une bibliothèque fonctionnelle.",
    "La production éditoriale nationale augmente de 40 titres par an.",
):
    para(doc, result, "List Number")
doc.add_page_break()
para(doc, "III. Matrice des actions", "Heading 1")
para(
    doc,
    "Les montants sont exprimés en millions de francs CFA. Le code d'une action se lit ainsi : axe - objectif - résultat - action.",
)
WIDTHS = [3.6, 3.6, 2.0, 8.4, 3.0, 2.2, 2.4]
HEAD = [
    "Objectif spécifique",
    "Résultat",
    "Code",
    "Action",
    "Responsable",
    "Échéance",
    "Coût (M FCFA)",
]
table(
    doc,
    [
        HEAD,
        ["⟦h1|AXE STRATÉGIQUE 1 : LA LECTURE À L'ÉCOLE⟧"],
        [
            "⟦h2|OS 1-1. Améliorer l'apprentissage de la lecture⟧",
            "⟦h3|R 1-1-1. Les maîtres sont formés⟧",
            "1-1-1-1",
            "⟦m:1-1-1-1|Former 6 000 maîtres du cours d'initiation à la lecture en langue nationale⟧",
            "⟦lead|Direction de la formation⟧",
            "⟦due|2026⟧",
            "⟦cost|1 450⟧",
        ],
        [
            None,
            None,
            "1-1-1-2",
            "⟦m:1-1-1-2|Élaborer un guide du maître pour chacune des six langues d'enseignement⟧",
            "⟦lead|Institut de pédagogie⟧",
            "⟦due|2025⟧",
            "⟦cost|210⟧",
        ],
        [
            None,
            None,
            "1-1-1-3",
            "⟦m:1-1-1-3|Visites de classe trimestrielles par les inspecteurs⟧",
            "⟦lead|Inspections⟧",
            "⟦due|2028⟧",
            "⟦cost|380⟧",
        ],
        [
            None,
            "⟦h3|R 1-1-2. Les élèves disposent de livres⟧",
            "1-1-2-1",
            "⟦m:1-1-2-1|Acquérir et distribuer 1 200 000 manuels de lecture⟧",
            "⟦lead|Direction des examens⟧",
            "⟦due|2026⟧",
            "⟦cost|2 900⟧",
        ],
        [
            None,
            None,
            "1-1-2-2",
            "⟦m:1-1-2-2|Doter chaque classe de CP et de CE1 d'une caisse de cinquante albums⟧",
            "⟦lead|Direction de l'enseignement⟧",
            "⟦due|2027⟧",
            "⟦cost|1 120⟧",
        ],
        [
            None,
            None,
            "1-1-2-4",
            "⟦m:1-1-2-4|Instituer un quart d'heure de lecture quotidien dans toutes les écoles⟧",
            "⟦lead|Direction de l'enseignement⟧",
            "⟦due|Octobre 2025⟧",
            "⟦cost|15⟧",
        ],
        [
            "⟦h2|OS 1-2. Suivre les progrès des élèves⟧",
            "⟦h3|R 1-2-1. Les acquis sont mesurés⟧",
            "1-2-1-1",
            "⟦m:1-2-1-1|Organiser chaque année une évaluation nationale de la lecture en CE2⟧",
            "⟦lead|Cellule d'évaluation⟧",
            "⟦due|2028⟧",
            "⟦cost|640⟧",
        ],
        [
            None,
            None,
            "1-2-1-2",
            "⟦m:1-2-1-2|Tableau de bord de la lecture par école⟧",
            "⟦lead|Cellule d'évaluation⟧",
            "⟦due|2026⟧",
            "⟦cost|85⟧",
        ],
        [
            None,
            None,
            "1-2-1-3",
            "⟦m:1-2-1-3|Appuyer les 120 écoles les plus en difficulté par un plan de remédiation⟧",
            "⟦lead|Inspections⟧",
            "⟦due|2027⟧",
            "⟦cost|730⟧",
        ],
        ["⟦h1|AXE STRATÉGIQUE 2 : LA LECTURE DANS LA CITÉ⟧"],
        [
            "⟦h2|OS 2-1. Rapprocher le livre de la population⟧",
            "⟦h3|R 2-1-1. Les bibliothèques sont ouvertes⟧",
            "2-1-1-1",
            "⟦m:2-1-1-1|Construire neuf bibliothèques départementales⟧",
            "⟦lead|Direction du livre⟧",
            "⟦due|2028⟧",
            "⟦cost|4 500⟧",
        ],
        [
            None,
            None,
            "2-1-1-2",
            "⟦m:2-1-1-2|Réhabiliter les centres de lecture et d'animation culturelle de Kédia, Ndoumbé et Saré Lamine⟧",
            "⟦lead|Direction du livre⟧",
            "⟦due|2026⟧",
            "⟦cost|360⟧",
        ],
        [
            None,
            None,
            "2-1-1-3",
            "⟦m:2-1-1-3|Mettre en circulation quatre bibliobus et deux pirogues-bibliothèques⟧",
            "⟦lead|Direction du livre⟧",
            "⟦due|2027⟧",
            "⟦cost|540⟧",
        ],
        [
            None,
            "⟦h3|R 2-1-2. Les agents sont qualifiés⟧",
            "2-1-2-1",
            "⟦m:2-1-2-1|Recruter 45 bibliothécaires⟧",
            "⟦lead|Fonction publique⟧",
            "⟦due|2027⟧",
            "⟦cost|810⟧",
        ],
        [
            None,
            None,
            "2-1-2-2",
            "⟦m:2-1-2-2|Créer une licence professionnelle des métiers du livre⟧",
            "⟦lead|Université de Kédia⟧",
            "⟦due|Octobre 2026⟧",
            "⟦cost|190⟧",
        ],
        [
            "⟦h2|OS 2-2. Donner le goût de lire⟧",
            "⟦h3|R 2-2-1. La lecture est fêtée⟧",
            "2-2-1-1",
            "⟦m:2-2-1-1|Célébrer chaque année la Semaine nationale de la lecture⟧",
            "⟦lead|Direction du livre⟧",
            "⟦due|2028⟧",
            "⟦cost|120⟧",
        ],
        [
            None,
            None,
            "2-2-1-2",
            "⟦m:2-2-1-2|Concours des clubs de lecture des lycées⟧",
            "⟦lead|Académies⟧",
            "⟦due|2026⟧",
            "⟦cost|48⟧",
        ],
        [
            None,
            None,
            "2-2-1-3",
            "⟦m:2-2-1-3|Diffuser une émission hebdomadaire de contes sur les radios communautaires⟧",
            "⟦lead|Radio nationale⟧",
            "⟦due|2025⟧",
            "⟦cost|72⟧",
        ],
        ["⟦h1|AXE STRATÉGIQUE 3 : L'ÉDITION NATIONALE⟧"],
        [
            "⟦h2|OS 3-1. Soutenir les éditeurs⟧",
            "⟦h3|R 3-1-1. L'offre de titres augmente⟧",
            "3-1-1-1",
            "⟦m:3-1-1-1|Doter le Fonds d'aide à l'édition de 300 millions par an⟧",
            "⟦lead|Ministère des Finances⟧",
            "⟦due|2025⟧",
            "⟦cost|1 200⟧",
        ],
        [
            None,
            None,
            "3-1-1-2",
            "⟦m:3-1-1-2|Exonérer de droits de douane le papier destiné à l'impression des manuels⟧",
            "⟦lead|Ministère des Finances⟧",
            "⟦due|2026⟧",
            "–",
        ],
        [
            None,
            None,
            "3-1-1-3",
            "⟦m:3-1-1-3|Traduire soixante albums dans les six langues d'enseignement⟧",
            "⟦lead|Académie des langues⟧",
            "⟦due|2027⟧",
            "⟦cost|260⟧",
        ],
        [
            "⟦h2|OS 3-2. Protéger les auteurs⟧",
            "⟦h3|R 3-2-1. Les droits sont respectés⟧",
            "3-2-1-1",
            "⟦m:3-2-1-1|Adopter le décret d'application de la loi sur le droit d'auteur⟧",
            "⟦lead|Secrétariat général⟧",
            "⟦due|2025⟧",
            "–",
        ],
        [
            None,
            None,
            "3-2-1-2",
            "⟦m:3-2-1-2|Brigade mobile de lutte contre la contrefaçon des manuels⟧",
            "⟦lead|Bureau du droit d'auteur⟧",
            "⟦due|2026⟧",
            "⟦cost|95⟧",
        ],
    ],
    WIDTHS,
    head="7B3F00",
    band="2E6B34",
    size=10,
)
para(doc, "IV. Mécanisme de suivi", "Heading 1", before=12)
para(
    doc,
    "⟦x|Un comité de pilotage, présidé par le Secrétaire général, se réunit deux fois par an.⟧ ⟦x|Un rapport d'exécution est transmis à l'Assemblée nationale avant le 31 mars.⟧",
)
para(doc, "Récapitulatif des coûts", "Heading 2")
table(
    doc,
    [
        ["Axe", "2025", "2026", "2027", "2028", "Total"],
        ["La lecture à l'école", "1 640", "2 470", "2 180", "1 240", "7 530"],
        ["La lecture dans la cité", "1 120", "1 760", "2 010", "1 750", "6 640"],
        ["L'édition nationale", "330", "450", "425", "350", "1 555"],
    ],
    [8, 3, 3, 3, 3, 3],
    head="7B3F00",
)
para(doc, "Risques et hypothèses", "Heading 2")
for risk in (
    "Retard dans le décaissement des fonds des partenaires ;",
    "Instabilité du personnel enseignant dans les zones enclavées ;",
    "Hausse du prix du papier sur le marché mondial.",
):
    para(doc, risk, "List Bullet")
save(doc)
