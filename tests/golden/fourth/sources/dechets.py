"""Plain-text transcription of a French intercommunal plan made of action sheets."""
# ruff: noqa: E501

from __future__ import annotations

import textwrap

from gold import FOLDER, measure, write

NAME = "programme-prevention-dechets-trois-combes"
WIDTH = 92

# (axis, opening, [(title, finding, [step, …], pilot, partners, calendar, budget, indicator)])
PLAN = [
    (
        "Axe 1 : Être exemplaire en tant que collectivité",
        "La Communauté de communes et ses vingt-six communes emploient 310 agents et produisent 190 tonnes de déchets par an. Elles ne peuvent demander aux habitants ce qu’elles ne feraient pas elles-mêmes.",
        [
            (
                "Supprimer la vaisselle jetable dans toutes les manifestations soutenues par l’intercommunalité",
                "Soixante-deux fêtes ont reçu une subvention en 2023, dont neuf seulement utilisaient des gobelets lavables.",
                [
                    "Recenser les stocks existants dans les communes",
                    "Acheter 8 000 gobelets et une laveuse mobile",
                    "Modifier le règlement des subventions",
                ],
                "Service vie associative",
                "Comités des fêtes, communes",
                "2025-2026",
                "34 000 € TTC",
                "Nombre de manifestations sans vaisselle jetable",
            ),
            (
                "Réduire de moitié la consommation de papier des services",
                "Chaque agent imprime en moyenne 4 100 pages par an.",
                [
                    "Paramétrer les imprimantes en recto verso",
                    "Dématérialiser les convocations des élus",
                ],
                "Direction générale des services",
                "Communes volontaires",
                "fin 2026",
                "6 500 €",
                "Ramettes achetées par agent",
            ),
            (
                "Lutter contre le gaspillage alimentaire dans les douze restaurants scolaires",
                "Les pesées réalisées à l’automne 2023 donnent 118 grammes jetés par repas.",
                [
                    "Organiser deux campagnes de pesée par an",
                    "Former les cuisiniers et les agents de service",
                    "Proposer deux tailles de portion",
                ],
                "Service enfance",
                "Écoles, prestataire de restauration",
                "rentrée 2025",
                "18 000 € par an",
                "Grammes jetés par repas",
            ),
            (
                "Intégrer des critères de réemploi dans les marchés de mobilier et de travaux",
                "Aucun marché n’en comportait avant 2024.",
                [
                    "Rédiger un modèle de clauses",
                    "Tester le modèle sur la réhabilitation du gymnase",
                ],
                "Service commande publique",
                "Réseau régional des acheteurs",
                "2026",
                "Temps agent",
                "Part des marchés avec clause",
            ),
        ],
    ),
    (
        "Axe 2 : Détourner les biodéchets des ordures ménagères",
        "Les restes de repas et les déchets de jardin forment encore 34 % du contenu de nos sacs. C’est le premier gisement d’évitement.",
        [
            (
                "Équiper tous les foyers volontaires d’un composteur individuel",
                "Le taux d’équipement est de 41 % en maison individuelle, avec de fortes différences entre vallée et plateau.",
                [
                    "Tenir une permanence mensuelle de distribution",
                    "Accompagner les nouveaux utilisateurs pendant six mois",
                ],
                "Service prévention",
                "Association Terre de Combe",
                "2025-2030",
                "210 000 €",
                "Composteurs distribués",
            ),
            (
                "Installer cinquante sites de compostage partagé",
                "Les habitants des bourgs n’ont pas de jardin mais demandent une solution à moins de cinq minutes à pied.",
                [
                    "Choisir les sites avec les communes",
                    "Désigner deux référents par site",
                    "Assurer un suivi technique trimestriel",
                ],
                "Service prévention",
                "Communes, bailleurs sociaux",
                "2028",
                "165 000 €",
                "Sites actifs, tonnes détournées",
            ),
            (
                "Proposer un service de broyage à domicile",
                "Les apports de branches en déchèterie ont progressé de 22 % en quatre ans.",
                ["Acquérir deux broyeurs", "Ouvrir un planning de réservation en ligne"],
                "Service déchèteries",
                "Entreprise d’insertion Le Coup de Main",
                "printemps 2026",
                "48 000 €",
                "Interventions par an",
            ),
            (
                "Former quarante guides composteurs bénévoles",
                "Le territoire en compte sept.",
                [
                    "Organiser quatre sessions de formation",
                    "Animer le réseau par une rencontre annuelle",
                ],
                "Service prévention",
                "Réseau compost citoyen",
                "2027",
                "12 000 €",
                "Bénévoles formés et actifs",
            ),
            (
                "Promouvoir le jardinage au naturel et le paillage",
                "Les tontes représentent le tiers des déchets verts.",
                [
                    "Créer un jardin de démonstration à la déchèterie du Pont",
                    "Publier une série de fiches conseils",
                ],
                "Service communication",
                "Jardineries, club des jardiniers",
                "2026-2028",
                "9 000 €",
                "Participants aux ateliers",
            ),
        ],
    ),
    (
        "Axe 3 : Donner une seconde vie aux objets",
        "Meubles, vélos, livres, textiles : une enquête menée aux bennes montre que 15 % des apports en déchèterie sont réutilisables en l’état.",
        [
            (
                "Ouvrir une recyclerie intercommunale dans l’ancienne scierie",
                "Le bâtiment, propriété de la Communauté de communes, est vacant depuis 2019.",
                [
                    "Réaliser les travaux de mise aux normes",
                    "Lancer l’appel à candidatures pour l’exploitation",
                    "Signer une convention d’objectifs de trois ans",
                ],
                "Direction des services techniques",
                "Région, acteurs de l’insertion",
                "septembre 2027",
                "780 000 €",
                "Tonnes réemployées, emplois créés",
            ),
            (
                "Aménager un local de dépôt pour le réemploi dans chacune des quatre déchèteries",
                "Les agents mettent déjà de côté des objets, sans cadre ni abri.",
                ["Installer des conteneurs maritimes fermés", "Former les agents d’accueil"],
                "Service déchèteries",
                "Éco-organismes",
                "2026",
                "52 000 €",
                "Objets collectés",
            ),
            (
                "Organiser deux ateliers de réparation par mois dans les villages",
                "Les réparateurs bénévoles existent, mais n’exercent que dans la ville-centre.",
                ["Recruter une animatrice à mi-temps", "Constituer une malle d’outils itinérante"],
                "Service prévention",
                "Foyers ruraux, médiathèques",
                "dès 2025",
                "21 000 € par an",
                "Taux de réparation réussie",
            ),
            (
                "Créer une bibliothèque d’objets à la médiathèque",
                "Perceuse, appareil à raclette, remorque : ces objets servent quelques heures par an.",
                [
                    "Recueillir les besoins par questionnaire",
                    "Acquérir un premier fonds de 120 objets",
                ],
                "Réseau des médiathèques",
                "Associations locales",
                "2027",
                "15 000 €",
                "Prêts annuels",
            ),
            (
                "Étendre la collecte des textiles à toutes les communes",
                "Onze communes n’ont aucune borne.",
                [
                    "Signer une convention avec le collecteur",
                    "Implanter vingt bornes supplémentaires",
                ],
                "Service collecte",
                "Relais textile",
                "2026",
                "Sans coût pour la collectivité",
                "Kilogrammes par habitant",
            ),
        ],
    ),
    (
        "Axe 4 : Mobiliser les habitants et les entreprises",
        "La prévention repose sur des gestes quotidiens. Encore faut-il les connaître, les trouver faciles et y avoir intérêt.",
        [
            (
                "Accompagner trois cents foyers dans un défi de réduction des déchets",
                "La première édition, avec 24 familles, a permis une baisse moyenne de 31 %.",
                [
                    "Recruter les familles par commune",
                    "Prêter un peson et un carnet de suivi",
                    "Restituer les résultats lors d’une fête",
                ],
                "Service prévention",
                "Centres sociaux",
                "2025-2029",
                "27 000 €",
                "Baisse mesurée par foyer",
            ),
            (
                "Étudier le passage à la tarification incitative",
                "La taxe actuelle ne dépend pas des quantités produites.",
                [
                    "Choisir un bureau d’études",
                    "Simuler trois scénarios",
                    "Présenter les conclusions au conseil communautaire",
                ],
                "Direction des finances",
                "Agence de la transition, communes",
                "juin 2027",
                "70 000 €",
                "Étude remise",
            ),
            (
                "Décerner un label aux commerces sans emballage superflu",
                "Vingt-trois commerçants se sont dits intéressés lors du marché de printemps.",
                [
                    "Écrire la charte avec l’union commerciale",
                    "Effectuer une visite annuelle de contrôle",
                ],
                "Service économie",
                "Union commerciale, chambre de métiers",
                "2026",
                "8 000 €",
                "Commerces labellisés",
            ),
            (
                "Aider les artisans du bâtiment à trier et réemployer leurs matériaux",
                "Le secteur représente 40 % des tonnages reçus des professionnels.",
                ["Créer une bourse locale aux matériaux", "Conduire dix diagnostics de chantier"],
                "Service économie",
                "Fédération du bâtiment, chambre de métiers",
                "2028",
                "36 000 €",
                "Tonnes échangées",
            ),
            (
                "Intervenir chaque année dans toutes les classes de CM1",
                "Les animations touchent aujourd’hui une classe sur trois.",
                [
                    "Concevoir une mallette pédagogique",
                    "Planifier les interventions avec l’inspection",
                ],
                "Service prévention",
                "Éducation nationale",
                "à partir de la rentrée 2026",
                "11 000 € par an",
                "Élèves sensibilisés",
            ),
        ],
    ),
]

