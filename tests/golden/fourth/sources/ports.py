"""French government page: axes in h2, measures in accordions, with the usual site furniture."""
# ruff: noqa: E501

from __future__ import annotations

from html import escape

from gold import FOLDER, measure, write

NAME = "plan-petits-ports"

# (axis, opening, [(title, [paragraph, …], calendar, lead)])
PLAN = [
    (
        "Axe 1 : Adapter les ports à la montée des eaux et aux tempêtes",
        "Un petit port sur trois est exposé à un risque de submersion d’ici à 2050. Le premier axe donne aux gestionnaires les moyens de connaître ce risque et de s’y préparer.",
        [
            (
                "Établir un diagnostic de vulnérabilité pour chaque port de moins de 500 places",
                [
                    "Le diagnostic porte sur les digues, les quais, les réseaux et les accès routiers. Il est pris en charge à 80 % par l’État lorsque la commune compte moins de 3 500 habitants.",
                    "Une trame commune a été mise au point avec trois ports pilotes.",
                ],
                "d’ici fin 2027",
                "direction chargée des ports",
            ),
            (
                "Cofinancer le rehaussement des quais les plus exposés",
                [
                    "L’aide peut atteindre 40 % du montant hors taxes des travaux. Les dossiers qui associent une renaturation des abords sont examinés en premier."
                ],
                "2027-2030",
                "préfets de région",
            ),
            (
                "Installer un réseau de 300 capteurs de houle et de niveau d’eau",
                [
                    "Les données alimentent les bulletins de vigilance et sont consultables gratuitement."
                ],
                "été 2028",
                "service hydrographique",
            ),
            (
                "Intégrer les petits ports aux plans communaux de sauvegarde",
                [
                    "Aujourd’hui, les plaisanciers sont rarement mentionnés dans ces plans, alors que leurs bateaux peuvent devenir des projectiles."
                ],
                "2026",
                "préfets de département",
            ),
        ],
    ),
    (
        "Axe 2 : Réduire l’empreinte environnementale de la plaisance",
        "Carénage, eaux usées, moteurs : l’impact d’une escale tient souvent à des équipements simples, encore trop rares.",
        [
            (
                "Rendre obligatoires les aires de carénage avec récupération des effluents",
                [
                    "L’obligation s’appliquera d’abord aux ports situés dans une aire marine protégée, puis à tous les autres."
                ],
                "1er janvier 2029",
                "ministère chargé de la mer",
            ),
            (
                "Équiper cent ports de bornes de recharge pour bateaux électriques",
                [
                    "Un appel à projets est ouvert chaque printemps. Le raccordement au réseau est éligible."
                ],
                "2026-2029",
                "agence de la transition portuaire",
            ),
            (
                "Lancer une filière de déconstruction des vieux bateaux dans chaque région littorale",
                [
                    "Près de 9 000 bateaux abandonnés occupent une place ou un mouillage. Les propriétaires n’ont rien à payer si la coque est livrée nue."
                ],
                "2028",
                "éco-organisme agréé",
            ),
            (
                "Distribuer gratuitement une carte des herbiers et des zones de mouillage interdites",
                [
                    "Disponible en version imprimée dans les capitaineries et intégrée aux applications de navigation."
                ],
                "avril 2026",
                "office de la biodiversité marine",
            ),
            (
                "Expérimenter des mouillages écologiques gérés par des associations d’usagers",
                [
                    "Cinq sites volontaires, de la Manche à la Méditerranée, participeront à l’expérimentation pendant trois saisons."
                ],
                "2026-2028",
                "directions interrégionales de la mer",
            ),
        ],
    ),
    (
        "Axe 3 : Faire vivre le port toute l’année",
        "Un port actif, c’est aussi un lieu de travail, de formation et de promenade.",
        [
            (
                "Réserver des places aux pêcheurs côtiers et aux artisans de la navale",
                [
                    "La part réservée sera fixée localement, après avis du conseil portuaire, sans pouvoir descendre sous 5 % des places."
                ],
                "2027",
                "autorités portuaires",
            ),
            (
                "Créer un guichet unique des démarches pour les professionnels installés sur le domaine portuaire",
                [
                    "Le guichet réunit l’autorisation d’occupation, la redevance et les contrôles de sécurité."
                ],
                "septembre 2026",
                "direction chargée des ports",
            ),
            (
                "Ouvrir 50 classes de mer de proximité",
                [
                    "Les classes de mer accueillent des élèves du territoire pour des séjours de deux à cinq jours, avec le concours des clubs nautiques."
                ],
                "rentrée 2027",
                "rectorats",
            ),
            (
                "Soutenir la rénovation des criées désaffectées",
                [
                    "Marché, atelier, musée : l’usage est libre dès lors qu’il reste ouvert au public."
                ],
                "2026-2030",
                "agence de cohésion des territoires",
            ),
            (
                "Former 400 jeunes aux métiers de la réparation nautique",
                [
                    "Les formations, de quatre à neuf mois, se déroulent en alternance dans les chantiers partenaires."
                ],
                "2029",
                "régions",
            ),
        ],
    ),
    (
        "Axe 4 : Simplifier la gestion et mieux partager les places",
        "Les listes d’attente dépassent dix ans dans certains ports, alors que beaucoup de bateaux ne sortent jamais.",
        [
            (
                "Instaurer une redevance modulée selon l’utilisation réelle du bateau",
                [
                    "Le gestionnaire pourra réduire la redevance des bateaux qui naviguent plus de vingt jours par an."
                ],
                "2028",
                "autorités portuaires",
            ),
            (
                "Publier les listes d’attente de tous les ports publics",
                [
                    "La publication se fait sous une forme anonyme, avec le rang et la date d’inscription."
                ],
                "mars 2026",
                "direction chargée des ports",
            ),
            (
                "Encourager le partage de bateaux par une attestation d’assurance type",
                ["L’attestation a été rédigée avec les assureurs et les loueurs."],
                "2026",
                "ministère chargé de la mer",
            ),
            (
                "Développer les ports à sec en retrait du littoral",
                [
                    "Ils libèrent des places à flot et limitent les peintures toxiques. Un guide d’implantation accompagnera les communes."
                ],
                "2027-2030",
                "préfets de région",
            ),
            (
                "Accompagner le regroupement des petites régies portuaires",
                [
                    "Un appui juridique et comptable est proposé aux communes volontaires pendant dix-huit mois."
                ],
                "2026-2027",
                "agence de cohésion des territoires",
            ),
        ],
    ),
]

