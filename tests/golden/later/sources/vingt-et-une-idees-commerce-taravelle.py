import sys

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.util import Cm, Pt

deck = Presentation()
deck.slide_width, deck.slide_height = Cm(33.87), Cm(19.05)
BLANK = deck.slide_layouts[6]
PLUM, CORAL, GREY = RGBColor(0x4A, 0x1D, 0x4F), RGBColor(0xE8, 0x5D, 0x4A), RGBColor(0x55, 0x55, 0x55)
section = ""


def box(slide, x, y, w, h, lines, size, colour=PLUM, bold=False, bullet=""):
    frame = slide.shapes.add_textbox(Cm(x), Cm(y), Cm(w), Cm(h)).text_frame
    frame.word_wrap = True
    for i, line in enumerate([lines] if isinstance(lines, str) else lines):
        p = frame.paragraphs[0] if i == 0 else frame.add_paragraph()
        run = p.add_run()
        run.text = bullet + line
        run.font.size, run.font.bold, run.font.color.rgb, run.font.name = Pt(size), bold, colour, "Lato"
        p.space_after = Pt(6)


def page():
    slide = deck.slides.add_slide(BLANK)
    box(slide, 30.8, 17.7, 2.5, 1, str(len(deck.slides)), 11, GREY)
    box(slide, 1.2, 17.7, 24, 1, "Métropole de Taravelle · Comité du commerce et de l'artisanat · juin 2025", 11, GREY)
    return slide


def part(title):
    global section
    section = title
    slide = page()
    band = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, 0, Cm(5), deck.slide_width, Cm(8))
    band.fill.solid()
    band.fill.fore_color.rgb = PLUM
    band.line.fill.background()
    box(slide, 2.5, 7.2, 28, 4, title, 44, RGBColor(255, 255, 255), True)


def idea(number, title, *details, aside=()):
    slide = page()
    box(slide, 1.2, 0.8, 22, 1, section, 13, CORAL)
    disc = slide.shapes.add_shape(MSO_SHAPE.OVAL, Cm(1.3), Cm(3), Cm(3.2), Cm(3.2))
    disc.fill.solid()
    disc.fill.fore_color.rgb = CORAL
    disc.line.fill.background()
    disc.text_frame.text = str(number)
    run = disc.text_frame.paragraphs[0].runs[0]
    run.font.size, run.font.bold = Pt(34), True
    box(slide, 5.4, 2.7, 26, 4, title, 32, PLUM, True)
    box(slide, 5.4, 8.4, 15, 8, list(details), 19, GREY, bullet="•  ")
    if aside:
        box(slide, 22.5, 8.4, 10, 8, list(aside), 15, CORAL)


def free(title, *lines, size=22):
    slide = page()
    box(slide, 1.5, 1.5, 30, 2.5, title, 34, PLUM, True)
    box(slide, 1.5, 5.2, 29, 11, list(lines), size, GREY)


slide = deck.slides.add_slide(BLANK)
box(slide, 2.5, 4.5, 28, 5, "21 idées pour que les rideaux se relèvent", 54, PLUM, True)
box(slide, 2.5, 11.5, 28, 2, "Contribution du Comité du commerce et de l'artisanat au conseil métropolitain", 22, GREY)

free("Ce que vous allez voir", "Trois familles d'idées", "Des rues où l'on s'arrête  –  p. 5", "Des commerçants épaulés  –  p. 14", "Des achats qui restent ici  –  p. 22", "Et puis ? – p. 30")
free("Un rideau sur six", "16,8 % de locaux vides dans l'hypercentre", "3 200 emplois perdus en huit ans", "72 % des habitants achètent en ligne chaque mois", "2 zones commerciales ouvertes depuis 2019", size=26)
free("« Faites simple, faites vite, faites avec nous. »", "Une fleuriste du quartier des Halles, atelier du 4 mars")

