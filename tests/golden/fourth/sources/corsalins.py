# ruff: noqa: E501
"""News page of an invented Swiss town: 25 engagements, amid the furniture of a site."""

from html import escape

from common import OUT, gold, m

THEMES = [
    ("Au travail et dans l'administration", [
        ("Contrôler chaque année l'égalité salariale dans les services communaux", "L'analyse porte sur les 812 collaboratrices et collaborateurs, y compris les auxiliaires. Ses résultats seront rendus publics. En 2023, l'écart inexpliqué s'élevait à 2,1 %."),
        ("Proposer tous les postes à responsabilité entre 70 et 100 %", "Le partage de poste sera systématiquement mentionné dans les annonces. Trois services l'expérimentent depuis deux ans avec succès."),
        ("Porter le congé de paternité à huit semaines", "La Municipalité soumettra une révision du règlement du personnel au Conseil communal."),
        ("Former l'ensemble des cadres à la prévention du harcèlement", "La formation dure une journée. Elle est obligatoire et renouvelée tous les quatre ans."),
        ("Créer un dispositif d'écoute externe et confidentiel", "Le mandat sera confié à un organisme indépendant, joignable par téléphone et en ligne."),
        ("Exiger le respect de l'égalité salariale de nos fournisseurs", "Les appels d'offres comporteront une déclaration sur l'honneur et des contrôles par sondage."),
        ("Un vocabulaire épicène pour tous les documents officiels", "Un guide de rédaction sera remis à chaque service. Les formulaires en ligne seront revus en premier."),
    ]),
    ("Dans l'espace public", [
        ("Repenser l'éclairage de la gare et du passage des Tanneurs", "Les habitantes nous l'ont dit lors des marches nocturnes : ces deux endroits sont évités dès la tombée de la nuit."),
        ("Donner des noms de femmes à quinze rues et places", "Aujourd'hui, neuf rues sur 214 honorent une femme. Un appel à propositions sera lancé auprès des écoles et des sociétés locales."),
        ("Autoriser l'arrêt à la demande sur toutes les lignes de bus après 21 heures", "L'essai mené sur la ligne 4 a montré que l'horaire n'en souffre pas."),
        ("Doubler le nombre de toilettes publiques gratuites", "Douze nouveaux édicules seront posés près des places de jeux et des arrêts très fréquentés."),
        ("Aménager des cours d'école où chacun trouve sa place", "Le terrain de football n'occupera plus le centre du préau. Les élèves participent aux plans avec une paysagiste."),
        ("Lancer une campagne contre le harcèlement de rue", "Affiches, clips dans les bus et intervention d'une troupe de théâtre dans les établissements secondaires sont prévus."),
        ("Distribuer des protections menstruelles dans les écoles et les bibliothèques", "Deux fournisseurs de la région ont été retenus pour l'essai pilote."),
    ]),
    ("Pour l'enfance et les familles", [
        ("Ouvrir 120 places d'accueil supplémentaires", "Deux crèches seront inaugurées au quartier de la Scierie et aux Grands-Prés. La liste d'attente compte 340 enfants."),
        ("Étendre les horaires de l'accueil parascolaire jusqu'à 18 h 45", "Les parents qui travaillent dans la vente et les soins sont les premiers concernés."),
        ("Réviser le barème des crèches en faveur des familles monoparentales", "Elles représentent 17 % des ménages avec enfants, mais 44 % de ceux qui recourent à l'aide sociale."),
        ("Sensibiliser le personnel éducatif aux stéréotypes dès la petite enfance", "Une malle de livres et de jeux circulera dans les structures."),
        ("Soutenir un lieu de rencontre pour jeunes parents", "La maison de quartier mettra une salle à disposition deux matinées par semaine."),
    ]),
    ("Contre les violences et la précarité", [
        ("Financer quatre logements d'urgence pour les victimes de violences domestiques", "Les appartements seront gérés par une fondation spécialisée. Leur adresse restera confidentielle."),
        ("Renforcer la présence d'une assistante sociale au poste de police", "Elle accompagne les victimes dès la première audition."),
        ("Offrir des cours de français avec garde d'enfants", "L'offre actuelle est complète en quelques heures. Cinq groupes seront ouverts à la maison de quartier."),
        ("Accompagner les femmes de plus de 50 ans dans leur retour à l'emploi", "Le service de l'emploi associera du mentorat et des stages en entreprise."),
    ]),
    ("Sport, culture et vie politique", [
        ("Conditionner une part des subventions sportives à la place faite aux filles", "Les clubs auront trois ans pour s'adapter et pourront compter sur un appui."),
        ("Viser la parité dans toutes les commissions extraparlementaires", "La liste des membres sera publiée chaque année."),
    ]),
]  # fmt: skip