HEAD = """<!DOCTYPE html>
<html lang="fr" data-scheme="system">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Plan Petits ports 2026-2030 : les mesures | Ministère chargé de la mer</title>
<meta name="description" content="Découvrez les mesures du plan Petits ports, organisées en quatre axes.">
<link rel="stylesheet" href="/assets/site.min.css">
<script>window.dataLayer = window.dataLayer || []; function track(e) { dataLayer.push(e); }</script>
</head>
<body class="page page--article">
<div id="cookies" class="consent" role="dialog" aria-label="Gestion des cookies">
<p class="consent__title">À propos des cookies sur ce site</p>
<p>Nous utilisons des cookies pour mesurer l’audience et vous proposer des vidéos. Vous pouvez accepter ou refuser chaque service à tout moment.</p>
<ul><li><button>Tout accepter</button></li><li><button>Tout refuser</button></li><li><button>Personnaliser</button></li></ul>
</div>
<nav class="skiplinks" aria-label="Accès rapide"><ul><li><a href="#contenu">Aller au contenu</a></li><li><a href="#menu">Aller au menu</a></li><li><a href="#pied">Aller au pied de page</a></li></ul></nav>
<header role="banner" class="header">
<div class="header__brand"><p class="logo">Ministère<br>chargé de la mer</p><p class="header__service">Mer, ports et littoral</p></div>
<form role="search" action="/recherche"><label for="q">Rechercher</label><input id="q" name="q" placeholder="Rechercher"><button>Rechercher</button></form>
<nav id="menu" class="nav" aria-label="Menu principal"><ul>
<li><button aria-expanded="false">Le ministère</button><ul><li><a href="/missions">Missions et organisation</a></li><li><a href="/recrutement">Nous rejoindre</a></li><li><a href="/agenda">Agenda</a></li></ul></li>
<li><button aria-expanded="false">Vos démarches</button><ul><li><a href="/permis">Passer le permis bateau</a></li><li><a href="/immatriculer">Immatriculer un navire de plaisance</a></li><li><a href="/vendre">Vendre ou céder un bateau</a></li><li><a href="/signaler">Signaler une pollution en mer</a></li></ul></li>
<li><button aria-expanded="true">Politiques publiques</button><ul><li><a href="/peche">Pêche durable</a></li><li><a href="/ports" aria-current="true">Ports et plaisance</a></li><li><a href="/littoral">Gestion du trait de côte</a></li></ul></li>
<li><a href="/presse">Presse</a></li></ul></nav>
</header>
<nav class="breadcrumb" aria-label="vous êtes ici :"><ol><li><a href="/">Accueil</a></li><li><a href="/politiques">Politiques publiques</a></li><li><a href="/ports">Ports et plaisance</a></li><li><a aria-current="page">Plan Petits ports 2026-2030</a></li></ol></nav>
<main id="contenu" role="main">
<article>
<p class="tag">Politique publique</p>
<h1>Plan Petits ports 2026-2030 : les mesures</h1>
<p class="meta">Publié le 12 novembre 2025 – Mis à jour le 3 février 2026 – Temps de lecture : 9 minutes</p>
<div class="share"><p>Partager la page</p><ul><li><a href="#">Partager sur un réseau social</a></li><li><a href="#">Partager par courriel</a></li><li><button>Copier dans le presse-papier</button></li></ul></div>
<p class="lead">La France compte plus de 800 petits ports de plaisance et de pêche. Souvent gérés par des communes modestes, ils sont en première ligne face au changement climatique. Le plan Petits ports, présenté en comité interministériel, leur consacre 190 millions d’euros sur cinq ans.</p>
<nav class="summary" aria-labelledby="somm"><p id="somm">Sommaire</p><ol>{summary}<li><a href="#faq">Questions fréquentes</a></li></ol></nav>
<h2 id="pourquoi">Pourquoi un plan ?</h2>
<p>Au cours de l’hiver 2023-2024, quatre tempêtes successives ont endommagé 112 ouvrages portuaires. Une mission d’inspection a ensuite parcouru six façades littorales et ultramarines et rencontré près de 300 acteurs. Son rapport a montré que les petits ports cumulent les fragilités : ouvrages anciens, personnel peu nombreux, recettes saisonnières.</p>
<blockquote><p>« Un petit port, c’est une place de village posée sur l’eau. »</p><footer>La ministre, le 12 novembre 2025</footer></blockquote>
<ul class="figures"><li><strong>812</strong> petits ports recensés</li><li><strong>190 M€</strong> sur cinq ans</li><li><strong>41 %</strong> des ouvrages construits avant 1970</li></ul>
"""

