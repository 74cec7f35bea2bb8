# ruff: noqa: E501
"""Politique des familles et des aînés of an invented Québec MRC: prose, then two columns."""

import tempfile
from pathlib import Path

from common import gold, libreoffice, m
from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from hautrivage import field

FIELDS = [
    ("Habitation et milieu de vie",
     ["Le logement est la préoccupation la plus souvent nommée lors des consultations. Les jeunes familles peinent à acheter une première maison et les personnes aînées qui veulent quitter la leur ne trouvent rien à louer dans leur village. Le taux d'inoccupation est de 0,6 % à Sainte-Ozanne et nul dans neuf municipalités sur quatorze.",
      "La MRC ne construit pas de logements, mais elle planifie le territoire, réunit les acteurs et soutient les projets. C'est en ce sens qu'elle entend agir au cours des cinq prochaines années."],
     [("Augmenter l'offre de logements abordables", [
         ("Constituer une réserve de terrains municipaux destinés à l'habitation communautaire", None),
         ("Adopter un règlement-cadre autorisant les logements d'appoint et la cohabitation intergénérationnelle", None),
         ("Soutenir le démarrage d'au moins deux coopératives d'habitation d'ici 2028", "d'ici 2028"),
         ("Réclamer au gouvernement du Québec une bonification du programme de rénovation en milieu rural", None)]),
      ("Permettre aux personnes aînées de demeurer chez elles", [
         ("Offrir un service de petits travaux et de déneigement à coût modique avec les coopératives de solidarité", None),
         ("Faire connaître le programme d'adaptation de domicile", None),
         ("Former le personnel des bibliothèques et des bureaux municipaux au repérage de la maltraitance", None)])]),
    ("Transport et sécurité",
     ["Sur un territoire de 2 140 km², ne pas conduire, c'est souvent ne pas sortir. Le transport collectif de la MRC a effectué 38 000 déplacements en 2023, en hausse de 22 % depuis 2019, mais il ne roule ni le soir ni le dimanche.",
      "Les parents nous ont aussi parlé des abords d'école, de la vitesse sur la route 263 et de trottoirs qui s'interrompent."],
     [("Faciliter les déplacements sans voiture", [
         ("Prolonger jusqu'à 21 h les circuits du jeudi et du vendredi", None),
         ("Établir un tarif familial unique pour l'ensemble du territoire", None),
         ("Mettre à l'essai un service d'accompagnement bénévole vers l'hôpital de Sainte-Ozanne", None)]),
      ("Rendre les rues plus sûres pour les piétons de tous âges", [
         ("Réaliser une marche exploratoire par année dans chacune des municipalités participantes", None),
         ("Installer des bancs tous les 200 mètres sur les parcours menant aux services de proximité", None),
         ("Déployer des brigades scolaires aux six traverses jugées dangereuses dès septembre 2025", "dès septembre 2025"),
         ("Demander au ministère des Transports l'abaissement de la vitesse à l'entrée des villages", None)])]),
    ("Loisir, culture et vie active",
     ["Les installations sont nombreuses, mais vieillissantes et mal connues. Quatre arénas, onze patinoires extérieures, treize bibliothèques et un réseau de sentiers de 170 km composent une offre que les familles nouvellement arrivées découvrent par hasard.",
      "Les aînés demandent des activités le jour; les parents, des activités où petits et grands participent en même temps."],
     [("Diversifier l'offre pour tous les âges", [
         ("Créer un programme de prêt d'équipement de plein air dans les bibliothèques", None),
         ("Jumeler les camps de jour et les résidences pour aînés le temps d'un projet estival", None),
         ("Aménager trois parcs intergénérationnels comprenant des modules adaptés, des jeux d'eau et de l'ombre", None),
         ("Accorder la gratuité des activités culturelles aux enfants de moins de 12 ans", None)]),
      ("Mieux faire connaître ce qui existe", [
         ("Publier deux fois l'an un guide régional des loisirs, en version papier et en ligne", None),
         ("Tenir une fête des nouveaux arrivants dans une municipalité différente chaque automne", None)])]),
    ("Participation sociale et communication",
     ["Un aîné sur trois vit seul. Le bénévolat s'essouffle : l'âge moyen des administrateurs d'organismes dépasse 66 ans. En parallèle, les informations municipales passent presque toutes par le Web, alors que 18 % des ménages n'ont pas de connexion fiable."],
     [("Briser l'isolement", [
         ("Appuyer les cuisines collectives et les dîners communautaires par une aide de 1 500 $ par année", None),
         ("Outiller les facteurs, les coiffeuses et les livreurs de repas comme sentinelles de quartier", None),
         ("Développer un réseau d'appels amicaux en partenariat avec les centres d'action bénévole", None)]),
      ("Donner une voix aux familles et aux aînés", [
         ("Désigner dans chaque conseil municipal un élu responsable des familles et des aînés", None),
         ("Mettre sur pied un comité consultatif jeunesse", None),
         ("Rédiger les avis publics en langage clair", None),
         ("Assurer l'accompagnement des personnes peu à l'aise avec le numérique dans les treize bibliothèques", None)])]),
    ("Services de garde, santé et services sociaux",
     ["La MRC compte 611 places en services de garde éducatifs pour 940 enfants. La liste d'attente freine l'installation de travailleurs de la santé, d'enseignants et d'entrepreneurs.",
      "Les soins à domicile relèvent du réseau de la santé; la MRC porte la voix du milieu et met ses locaux et ses moyens de communication à contribution."],
     [("Soutenir la création de places en services de garde", [
         ("Céder gratuitement un terrain au projet de centre de la petite enfance de Saint-Elzéar-des-Monts", None),
         ("Promouvoir le métier d'éducatrice auprès des finissants du secondaire", None)]),
      ("Rapprocher les services de la population", [
         ("Accueillir la clinique mobile de vaccination et de dépistage dans les salles communautaires", None),
         ("Représenter les besoins du milieu auprès du CISSS, notamment en matière de répit aux proches aidants", None),
         ("Élaborer un bottin des ressources pour proches aidants et le mettre à jour chaque année", None)])]),
]  # fmt: skip


