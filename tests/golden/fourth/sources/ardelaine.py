# ruff: noqa: E501
"""CSR plan of an invented engineering school: commitments in prose, results, charts, by typst."""

import typst
from common import OUT, gold, m

# A paragraph is (commitment, what follows, deadline, budget) or a plain text.
PILLARS = [
    ("Pilier 1 – Former des ingénieures et des ingénieurs responsables", [
        ("Les enseignements", [
            "En quatre ans, la part des cours qui abordent le climat, les ressources ou le vivant est passée de 11 à 34 %. Ce progrès tient surtout aux enseignants volontaires ; il reste inégal d'un département à l'autre.",
            ("Nous nous engageons à porter à 60 heures le socle commun consacré aux limites planétaires pour tous les élèves de première et de deuxième année.", "Ce socle sera construit avec les laboratoires et évalué comme les autres unités d'enseignement.", None, None),
            ("Nous nous engageons à former 80 % des enseignants-chercheurs à ces enjeux d'ici 2027.", "Une décharge de douze heures leur est accordée à cet effet.", "d'ici 2027", None),
            ("L'école proposera à chaque élève un stage ou un projet de trois mois dans une association, une collectivité ou une entreprise de l'économie sociale.", "Le réseau des anciens, fort de 9 000 membres, sera mobilisé pour trouver les terrains.", None, None),
        ], ["34 % des cours intègrent la transition (11 % en 2020)", "212 élèves ont suivi la Fresque des matériaux en 2024", "Un diplôme d'établissement créé en 2023"]),
        ("La recherche", [
            "Nos cinq laboratoires consacrent déjà un tiers de leurs publications à l'énergie et à l'eau.",
            ("Nous nous engageons à réserver chaque année 400 000 euros du budget de recherche à des projets menés avec la société civile.", "Un jury comprenant des habitants choisira les lauréats.", None, "400 000 euros"),
            ("Nous nous engageons à publier en accès ouvert la totalité de nos articles et à déposer les données qui les fondent.", "La bibliothèque accompagne les équipes depuis 2022, et 71 % des articles sont aujourd'hui accessibles.", None, None),
        ], ["71 % des articles en accès ouvert", "Trois thèses financées avec des collectivités"]),
    ]),
    ("Pilier 2 – Réduire notre empreinte", [
        ("L'énergie et les bâtiments", [
            "Le campus de l'Ardelaine a été bâti en 1968. En 2022, nous avons remplacé la chaudière au fioul et isolé le bâtiment B ; la consommation a baissé de 19 %.",
            ("Nous nous engageons à réduire de 45 % nos consommations d'énergie en 2030 par rapport à 2019.", "La température de consigne est fixée à 19 °C et les bâtiments ferment deux semaines en hiver.", "en 2030", None),
            ("D'ici 2028, nous couvrirons de panneaux solaires les parkings et le toit du gymnase.", "La production sera consommée sur place à plus de 90 %.", "D'ici 2028", None),
            ("Nous nous engageons à ne plus construire un seul mètre carré sans en désaffecter un autre.", "Le taux d'occupation des salles, de 47 %, laisse de la marge.", None, None),
        ], ["Moins 19 % de consommation entre 2019 et 2024", "Fin du fioul en 2022"]),
        ("Les déplacements", [
            "Les voyages en avion des personnels et des élèves pèsent à eux seuls 38 % de notre bilan carbone. Nous avons adopté en 2023 une charte des déplacements, peu suivie faute de règle claire.",
            ("Nous nous engageons à supprimer les vols de moins de six heures de train.", "Le service des missions ne délivrera plus de billet en deçà de ce seuil, sauf handicap ou urgence.", None, None),
            ("Nous financerons à 100 % l'abonnement de transport des agents et des élèves boursiers.", "Le dispositif actuel prend en charge les trois quarts du coût pour les seuls agents.", None, None),
            ("Nous nous engageons à créer 300 places de stationnement couvert pour les vélos et une station de réparation tenue par les élèves.", "Les premières seront posées devant la résidence.", None, None),
            ("Chaque semestre d'échange hors d'Europe sera précédé d'un entretien sur le mode de transport et d'une aide de 350 euros pour qui renonce à l'avion.", "Cette mesure a été demandée par le conseil des élèves.", None, "350 euros"),
        ], ["Moins 12 % d'émissions liées aux missions depuis 2019", "Une flotte de service électrique à 60 %"]),
        ("Les achats et le numérique", [
            ("Nous nous engageons à allonger de quatre à sept ans la durée de vie des ordinateurs.", "Un atelier de reconditionnement fonctionne déjà au sous-sol du bâtiment C.", None, None),
            ("Nous nous engageons à introduire des clauses sociales et environnementales dans tous les marchés de plus de 40 000 euros.", "En 2024, un marché sur trois en comportait.", None, None),
            "Le restaurant du campus, géré par un prestataire, sert 1 100 repas par jour. Il a supprimé les bouteilles en plastique en 2021.",
            ("Le prochain contrat de restauration imposera 50 % de produits biologiques ou locaux et une option végétale à chaque service.", "Il entrera en vigueur à la rentrée 2026.", "à la rentrée 2026", None),
        ], ["1 240 ordinateurs reconditionnés", "Un marché sur trois avec clause en 2024"]),
    ]),
    ("Pilier 3 – Être une école juste et accueillante", [
        ("L'égalité et la diversité", [
            "Les femmes représentent 29 % de nos élèves, un chiffre stable depuis dix ans malgré les actions de parrainage dans les lycées. Il nous faut changer de méthode.",
            ("Nous nous engageons à atteindre 40 % de femmes parmi les admis en 2030, en révisant nos épreuves et nos jurys.", "Une étude sur les biais du concours est en cours.", "en 2030", None),
            ("Nous nous engageons à ouvrir une classe préparatoire intégrée de quarante places réservées aux bacheliers technologiques boursiers.", "Les frais de scolarité y seront nuls.", None, None),
            ("Nous nous engageons à traiter tout signalement de violence sexiste ou sexuelle dans un délai de dix jours.", "La cellule, créée en 2021, a reçu 46 signalements ; le délai moyen est encore de vingt-six jours.", None, None),
        ], ["29 % de femmes parmi les élèves", "27 % de boursiers", "Accord sur le handicap renouvelé en 2023"]),
        ("La qualité de vie", [
            ("Nous nous engageons à doubler le nombre de consultations de psychologue offertes aux élèves et aux doctorants.", "L'attente dépasse trois semaines en novembre et en mai.", None, None),
            ("Nous mettrons en place une épicerie solidaire sur le campus avec l'association Le Bocal.", "Un élève sur dix déclare sauter des repas pour des raisons d'argent.", None, None),
            ("Nous nous engageons à garantir un droit à la déconnexion de 19 heures à 8 heures.", "Les outils de messagerie différeront par défaut les envois tardifs.", None, None),
        ], ["Télétravail ouvert à 340 agents", "Enquête de climat social : 64 % de satisfaits"]),
    ]),
]  # fmt: skip


