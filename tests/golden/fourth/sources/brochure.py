"""Designed brochure of a Swiss town: coloured cards in two and three columns (Chromium)."""
# ruff: noqa: E501

from __future__ import annotations

from html import escape

from gold import FOLDER, chromium_pdf, measure, write

NAME = "strategie-enfance-jeunesse-vernessaz"

# (theme, colour, columns, opening, [(icon, title, sentence)], big figure, its legend)
PLAN = [
    (
        "Grandir dehors",
        "#2e8b57",
        3,
        "Les enfants passent moins d’une heure par jour à l’extérieur. La ville peut changer cela, un préau après l’autre.",
        [
            (
                "☀",
                "Des préaux ouverts le mercredi et le week-end",
                "Six écoles déverrouillent leurs portails, avec un accueil assuré par des moniteurs.",
            ),
            (
                "♣",
                "Une forêt-école au bois des Côtes",
                "Chaque classe de 3P et 4P y passe une demi-journée par quinzaine.",
            ),
            (
                "★",
                "Rues de jeu temporaires",
                "Douze rues sont rendues aux enfants un dimanche par mois, sur demande des riverains.",
            ),
            (
                "♥",
                "Rénovation de huit places de jeux",
                "Les plans sont dessinés avec les enfants du quartier et les matériaux sont naturels.",
            ),
            (
                "▲",
                "Un parcours de grimpe sous le viaduc",
                "L’ouvrage est gratuit, couvert et éclairé jusqu’à 21 heures.",
            ),
            (
                "●",
                "Ombrage des cours d’école",
                "Des arbres en pleine terre remplacent le bitume, à raison d’une cour par an.",
            ),
        ],
        "8",
        "places de jeux rénovées d’ici 2031",
    ),
    (
        "Accueillir les tout-petits",
        "#c0562f",
        2,
        "La liste d’attente compte 214 familles. Pour beaucoup, un oui ou un non change une carrière.",
        [
            (
                "♥",
                "Ouverture de deux crèches à la Prairie et au quai Neuf",
                "Elles offriront chacune 44 places et des horaires étendus dès 6 h 15.",
            ),
            (
                "★",
                "Un bureau unique pour les demandes de garde",
                "Une seule inscription suffit pour la crèche, l’accueil familial et le parascolaire.",
            ),
            (
                "●",
                "Tarif plafonné à 10 % du revenu",
                "Le calcul est refait chaque année et chaque fois que la situation de la famille change.",
            ),
            (
                "☀",
                "Soutien aux assistantes parentales",
                "Prêt de matériel, remplacements et six formations par an leur sont proposés.",
            ),
        ],
        "+88",
        "places de crèche",
    ),
    (
        "Apprendre autrement",
        "#3c6ea5",
        3,
        "Tous les élèves n’avancent pas au même pas. L’école accueille, la commune complète.",
        [
            (
                "★",
                "Des études surveillées dans chaque collège",
                "Trois soirs par semaine, sans inscription et sans frais.",
            ),
            (
                "▲",
                "Bus des sciences",
                "Ce laboratoire roulant s’arrête dans les préaux et sur le marché du samedi.",
            ),
            (
                "♣",
                "Un potager par école",
                "Les services des parcs fournissent la terre, les outils et de bons conseils.",
            ),
            (
                "●",
                "Renfort des cours de langue d’origine",
                "La commune prête ses salles et finance le matériel des associations.",
            ),
            (
                "♥",
                "Repas scolaires à 5 francs",
                "La cuisine centrale privilégie les produits de saison et de la région.",
            ),
            (
                "☀",
                "Bourses pour les camps et les sorties",
                "Aucun enfant ne reste à la maison pour une question d’argent.",
            ),
        ],
        "5.–",
        "le repas de midi",
    ),
    (
        "Être jeune à Vernessaz",
        "#7b4b94",
        2,
        "Entre 12 et 20 ans, on cherche des lieux à soi. Ni à la maison, ni à l’école.",
        [
            (
                "★",
                "Une maison des jeunes à la gare aux marchandises",
                "Studio de musique, cuisine, salle de danse : les jeunes en cogèrent le programme.",
            ),
            (
                "●",
                "Travailleurs sociaux hors murs",
                "Trois postes sont créés pour aller à la rencontre des jeunes en soirée.",
            ),
            (
                "▲",
                "Petits jobs d’été pour les 15-18 ans",
                "Les services communaux réservent 90 semaines de travail chaque été.",
            ),
            (
                "♥",
                "Consultation psychologique sans rendez-vous",
                "Une psychologue reçoit le mercredi et le vendredi au centre de loisirs.",
            ),
            (
                "☀",
                "Abonnement de bus à moitié prix jusqu’à 20 ans",
                "La subvention est versée directement sur la carte de transport.",
            ),
        ],
        "90",
        "semaines de jobs d’été",
    ),
    (
        "Donner la parole",
        "#b8860b",
        3,
        "Les enfants ont des idées. Encore faut-il les leur demander, puis leur répondre.",
        [
            (
                "★",
                "Un conseil des enfants doté de 30 000 francs",
                "Deux délégués par école décident ensemble de l’usage de cette somme.",
            ),
            (
                "●",
                "Boîte à idées numérique",
                "Chaque idée reçoit une réponse signée dans les trente jours.",
            ),
            (
                "♥",
                "Journée des droits de l’enfant",
                "Elle réunit chaque 20 novembre écoles, clubs et services autour d’un thème.",
            ),
        ],
        "30 000.–",
        "décidés par les enfants",
    ),
]

