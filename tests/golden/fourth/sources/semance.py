# ruff: noqa: E501
"""Plan d'action national of an invented African ministry, logframe tables, by typst."""

import typst
from common import OUT, gold, m

AXES = [
    ("AXE 1 : GOUVERNANCE ET COORDINATION DE L'ALIMENTATION SCOLAIRE", [
        ("OS 1.1. Doter le sous-secteur d'un cadre juridique et institutionnel opérationnel", [
            ("1.1.1", "Élaborer et faire adopter le décret portant organisation des cantines scolaires", "DAJC", "T2 2025", "15"),
            ("1.1.2", "Mettre en place le comité interministériel de pilotage et ses démembrements régionaux", "SG", "T3 2025", "42"),
            ("1.1.3", "Réviser les textes des comités de gestion afin que les femmes y occupent au moins 40 % des sièges", "DAJC", "T4 2025", "10"),
            ("1.1.4", "Organiser deux revues annuelles conjointes avec les partenaires techniques et financiers", "DEP", "Chaque année", "90"),
        ]),
        ("OS 1.2. Renforcer le suivi-évaluation", [
            ("1.2.1", "Déployer une application mobile de relevé des repas servis dans les 3 200 écoles ciblées", "DSI", "2026", "275"),
            ("1.2.2", "Former 640 directeurs d'école et conseillers pédagogiques à la tenue des registres", "DRH", "2025-2026", "128"),
            ("1.2.3", "Réaliser une enquête de référence sur l'état nutritionnel des élèves", "INSP", "T1 2026", "180"),
            ("1.2.4", "Évaluation externe à mi-parcours et finale du plan", "DEP", "2027 et 2029", "110"),
        ]),
    ]),
    ("AXE 2 : APPROVISIONNEMENT LOCAL ET PRODUCTION", [
        ("OS 2.1. Accroître la part des achats auprès des petits producteurs", [
            ("2.1.1", "Recenser et agréer 450 organisations de producteurs et de productrices", "DPV", "T4 2025", "65"),
            ("2.1.2", "Instituer un contrat type d'achat à terme entre les communes et les coopératives", "DMP", "T1 2026", "8"),
            ("2.1.3", "Construire 48 magasins de stockage communautaires de 100 tonnes", "DGI", "2026-2028", "2 160"),
            ("2.1.4", "Doter chaque région d'un fonds de préfinancement des achats de céréales et de légumineuses", "DAF", "2026", "1 500"),
            ("2.1.5", "Accompagnement de 90 groupements féminins dans la transformation du niébé, du moringa et du poisson séché", "DPF", "2025-2028", "340"),
        ]),
        ("OS 2.2. Développer les jardins et les champs scolaires", [
            ("2.2.1", "Aménager 1 000 jardins scolaires clôturés et équipés d'un point d'eau", "DGPE", "2025-2029", "1 850"),
            ("2.2.2", "Distribuer des semences maraîchères et du petit outillage aux écoles avant chaque campagne", "DPV", "Juin de chaque année", "400"),
            ("2.2.3", "Introduire un module d'éducation agro-écologique dans les programmes du primaire", "IGEN", "Rentrée 2026", "55"),
        ]),
    ]),
    ("AXE 3 : QUALITÉ, HYGIÈNE ET NUTRITION", [
        ("OS 3.1. Garantir des repas sains et équilibrés", [
            ("3.1.1", "Élaborer des menus types par zone agroécologique", "DN", "T3 2025", "25"),
            ("3.1.2", "Enrichir la farine de maïs et l'huile livrées aux cantines en fer et en vitamine A", "DN", "2026-2029", "620"),
            ("3.1.3", "Organiser un déparasitage de tous les élèves deux fois par an", "DSP", "Mars et octobre", "510"),
            ("3.1.4", "Contrôler la qualité sanitaire des denrées à la réception et pendant le stockage", "LNSP", "Permanent", "95"),
        ]),
        ("OS 3.2. Améliorer les infrastructures et les pratiques d'hygiène", [
            ("3.2.1", "Construire 600 cuisines équipées de foyers améliorés", "DGI", "2025-2029", "3 900"),
            ("3.2.2", "Réaliser 350 forages et 700 blocs de latrines séparées", "DGRE", "2025-2029", "5 250"),
            ("3.2.3", "Former 9 600 cuisinières aux bonnes pratiques d'hygiène", "DRH", "2025-2027", "288"),
            ("3.2.4", "Instaurer une visite médicale semestrielle des cuisinières", "DSP", "À partir de 2026", "76"),
        ]),
    ]),
    ("AXE 4 : FINANCEMENT DURABLE ET MOBILISATION SOCIALE", [
        ("OS 4.1. Diversifier les ressources", [
            ("4.1.1", "Inscrire une ligne budgétaire dédiée dans la loi de finances", "DAF", "Loi de finances 2026", "-"),
            ("4.1.2", "Plaidoyer auprès des sociétés minières et de téléphonie pour un fonds de solidarité scolaire", "Cabinet", "2025", "12"),
            ("4.1.3", "Transférer aux communes les crédits d'alimentation avant le début de l'année scolaire", "DGTCP", "Septembre de chaque année", "-"),
        ]),
        ("OS 4.2. Impliquer les communautés", [
            ("4.2.1", "Sensibiliser les parents par les radios communautaires en langues nationales", "DCRP", "2025-2029", "150"),
            ("4.2.2", "Instituer la Journée nationale de la cantine scolaire", "Cabinet", "1er mars 2026", "60"),
            ("4.2.3", "Primer chaque année les dix comités de gestion les plus performants", "DEP", "Chaque année", "45"),
        ]),
    ]),
]  # fmt: skip


