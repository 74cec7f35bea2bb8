"""City action plan, Québec style: one ruled landscape table over many pages (Chromium)."""
# ruff: noqa: E501

from __future__ import annotations

from html import escape

from gold import FOLDER, chromium_pdf, measure, write

NAME = "plan-action-familles-aines-2025-2028"

# (axis, [(objective, [(action, responsible, partners, schedule, resources)])])
PLAN = [
    (
        "AXE 1 – HABITATION ET MILIEUX DE VIE",
        [
            (
                "Favoriser le maintien à domicile des personnes aînées",
                [
                    (
                        "Adapter le règlement de zonage pour autoriser les logements intergénérationnels dans tous les secteurs résidentiels",
                        "Service de l’urbanisme",
                        "Comité consultatif d’urbanisme",
                        "2025",
                        "Ressources internes",
                    ),
                    (
                        "Bonifier le programme municipal d’aide à l’adaptation de domicile",
                        "Service de l’urbanisme",
                        "Société d’habitation, CLSC",
                        "2025-2028",
                        "40 000 $ / an",
                    ),
                    (
                        "Produire un bottin des services de soutien à domicile et le distribuer par la poste",
                        "Service des communications",
                        "Table de concertation des aînés",
                        "Automne 2025",
                        "6 500 $",
                    ),
                    (
                        "Jumeler des étudiants bénévoles et des personnes aînées pour le déneigement des entrées",
                        "Service des loisirs et de la vie communautaire",
                        "Cégep, Centre d’action bénévole",
                        "Chaque hiver",
                        "3 000 $ / an",
                    ),
                ],
            ),
            (
                "Accroître l’offre de logements abordables pour les familles",
                [
                    (
                        "Constituer une réserve foncière destinée aux projets d’habitation à but non lucratif",
                        "Direction générale",
                        "Office d’habitation",
                        "2026",
                        "1,2 M$",
                    ),
                    (
                        "Exiger 15 % de logements de trois chambres et plus dans les projets de plus de 40 unités",
                        "Service de l’urbanisme",
                        "Promoteurs",
                        "2026",
                        "Ressources internes",
                    ),
                    (
                        "Accorder un crédit de taxes de cinq ans aux coopératives d’habitation nouvellement construites",
                        "Service des finances",
                        "Fédération des coopératives",
                        "2026-2028",
                        "À déterminer",
                    ),
                ],
            ),
        ],
    ),
    (
        "AXE 2 – MOBILITÉ ET SÉCURITÉ",
        [
            (
                "Rendre les déplacements à pied sûrs et agréables en toute saison",
                [
                    (
                        "Prolonger de 12 secondes le temps de traverse aux feux situés près des résidences pour aînés",
                        "Service des travaux publics",
                        "Ministère responsable des transports",
                        "Printemps 2025",
                        "Ressources internes",
                    ),
                    (
                        "Installer des bancs tous les 250 mètres sur la rue Principale et le boulevard des Érables",
                        "Service des travaux publics",
                        "Association des marchands",
                        "2025-2026",
                        "55 000 $",
                    ),
                    (
                        "Réviser la politique de déneigement afin de donner priorité aux trottoirs menant aux écoles",
                        "Service des travaux publics",
                        "Centre de services scolaire",
                        "Novembre 2025",
                        "Ressources internes",
                    ),
                    (
                        "Aménager trois traverses surélevées",
                        "Service du génie",
                        "",
                        "2027",
                        "210 000 $",
                    ),
                    (
                        "Tenir une marche exploratoire par année avec des femmes et des personnes aînées",
                        "Service des loisirs et de la vie communautaire",
                        "Centre de femmes La Clairière",
                        "Annuellement",
                        "1 000 $ / an",
                    ),
                ],
            ),
            (
                "Améliorer l’offre de transport pour tous",
                [
                    (
                        "Offrir le transport collectif gratuit aux 65 ans et plus hors des heures de pointe",
                        "Direction générale",
                        "Société de transport",
                        "Juin 2026",
                        "95 000 $ / an",
                    ),
                    (
                        "Étendre le taxibus aux secteurs Mont-Lévêque et Petit-Lac",
                        "Direction générale",
                        "MRC, Société de transport",
                        "2027",
                        "70 000 $ / an",
                    ),
                    (
                        "Ajouter des supports à vélos et à poussettes aux entrées des bâtiments municipaux",
                        "Service des travaux publics",
                        "",
                        "2025",
                        "12 000 $",
                    ),
                ],
            ),
        ],
    ),
    (
        "AXE 3 – LOISIRS, CULTURE ET PARTICIPATION SOCIALE",
        [
            (
                "Diversifier les activités offertes aux familles",
                [
                    (
                        "Instaurer une tarification familiale dégressive à partir du deuxième enfant",
                        "Service des loisirs et de la vie communautaire",
                        "",
                        "Hiver 2026",
                        "30 000 $ / an",
                    ),
                    (
                        "Ouvrir les gymnases d’écoles aux jeux libres le dimanche",
                        "Service des loisirs et de la vie communautaire",
                        "Centre de services scolaire",
                        "Automne 2025",
                        "18 000 $ / an",
                    ),
                    (
                        "Créer une ludothèque ambulante qui dessert les parcs de quartier l’été",
                        "Bibliothèque municipale",
                        "Maison de la famille",
                        "Été 2026",
                        "22 000 $",
                    ),
                    (
                        "Programmer des spectacles extérieurs gratuits dans chacun des cinq quartiers",
                        "Service de la culture",
                        "Diffuseurs locaux",
                        "Étés 2026 à 2028",
                        "45 000 $ / an",
                    ),
                    (
                        "Adapter deux camps de jour pour les enfants ayant des besoins particuliers",
                        "Service des loisirs et de la vie communautaire",
                        "Association pour l’intégration sociale",
                        "Été 2025",
                        "60 000 $ / an",
                    ),
                ],
            ),
            (
                "Briser l’isolement des personnes aînées",
                [
                    (
                        "Former les employés de première ligne au repérage des aînés en situation de vulnérabilité",
                        "Service des ressources humaines",
                        "CLSC, Sûreté municipale",
                        "2025-2026",
                        "8 000 $",
                    ),
                    (
                        "Mettre sur pied un réseau de bons voisins",
                        "Service des loisirs et de la vie communautaire",
                        "Centre d’action bénévole",
                        "2026",
                        "5 000 $",
                    ),
                    (
                        "Offrir des ateliers d’initiation à la tablette à la bibliothèque",
                        "Bibliothèque municipale",
                        "Club de l’âge d’or",
                        "En continu",
                        "Ressources internes",
                    ),
                    (
                        "Souligner chaque année la Journée internationale des aînés par une activité rassembleuse",
                        "Service des loisirs et de la vie communautaire",
                        "Table de concertation des aînés",
                        "1er octobre de chaque année",
                        "4 000 $ / an",
                    ),
                ],
            ),
            (
                "Soutenir l’engagement citoyen à tous les âges",
                [
                    (
                        "Réserver deux sièges à des jeunes de moins de 25 ans au sein des comités consultatifs",
                        "Greffe",
                        "Maison des jeunes",
                        "2025",
                        "Aucun coût",
                    ),
                    (
                        "Reconnaître l’engagement bénévole lors d’une soirée annuelle",
                        "Cabinet de la mairie",
                        "Centre d’action bénévole",
                        "Avril de chaque année",
                        "15 000 $ / an",
                    ),
                ],
            ),
        ],
    ),
    (
        "AXE 4 – ESPACES PUBLICS ET BÂTIMENTS",
        [
            (
                "Offrir des parcs pour tous les âges",
                [
                    (
                        "Réaménager le parc du Vieux-Moulin selon les principes d’accessibilité universelle",
                        "Service du génie",
                        "Regroupement des personnes handicapées",
                        "2027",
                        "680 000 $",
                    ),
                    (
                        "Implanter des jeux d’eau au parc Desgagnés",
                        "Service du génie",
                        "Club optimiste",
                        "2026",
                        "425 000 $",
                    ),
                    (
                        "Planter 300 arbres autour des aires de jeu afin de créer de l’ombre",
                        "Service de l’environnement",
                        "Écoles primaires",
                        "2025-2028",
                        "75 000 $",
                    ),
                    (
                        "Ajouter des modules d’exercice pour aînés le long de la piste riveraine",
                        "Service des travaux publics",
                        "",
                        "2026",
                        "38 000 $",
                    ),
                    (
                        "Prolonger l’ouverture des blocs sanitaires jusqu’au 31 octobre",
                        "Service des travaux publics",
                        "",
                        "2025",
                        "9 000 $ / an",
                    ),
                ],
            ),
            (
                "Rendre les bâtiments municipaux accueillants",
                [
                    (
                        "Doter l’hôtel de ville d’une rampe et d’une porte automatique",
                        "Service du génie",
                        "Office des personnes handicapées",
                        "2025",
                        "90 000 $",
                    ),
                    (
                        "Aménager des espaces d’allaitement à l’aréna et à la bibliothèque",
                        "Service des loisirs et de la vie communautaire",
                        "Nourri-Source",
                        "2026",
                        "7 500 $",
                    ),
                    (
                        "Convertir l’ancienne caserne en maison des familles",
                        "Direction générale",
                        "Maison de la famille, MRC",
                        "2028",
                        "2,4 M$",
                    ),
                ],
            ),
        ],
    ),
    (
        "AXE 5 – COMMUNICATIONS ET GOUVERNANCE",
        [
            (
                "Joindre chaque citoyen par un moyen qui lui convient",
                [
                    (
                        "Publier le bulletin municipal en gros caractères",
                        "Service des communications",
                        "",
                        "Dès 2025",
                        "4 200 $ / an",
                    ),
                    (
                        "Remettre une trousse d’accueil aux nouveaux arrivants",
                        "Service des communications",
                        "Comité d’accueil",
                        "2026",
                        "10 000 $",
                    ),
                    (
                        "Tester le site Web de la Ville auprès d’un groupe de citoyens aînés",
                        "Service des communications",
                        "Club de l’âge d’or",
                        "2025",
                        "Ressources internes",
                    ),
                    (
                        "Maintenir un service téléphonique avec une personne au bout du fil",
                        "Service à la clientèle",
                        "",
                        "En continu",
                        "Ressources internes",
                    ),
                ],
            ),
            (
                "Assurer le suivi de la politique",
                [
                    (
                        "Nommer une personne élue responsable des questions familiales et une autre responsable des questions aînées",
                        "Conseil municipal",
                        "",
                        "Janvier 2025",
                        "Aucun coût",
                    ),
                    (
                        "Déposer un bilan annuel au conseil municipal",
                        "Service des loisirs et de la vie communautaire",
                        "Comité de suivi",
                        "Décembre de chaque année",
                        "Ressources internes",
                    ),
                ],
            ),
        ],
    ),
]