CSS = """
@page { size: A4; margin: 0 } * { box-sizing: border-box; -webkit-print-color-adjust: exact }
body { margin: 0; font: 11pt/1.4 Lato, sans-serif; color: #222 }
.page { width: 210mm; height: 296.5mm; padding: 16mm; position: relative; break-after: page; overflow: hidden }
.cover { background: linear-gradient(150deg, #ffd166, #ef8354); display: flex; flex-direction: column; justify-content: flex-end }
.cover h1 { font: 900 50pt/1.02 Lato; margin: 0; color: #273043 } .cover p { font-size: 17pt }
.blob { position: absolute; top: 20mm; right: -20mm; width: 130mm; height: 130mm; border-radius: 50%; background: #fff7 }
.band { margin: -16mm -16mm 8mm; padding: 14mm 16mm 9mm; color: #fff } .band h2 { font: 900 30pt/1.1 Lato; margin: 0 0 2mm }
.grid { display: grid; gap: 6mm } .c2 { grid-template-columns: 1fr 1fr } .c3 { grid-template-columns: 1fr 1fr 1fr }
.card { border-radius: 5mm; padding: 5mm; background: #f5f1e8; border-top: 2.5mm solid var(--c) }
.icon { display: inline-block; width: 11mm; height: 11mm; line-height: 11mm; border-radius: 50%; background: var(--c); color: #fff; text-align: center; font: 15pt/11mm "DejaVu Sans" }
.card h3 { font: 700 13pt/1.2 Lato; color: var(--c); margin: 2.5mm 0 1.5mm } .card p { margin: 0; font-size: 10.5pt }
.big { margin-top: 8mm; text-align: center; color: var(--c) } .big b { font: 900 58pt/1 Lato; display: block }
.foot { position: absolute; bottom: 7mm; left: 16mm; right: 16mm; font-size: 8pt; color: #777; display: flex; justify-content: space-between }
.plain h2 { font: 900 24pt/1.1 Lato; color: #273043 } .cols { columns: 2; column-gap: 9mm }
.facts { display: grid; grid-template-columns: 1fr 1fr 1fr; gap: 6mm; margin-top: 8mm } .facts div { background: #273043; color: #fff; border-radius: 5mm; padding: 6mm; text-align: center } .facts b { display: block; font: 900 30pt Lato; color: #ffd166 }
"""

