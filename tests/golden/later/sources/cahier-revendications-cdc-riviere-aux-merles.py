import sys

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt, RGBColor

doc = Document()
page = doc.sections[0]
page.page_width, page.page_height = Cm(21.59), Cm(27.94)
page.left_margin = page.right_margin = Cm(2.5)
doc.styles["Normal"].font.name, doc.styles["Normal"].font.size = "Liberation Sans", Pt(12)
page.header.paragraphs[0].text = "CDC de la Rivière-aux-Merles"
page.header.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
page.footer.paragraphs[0].text = "Cahier de revendications régionales 2025-2028"


def line(text, size=12, bold=False, italic=False, colour=None, before=0, left=0.0, keep=False):
    p = doc.add_paragraph()
    run = p.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour)
    p.paragraph_format.space_before, p.paragraph_format.left_indent = Pt(before), Cm(left)
    p.paragraph_format.space_after, p.paragraph_format.keep_with_next = Pt(6), keep
    return p


def chapter(number, title):
    if number == "1":
        doc.add_page_break()
    line(f"{number}. {title}", 20, True, colour="A23B12", before=22, keep=True)


def theme(code, title):
    line(f"{code} {title}", 13, True, colour="33475B", before=14, keep=True)


def given(*texts):
    for text in texts:
        link = "qu'" if text[0] in "aeiouh" else "que "
        line(f"Considérant {link}{text};", italic=True, left=0.6)


def ask(code, text, after=""):
    p = doc.add_paragraph()
    form = p.paragraph_format
    form.left_indent, form.first_line_indent, form.space_after = Cm(2.1), Cm(-1.5), Pt(7)
    form.tab_stops.add_tab_stop(Cm(2.1))
    p.add_run(f"{code}\t").bold = True
    p.add_run(text + after)


line("Corporation de développement communautaire de la Rivière-aux-Merles", 13, before=120)
line("Cahier de revendications régionales", 32, True, colour="A23B12")
line("2025-2028", 20)
line("Adopté par les 63 organismes membres, congrès du 24 avril 2025", italic=True)

doc.add_page_break()
line("Table des matières", 16, True)
for text in ("1. Logement\t3", "1.1 Garder les locataires chez eux\t3", "1.2 Construire hors marché\t3", "2. Revenu et dignité\t3", "2.1 Protéger les personnes assistées\t3", "2.2 Transport et énergie\t4", "3. Milieu communautaire\t4", "3.1 Financer la mission\t4", "3.2 Respecter l'autonomie\t5", "4. Santé et proximité\t5", "4.1 Des soins près de chez soi\t5", "4.2 La santé mentale autrement\t5", "5. Enfance, jeunesse, éducation\t6", "5.1 Apprendre à tout âge\t6", "5.2 Laisser de la place aux jeunes\t6", "Annexe : à qui s'adresse-t-on?\t7"):
    p = line(text)
    p.paragraph_format.tab_stops.add_tab_stop(Cm(16))
line("Lire ce cahier", 14, True, before=20)
line("Chaque résolution porte trois chiffres. Une résolution adoptée à l'unanimité est suivie d'un astérisque. Les considérants résument les débats; ils n'engagent pas la Corporation.")
line("Du cahier précédent, nous retenons trois victoires : obtenir un registre des loyers, ouvrir une halte-répit à Sainte-Mélodie, maintenir la navette du lundi.")

chapter("1", "⟦h1:1.|Logement⟧")
line("Le loyer moyen d'un quatre et demie a grimpé de 41 % en cinq ans. À Pointe-Bergeron, le taux d'inoccupation est de 0,4 %.")
theme("1.1", "⟦h2:1.1|Garder les locataires chez eux⟧")
given("les avis d'éviction ont triplé depuis 2021", "les personnes aînées en sont les premières victimes")
ask("1.1.1", "⟦m:1.1.1|Que le gouvernement interdise les évictions pour agrandissement ou changement d'usage tant que le taux d'inoccupation est sous 3 %⟧", "*;")
ask("1.1.2", "⟦m:1.1.2|Que les quatre MRC de la région se dotent d'un fonds d'urgence pour les ménages sans toit au 1er juillet⟧", ";")
ask("1.1.3", "⟦m:1.1.3|Que le Tribunal du logement siège au moins deux jours par semaine à Sainte-Mélodie⟧", ";")
ask("1.1.4", "⟦m:1.1.4|Que soient imposés aux propriétaires des travaux d'office lorsque l'insalubrité est constatée⟧", ".")
theme("1.2", "⟦h2:1.2|Construire hors marché⟧")
given("moins de 6 % du parc locatif régional est à l'abri de la spéculation")
ask("1.2.1", "⟦m:1.2.1|Que 1 500 logements sociaux soient financés dans la région d'ici 2028⟧", "*;")
ask("1.2.2", "⟦m:1.2.2|Que les municipalités exercent leur droit de préemption sur les terrains bien desservis⟧", ";")
ask("1.2.3", "⟦m:1.2.3|Que les organismes d'habitation aient accès aux terrains publics excédentaires pour un dollar symbolique⟧", ". Une résolution semblable figure à la plateforme du Front pour le logement (« Que l'on bâtisse 50 000 logements »).")

