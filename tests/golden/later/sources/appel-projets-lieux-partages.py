import sys

from docx import Document
from docx.shared import Pt

doc = Document()
doc.styles["Normal"].font.name = "Carlito"
doc.styles["Normal"].font.size = Pt(11)
doc.sections[0].header.paragraphs[0].text = "Région Haute-Plaine — Appel à projets « Lieux partagés »"
add = doc.add_paragraph


def head(text, level=1):
    doc.add_heading(text, level)


def bullets(*lines, style="List Bullet"):
    for line in lines:
        add(line, style=style)


doc.add_heading("Appel à projets 2026", 0)
add("Lieux partagés en milieu rural").runs[0].bold = True
add("Cahier des charges – Date limite de dépôt : 30 avril 2026, 17 heures")
head("1. Contexte et objectifs")
add(
    "La Région Haute-Plaine a adopté en 2023 sa stratégie de la ruralité, qui compte 34 actions. "
    "L’une d’elles invite les territoires à imaginer des lieux où l’on travaille, répare, apprend et "
    "se retrouve. Deux éditions de l’appel à projets ont déjà soutenu 27 lieux."
)
add("Par cet appel, la Région cherche à :")
bullets(
    "faire émerger des lieux portés par les habitants ;",
    "rapprocher les services de la population ;",
    "soutenir des modèles économiques sobres.",
)
head("2. Quels projets ?")
head("Volet A – Création", 2)
add("Peuvent être aidées, à titre d’exemple, les opérations suivantes :")
bullets(
    "Aménager un atelier de réparation ouvert au public",
    "Créer un espace de travail partagé dans un bâtiment vacant",
    "Ouvrir un café associatif avec relais de services",
    "Installer une cuisine collective aux normes",
)
head("Volet B – Développement", 2)
add("Lieux existants depuis deux ans au moins qui souhaitent :")
bullets(
    "Élargir leurs horaires ou leurs activités",
    "Former leurs bénévoles et leurs salariés",
    "Améliorer la performance énergétique du bâtiment",
    "Mettre en réseau plusieurs lieux d’un même bassin de vie",
)
head("3. Critères d’éligibilité")
bullets(
    "Le porteur est une association, une coopérative, une commune ou un groupement de communes.",
    "Le lieu se situe dans une commune de moins de 5 000 habitants.",
    "Le projet mobilise au moins trois partenaires.",
    "Les travaux ne doivent pas avoir commencé avant l’accusé de réception du dossier.",
    "Le plan de financement présente au moins 20 % d’autofinancement.",
    style="List Number",
)
add("Ne sont pas éligibles : les résidences d’artistes, les commerces seuls, les achats de véhicules.")
head("4. Critères de sélection")
grid = doc.add_table(rows=0, cols=3)
grid.style = "Table Grid"
for line in (
    ("Critère", "Ce qui est apprécié", "Points"),
    ("1. Ancrage local", "Associer les habitants dès la conception", "30"),
    ("2. Utilité", "Répondre à un besoin non couvert à moins de 15 km", "25"),
    ("3. Viabilité", "Présenter un budget équilibré sur trois ans", "25"),
    ("4. Sobriété", "Réemployer les matériaux, réduire les consommations", "20"),
):
    for cell, text in zip(grid.add_row().cells, line):
        cell.text = text
head("5. Nature de l’aide")
add(
    "L’aide prend la forme d’une subvention d’investissement, au taux maximal de 50 %, plafonnée à "
    "120 000 euros pour le volet A et à 60 000 euros pour le volet B. Elle est versée en deux fois : "
    "40 % à la signature de la convention, le solde sur présentation des factures."
)
head("6. Engagements du bénéficiaire")
add("Le bénéficiaire s’engage à :")
bullets(
    "maintenir l’activité du lieu pendant cinq ans ;",
    "apposer le logo de la Région sur ses supports ;",
    "participer à deux rencontres du réseau par an ;",
    "transmettre un bilan chaque 31 mars.",
)
head("7. Déposer un dossier")
add("Étape 1 : prendre rendez-vous avec le service Ruralités avant le 15 mars.")
add("Étape 2 : remplir le formulaire en ligne et joindre les pièces de l’annexe.")
add("Étape 3 : présenter le projet devant le jury, entre le 8 et le 19 juin.")
add("La commission permanente votera les subventions en juillet.")
head("Annexe – Pièces à fournir")
bullets(
    "Statuts ou délibération",
    "Devis de moins de trois mois",
    "Plan du bâtiment et titre de propriété ou bail",
    "Lettres de soutien des partenaires",
)
head("Questions fréquentes")
add("Faut-il être propriétaire ? Non, un bail de neuf ans suffit.")
add("Peut-on cumuler avec une aide européenne ? Oui, dans la limite de 80 % d’aides publiques.")
doc.save(sys.argv[1])