EDITORIAL = """<h2>Une ville à hauteur d’enfant</h2><div class="cols">
<p>À Vernessaz, un habitant sur quatre a moins de vingt ans. Notre ville est jeune, et elle le restera : 1 100 enfants supplémentaires sont attendus d’ici dix ans dans les nouveaux quartiers du lac.</p>
<p>Cette stratégie est née de leurs mots. Pendant six mois, des animatrices ont parcouru les classes, les terrains de sport et les arrêts de bus. Elles ont recueilli 2 380 dessins, messages et enregistrements. On y parle de toboggans et de devoirs, de solitude aussi, et beaucoup de chiens.</p>
<p>La Municipalité a retenu cinq thèmes. Le Conseil communal en a pris acte le 12 mars. Les crédits seront sollicités par préavis, année après année.</p>
<p><em>La municipale en charge de l’enfance et de la cohésion sociale</em></p></div>
<div class="facts"><div><b>4 870</b>habitants de moins de 20 ans</div><div><b>214</b>familles en attente d’une place</div><div><b>62 %</b>des enfants vont à l’école à pied</div></div>"""

CLOSING = """<h2>Ce qui a déjà changé</h2><div class="cols"><ul><li>Le pédibus relie onze quartiers depuis 2022.</li><li>La bibliothèque a supprimé les amendes de retard.</li><li>Le skatepark a rouvert en juin 2024 après neuf mois de travaux.</li><li>Trois salles de gymnastique sont accessibles sans réservation le dimanche.</li></ul></div>
<h2>Comment la stratégie est suivie</h2><p>Une déléguée à l’enfance coordonne les services. Un rapport illustré est présenté chaque printemps au Conseil communal et au conseil des enfants. Les montants et les délais figurent dans le plan d’investissement, disponible au greffe.</p>
<h2>Contact</h2><p>Service de l’enfance et de la cohésion sociale, place du Four 3, Vernessaz. Ouvert du lundi au vendredi, de 8 h à 11 h 30 et de 14 h à 16 h 30.</p>
<p>Impression : papier recyclé, 3 000 exemplaires. Graphisme : atelier communal. Photographies : élèves du collège des Alpes.</p>"""


def page(content: str, number: int, kind: str = "plain") -> str:
    foot = f'<div class="foot"><span>Stratégie enfance et jeunesse 2026-2031</span><span>{number}</span></div>'
    return f'<div class="page {kind}">{content}{foot}</div>'


def main() -> None:
    pages = [
        '<div class="page cover"><div class="blob"></div><h1>Petits pas,<br>grande ville</h1><p>Stratégie enfance et jeunesse 2026-2031<br>Ville de Vernessaz</p></div>'
    ]
    pages.append(page(EDITORIAL, 2))
    measures = []
    for number, (theme, colour, columns, opening, cards, figure, legend) in enumerate(PLAN, 3):
        body = "".join(
            f'<div class="card"><span class="icon">{icon}</span><h3>{escape(title)}</h3><p>{escape(text)}</p></div>'
            for icon, title, text in cards
        )
        measures += [measure(title, [theme]) for _, title, _ in cards]
        pages.append(
            page(
                f'<div style="--c:{colour}"><div class="band" style="background:{colour}"><h2>{escape(theme)}</h2><div>{escape(opening)}</div></div>'
                f'<div class="grid c{columns}">{body}</div><div class="big"><b>{escape(figure)}</b>{escape(legend)}</div></div>',
                number,
                "theme",
            )
        )
    pages.append(page(CLOSING, len(PLAN) + 3))
    html = f'<!DOCTYPE html><html lang="fr"><meta charset="utf-8"><title>Petits pas, grande ville</title><style>{CSS}</style><body>{"".join(pages)}</body></html>'
    source = FOLDER / "sources" / f"{NAME}.html"
    source.write_text(html, encoding="utf-8")
    target = FOLDER / f"{NAME}.pdf"
    chromium_pdf(source, target)
    write(
        target.name,
        "plan",
        measures,
        [],
        "Cartes : le titre, nominal, est l’énoncé ; la phrase qui suit l’explique. Chiffres clés et « Ce qui a déjà changé » : pas des mesures.",
        3,
    )


if __name__ == "__main__":
    main()