def columns(section, count: int) -> None:
    cols = section._sectPr.find(qn("w:cols"))
    if cols is None:
        cols = OxmlElement("w:cols")
        section._sectPr.append(cols)
    cols.set(qn("w:num"), str(count))
    cols.set(qn("w:space"), "500")


def main() -> None:
    doc = Document()
    doc.styles["Normal"].font.name, doc.styles["Normal"].font.size = "Carlito", Pt(11)
    for level, size, colour in ((1, 20, "1F4E79"), (2, 14, "2E8B57"), (3, 12, "1F4E79")):
        style = doc.styles[f"Heading {level}"]
        style.font.name, style.font.size, style.font.color.rgb = (
            "Caladea",
            Pt(size),
            RGBColor.from_string(colour),
        )
    doc.sections[0].header.paragraphs[0].text = "MRC de Boishébert-Nord"
    foot = doc.sections[0].footer.paragraphs[0]
    foot.add_run("Politique des familles et des aînés et plan d'action 2025-2029   ")
    field(foot, "PAGE")
    doc.add_heading("Grandir et vieillir chez nous", 0)
    doc.add_paragraph("Politique des familles et des aînés et plan d'action 2025-2029")
    doc.add_paragraph("MRC de Boishébert-Nord")
    doc.add_page_break()
    for line in (
        "Rédaction : Service du développement social",
        "Révision linguistique : Plume et virgule inc.",
        "Adoptée par le conseil de la MRC le 19 mars 2025 (résolution 2025-03-071)",
        "ISBN 978-2-0000-0000-0",
        "Ce document a été réalisé grâce à une aide financière du gouvernement du Québec dans le cadre du programme de soutien à la démarche Municipalité amie des aînés.",
    ):
        doc.add_paragraph(line)
    doc.add_heading("Mot du préfet", 2)
    doc.add_paragraph(
        "C'est avec fierté que je vous présente la deuxième politique des familles et des aînés de la MRC. La première, adoptée en 2016, a permis d'ouvrir la maison des familles, de doubler l'offre de transport collectif et de créer le fonds de vitalité des villages. Celle-ci va plus loin, parce que les besoins ont changé."
    )
    doc.add_paragraph(
        "Merci aux 1 204 personnes qui ont répondu au sondage, aux participants des sept cafés-rencontres et aux membres du comité de pilotage. Vous reconnaîtrez vos mots dans ces pages."
    )
    doc.add_paragraph("Réjean Thibodeau-Lacasse, préfet")
    doc.add_page_break()
    doc.add_heading("Table des matières", 2)
    for number, (name, _, _) in enumerate(FIELDS, 1):
        doc.add_paragraph(f"{number}. {name}\t{3 + number}")
    doc.add_paragraph("Mise en œuvre et suivi\t9")
    doc.add_heading("La démarche", 2)
    doc.add_paragraph(
        "Un comité de pilotage de quinze personnes a été formé en février 2024. Il regroupait des élus, des représentants du réseau de l'éducation et de la santé, des organismes communautaires, deux grands-parents et trois parents de jeunes enfants."
    )
    doc.add_heading("Notre définition de la famille", 2)
    doc.add_paragraph(
        "La famille est le premier lieu d'attachement. Elle prend toutes les formes que lui donnent ses membres, unis par des liens multigénérationnels, de sang, d'adoption ou de cœur."
    )
    doc.add_heading("Les valeurs et les principes directeurs", 2)
    for text in (
        "Équité : chaque village compte, quelle que soit sa taille.",
        "Entraide : les générations ont besoin les unes des autres.",
        "Respect : les décisions se prennent avec les personnes concernées.",
    ):
        doc.add_paragraph(text, style="List Bullet")
    measures = []
    for number, (name, prose, objectives) in enumerate(FIELDS, 1):
        columns(doc.add_section(WD_SECTION.NEW_PAGE), 1)
        title = f"{number}. {name}"
        doc.add_heading(title, 1)
        for text in prose:
            doc.add_paragraph(text)
        quote = doc.add_paragraph()
        quote.add_run(
            [
                "« J'ai 81 ans, je chauffe encore au bois et je veux finir mes jours au rang 4. »",
                "« Mon fils de 15 ans dépend de moi pour tout, même pour aller jouer au basket. »",
                "« On ne savait pas qu'il y avait une piscine à vingt minutes! »",
                "« Depuis que je livre les repas, je connais tout le monde. »",
                "« J'ai refusé un emploi parce que je n'avais pas de garderie. »",
            ][number - 1]
        ).italic = True
        columns(doc.add_section(WD_SECTION.CONTINUOUS), 2)
        for code, (objective, actions) in enumerate(objectives, 1):
            heading = f"Objectif {number}.{code} {objective}"
            if code == 2:
                doc.paragraphs[-1].add_run().add_break(WD_BREAK.COLUMN)
            doc.add_heading(heading, 3)
            for text, when in actions:
                doc.add_paragraph(text, style="List Bullet")
                budget = "1 500 $ par année" if "1 500 $" in text else None
                measures.append(m(None, text, [title, heading], None, when, budget))
    columns(doc.add_section(WD_SECTION.NEW_PAGE), 1)
    doc.add_heading("Mise en œuvre et suivi", 1)
    doc.add_paragraph(
        "Le plan d'action sera mis en œuvre par le Service du développement social, en collaboration avec les municipalités et les partenaires. Un comité de suivi se réunira trois fois par année. Un bilan annuel sera déposé au conseil de la MRC chaque mois de mars et diffusé dans le bulletin régional."
    )
    doc.add_heading("Remerciements", 2)
    doc.add_paragraph(
        "La MRC remercie les maires et les mairesses des quatorze municipalités, le Centre d'action bénévole des Monts, la Maison des familles La Ribambelle, la Table de concertation des aînés et l'école secondaire de l'Envol."
    )
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "politique.docx"
        doc.save(str(target))
        libreoffice(target, "boishebert-familles-aines.pdf")
    gold("boishebert-familles-aines.pdf", measures,
         "Chapitres en prose sur une colonne, puis objectifs et puces à l'infinitif sur deux colonnes. Échéance et budget : seulement ceux que la puce elle-même dit.", 4)  # fmt: skip


if __name__ == "__main__":
    main()
