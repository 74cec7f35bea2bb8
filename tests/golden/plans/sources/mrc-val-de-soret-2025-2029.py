# ruff: noqa: E501
"""A Québec county: one action a row, codes in a column of their own, merged objectives."""

from office import document, heading_style, para, running, save, table

doc = document("Carlito", 10.5, landscape=True, margin=1.8)
heading_style(doc, 1, "Carlito", 18, "0B5345", bold=True)
heading_style(doc, 2, "Carlito", 13, "117A65", bold=True)
running(
    doc,
    "MRC du Val-de-Soret  |  Plan d'action en développement du territoire 2025-2029",
    "Adopté par le conseil le 11 décembre 2024 – page ",
)

para(doc, "MRC DU VAL-DE-SORET", size=13, colour="117A65", bold=True, before=60)
para(
    doc,
    "Plan d'action en développement du territoire",
    size=34,
    colour="0B5345",
    bold=True,
    after=2,
)
para(doc, "2025-2029", size=26, colour="D68910", bold=True)
para(doc, "Dix-sept municipalités, 24 310 habitants, un même élan", size=13, italic=True)
para(doc, "Résolution 2024-12-318", size=10, colour="666666", before=120)
doc.add_page_break()

para(doc, "Mot de la préfète", "Heading 1")
para(
    doc,
    "Pendant huit mois, plus de 600 personnes ont pris le temps de nous dire comment elles voient le Val-de-Soret de demain. Elles nous ont parlé des villages qui perdent leur épicerie, des jeunes familles qui cherchent un toit et de la rivière Soret, que tout le monde veut retrouver propre.",
)
para(
    doc,
    "Ce plan répond à leurs attentes. Il remplace celui de 2019, dont 31 des 44 actions ont été réalisées. Nous voulons avancer ensemble, prendre soin de notre monde et garder les pieds sur terre. Je remercie les maires, les bénévoles et les équipes qui ont rendu cette démarche possible.",
)
para(doc, "Marie-Ève Courtemanche-Roy, préfète", bold=True)
para(doc, "Comment lire les tableaux", "Heading 2")
para(
    doc,
    "Chaque action porte un code à trois chiffres : l'orientation, l'objectif, puis l'action. Les actions 1.2.3 et 3.1.2, étudiées au printemps, ont été retirées : leurs numéros ne sont pas réutilisés. Les coûts sont estimés en dollars de 2024 et les échéances s'entendent au 31 décembre.",
)
table(
    doc,
    [
        ["Abréviation", "Signification"],
        ["DGT", "Direction de la gestion du territoire"],
        ["SADV", "Société d'aide au développement du Val"],
        ["OBV", "Organisme du bassin versant de la Soret"],
        ["CSS", "Centre de services scolaire des Plateaux"],
    ],
    [4, 14],
    head="117A65",
)
para(doc, "Portrait du territoire", "Heading 1")
para(
    doc,
    "Le Val-de-Soret s'étend sur 1 870 km², dont 71 % de forêt. La population a crû de 2,1 % en cinq ans, mais six municipalités sur dix-sept ont vu la leur diminuer.",
)
for fact in (
    "L'âge médian atteint 49,6 ans, soit six ans de plus que la moyenne québécoise ;",
    "212 ménages attendent un logement à loyer modique ;",
    "Quatre municipalités n'ont plus de commerce d'alimentation ;",
    "La qualité de l'eau de la Soret est jugée mauvaise à 5 des 9 stations de mesure.",
):
    para(doc, fact, "List Bullet")
doc.add_page_break()