def t(text: str) -> str:
    return "[" + "".join("\\" + c if c in "#*_$@<>[]`~\\-+=/" else c for c in text) + "]"


def main() -> None:
    measures, rows, summary, total = [], [], [], 0
    for axe, objectives in AXES:
        rows.append(
            f'table.cell(colspan: 5, fill: rgb("#1f5a2d"), text(fill: white, weight: "bold", {t(axe)})),'
        )
        cost = 0
        for objective, activities in objectives:
            for index, (code, text, lead, when, price) in enumerate(activities):
                if index == 0:
                    rows.append(
                        f'table.cell(rowspan: {len(activities)}, fill: rgb("#eef4ea"), strong({t(objective)})),'
                    )
                rows.append(f"{t(code + '. ' + text)}, {t(lead)}, {t(when)}, {t(price)},")
                value = 0 if price == "-" else int(price.replace(" ", ""))
                cost += value
                budget = None if price == "-" else price
                measures.append(m(code, text, [axe, objective], lead, when, budget))
        rows.append(
            f"table.cell(colspan: 4, align: right, {t('Sous-total ' + axe.split(' :')[0].lower())}), {t(f'{cost:,}'.replace(',', ' '))},"
        )
        summary.append((axe, cost))
        total += cost
    summary_rows = "".join(
        f"{t(a.capitalize())}, {t(f'{c:,}'.replace(',', ' '))}, {t(f'{100 * c / total:.1f} %'.replace('.', ','))},"
        for a, c in summary
    )
    contents = [
        ("Sigles et abréviations", 3),
        ("Avant-propos", 4),
        ("1. Contexte et justification", 5),
        ("2. Vision et objectifs", 5),
        ("3. Présentation des axes", 6),
        ("4. Matrice d'actions 2025-2029", 7),
    ]
    toc = "".join(f"{a} #box(width: 1fr, repeat[.]) {b} \\\n" for a, b in contents)
    source = f"""
#set document(title: "Plan d'action national pour l'alimentation scolaire")
#set text(lang: "fr", font: "Liberation Serif", size: 11pt)
#set par(justify: true)
#set page(paper: "a4", margin: 2.3cm, footer: context align(center, text(size: 9pt)[Plan d'action national pour l'alimentation scolaire 2025-2029 #h(1fr) #counter(page).display()]))
#show heading: set block(above: 18pt, below: 10pt)
#align(center)[#text(size: 10pt)[RÉPUBLIQUE DU SÉMANCÉ \\ Travail – Solidarité – Progrès \\ ------------ \\ MINISTÈRE DE L'ENSEIGNEMENT DE BASE \\ ------------ \\ SECRÉTARIAT GÉNÉRAL] #v(6cm) #text(size: 24pt, weight: "bold")[PLAN D'ACTION NATIONAL POUR L'ALIMENTATION SCOLAIRE] #v(1cm) 2025-2029 #v(6cm) Janvier 2025]
#pagebreak()
#text(size: 15pt, weight: "bold")[Table des matières]

{toc}
#pagebreak()
= Sigles et abréviations
#table(columns: (auto, 1fr), stroke: none, [DAF], [Direction de l'administration et des finances], [DAJC], [Direction des affaires juridiques et du contentieux], [DEP], [Direction des études et de la planification], [DGI], [Direction générale des infrastructures], [DN], [Direction de la nutrition], [DPV], [Direction de la production végétale], [DSP], [Direction de la santé publique], [INSP], [Institut national de santé publique], [PTF], [Partenaires techniques et financiers], [SG], [Secrétariat général])
#pagebreak()
= Avant-propos
Depuis une décennie, notre pays consent des efforts importants pour que tous les enfants en âge d'être scolarisés prennent le chemin de l'école. Le taux brut de scolarisation est passé de 71 % à 88 %. Pourtant, dans les régions de soudure longue, un élève sur quatre abandonne avant le cours moyen, et la faim en est la première raison citée par les familles.

Le présent plan d'action est l'aboutissement d'un processus participatif conduit dans les huit régions. Il engage l'État, les collectivités territoriales, les communautés et leurs partenaires. J'invite chacun à se l'approprier et à en faire l'instrument de notre ambition commune : une école qui nourrit, une école qui retient.

#align(right)[Le Ministre de l'Enseignement de base]
#pagebreak()
= 1. Contexte et justification
Le Sémancé compte 3,1 millions d'élèves au primaire, répartis dans 11 400 écoles. En 2023, 1 870 écoles disposaient d'une cantine, dont la moitié fonctionnaient moins de soixante jours par an. L'approvisionnement repose pour 63 % sur des dons extérieurs, livrés avec retard et peu conformes aux habitudes alimentaires.

L'analyse des forces, faiblesses, opportunités et menaces met en relief l'absence d'une base juridique, l'insuffisance des crédits, le mauvais état des cuisines et la faiblesse du suivi. Elle souligne aussi le dynamisme des groupements féminins et l'intérêt croissant des communes.

= 2. Vision et objectifs
La vision est formulée ainsi : « À l'horizon 2035, chaque élève du Sémancé reçoit chaque jour de classe un repas sain, suffisant et produit dans sa région. » L'objectif général est de contribuer à l'amélioration de la rétention scolaire et de l'état nutritionnel des élèves.

Les résultats attendus à l'issue du plan sont les suivants :
- le taux d'abandon au primaire passe de 11 % à 6 % ;
- 3 200 écoles servent au moins 120 repas par élève et par an ;
- la part des denrées achetées localement atteint 60 %.
#pagebreak()
= 3. Présentation des axes
Le plan s'articule autour de quatre axes stratégiques. Le premier porte sur la gouvernance, sans laquelle les autres resteraient lettre morte. Le deuxième vise à rapprocher la cantine du champ. Le troisième traite du contenu de l'assiette et des conditions de préparation. Le quatrième doit assurer la pérennité des acquis.

== Mécanisme de mise en œuvre
Le comité interministériel se réunit chaque semestre. Le secrétariat technique est assuré par la Direction des études et de la planification. Au niveau déconcentré, les directions régionales établissent un rapport trimestriel.

== Risques
#table(columns: (1fr, auto, 1fr), [*Risque*], [*Niveau*], [*Atténuation*], [Insécurité dans les zones frontalières], [Élevé], [Recours aux relais communautaires et stocks de proximité], [Retard de décaissement], [Moyen], [Préfinancement régional], [Sécheresse], [Élevé], [Diversification des bassins d'achat])
#set page(flipped: true, margin: 1.6cm)
= 4. Matrice d'actions 2025-2029
#set par(justify: false)
#set text(size: 9.5pt, hyphenate: false)
#table(columns: (5cm, 1fr, 2.2cm, 3.2cm, 3cm), inset: 6pt, stroke: 0.5pt,
table.header([*Objectif spécifique*], [*Activités*], [*Responsable*], [*Échéance*], [*Coût (millions FCFA)*]),
{"".join(rows)}
table.cell(colspan: 4, align: right, [*Total général*]), [*{f"{total:,}".replace(",", " ")}*])
#pagebreak()
= Annexe : récapitulatif du budget par axe
#table(columns: (1fr, 4cm, 3cm), [*Axe*], [*Coût (millions FCFA)*], [*Part*], {summary_rows})
Les coûts unitaires ont été établis avec la Direction de l'administration et des finances sur la base des marchés passés en 2023 et 2024. La contribution attendue de l'État est de 55 %.
"""
    name = "semance-alimentation-scolaire.pdf"
    (OUT / name).write_bytes(typst.compile(source.encode("utf-8")))
    gold(name, measures,
         "Matrice : ligne pleine = axe, cellule fusionnée à gauche = objectif spécifique, activités codées = mesures ; coût imprimé sans unité (« Coût (millions FCFA) » en tête de colonne), donc nombre seul. « - » = pas de budget.", 7)  # fmt: skip


if __name__ == "__main__":
    main()