FRONT = [
    [
        "",
        "",
        "        COMMUNAUTÉ DE COMMUNES DES TROIS COMBES",
        "",
        "",
        "        PROGRAMME INTERCOMMUNAL DE PRÉVENTION",
        "        DES DÉCHETS",
        "        2025 - 2030",
        "",
        "",
        "        Approuvé par délibération du 17 décembre 2024",
    ],
]
INTRODUCTION = [
    (
        "PRÉAMBULE",
        [
            "La Communauté de communes des Trois Combes exerce la compétence de collecte et de traitement des déchets pour 31 400 habitants. Elle a adhéré en 2011 à un premier programme de prévention, qui a permis une baisse de 7 % des ordures ménagères.",
            "Le présent programme prend la suite. Il a été élaboré par une commission consultative composée d’élus, d’associations, de commerçants et de représentants des bailleurs, réunie à cinq reprises entre janvier et octobre 2024.",
            "Le projet a été soumis à la consultation du public du 4 au 29 novembre 2024. Quarante-trois observations ont été recueillies ; elles ont conduit à préciser les fiches relatives au compostage partagé et à la tarification.",
        ],
    ),
    (
        "DIAGNOSTIC DU TERRITOIRE",
        [
            "Le territoire s’étend de la plaine de l’Orge aux premiers plateaux. L’habitat y est dispersé ; les résidences secondaires forment 18 % du parc. La production totale atteint 563 kg par habitant et par an, soit un peu moins que la moyenne régionale.",
            "    Flux                          2010      2017      2023\n    Ordures ménagères             241 kg    228 kg    214 kg\n    Collecte sélective             58 kg     66 kg     71 kg\n    Verre                          38 kg     39 kg     40 kg\n    Déchèteries                   196 kg    221 kg    238 kg",
            "Les ordures ménagères diminuent, mais la hausse des apports en déchèterie annule cet effort. Les encombrants et les déchets verts en sont la cause principale.",
        ],
    ),
    (
        "OBJECTIFS CHIFFRÉS ET GOUVERNANCE",
        [
            "Le programme vise une diminution de 15 % des déchets ménagers et assimilés par habitant entre 2010 et 2030, conformément à la réglementation.",
            "Un comité de pilotage, présidé par la vice-présidente chargée de l’environnement, se réunit deux fois par an. La commission consultative examine le bilan annuel avant sa présentation au conseil communautaire. Les dix-neuf fiches qui suivent décrivent les actions retenues.",
        ],
    ),
]
END = [
    (
        "ANNEXE : GLOSSAIRE",
        [
            "Biodéchets : déchets biodégradables de cuisine et de jardin. DMA : déchets ménagers et assimilés. Réemploi : opération par laquelle un objet qui n’est pas un déchet est utilisé de nouveau. Tarification incitative : mode de financement qui tient compte de la quantité de déchets produite."
        ],
    ),
]