para(doc, "Orientations, objectifs et actions", "Heading 1")
table(
    doc,
    [
        ["Objectif", "N°", "Action", "Responsable", "Échéance", "Coût", "Indicateur de suivi"],
        ["⟦h1|ORIENTATION 1 – DES MILIEUX DE VIE COMPLETS⟧"],
        [
            "⟦h2|1.1 Soutenir les commerces et les services de proximité⟧",
            "1.1.1",
            "⟦m:1.1.1|Créer un fonds d'urgence pour les épiceries et les stations-service de village⟧",
            "⟦lead|SADV⟧",
            "⟦due|2025⟧",
            "⟦cost|300 000 $⟧",
            "Commerces maintenus",
        ],
        [
            None,
            "1.1.2",
            "⟦m:1.1.2|Accompagner la création de trois coopératives de solidarité multiservices⟧",
            "⟦lead|SADV⟧",
            "⟦due|2027⟧",
            "⟦cost|90 000 $⟧",
            "Coopératives en activité",
        ],
        [
            None,
            "1.1.3",
            "⟦m:1.1.3|Regrouper les points de service postal, bancaire et municipal dans les édifices municipaux⟧",
            "⟦lead|Municipalités⟧",
            "⟦due|2028⟧",
            "⟦cost|85 000 $⟧",
            "Nombre d'édifices convertis",
        ],
        [
            None,
            "1.1.4",
            "⟦m:1.1.4|Tournée annuelle des commerces par les élus et les conseillers de la MRC⟧",
            "⟦lead|Préfecture⟧",
            "⟦due|En continu⟧",
            "⟦cost|5 000 $ par an⟧",
            "Commerces visités",
        ],
        [
            "⟦h2|1.2 Accroître l'offre de logements⟧",
            "1.2.1",
            "⟦m:1.2.1|Constituer une réserve de terrains municipaux destinés au logement social et communautaire⟧",
            "⟦lead|DGT⟧",
            "⟦due|2026⟧",
            "⟦cost|450 000 $⟧",
            "Hectares réservés",
        ],
        [
            None,
            "1.2.2",
            "⟦m:1.2.2|Modifier les règlements d'urbanisme afin de permettre les logements accessoires et les minimaisons⟧",
            "⟦lead|DGT⟧",
            "⟦due|2025⟧",
            "⟦cost|12 000 $⟧",
            "Règlements modifiés (17)",
        ],
        [
            None,
            "1.2.4",
            "⟦m:1.2.4|Offrir aux propriétaires une aide à la rénovation des maisons patrimoniales inoccupées⟧",
            "⟦lead|DGT⟧",
            "⟦due|2027⟧",
            "⟦cost|600 000 $⟧",
            "Maisons remises en état",
        ],
        [
            None,
            "1.2.5",
            "⟦m:1.2.5|Guichet unique d'information sur les programmes d'habitation⟧",
            "⟦lead|DGT⟧",
            "⟦due|2026⟧",
            "⟦cost|70 000 $ par an⟧",
            "Demandes traitées",
        ],
        [
            "⟦h2|1.3 Faciliter les déplacements⟧",
            "1.3.1",
            "⟦m:1.3.1|Étendre le taxibus aux soirées et aux fins de semaine⟧",
            "⟦lead|Transport collectif du Val⟧",
            "⟦due|2026⟧",
            "⟦cost|180 000 $ par an⟧",
            "Passages annuels",
        ],
        [
            None,
            "1.3.2",
            "⟦m:1.3.2|Aménager 14 km d'accotements asphaltés entre les noyaux villageois⟧",
            "⟦lead|Municipalités⟧",
            "⟦due|2029⟧",
            "⟦cost|2 100 000 $⟧",
            "Kilomètres aménagés",
        ],
        [
            None,
            "1.3.3",
            "⟦m:1.3.3|Installer des bornes de recharge dans chacune des municipalités⟧",
            "⟦lead|MRC⟧",
            "⟦due|2027⟧",
            "⟦cost|340 000 $⟧",
            "17 bornes",
        ],
        ["⟦h1|ORIENTATION 2 – UNE ÉCONOMIE ENRACINÉE⟧"],
        [
            "⟦h2|2.1 Valoriser l'agriculture et la forêt⟧",
            "2.1.1",
            "⟦m:2.1.1|Mettre en place une banque de terres pour la relève agricole⟧",
            "⟦lead|SADV⟧",
            "⟦due|2026⟧",
            "⟦cost|110 000 $⟧",
            "Jumelages conclus",
        ],
        [
            None,
            "2.1.2",
            "⟦m:2.1.2|Construire un abattoir de petite capacité à Saint-Elzéar-des-Plateaux⟧",
            "⟦lead|Coopérative des éleveurs⟧",
            "⟦due|2028⟧",
            "⟦cost|3 400 000 $⟧",
            "Mise en service",
        ],
        [
            None,
            "2.1.3",
            "⟦m:2.1.3|Former des guides en cueillette de produits forestiers non ligneux⟧",
            "⟦lead|CSS⟧",
            "⟦due|2025⟧",
            "⟦cost|28 000 $⟧",
            "Guides formés",
        ],
        [
            None,
            "2.1.4",
            "⟦m:2.1.4|Exiger un plan de gestion pour toute coupe de plus de quatre hectares en terre privée⟧",
            "⟦lead|DGT⟧",
            "⟦due|2025⟧",
            "⟦cost|4 000 $⟧",
            "Règlement en vigueur",
        ],
        [
            "⟦h2|2.2 Attirer et retenir la main-d'œuvre⟧",
            "2.2.1",
            "⟦m:2.2.1|Tenir deux séjours exploratoires par année pour les personnes immigrantes⟧",
            "⟦lead|Carrefour d'accueil⟧",
            "⟦due|En continu⟧",
            "⟦cost|40 000 $ par an⟧",
            "Personnes établies",
        ],
        [
            None,
            "2.2.2",
            "⟦m:2.2.2|Ouvrir 60 nouvelles places en service de garde éducatif⟧",
            "⟦lead|CPE Les Galopins⟧",
            "⟦due|2027⟧",
            "⟦cost|1 250 000 $⟧",
            "Places créées",
        ],
        [
            None,
            "2.2.3",
            "⟦m:2.2.3|Bourses de stage dans les entreprises du territoire⟧",
            "⟦lead|SADV⟧",
            "⟦due|2026⟧",
            "⟦cost|60 000 $ par an⟧",
            "Stagiaires",
        ],
        [
            "⟦h2|2.3 Développer un tourisme de quatre saisons⟧",
            "2.3.1",
            "⟦m:2.3.1|Relier les sentiers municipaux en une traversée pédestre de 82 km⟧",
            "⟦lead|Tourisme Val-de-Soret⟧",
            "⟦due|2028⟧",
            "⟦cost|520 000 $⟧",
            "Kilomètres balisés",
        ],
        [
            None,
            "2.3.2",
            "⟦m:2.3.2|Concevoir un circuit des moulins avec les sociétés d'histoire⟧",
            "⟦lead|Tourisme Val-de-Soret⟧",
            "⟦due|2026⟧",
            "⟦cost|75 000 $⟧",
            "Visiteurs",
        ],
        ["⟦h1|ORIENTATION 3 – UN TERRITOIRE QUI PREND SOIN DE SON EAU⟧"],
        [
            "⟦h2|3.1 Restaurer la rivière Soret⟧",
            "3.1.1",
            "⟦m:3.1.1|Végétaliser 35 km de bandes riveraines en milieu agricole⟧",
            "⟦lead|OBV⟧",
            "⟦due|2029⟧",
            "⟦cost|380 000 $⟧",
            "Kilomètres plantés",
        ],
        [
            None,
            "3.1.3",
            "⟦m:3.1.3|Mettre aux normes les installations septiques situées à moins de 100 m d'un cours d'eau⟧",
            "⟦lead|Municipalités⟧",
            "⟦due|2029⟧",
            "⟦cost|900 000 $⟧",
            "Installations conformes",
        ],
        [
            None,
            "3.1.4",
            "⟦m:3.1.4|Publier chaque mois les analyses des neuf stations de mesure⟧",
            "⟦lead|OBV⟧",
            "⟦due|2025⟧",
            "⟦cost|15 000 $ par an⟧",
            "Bulletins parus",
        ],
        [
            "⟦h2|3.2 S'adapter aux crues et aux sécheresses⟧",
            "3.2.1",
            "⟦m:3.2.1|Cartographier les zones inondables selon les nouveaux débits de référence⟧",
            "⟦lead|DGT⟧",
            "⟦due|2026⟧",
            "⟦cost|240 000 $⟧",
            "Cartes adoptées",
        ],
        [
            None,
            "3.2.2",
            "⟦m:3.2.2|Doter chaque municipalité d'un plan de sécurité civile à jour⟧",
            "⟦lead|Sécurité incendie⟧",
            "⟦due|2025⟧",
            "⟦cost|35 000 $⟧",
            "Plans déposés",
        ],
        [
            None,
            "3.2.3",
            "⟦m:3.2.3|Subventionner l'achat de barils de récupération d'eau de pluie⟧",
            "⟦lead|MRC⟧",
            "⟦due|2025⟧",
            "⟦cost|20 000 $⟧",
            "Barils distribués",
        ],
        [
            "⟦h2|3.3 Réduire les matières enfouies⟧",
            "3.3.1",
            "⟦m:3.3.1|Implanter la collecte des matières organiques dans les immeubles de six logements et plus⟧",
            "⟦lead|Régie des matières résiduelles⟧",
            "⟦due|2026⟧",
            "⟦cost|410 000 $⟧",
            "Taux de desserte",
        ],
        [
            None,
            "3.3.2",
            "⟦m:3.3.2|Ouvrir une ressourcerie à Val-Soret⟧",
            "⟦lead|Entraide du Val⟧",
            "⟦due|2027⟧",
            "⟦cost|650 000 $⟧",
            "Tonnes détournées",
        ],
    ],
    [4.2, 1.4, 8.2, 3.4, 2.1, 2.8, 3.6],
    head="0B5345",
    band="D68910",
    size=11.5,
)