chapter("2", "⟦h1:2.|Revenu et dignité⟧")
theme("2.1", "⟦h2:2.1|Protéger les personnes assistées⟧")
given("la prestation de base couvre moins de la moitié des besoins reconnus", "les gains de travail permis n'ont pas été revus depuis plus de vingt ans")
ask("2.1.1", "⟦m:2.1.1|Que la prestation de base rejoigne la mesure du panier de consommation⟧", "*;")
ask("2.1.2", "⟦m:2.1.2|Que les gains permis passent de 200 $ à 600 $ par mois⟧", ";")
ask("2.1.3", "⟦m:2.1.3|Que la pension alimentaire versée pour un enfant cesse d'être comptée comme un revenu⟧", "*;")
ask("2.1.4", "⟦m:2.1.4|Que l'on rouvre les bureaux de services fermés à Lac-Perdrix et à Pointe-Bergeron⟧", ".")
theme("2.2", "⟦h2:2.2|Transport et énergie⟧")
given("un ménage sur cinq n'a pas de voiture")
ask("2.2.1", "⟦m:2.2.1|Que le transport adapté soit offert le soir et la fin de semaine, sans frontière entre les MRC⟧", ";")
ask("2.2.2", "⟦m:2.2.2|Que la Régie intermunicipale gèle le prix du passage pour les moins de 25 ans⟧", ";")
ask("2.2.3", "⟦m:2.2.3|Qu'aucun débranchement d'électricité n'ait lieu, en hiver comme en été⟧", "*;")
ask("2.2.4", "⟦m:2.2.4|Que le programme de rénovation énergétique soit élargi aux locataires⟧", ".")

chapter("3", "⟦h1:3.|Milieu communautaire⟧")
theme("3.1", "⟦h2:3.1|Financer la mission⟧")
given("les organismes refusent une demande sur trois, faute de personnel", "les projets ponctuels représentent désormais 38 % de leurs revenus")
ask("3.1.1", "⟦m:3.1.1|Que le financement à la mission soit augmenté de 27 millions de dollars pour la région⟧", "*;")
ask("3.1.2", "⟦m:3.1.2|Que les ententes durent cinq ans⟧", ";")
ask("3.1.3", "⟦m:3.1.3|Que la bonification versée au réseau public lors des négociations s'applique aux salaires du communautaire⟧", ";")
ask("3.1.4", "⟦m:3.1.4|Que les fondations publient leurs critères et leurs refus⟧", ";")
ask("3.1.5", "⟦m:3.1.5|Que chaque municipalité cède, prête ou loue à bas prix un local aux organismes de son territoire⟧", ".")
theme("3.2", "⟦h2:3.2|Respecter l'autonomie⟧")
given("la reddition de comptes occupe en moyenne onze jours par année")
ask("3.2.1", "⟦m:3.2.1|Que le CISSS renonce à orienter d'office des usagers vers les organismes⟧", "*;")
ask("3.2.2", "⟦m:3.2.2|Que les rapports exigés par les ministères soient fusionnés en un seul⟧", ";")
ask("3.2.3", "⟦m:3.2.3|Que la Corporation tienne chaque automne une assemblée sur les pratiques d'action communautaire autonome⟧", ".")

