# ruff: noqa: E501
"""A tourist office: infinitive bullets in two columns, small capitals, bullets of details below."""

from docx.enum.section import WD_SECTION
from docx.oxml.ns import qn
from docx.shared import Cm
from office import document, heading_style, para, running, save

doc = document("Carlito", 11.5, margin=2.0)
heading_style(doc, 1, "Carlito", 15, "0E6655", bold=True, small_caps=True)
heading_style(doc, 2, "Carlito", 12, "B9770E", bold=True)
running(doc, "OFFICE DU TOURISME DES LACS DE SOMBREVAL · Feuille de route 2026-2029", "")


def columns(number: int) -> None:
    """Start a section of that many columns on the same page."""
    section = doc.add_section(WD_SECTION.CONTINUOUS)
    cols = section._sectPr.xpath("./w:cols")[0]
    cols.set(qn("w:num"), str(number))
    cols.set(qn("w:space"), str(int(Cm(0.9).twips)))


def actions(*lines: str) -> None:
    """Bullets; one that begins with > is a detail of the one above."""
    for line in lines:
        style = "List Bullet 2" if line.startswith(">") else "List Bullet"
        para(doc, line.removeprefix(">"), style, after=3, size=10 if line.startswith(">") else None)


para(doc, "O F F I C E   D U   T O U R I S M E", size=12, colour="0E6655", bold=True, before=40)
para(doc, "des Lacs de Sombreval", size=20, colour="0E6655", after=30)
para(doc, "Voyager moins loin, rester plus longtemps", size=30, bold=True, colour="B9770E")
para(doc, "Feuille de route 2026-2029", size=18, after=60)
para(
    doc,
    "Le lac de Brandeau au petit matin. Photo : Maëlle Thiriet",
    size=8.5,
    italic=True,
    fill="D5E8E4",
)
para(doc, "Le billet du président", "Heading 1")
para(
    doc,
    "Quatre lacs, onze villages, 640 000 nuitées : notre vallée vit du tourisme, et parfois elle en souffre. L'été, les parkings débordent ; l'hiver, les volets sont clos. Les habitants nous ont dit leur fierté et leur lassitude. Cette feuille de route cherche l'équilibre.",
)
para(
    doc,
    "Elle fait suite au schéma 2019-2025 (5 axes, 34 actions) et s'appuie sur la stratégie du canton. Gérard Aubrisson, président",
    italic=True,
)
para(doc, "Les freins repérés", "Heading 2")
for remark in (
    "Sept visiteurs sur dix arrivent en voiture.",
    "La durée moyenne de séjour est tombée à 1,9 nuit.",
    "Les saisonniers peinent à se loger.",
    "Manquer d'information reste le premier reproche des familles.",
):
    para(doc, remark, "List Bullet", after=1)
doc.add_page_break()
columns(2)
para(doc, "⟦h1|Défi 1 – Accueillir toute l'année⟧", "Heading 1")
para(doc, "⟦h2|Faire vivre les saisons calmes⟧", "Heading 2")
actions(
    "⟦m|Créer un festival des brumes en novembre⟧",
    "⟦m|Garder ouverts deux restaurants par lac pendant l'hiver, à tour de rôle⟧",
    ">un calendrier commun sera affiché dans les onze villages ;",
    ">une aide de 1 500 francs couvre le chauffage.",
    "⟦m|Proposer des séjours de bien-être aux soignants en janvier et en février⟧",
    "⟦m|Prolonger la navigation jusqu'à la Toussaint⟧",
)
para(doc, "⟦h2|Mieux informer⟧", "Heading 2")
actions(
    "⟦m|Réunir les onze sites villageois en un seul⟧",
    "⟦m|Équiper les sentiers de bornes qui parlent quatre langues⟧",
    "⟦m|Former les commerçants au rôle de relais d'information⟧",
    ">deux demi-journées par an, au mois d'avril ;",
    ">un macaron signale les commerces formés.",
    "⟦m|Publier un agenda hebdomadaire sur papier⟧",
)
para(doc, "⟦h1|Défi 2 – Venir et circuler sans voiture⟧", "Heading 1")
para(doc, "⟦h2|Arriver en train⟧", "Heading 2")
actions(
    "⟦m|Négocier l'arrêt des trains directs à Brandeau, du vendredi au dimanche⟧",
    "⟦m|Offrir la navette à toute personne munie d'un billet de train⟧",
    "⟦m|Transporter les bagages de la gare à l'hôtel⟧",
)
para(doc, "⟦h2|Se déplacer sur place⟧", "Heading 2")
actions(
    "⟦m|Mettre en location 150 vélos dans cinq lieux⟧",
    "⟦m|Fermer à la circulation la corniche du lac Noir, le dimanche matin⟧",
    "⟦m|Relier les quatre lacs par un sentier continu et balisé⟧",
    ">la passerelle des Aulnes est déjà financée ;",
    ">deux propriétaires ont donné leur accord.",
    "⟦m|Limiter à 300 places le parking de la plage de Vaucelle⟧",
)
para(doc, "⟦h1|Défi 3 – Protéger ce qui nous fait vivre⟧", "Heading 1")
para(doc, "⟦h2|Ménager les rives⟧", "Heading 2")
actions(
    "⟦m|Interdire l'accès aux roselières pendant la nidification⟧",
    "⟦m|Installer des toilettes sèches sur les six plages⟧",
    "⟦m|Employer huit gardes des lacs de mai à septembre⟧",
    "⟦m|Remettre à l'eau libre les deux ruisseaux de Malperche⟧",
)
para(doc, "⟦h2|Associer les habitants⟧", "Heading 2")
actions(
    "⟦m|Réunir chaque automne une assemblée des riverains⟧",
    "⟦m|Reverser aux villages un tiers de la taxe de séjour⟧",
    "⟦m|Plafonner le nombre de meublés loués à la semaine⟧",
    "⟦m|Loger cent saisonniers dans l'ancien pensionnat⟧",
    ">les travaux durent de mars 2026 à mai 2027 ;",
    ">le loyer ne dépassera pas 380 francs.",
)
columns(1)
para(doc, "Les pistes écartées", "Heading 1")
for option in (
    "Construire un téléphérique entre Brandeau et le plateau : trop cher, 41 millions de francs.",
    "Instaurer un péage à l'entrée de la vallée : contraire au droit fédéral.",
    "Créer un cinquième port : refusé par deux villages.",
):
    para(doc, option, "List Bullet", after=1)
para(doc, "Les questions qui restent", "Heading 2")
for question in (
    "Jusqu'où accepter les bateaux à moteur ?",
    "Qui paiera l'entretien des sentiers après 2029 ?",
):
    para(doc, question, "List Bullet", after=1)
para(doc, "Conduite de la feuille de route", "Heading 2")
para(
    doc,
    "⟦x|Le comité de l'Office se réunit tous les deux mois.⟧ Les trois défis ont chacun leur répondante. ⟦x|Un bilan chiffré paraît en mars, conformément à l'article 14 des statuts.⟧",
)
save(doc)