def t(text: str) -> str:
    return "".join("\\" + c if c in "#*_$@<>[]`~/=" else c for c in text)


def bars(title: str, values: list[tuple[str, int]], unit: str) -> str:
    """A bar chart: label, bar, value."""
    rows = "".join(
        f'[{t(k)}], [#box(width: {v}pt * 2.6, height: 9pt, fill: rgb("#d9822b")) {v} {unit}],'
        for k, v in values
    )
    return f"#figure(table(columns: (auto, 1fr), stroke: none, align: left, inset: 3pt, {rows}), kind: image, caption: [{t(title)}])\n"


def main() -> None:
    measures, parts = [], []
    charts = {
        "Les déplacements": bars(
            "Répartition de nos émissions en 2023",
            [
                ("Avion", 38),
                ("Chauffage", 22),
                ("Achats", 19),
                ("Trajets quotidiens", 14),
                ("Numérique", 7),
            ],
            "%",
        ),
        "L'égalité et la diversité": bars(
            "Part des femmes parmi les admis",
            [("2015", 28), ("2018", 29), ("2021", 30), ("2024", 29)],
            "%",
        ),
        "Les enseignements": bars(
            "Part des cours abordant la transition", [("2020", 11), ("2022", 23), ("2024", 34)], "%"
        ),
    }
    for pillar, themes in PILLARS:
        parts.append(f"#pagebreak()\n= {t(pillar)}\n")
        for theme, paragraphs, done in themes:
            parts.append(f"== {t(theme)}\n")
            for item in paragraphs:
                if isinstance(item, str):
                    parts.append(t(item) + "\n")
                    continue
                commitment, rest, when, budget = item
                parts.append(f"{t(commitment)} {t(rest)}\n")
                measures.append(m(None, commitment, [pillar, theme], None, when, budget))
            parts.append(charts.get(theme, ""))
            results = "\n".join(f"- {t(line)}" for line in done)
            parts.append(
                f'#block(fill: rgb("#f3ece2"), inset: 9pt, width: 100%, breakable: false)[*Où en sommes-nous ?*\n{results}\n]\n'
            )
    source = f"""
#set document(title: "Plan RSE 2025-2030")
#set text(lang: "fr", font: "Carlito", size: 10.5pt, hyphenate: true)
#set par(justify: true)
#set page(paper: "a4", margin: (x: 3.2cm, y: 2.4cm), header: context if counter(page).get().first() > 1 [#text(size: 8pt, fill: gray)[École d'ingénieurs de l'Ardelaine #h(1fr) Plan de responsabilité sociétale]], footer: context if counter(page).get().first() > 1 [#align(center, counter(page).display("1 / 1", both: true))])
#show heading.where(level: 1): set text(size: 20pt, fill: rgb("#7a3b00"))
#show heading.where(level: 2): set text(size: 14pt, fill: rgb("#d9822b"))
#show heading: set block(above: 16pt, below: 9pt)
#v(7cm) #text(size: 30pt, weight: "bold")[Plan de responsabilité sociétale] \\ #text(size: 18pt)[2025-2030] #v(1fr) École d'ingénieurs de l'Ardelaine
#pagebreak()
#heading(level: 1, outlined: false)[Sommaire]
#outline(title: none, depth: 2)
#pagebreak()
= Éditorial
Une école d'ingénieurs fabrique des projets, des prototypes, des carrières. Elle fabrique aussi, qu'elle le veuille ou non, du carbone, des habitudes et des inégalités. Depuis 2019, nous mesurons ces effets. Nous avons progressé sur l'énergie et l'insertion, stagné sur la mixité, reculé sur les voyages.

Ce deuxième plan a été débattu dans les conseils et par les 2 600 membres de l'école. Il contient des engagements précis, dont certains nous coûteront. Nous en rendrons compte chaque année, chiffres à l'appui, y compris quand ils nous déplaisent.

_Hélène Courtadon-Rey, directrice_

= Retour sur le plan 2019-2024
Le premier plan comptait 48 actions. Trente et une ont été menées à bien, onze sont en cours et six ont été abandonnées. Le tri des déchets a été étendu à tous les bâtiments, un référent handicap a été nommé dans chaque département et la part des boursiers a gagné six points. À l'inverse, la cartographie des fournisseurs n'a pas abouti.
#table(columns: (1fr, auto, auto), [*Indicateur*], [*2019*], [*2024*], [Émissions par usager (tCO2e)], [2,4], [2,0], [Part des boursiers], [21 %], [27 %], [Déchets non triés (kg par usager)], [31], [18])
{chr(10).join(parts)}
#pagebreak()
= Pilotage
Le comité RSE réunit la direction, les représentants des personnels et des élèves et deux personnalités extérieures. Il se tient trois fois par an. Un tableau de bord de vingt indicateurs est publié sur l'intranet.

= Correspondance avec les objectifs de développement durable
#table(columns: (1fr, auto), [Pilier 1], [ODD 4, 9, 17], [Pilier 2], [ODD 7, 11, 12, 13], [Pilier 3], [ODD 3, 5, 10])
"""
    name = "ardelaine-plan-rse.pdf"
    (OUT / name).write_bytes(typst.compile(source.encode("utf-8")))
    gold(name, measures,
         "Engagements en prose, sans numéro : énoncé = la phrase qui engage, sans celle qui suit. Les phrases au passé, les chiffres et les encadrés « Où en sommes-nous ? » sont des résultats. Échéance : celle de la phrase, sauf la restauration, dite par la phrase suivante.", 4)  # fmt: skip


if __name__ == "__main__":
    main()