def lost(text: str) -> str:
    """The text as the sharing site gives it: its apostrophes are gone."""
    return text.replace("’", "")


def wrapped(text: str, indent: str = "") -> list[str]:
    if "\n" in text:
        return text.split("\n")
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent)


def bullets(items: list[str]) -> list[str]:
    return [
        line
        for item in items
        for line in textwrap.wrap(
            item, WIDTH - 4, initial_indent="   • ", subsequent_indent="     "
        )
    ]


def row(name: str, value: str) -> list[str]:
    lines = textwrap.wrap(value, 58)
    return [f"   {name:<26}{lines[0]}", *[" " * 29 + line for line in lines[1:]]]


def main() -> None:
    pages, measures, contents = list(FRONT), [], ["SOMMAIRE", ""]
    number = 6
    for at, (title, _) in enumerate(INTRODUCTION, 3):
        contents.append(f"{title.capitalize()} {'.' * (74 - len(title))} {at}")
    sheets: list[list[str]] = []
    for a, (axis, opening, items) in enumerate(PLAN, 1):
        sheets.append(["", "", *wrapped(axis.upper(), "      "), "", *wrapped(opening)])
        contents += ["", f"{axis} {'.' * (74 - len(axis))} {number}"]
        number += 1
        for n, (title, finding, steps, pilot, partners, calendar, budget, indicator) in enumerate(
            items, 1
        ):
            label = f"{a}.{n}"
            lines = textwrap.wrap(f"Fiche {label} {title}", 70)
            contents += ["  " + line for line in lines[:-1]]
            contents.append(f"  {lines[-1]} {'.' * (72 - len(lines[-1]))} {number}")
            number += 1
            goal = (
                [f"{axis:<66}FICHE ACTION {label}"]
                if len(axis) < 62
                else [axis, f"FICHE ACTION {label}"]
            )
            sheet = [
                *goal,
                "",
                *wrapped(title, "  "),
                "",
                "Constat",
                *wrapped(finding),
                "",
                "Étapes de mise en œuvre",
                *bullets(steps),
                "",
            ]
            for name, value in (
                ("Pilote", pilot),
                ("Partenaires", partners),
                ("Calendrier", calendar),
                ("Budget prévisionnel", budget),
                ("Indicateurs de suivi", indicator),
            ):
                sheet += row(name, value)
            sheets.append(sheet)
            money = budget if "€" in budget else None
            measures.append(
                measure(lost(title), [lost(axis)], label, lost(pilot), lost(calendar), money)
            )
    pages.append(contents)
    for title, texts in INTRODUCTION:
        page = [title, ""]
        for text in texts:
            page += [*wrapped(text), ""]
        pages.append(page)
    pages += sheets
    for title, texts in END:
        pages.append([title, "", *[line for text in texts for line in wrapped(text)]])
    out = []
    for n, page in enumerate(pages, 1):
        footer = (
            []
            if n == 1
            else [
                "",
                "",
                f"Communauté de communes des Trois Combes – Programme de prévention 2025-2030{n:>10}",
            ]
        )
        out.append("\n".join([*page, *footer]))
    (FOLDER / f"{NAME}.txt").write_text(lost("\n\f".join(out)) + "\n", encoding="utf-8")
    write(
        f"{NAME}.txt",
        "plan",
        measures,
        [],
        "Transcription aux apostrophes perdues : énoncés tels qu’imprimés. Une fiche = une mesure ; les étapes en sont le détail. Les titres du sommaire répètent ceux des fiches. Budget : seulement les montants en euros.",
    )


if __name__ == "__main__":
    main()