def main() -> None:
    measures, parts, number = [], [], 0
    for theme, items in THEMES:
        parts.append(f'<h2 class="article__subtitle">{escape(theme)}</h2>\n')
        for title, text in items:
            number += 1
            parts.append(
                f'<div class="engagement" id="e{number}"><h3><span class="num">{number}</span> {escape(title)}</h3>\n<p>{escape(text)}</p></div>\n'
            )
            measures.append(m(str(number), title, [theme]))
            if number == 12:
                parts.append(
                    '<figure><img src="/media/2025/preau-grands-pres.jpg" alt="Le préau des Grands-Prés"><figcaption>Le nouveau préau des Grands-Prés a été dessiné avec les élèves. © Ville de Corsalins / L. Perrinjaquet</figcaption></figure>\n<aside class="newsletter"><h4>Ne manquez rien de l\'actualité de votre ville</h4><p>Recevez chaque vendredi notre lettre d\'information.</p><form><input type="email" placeholder="Votre adresse électronique"><button>Je m\'abonne</button></form></aside>\n'
                )
    share = '<ul class="share"><li><a href="#">Partager sur Facebook</a></li><li><a href="#">Partager sur LinkedIn</a></li><li><a href="#">Envoyer par courriel</a></li><li><a href="#">Imprimer la page</a></li></ul>'
    html = f"""<!DOCTYPE html>
<html lang="fr-CH">
<head>
<meta charset="utf-8">
<title>Égalité : la Municipalité présente ses 25 engagements | Ville de Corsalins</title>
<meta name="description" content="La Municipalité de Corsalins dévoile un plan d'action pour l'égalité.">
<link rel="stylesheet" href="/assets/site.css">
<script>window.dataLayer = window.dataLayer || []; function gtag(){{dataLayer.push(arguments);}}</script>
<style>.num{{font-weight:bold;color:#c00}}</style>
</head>
<body class="node-type-actualite">
<a class="skip" href="#main">Aller au contenu principal</a>
<header><div class="logo"><a href="/">Ville de Corsalins</a></div>
<nav aria-label="Menu principal"><ul><li><a href="/vivre">Vivre à Corsalins</a><ul><li><a href="/demenager">Annoncer un déménagement</a></li><li><a href="/dechets">Trier ses déchets</a></li><li><a href="/stationner">Demander un macaron de stationnement</a></li></ul></li><li><a href="/politique">Vie politique</a></li><li><a href="/culture">Culture et sport</a></li><li><a href="/guichet">Guichet virtuel</a></li></ul></nav>
<form role="search"><label>Rechercher sur le site</label><input type="search"></form></header>
<div class="cookie" role="dialog"><p>Ce site utilise des cookies pour mesurer son audience.</p><button>Accepter</button><button>Refuser</button></div>
<p class="breadcrumb"><a href="/">Accueil</a> › <a href="/actualites">Actualités</a> › Égalité : 25 engagements</p>
<main id="main"><article>
<h1>Égalité : la Municipalité présente ses 25 engagements</h1>
<p class="meta">Publié le 7 mars 2025 · Mis à jour le 11 mars 2025 · Temps de lecture : 6 minutes</p>
{share}
<p class="chapeau">À la veille du 8 mars, la Municipalité a adopté son premier plan d'action communal pour l'égalité. Préparé pendant quinze mois avec les services, les associations et un panel d'habitantes et d'habitants, il court jusqu'en 2029.</p>
<p>« L'égalité n'est pas l'affaire d'un bureau, c'est une façon de conduire toutes nos politiques », a déclaré la municipale Odile Vuagniaux lors de la conférence de presse. Un crédit de 2,4 millions de francs sur quatre ans sera demandé au Conseil communal, qui en débattra le 22 mai.</p>
<p>Le plan s'appuie sur un diagnostic réalisé par la haute école de travail social. Une femme sur trois y dit modifier ses trajets le soir ; les tâches de soin aux proches reposent aux trois quarts sur elles. Voici, thème par thème, ce que la Ville entend faire.</p>
{"".join(parts)}
<h2>Et maintenant ?</h2>
<p>Le Bureau de l'égalité rendra compte de l'avancement chaque année, à la date symbolique du 14 juin. Un groupe de suivi réunissant des associations et des membres du panel donnera son avis.</p>
<p><a href="/media/plan-egalite.pdf">Télécharger le plan complet (PDF, 3,2 Mo)</a></p>
<p class="contact">Renseignements : Bureau de l'égalité, rue du Four 3, 021 000 00 00</p>
{share}
</article>
<section class="comments"><h2>4 commentaires</h2>
<div class="comment"><p class="who">Jacqueline B. – 8 mars 2025 à 09:14</p><p>Bravo ! Il faudrait aussi installer des bancs le long de la Promenade, on en parle depuis dix ans.</p><a href="#">Répondre</a></div>
<div class="comment"><p class="who">Mehdi – 8 mars 2025 à 12:40</p><p>Et les transports de nuit ? Mettre un bus toutes les heures le samedi serait plus utile que des noms de rues.</p><a href="#">Répondre</a></div>
<div class="comment"><p class="who">Un contribuable – 9 mars 2025 à 21:03</p><p>1. Baisser les impôts. 2. Réparer les routes. 3. Arrêter de dépenser.</p><a href="#">Répondre</a></div>
<div class="comment"><p class="who">Solveig T. – 10 mars 2025 à 07:55</p><p>Merci pour les horaires du parascolaire, enfin.</p><a href="#">Répondre</a></div>
<p><a href="/connexion">Se connecter pour commenter</a></p></section></main>
<aside class="related"><h2>À lire aussi</h2><ul><li><a href="#">Réouverture de la piscine des Grands-Prés le 3 mai</a></li><li><a href="#">Budget participatif : déposez vos projets jusqu'au 30 avril</a></li><li><a href="#">Planter un arbre pour chaque naissance : 212 parrainages en 2024</a></li></ul><h2>Agenda</h2><ul><li>14 mars – Conférence « Femmes et mémoire des quartiers »</li><li>20 mars – Séance du Conseil communal</li></ul></aside>
<footer><h2>Administration communale</h2><p>Place du Marché 1, 1000 Corsalins. Ouvert du lundi au vendredi de 8 h à 12 h et de 13 h 30 à 17 h.</p><ul><li><a href="#">Plan du site</a></li><li><a href="#">Protection des données</a></li><li><a href="#">Signaler un problème</a></li></ul></footer>
</body>
</html>
"""
    name = "corsalins-25-engagements-egalite.html"
    (OUT / name).write_text(html, encoding="utf-8")
    gold(name, measures,
         "Énoncé = titre numéroté (h3) ; le paragraphe qui suit est le détail. Chemin = h2 du thème (le h1 est le titre du document). Commentaires, agenda et articles liés : rien.")  # fmt: skip


if __name__ == "__main__":
    main()