chapter("4", "⟦h1:4.|Santé et proximité⟧")
line("La région a perdu le tiers de ses lits d'hébergement entre 2012 et 2024. La route 391 est fermée en moyenne neuf jours par hiver.")
theme("4.1", "⟦h2:4.1|Des soins près de chez soi⟧")
given("il faut rouler 112 km pour accoucher", "l'hôpital de Sainte-Mélodie a connu vingt-deux ruptures de service à l'urgence")
ask("4.1.1", "⟦m:4.1.1|Que le service d'obstétrique de Sainte-Mélodie soit rétabli de façon permanente⟧", "*;")
ask("4.1.2", "⟦m:4.1.2|Que soit ouvert un point de service infirmier sans rendez-vous dans chaque MRC⟧", " :")
line("a) accessible sept jours sur sept;", left=2.6)
line("b) doté d'une travailleuse sociale;", left=2.6)
line("c) relié par navette au village voisin.", left=2.6)
ask("4.1.3", "⟦m:4.1.3|Que les frais de déplacement pour des soins soient remboursés dès le premier kilomètre⟧", ";")
ask("4.1.4", "⟦m:4.1.4|Qu'une maison de répit de dix places voie le jour à Pointe-Bergeron⟧", ".")
theme("4.2", "⟦h2:4.2|La santé mentale autrement⟧")
given("la liste d'attente compte 1 870 noms", "les groupes d'entraide n'ont reçu aucun ajout depuis quatre ans")
ask("4.2.1", "⟦m:4.2.1|Que les ressources alternatives soient reconnues comme porte d'entrée au même titre que le guichet d'accès⟧", "*;")
ask("4.2.2", "⟦m:4.2.2|Que le recours aux mesures de contention fasse l'objet d'un rapport public chaque année⟧", ";")
ask("4.2.3", "⟦m:4.2.3|Que deux intervenants pairs aidants soient embauchés dans chaque équipe de crise⟧", ";")
ask("4.2.4", "⟦m:4.2.4|Que la ligne d'écoute régionale réponde la nuit⟧", ". Elle ferme actuellement à 22 heures.")

chapter("5", "⟦h1:5.|Enfance, jeunesse, éducation⟧")
theme("5.1", "⟦h2:5.1|Apprendre à tout âge⟧")
given("une personne sur cinq peine à lire une ordonnance")
ask("5.1.1", "⟦m:5.1.1|Que l'allocation aux participantes en alphabétisation passe à 25 $ par jour⟧", ";")
ask("5.1.2", "⟦m:5.1.2|Que toute lettre du gouvernement soit rédigée dans une langue claire et vérifiée par des lecteurs peu à l'aise⟧", "*;")
ask("5.1.3", "⟦m:5.1.3|Que le Centre de services scolaire garde ouvertes les écoles de moins de quarante élèves⟧", ";")
ask("5.1.4", "⟦m:5.1.4|Que l'aide alimentaire à l'école devienne universelle, de la maternelle au secondaire⟧", "*.")
theme("5.2", "⟦h2:5.2|Laisser de la place aux jeunes⟧")
given("deux maisons des jeunes ont fermé leurs portes en 2024")
ask("5.2.1", "⟦m:5.2.1|Que chaque maison des jeunes reçoive au moins 160 000 $ à la mission⟧", ";")
ask("5.2.2", "⟦m:5.2.2|Que les conseils municipaux réservent un siège d'observateur à une personne de moins de 21 ans⟧", ";")
ask("5.2.3", "⟦m:5.2.3|Que l'on cesse de remettre des constats d'infraction pour flânage⟧", ";")
ask("5.2.4", "⟦m:5.2.4|Que des travailleurs de rue soient présents à l'année dans les cinq villes de la région⟧", "*.")

doc.add_page_break()
line("Annexe : à qui s'adresse-t-on?", 16, True, colour="A23B12")
grid = doc.add_table(rows=0, cols=2)
grid.style = "Table Grid"
for row in (("Destinataire", "Résolutions"), ("Gouvernement", "1.1.1, 1.2.1, 2.1.1 à 2.1.3, 2.2.4, 3.1.1, 3.1.3, 3.2.2, 4.1.1 à 4.1.4, 4.2.2, 5.1.1, 5.1.2, 5.1.4, 5.2.1"), ("MRC et municipalités", "1.1.2, 1.1.4, 1.2.2, 3.1.5, 5.2.2, 5.2.3"), ("Tribunal, régie, CISSS", "1.1.3, 2.2.2, 3.2.1"), ("Fondations", "3.1.4"), ("La Corporation elle-même", "3.2.3")):
    for cell, text in zip(grid.add_row().cells, row):
        cell.text = text
line("Le comité de suivi", 14, True, before=20)
line("⟦x|Cinq personnes élues suivent l'avancement des résolutions, rencontrent les élus et préparent le congrès de 2028.⟧ ⟦x|Que chacune et chacun s'en fasse le porte-voix!⟧")
doc.save(sys.argv[1])
