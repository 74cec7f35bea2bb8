import sys

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

doc = Document()
section = doc.sections[0]
section.orientation = WD_ORIENT.LANDSCAPE
section.page_width, section.page_height = Cm(27.94), Cm(21.59)
for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
    setattr(section, side, Cm(2))
doc.styles["Normal"].font.name = "Liberation Sans"
doc.styles["Normal"].font.size = Pt(10)

foot = section.footer.paragraphs[0]
foot.add_run("Plan d’action gouvernemental en matière de langue des signes 2026-2031   |   ")
for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
    run = foot.add_run()
    if kind:
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
    else:
        mark = OxmlElement("w:instrText")
        mark.text = text
    run._r.append(mark)


def para(text, size=10, bold=False, colour=None, after=6, style=None):
    p = doc.add_paragraph(style=style)
    run = p.add_run(text)
    run.font.size, run.bold = Pt(size), bold
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour)
    p.paragraph_format.space_after = Pt(after)
    return p


def title(text):
    form = para(text, 20, True, "1D3F72", 14).paragraph_format
    form.keep_with_next, form.space_before = True, Pt(20)


def page():
    doc.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def shade(cell, colour):
    fill = OxmlElement("w:shd")
    fill.set(qn("w:val"), "clear")
    fill.set(qn("w:fill"), colour)
    cell._tc.get_or_add_tcPr().append(fill)


WIDTHS = (Cm(10.2), Cm(4.6), Cm(3.2), Cm(5.9))


def write(cell, text, bold=False):
    first, *rest = text.split("\n")
    run = cell.paragraphs[0].add_run(first)
    run.font.size, run.bold = Pt(9), bold
    for line in rest:
        p = cell.add_paragraph(style="List Bullet")
        p.add_run(line).font.size = Pt(9.5)


def table(*rows):
    grid = doc.add_table(rows=1, cols=4)
    grid.style = "Table Grid"
    grid.autofit = False
    for cell, name in zip(grid.rows[0].cells, ("Action", "Responsable", "Échéancier", "Indicateur")):
        write(cell, name, True)
        shade(cell, "C9D6EA")
    repeat = OxmlElement("w:tblHeader")
    repeat.set(qn("w:val"), "true")
    grid.rows[0]._tr.get_or_add_trPr().append(repeat)
    for row in rows:
        cells = grid.add_row().cells
        if isinstance(row, str):
            band = cells[0].merge(cells[3])
            write(band, row, True)
            shade(band, "EDEDED")
        else:
            for cell, text in zip(cells, row):
                write(cell, text)
        whole = OxmlElement("w:cantSplit")
        grid.rows[-1]._tr.get_or_add_trPr().append(whole)
    for column, width in zip(grid.columns, WIDTHS):
        column.width = width
    for row in grid.rows:
        if len(row._tr.tc_lst) == 4:
            for cell, width in zip(row.cells, WIDTHS):
                cell.width = width


para("Faire signe à tout le monde", 30, True, "1D3F72", 4)
para("Plan d’action gouvernemental en matière de langue des signes", 16, False, "1D3F72", 4)
para("2026-2031", 16)
para("Secrétariat à la langue des signes")
page()

title("Message de la ministre")
para(
    "C’est avec fierté que je vous présente le premier plan d’action gouvernemental en matière de "
    "langue des signes. Plus de 7 000 personnes la parlent chaque jour chez nous. Longtemps, on leur "
    "a demandé de s’adapter. Avec ce plan, c’est l’État qui apprend."
)
para(
    "Je remercie les 46 organismes et les 612 personnes qui ont pris part à la consultation tenue à "
    "l’hiver. Leurs mémoires ont nourri chacune des pages qui suivent."
)
para("La ministre responsable des Personnes sourdes,\nIrène Castonguay-Bell")
title("Table des matières")
for line in (
    "Message de la ministre\t2",
    "État de la situation\t3",
    "Orientation 1 Reconnaître la langue et celles et ceux qui la parlent\t4",
    "Orientation 2 Rendre les services publics accessibles\t4",
    "Orientation 3 Transmettre la langue\t5",
    "Gouvernance et reddition de comptes\t6",
    "Cadre financier\t6",
):
    para(line, after=2)
page()