part("⟦h1|Des rues où l'on s'arrête⟧")
idea(1, "⟦m:1|Rendre piétonne la rue des Drapiers du vendredi soir au dimanche⟧", "Bornes escamotables", "Livraisons jusqu'à 10 h", aside=("Coût : ⟦cost|240 000 €⟧",))
idea(2, "⟦m:2|Des bancs, encore des bancs⟧", "Un tous les 80 mètres", "Avec dossier et accoudoirs")
idea(3, "⟦m:3|Installer trois toilettes publiques gratuites⟧", "Halles, gare routière, place Saint-Loup")
idea(4, "⟦m:4|Une heure de stationnement offerte le samedi matin⟧", "Dans les quatre parcs en ouvrage", "Une heure, pas deux", aside=("Coût : ⟦cost|310 000 € par an⟧",))
idea(5, "⟦m:5|Confier les vitrines vides aux écoles d'art⟧", "Convention avec les propriétaires", "Renouvellement chaque saison")
idea(6, "⟦m:6|Ombrager la place Saint-Loup avant l'été 2027⟧", "Toiles tendues, puis arbres")
idea(7, "⟦m:7|Signalétique commune à toutes les rues marchandes⟧", "Un nom, une couleur, un plan")
free("Et à Port-Ferrand ?", "La ville voisine a choisi de taxer les vitrines vides, d'acheter quarante murs et de créer une foncière.", "Résultat : la vacance a baissé de cinq points.", "Son plan compte 33 actions.")

part("⟦h1|Des commerçants épaulés⟧")
idea(8, "⟦m:8|Créer un poste de manager par quartier⟧", "Quatre postes", "Partagés avec les unions commerciales", aside=("Coût : ⟦cost|220 000 € par an⟧",))
idea(9, "⟦m:9|Plafonner les loyers des locaux appartenant à la Métropole⟧", "112 locaux", "Bail progressif sur trois ans")
idea(10, "⟦m:10|Un prêt d'honneur à taux zéro pour la première installation⟧", "Jusqu'à 15 000 €")
idea(11, "⟦m:11|Jumeler chaque nouveau venu avec un commerçant aguerri⟧", "Un an de parrainage")
idea(12, "⟦m:12|Former cent boutiques à la vente en ligne⟧", "Avec l'école de commerce", "Photos, stocks, livraisons")
idea(13, "⟦m:13|Permettre aux artisans d'occuper les rez-de-chaussée des immeubles neufs⟧", "Clause dans les permis de construire")
idea(14, "⟦m:14|Un médiateur pour les chantiers de voirie⟧", "Joignable de 7 h à 19 h", "Indemnisation sous 60 jours")

part("⟦h1|Des achats qui restent ici⟧")
idea(15, "⟦m:15|Lancer une carte cadeau valable dans 400 boutiques⟧", "Commercialisée auprès des comités d'entreprise", aside=("Coût : ⟦cost|45 000 €⟧",))
idea(16, "⟦m:16|Découper les marchés publics en lots plus petits⟧", "Objectif : 35 % d'achats locaux")
idea(17, "⟦m:17|Livraison à vélo mutualisée depuis les Halles⟧", "Un dépôt, douze coursiers salariés")
idea(18, "⟦m:18|Geler toute autorisation de nouvelle grande surface jusqu'en 2032⟧")
idea(19, "⟦m:19|Ouvrir les Halles un soir par semaine⟧", "Le jeudi, jusqu'à 22 h", "Tables communes")
idea(20, "⟦m:20|Célébrer les métiers de la main lors d'une biennale⟧", "Première édition à l'automne 2026")
idea(21, "⟦m:21|Mesurer chaque trimestre la vacance, rue par rue⟧", "Données ouvertes")

free("Et puis ?", "⟦x|Présenter les idées au conseil métropolitain : 9 juillet⟧", "⟦x|Recueillir l'avis des maires : septembre⟧", "⟦x|Voter le budget : décembre⟧")
free("Si l'on devait n'en garder que trois", "La n° 4, le stationnement du samedi", "La n° 9, les loyers", "La n° 18, le gel des grandes surfaces")
free("Merci !", "comite-commerce@taravelle.example", "Photographies : droits réservés")
deck.save(sys.argv[1])