CSS = """
@page { size: letter landscape; margin: 14mm 13mm 16mm;
  @bottom-left { content: "Ville de Saint-Aubry-des-Rapides – Plan d’action 2025-2028"; font: 8pt Carlito; color: #555 }
  @bottom-right { content: "Page " counter(page); font: 8pt Carlito; color: #555 } }
body { font: 10.5pt/1.4 Carlito, sans-serif; }
h1 { font-size: 34pt; color: #00577a; margin: 60mm 0 5mm } h2 { color: #00577a; font-size: 18pt; }
section { break-after: page; } .two { columns: 2; column-gap: 12mm }
table { border-collapse: collapse; width: 100%; font-size: 10.5pt; line-height: 1.35 }
th, td { border: 0.7pt solid #333; padding: 7pt 6pt; vertical-align: top; text-align: left }
thead th { background: #00577a; color: #fff } .axe td { background: #cfe6ef; font-weight: bold }
.goal { width: 17% } tr { break-inside: avoid }
"""

OPENING = """
<section><h1>Plan d’action familles et aînés<br>2025-2028</h1><p>Ville de Saint-Aubry-des-Rapides</p>
<p>Adopté par le conseil municipal le 9 décembre 2024 (résolution 2024-12-418)</p></section>
<section><h2>Mot de la mairesse</h2><div class="two">
<p>C’est avec fierté que je vous présente, au nom du conseil, le troisième plan d’action de notre politique des familles et des aînés. Depuis 2013, notre ville a beaucoup changé : elle a accueilli plus de 900 nouveaux ménages et la proportion de personnes de 65 ans et plus y dépasse maintenant le quart de la population.</p>
<p>Vous avez été 614 à répondre au sondage et près de 80 à participer aux trois soirées de discussion. Vos commentaires parlaient de trottoirs, de loyers, de solitude, mais aussi du plaisir de vivre ici. Le comité de pilotage en a tiré les cinq axes que vous découvrirez dans les pages suivantes.</p>
<p>Je tiens à remercier les bénévoles, les organismes et les employés municipaux qui ont donné de leur temps. Bonne lecture !</p><p><em>La mairesse</em></p></div></section>
<section><h2>La démarche</h2><div class="two">
<p>Le plan d’action découle de la politique des familles et des aînés, dont la mise à jour a été adoptée en juin 2024. Il a été préparé par un comité de pilotage formé de deux élus, de trois représentants d’organismes, de deux parents, de trois personnes aînées et de la coordonnatrice aux loisirs.</p>
<p>La démarche s’est déroulée en quatre étapes : le portrait du milieu, la consultation, le choix des priorités et la validation par les services municipaux. Le portrait a fait ressortir trois constats :</p>
<ul><li>le vieillissement de la population est plus rapide qu’ailleurs dans la MRC;</li><li>les jeunes familles s’installent surtout dans les secteurs éloignés des services;</li><li>une personne aînée sur trois vit seule.</li></ul>
<p>Valeurs retenues : le respect, l’entraide, l’équité et le sentiment d’appartenance.</p>
<h2>Comment lire le tableau</h2><p>Chaque axe comprend des objectifs et chaque objectif, des actions. Le service indiqué dans la colonne « Responsable » coordonne la réalisation. Les montants sont donnés à titre indicatif et demeurent sujets à l’adoption du budget annuel.</p></div></section>
"""