title("État de la situation")
para(
    "En 2011, une personne sourde sur quatre terminait ses études secondaires ; en 2023, c’était une "
    "sur deux. Le nombre d’interprètes agréés, lui, n’a pas bougé : ils sont 118, dont 81 vivent dans "
    "la même région. Un rendez-vous médical sur trois se déroule sans interprète."
)
para("Ce que nous ont dit les personnes consultées :", bold=True)
for line in (
    "améliorer l’accès aux urgences est la priorité de 78 % d’entre elles ;",
    "les parents entendants cherchent où apprendre la langue ;",
    "les aînés sourds vivent isolés dans les résidences.",
):
    para(line, style="List Bullet", after=2)
para("Quelques définitions", 12, True)
para(
    "Personne sourde signeur : personne dont la langue principale est la langue des signes. "
    "Interprétation à distance : service rendu par vidéo. Indicateur : donnée qui permet de juger de "
    "la réalisation d’une action."
)
page()

title("⟦h1|Orientation 1 Reconnaître la langue et celles et ceux qui la parlent⟧")
para("La reconnaissance passe par la loi, par l’histoire et par les mots de tous les jours.")
table(
    "⟦h2|Objectif 1.1 Donner un statut à la langue⟧",
    ("⟦m|Déposer un projet de loi reconnaissant la langue des signes comme langue première des personnes sourdes⟧", "⟦lead|Secrétariat à la langue des signes⟧", "⟦due|2026-2027⟧", "Projet de loi déposé"),
    ("⟦m|Inscrire la langue parlée à la maison, y compris signée, dans les formulaires gouvernementaux⟧", "⟦lead|Institut des statistiques⟧", "⟦due|2027-2028⟧", "Part des formulaires modifiés"),
    ("⟦m|Diffuser une terminologie officielle des signes administratifs⟧\n300 premiers signes\nvidéos libres de droits", "⟦lead|Office de la langue⟧", "⟦due|En continu⟧", "Nombre de signes diffusés"),
    "⟦h2|Objectif 1.2 Faire connaître la culture sourde⟧",
    ("⟦m|Souligner la Journée des langues signées dans tous les ministères⟧", "⟦lead|Ministère de la Culture⟧", "⟦due|Annuellement⟧", "Nombre d’activités tenues"),
    ("⟦m|Soutenir la captation et la conservation de récits de vie de personnes sourdes aînées⟧", "⟦lead|Bibliothèque et Archives⟧", "⟦due|2026-2029⟧", "Nombre d’heures versées au fonds"),
    ("⟦m|Réserver une mesure d’aide aux créatrices et créateurs sourds⟧", "⟦lead|Conseil des arts⟧", "⟦due|2027-2031⟧", "Montant versé et nombre de projets"),
    ("⟦m|Présenter des excuses publiques aux anciens élèves des institutions où la langue était interdite⟧", "⟦lead|Conseil exécutif⟧", "⟦due|2026⟧", "Cérémonie tenue"),
)
title("⟦h1|Orientation 2 Rendre les services publics accessibles⟧")
table(
    "⟦h2|Objectif 2.1 Répondre en cas d’urgence⟧",
    ("⟦m|Mettre en service un accès vidéo au numéro d’urgence⟧", "⟦lead|Ministère de la Sécurité publique⟧", "⟦due|Mars 2028⟧", "Délai moyen de réponse"),
    ("⟦m|Accompagner chaque point de presse d’urgence d’une interprétation en direct⟧", "⟦lead|Ministère de la Sécurité publique et Centre des communications⟧", "⟦due|2026-2031⟧", "Part des points de presse interprétés"),
    ("⟦m|Doter les urgences des 24 plus grands hôpitaux de tablettes d’interprétation à distance⟧", "⟦lead|Ministère de la Santé⟧", "⟦due|2027-2029⟧", "Nombre d’urgences dotées"),
    "⟦h2|Objectif 2.2 Accueillir au guichet et en ligne⟧",
    ("⟦m|Offrir à 900 préposés à l’accueil une formation de trente heures⟧", "⟦lead|Services aux citoyens⟧", "⟦due|2027-2030⟧", "Nombre de préposés formés"),
    ("⟦m|Traduire en langue des signes les cinquante pages les plus consultées du portail⟧", "⟦lead|Services aux citoyens⟧", "⟦due|2028⟧", "Nombre de pages traduites"),
    ("⟦m|Regrouper les demandes d’interprétation dans une plateforme de réservation unique⟧\naccessible jour et nuit\nsans frais pour la personne", "⟦lead|Secrétariat à la langue des signes⟧", "⟦due|2028-2029⟧", "Taux de demandes comblées"),
    "⟦h2|Objectif 2.3 Rendre justice sans barrière⟧",
    ("⟦m|Créer une liste d’interprètes judiciaires accrédités⟧", "⟦lead|Ministère de la Justice⟧", "⟦due|2027⟧", "Liste publiée"),
    ("⟦m|Revoir le tarif des interprètes devant les tribunaux⟧", "⟦lead|Ministère de la Justice⟧", "⟦due|2026-2027⟧", "Règlement modifié"),
    ("⟦m|Sensibiliser les corps policiers à l’arrestation et à l’interrogatoire de personnes sourdes⟧", "⟦lead|École de police⟧", "⟦due|2028-2031⟧", "Nombre de policiers rejoints"),
)
title("⟦h1|Orientation 3 Transmettre la langue⟧")
para("Quatre-vingt-quinze pour cent des enfants sourds naissent de parents entendants.")
table(
    "⟦h2|Objectif 3.1 Agir dès la naissance⟧",
    ("⟦m|Jumeler chaque famille d’un enfant sourd à un adulte sourd⟧", "⟦lead|Ministère de la Famille⟧", "⟦due|2027-2031⟧", "Nombre de jumelages"),
    ("⟦m|Rembourser les cours de langue des signes aux parents, grands-parents et fratries⟧", "⟦lead|Ministère de la Famille⟧", "⟦due|2027⟧", "Nombre de personnes inscrites"),
    ("⟦m|Ouvrir six centres de la petite enfance bilingues⟧", "⟦lead|Ministère de la Famille⟧", "⟦due|2029-2031⟧", "Nombre de places créées"),
    "⟦h2|Objectif 3.2 Enseigner à l’école⟧",
    ("⟦m|Élaborer un programme d’études de langue des signes du primaire au secondaire⟧", "⟦lead|Ministère de l’Éducation⟧", "⟦due|2026-2028⟧", "Programme approuvé"),
    ("⟦m|Bonifier l’allocation versée aux écoles à mandat régional⟧", "⟦lead|Ministère de l’Éducation⟧", "⟦due|2027-2028⟧", "Montant de l’allocation"),
    ("⟦m|Reconnaître la langue des signes comme option de langue étrangère⟧", "⟦lead|Ministère de l’Éducation⟧", "⟦due|2029⟧", "Nombre d’élèves inscrits"),
    ("⟦m|Produire du matériel didactique en langue des signes pour les mathématiques et les sciences⟧\nmanuels filmés\nlexiques", "⟦lead|Centre collégial de matériel⟧", "⟦due|2028-2031⟧", "Nombre de ressources produites"),
    "⟦h2|Objectif 3.3 Former la relève en interprétation⟧",
    ("⟦m|Financer un baccalauréat en interprétation dans une deuxième université⟧", "⟦lead|Ministère de l’Enseignement supérieur⟧", "⟦due|2028⟧", "Nombre de diplômés"),
    ("⟦m|Attribuer quarante bourses par année à des étudiants en région⟧", "⟦lead|Ministère de l’Enseignement supérieur⟧", "⟦due|2027-2031⟧", "Nombre de bourses attribuées"),
    ("⟦m|Mener une enquête sur les conditions de travail des interprètes⟧", "⟦lead|Ministère du Travail⟧", "⟦due|2026-2027⟧", "Rapport d’enquête rendu public"),
)
title("Gouvernance et reddition de comptes")
para(
    "⟦x|Un comité interministériel de suivi se réunira deux fois l’an. Un bilan sera déposé à "
    "l’Assemblée à mi-parcours, puis à la fin du plan.⟧"
)
title("Cadre financier")
money = doc.add_table(rows=0, cols=3)
money.style = "Table Grid"
for line in (
    ("Orientation", "Nombre d’actions", "2026-2031 (M$)"),
    ("1 Reconnaître", "7", "4,2"),
    ("2 Rendre accessible", "9", "31,5"),
    ("3 Transmettre", "10", "44,8"),
    ("Total", "26", "80,5"),
):
    for cell, text in zip(money.add_row().cells, line):
        write(cell, text)
doc.save(sys.argv[1])