para(doc, "Gouvernance et suivi", "Heading 1", before=14)
para(
    doc,
    "⟦x|Un comité formé de cinq maires, de deux citoyennes et d'une représentante de la société civile se réunit quatre fois par an.⟧ ⟦x|Il rend compte au conseil conformément à l'article 126.3 de la Loi sur les compétences des territoires (chapitre C-47).⟧",
)
para(doc, "Annexe – Par quoi commencer en 2025 ?", "Heading 2")
para(
    doc,
    "Le conseil a retenu les actions suivantes pour la première année. Le détail figure dans les tableaux des pages précédentes.",
)
table(
    doc,
    [
        ["N°", "Action", "Trimestre"],
        [
            "1.1.1",
            "Créer un fonds d'urgence pour les épiceries et les stations-service de village",
            "T1",
        ],
        [
            "1.2.2",
            "Modifier les règlements d'urbanisme afin de permettre les logements accessoires et les minimaisons",
            "T3",
        ],
        ["2.1.3", "Former des guides en cueillette de produits forestiers non ligneux", "T2"],
        ["3.1.4", "Publier chaque mois les analyses des neuf stations de mesure", "T1"],
        ["3.2.2", "Doter chaque municipalité d'un plan de sécurité civile à jour", "T4"],
    ],
    [2, 16, 3],
    head="117A65",
)
para(doc, "Coût total des orientations", "Heading 2")
table(
    doc,
    [
        ["Orientation", "Actions", "Coût estimé"],
        ["1. Des milieux de vie complets", "11", "4 147 000 $"],
        ["2. Une économie enracinée", "9", "5 483 000 $"],
        ["3. Un territoire qui prend soin de son eau", "8", "2 650 000 $"],
    ],
    [9, 3, 4],
    head="117A65",
)
save(doc)