CLOSING = """
<section style="break-before:page;break-after:auto"><h2>Mise en œuvre et suivi</h2><div class="two">
<p>Le comité de suivi se réunit deux fois par année, en mai et en novembre. Il est composé des mêmes personnes que le comité de pilotage, auxquelles s’ajoute une représentante du réseau de la santé. Le bilan est rendu public sur le site Web de la Ville.</p>
<p>Les actions non réalisées à la fin de 2028 seront examinées au moment de préparer le plan suivant.</p>
<h2>Remerciements</h2><p>Membres du comité de pilotage, Table de concertation des aînés, Maison de la famille, Club de l’âge d’or, Maison des jeunes, Centre d’action bénévole.</p></div></section>
"""


def main() -> None:
    rows, measures, number = [], [], 0
    for axis, goals in PLAN:
        rows.append(f'<tr class="axe"><td colspan="6">{escape(axis)}</td></tr>')
        for goal, actions in goals:
            for at, (action, lead, partners, schedule, money) in enumerate(actions):
                number += 1
                first = f'<td class="goal" rowspan="{len(actions)}">{escape(goal)}</td>'
                cells = [f"{number}. {action}", lead, partners or "—", schedule, money]
                rest = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
                rows.append(f"<tr>{first if at == 0 else ''}{rest}</tr>")
                budget = money if "$" in money else None
                measures.append(measure(action, [axis, goal], str(number), lead, schedule, budget))
    heads = [
        "Objectif",
        "Action",
        "Responsable",
        "Partenaires",
        "Échéancier",
        "Ressources financières",
    ]
    head = "".join(f"<th>{name}</th>" for name in heads)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    page = f'<!DOCTYPE html><html lang="fr"><meta charset="utf-8"><title>Plan d’action familles et aînés</title><style>{CSS}</style><body>{OPENING}{table}{CLOSING}</body></html>'
    source = FOLDER / "sources" / f"{NAME}.html"
    source.write_text(page, encoding="utf-8")
    target = FOLDER / f"{NAME}.pdf"
    chromium_pdf(source, target)
    write(
        target.name,
        "plan",
        measures,
        [],
        "Un seul grand tableau ; l’axe est une ligne pleine, l’objectif une cellule fusionnée. Budget : seulement les montants en dollars (« Ressources internes », « Aucun coût », « À déterminer » donnent null).",
        4,
    )


if __name__ == "__main__":
    main()