FOOT = """<h2 id="faq">Questions fréquentes</h2>
<section class="accordion"><h3><button aria-expanded="false" aria-controls="q1">Mon port est-il concerné ?</button></h3><div id="q1" class="collapse"><p>Le plan concerne les ports publics de moins de 500 places, quel que soit leur gestionnaire.</p></div></section>
<section class="accordion"><h3><button aria-expanded="false" aria-controls="q2">Qui peut déposer un dossier ?</button></h3><div id="q2" class="collapse"><p>Les communes, leurs groupements et les régies. Les concessionnaires privés s’adressent à leur autorité concédante.</p></div></section>
<section class="accordion"><h3><button aria-expanded="false" aria-controls="q3">Comment le plan a-t-il été élaboré ?</button></h3><div id="q3" class="collapse"><p>Trois ateliers se sont tenus à l’automne 2024, suivis d’une consultation en ligne à laquelle 2 140 personnes ont répondu.</p></div></section>
<h2>Documents à télécharger</h2>
<ul><li><a href="/media/plan.pdf" download>Dossier de presse du plan Petits ports (PDF, 3,2 Mo)</a></li><li><a href="/media/carte.pdf" download>Carte des ports recensés (PDF, 1,1 Mo)</a></li></ul>
</article>
<aside class="related"><h2>À lire aussi</h2><ul><li><a href="/actus/1">Restaurer les dunes : le retour d’expérience de quatre communes</a></li><li><a href="/actus/2">Renforcer la sécurité des baignades, un enjeu de l’été</a></li><li><a href="/actus/3">Le permis bateau fait peau neuve</a></li></ul></aside>
<section class="newsletter"><h2>Abonnez-vous à notre lettre d’information</h2><p>Recevez chaque mois l’actualité de la mer et du littoral.</p><form><label for="mel">Votre adresse électronique</label><input id="mel" type="email"><button>S’abonner</button></form></section>
</main>
<footer id="pied" role="contentinfo"><p class="logo">Ministère chargé de la mer</p><p>Le ministère prépare et met en œuvre la politique du Gouvernement dans les domaines de la mer, des ports et du littoral.</p><ul><li><a href="/plan-du-site">Plan du site</a></li><li><a href="/accessibilite">Accessibilité : partiellement conforme</a></li><li><a href="/mentions">Mentions légales</a></li><li><a href="/donnees">Données personnelles</a></li><li><button>Gestion des cookies</button></li></ul><p>Sauf mention contraire, les contenus de ce site sont sous licence ouverte.</p></footer>
<script src="/assets/site.min.js" defer></script>
</body>
</html>
"""


def main() -> None:
    parts, measures = [], []
    links = [
        f'<li><a href="#axe{a}">{escape(axis)}</a></li>' for a, (axis, _, _) in enumerate(PLAN, 1)
    ]
    parts.append(HEAD.replace("{summary}", "".join(links)))
    for a, (axis, opening, items) in enumerate(PLAN, 1):
        parts.append(
            f'<h2 id="axe{a}">{escape(axis)}</h2>\n<p>{escape(opening)}</p>\n<div class="accordions-group">\n'
        )
        for m, (title, texts, calendar, lead) in enumerate(items, 1):
            body = "".join(f"<p>{escape(text)}</p>" for text in texts)
            parts.append(
                f'<section class="accordion"><h3 class="accordion__title"><button aria-expanded="false" aria-controls="m{a}-{m}">{escape(title)}</button></h3>'
                f'<div class="collapse" id="m{a}-{m}">{body}<ul><li><strong>Calendrier :</strong> {escape(calendar)}</li><li><strong>Pilote :</strong> {escape(lead)}</li></ul></div></section>\n'
            )
            measures.append(measure(title, [axis], None, lead, calendar))
        parts.append('</div>\n<p class="top"><a href="#contenu">Haut de page</a></p>\n')
    parts.append(FOOT)
    (FOLDER / f"{NAME}.html").write_text("".join(parts), encoding="utf-8")
    write(
        f"{NAME}.html",
        "plan",
        measures,
        [],
        "Titres d’accordéon (h3) = mesures, sans numéro ; les accordéons de la foire aux questions n’en sont pas.",
    )


if __name__ == "__main__":
    main()
