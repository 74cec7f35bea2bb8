import sys

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

book = Workbook()
sheet = book.active
sheet.title = "Plan"
sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 8
sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
sheet.sheet_properties.pageSetUpPr.fitToPage = True
sheet.print_title_rows = "3:3"
sheet.oddFooter.left.text = "Ville de Saint-Aubin-les-Étangs – Direction des sports – maj 12/2025"
sheet.oddFooter.right.text = "&P/&N"
for column, width in zip("ABCDE", (30, 36, 80, 34, 20)):
    sheet.column_dimensions[column].width = width
thin = Side(style="thin", color="888888")
GRID = Border(left=thin, right=thin, top=thin, bottom=thin)
WRAP = Alignment(wrap_text=True, vertical="top")
sheet.page_margins.top = sheet.page_margins.bottom = 0.8


def fill(row, *texts, colour=None, bold=False):
    for i, text in enumerate(texts, 1):
        cell = sheet.cell(row, i, text or None)
        cell.alignment, cell.border, cell.font = WRAP, GRID, Font(name="Carlito", size=16, bold=bold or i == 1)
        if colour:
            cell.fill = PatternFill("solid", fgColor=colour)


sheet["A1"] = "PLAN D'ACTION « VILLE SPORTIVE » 2026-2032"
sheet["A1"].font = Font(name="Carlito", size=24, bold=True)
sheet["A2"] = "Délibération du 15 décembre 2025 – 41 clubs, 9 300 licenciés, 27 équipements, dont 11 construits avant 1980"
sheet["A2"].font = Font(name="Carlito", size=13, italic=True)
fill(3, "Orientation", "Objectif", "Action", "Porteur", "Délai", colour="F4B942", bold=True)
PLAN = (
    ("⟦h1|Donner le goût de bouger à tous les âges⟧", (
        ("⟦h2|Dès la petite enfance⟧", (
            ("⟦m|Éveil corporel dans les sept crèches municipales⟧", "⟦lead|Petite enfance⟧", "⟦due|2026⟧"),
            ("⟦m|Tracer des parcours au sol dans les cours des écoles maternelles⟧", "⟦lead|Services techniques⟧", "⟦due|été 2026⟧"),
            ("⟦m|Atteindre le savoir-nager pour tous les enfants à l'entrée au collège⟧\n– créneaux doublés au bassin des Saules\n– stages gratuits pendant les petites vacances", "⟦lead|Direction des sports, Éducation⟧", "⟦due|2028⟧"),
            ("⟦m|Offrir une première licence aux élèves de CE1⟧", "⟦lead|Office municipal des sports⟧", "⟦due|rentrée 2026⟧"),
        )),
        ("⟦h2|Chez les adolescents⟧", (
            ("⟦m|Ouvrir les gymnases de 21 h à minuit le vendredi, sous la surveillance d'éducateurs de rue⟧", "⟦lead|Direction des sports⟧", "⟦due|2026⟧"),
            ("⟦m|Construire un skatepark couvert⟧\n– 1 400 m² sous l'ancienne halle aux grains\n– dessin confié aux usagers", "⟦lead|Services techniques⟧", "⟦due|2029⟧"),
            ("⟦m|Coupe inter-quartiers de futsal et de basket à trois⟧", "⟦lead|Maisons de quartier⟧", "⟦due|chaque printemps⟧"),
            ("⟦m|Prévenir le décrochage sportif des filles par des créneaux réservés⟧", "⟦lead|Clubs⟧", "⟦due|2027⟧"),
        )),
        ("⟦h2|Après soixante ans⟧", (
            ("⟦m|Prescrire le sport sur ordonnance avec les douze médecins volontaires⟧", "⟦lead|Centre communal d'action sociale⟧", "⟦due|2026⟧"),
            ("⟦m|Équiper cinq squares d'agrès doux⟧", "⟦lead|Espaces verts⟧", "⟦due|2027-2028⟧"),
            ("⟦m|Ateliers équilibre à domicile pour les personnes qui sortent de l'hôpital⟧", "⟦lead|Centre hospitalier⟧", "⟦due|2027⟧"),
        )),
    )),
    ("⟦h1|Rénover et partager les équipements⟧", (
        ("⟦h2|Un patrimoine remis à niveau⟧", (
            ("⟦m|Reconstruire le gymnase Delaunay, fermé depuis l'incendie⟧", "⟦lead|Services techniques⟧", "⟦due|2030⟧"),
            ("⟦m|Isoler et ventiler les six salles les plus énergivores⟧\n– audit en 2026\n– deux salles par an ensuite", "⟦lead|Services techniques⟧", "⟦due|2027-2030⟧"),
            ("⟦m|Passage au LED de tous les terrains éclairés⟧", "⟦lead|Syndicat d'énergie⟧", "⟦due|2028⟧"),
            ("⟦m|Réutiliser l'eau de la piscine pour arroser les pelouses⟧", "⟦lead|Régie des eaux⟧", "⟦due|2027⟧"),
            ("⟦m|Mettre les vestiaires aux normes d'accessibilité⟧", "⟦lead|Services techniques⟧", "⟦due|2031⟧"),
        )),
        ("⟦h2|Des lieux ouverts à plus d'usagers⟧", (
            ("⟦m|Une réservation en ligne pour les particuliers⟧", "⟦lead|Direction du numérique⟧", "⟦due|2026⟧"),
            ("⟦m|Signer avec le Département une convention d'ouverture des gymnases de collège le samedi⟧", "⟦lead|Direction des sports⟧", "⟦due|2026⟧"),
            ("⟦m|Desservir le complexe des Étangs par la ligne 7⟧", "⟦lead|Syndicat de transport⟧", "⟦due|2028⟧"),
            ("⟦m|Clubhouse commun à six associations sans local⟧", "⟦lead|Office municipal des sports⟧", "⟦due|2029⟧"),
        )),
        ("⟦h2|Le sport dans l'espace public⟧", (
            ("⟦m|Boucler le tour des étangs : 11 km à pied, à vélo et en fauteuil⟧", "⟦lead|Espaces verts⟧", "⟦due|2028⟧"),
            ("⟦m|Autoriser la baignade surveillée à l'étang du Moulin⟧", "⟦lead|Agence de l'eau, Ville⟧", "⟦due|été 2029⟧"),
            ("⟦m|Fermer le quai aux voitures un dimanche par mois⟧", "⟦lead|Voirie⟧", "⟦due|2026⟧"),
        )),
    )),
    ("⟦h1|Soutenir ceux qui font vivre les clubs⟧", (
        ("⟦h2|Les bénévoles⟧", (
            ("⟦m|Un chèque formation de 300 € par dirigeant et par an⟧", "⟦lead|Office municipal des sports⟧", "⟦due|2027⟧"),
            ("⟦m|Embaucher deux comptables mis à la disposition des petits clubs⟧", "⟦lead|Ville⟧", "⟦due|2026⟧"),
            ("⟦m|Remettre chaque année la médaille du bénévolat⟧", "⟦lead|Cabinet du maire⟧", "⟦due|annuel⟧"),
        )),
        ("⟦h2|Les finances⟧", (
            ("⟦m|Conclure des conventions de trois ans avec tous les clubs de plus de 150 licenciés⟧", "⟦lead|Direction des sports⟧", "⟦due|2027⟧"),
            ("⟦m|Conditionner un dixième des subventions à l'égalité et à la sobriété⟧", "⟦lead|Conseil municipal⟧", "⟦due|2027⟧"),
            ("⟦m|Création d'un fonds de dotation avec les entreprises de la zone⟧", "⟦lead|Développement économique⟧", "⟦due|2028⟧"),
        )),
        ("⟦h2|La vigilance⟧", (
            ("⟦m|Contrôler l'honorabilité de tous les encadrants⟧", "⟦lead|Clubs, État⟧", "⟦due|immédiat⟧"),
            ("⟦m|Afficher dans chaque vestiaire le numéro d'écoute⟧", "⟦lead|Direction des sports⟧", "⟦due|janvier 2026⟧"),
        )),
    )),
)
row = 4
for orientation, goals in PLAN:
    top = row
    for goal, actions in goals:
        first = row
        for action, lead, due in actions:
            fill(row, orientation if row == top else "", goal if row == first else "", action, lead, due)
            lines = sum(len(part) // 52 + 1 for part in action.split("\n"))
            sheet.row_dimensions[row].height = max(50, 24 * max(lines, len(lead) // 22 + 1) + 6)
            row += 1
        sheet.merge_cells(start_row=first, end_row=row - 1, start_column=2, end_column=2)
    sheet.merge_cells(start_row=top, end_row=row - 1, start_column=1, end_column=1)
row += 1
for note in ("Porteur : service ou organisme qui rend compte de l'action devant la commission des sports.", "Récapitulatif : bouger à tous les âges, 11 actions ; équipements, 12 ; clubs, 8. Les actions votées dans le plan vélo (« créer 40 km de pistes ») ne sont pas reprises ici."):
    sheet.cell(row, 1, note).font = Font(name="Carlito", size=12, italic=True)
    row += 1
book.save(sys.argv[1])
