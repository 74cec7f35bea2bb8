# ruff: noqa: E501
"""Plan climat, alimentation et santé of an invented French intercommunality, by Chromium."""

from html import escape

from common import chromium, gold, m

AXES = [
    ("Axe 1", "Des logements et des bâtiments sobres", "Le parc bâti représente 41 % des consommations d'énergie du territoire. Près d'un logement sur quatre a été construit avant 1949 et 2 300 ménages dépensent plus d'un dixième de leurs revenus pour se chauffer.", [
        ("1.1", "Ouvrir une maison de l'habitat et de l'énergie à Sorbières",
         "Les habitants s'adressent aujourd'hui à quatre guichets différents et renoncent souvent avant le premier devis.",
         ["Louer et aménager un local de plain-pied en centre-bourg", "Recruter deux conseillers et une personne chargée de l'accueil", "Tenir une permanence mensuelle dans les communes éloignées"],
         "Service habitat", "Agence locale de l'énergie, Département, CAF", "2025-2026", "185 000 € par an", "Nombre de ménages reçus ; part des dossiers menés à terme"),
        ("1.2", "Accompagner 400 ménages modestes dans la rénovation complète de leur logement",
         "Les travaux menés geste par geste font baisser la facture de 12 % en moyenne, contre 55 % pour une rénovation d'ensemble.",
         ["Repérer les ménages avec les centres communaux d'action sociale", "Avancer les aides publiques aux propriétaires sans trésorerie", "Contrôler les chantiers par test d'étanchéité à l'air"],
         "Service habitat", "Anah, artisans du territoire, CCAS", "2025-2030", "1,2 M€", "Logements rénovés ; gain d'énergie moyen"),
        ("1.3", "Rénover les onze écoles les plus consommatrices",
         "Un audit de 2023 a classé les 27 groupes scolaires ; onze d'entre eux concentrent 60 % de la dépense de chauffage.",
         ["Isoler les toitures et remplacer les menuiseries", "Végétaliser les cours pendant les travaux", "Installer des sondes de température et de CO2 dans chaque classe"],
         "Direction du patrimoine", "Communes propriétaires, Banque des territoires", "2026-2029", "6,4 M€", "kWh par m² et par an ; classes au-dessus de 28 °C en juin"),
        ("1.4", "Schéma directeur des réseaux de chaleur",
         "La chaufferie bois de Lantagnac alimente 14 bâtiments et dispose encore d'un tiers de sa puissance.",
         ["Étude d'opportunité sur six centres-bourgs", "Vote du schéma en conseil communautaire", "Lancement d'un premier marché de travaux"],
         "Syndicat d'énergie", "Communes, coopérative forestière", "Fin 2027", "90 000 €", "Schéma voté ; MWh renouvelables livrés"),
        ("1.5", "Éteindre l'éclairage public de 23 h à 5 h dans les trente-deux communes",
         "Vingt communes pratiquent déjà l'extinction, sans hausse constatée des accidents ni des plaintes.",
         ["Cartographier les armoires sans horloge astronomique", "Maintenir l'éclairage aux abords de l'hôpital et de la gare", "Informer les riverains deux mois à l'avance"],
         "Service voirie", "Syndicat d'énergie, gendarmerie", "Juin 2026", "240 000 €", "Communes éteintes ; consommation évitée"),
    ]),
    ("Axe 2", "Se déplacer autrement dans un territoire rural", "Les transports sont le premier poste d'émission. Trois actifs sur quatre travaillent à moins de quinze kilomètres de chez eux, et neuf sur dix s'y rendent seuls en voiture.", [
        ("2.1", "Créer trois lignes régulières de covoiturage avec arrêts signalés",
         "L'expérience menée en 2023 sur la route de Brissonne a attiré 60 passagers par semaine sans aucune communication.",
         ["Poser vingt-deux arrêts équipés d'un panneau lumineux", "Indemniser les conducteurs présents aux heures de pointe", "Garantir le retour en taxi en cas d'attente de plus de trente minutes"],
         "Service mobilités", "Région, associations d'usagers, entreprises", "2026", "310 000 € sur trois ans", "Passagers par mois ; délai d'attente médian"),
        ("2.2", "Aménager 38 km de voies cyclables entre les bourgs",
         "Le schéma cyclable de 2022 a retenu sept liaisons, dont une seule est ouverte.",
         ["Acquérir les parcelles le long de l'ancienne voie ferrée", "Ouvrir deux kilomètres de bandes cyclables par commune traversée", "Poser des arceaux aux arrêts de car"],
         "Direction des infrastructures", "Département, communes, chambre d'agriculture", "2025-2030", "9,8 M€", "Kilomètres ouverts ; passages comptés"),
        ("2.3", "Prêter des vélos à assistance électrique pendant trois mois aux habitants qui hésitent",
         "Huit emprunteurs sur dix achètent un vélo après un essai long, d'après le retour d'un territoire voisin.",
         ["Acheter quatre-vingts vélos, dont dix vélos cargos", "Confier l'entretien à l'atelier d'insertion", "Proposer une heure de remise en selle à chaque emprunteur"],
         "Service mobilités", "Atelier d'insertion La Dérailleuse", "À partir de mars 2026", "150 000 €", "Prêts par an ; achats après essai"),
        ("2.4", "Organiser un transport à la demande vers les marchés et les maisons de santé",
         "Un cinquième des plus de 75 ans n'a pas de voiture et quinze communes n'ont plus aucun commerce.",
         ["Étudier les trajets avec les secrétaires de mairie", "Commander deux minibus accessibles", "Former les conducteurs à l'aide à la montée"],
         "CIAS", "Communes, Région, professionnels de santé", "Septembre 2026", "130 000 € par an", "Trajets ; usagers de plus de 75 ans"),
    ]),
    ("Axe 3", "Bien manger, produire ici", "Les 512 fermes du territoire nourrissent surtout d'autres régions : 4 % de ce qui est mangé dans les cantines vient de moins de cinquante kilomètres.", [
        ("3.1", "Relancer une légumerie intercommunale",
         "Les cuisines scolaires ne peuvent plus éplucher de légumes bruts ; les maraîchers livrent donc des grossistes.",
         ["Comparer trois sites disposant d'une chambre froide", "Constituer une société coopérative avec les producteurs", "Commander des plans de culture un an à l'avance"],
         "Service agriculture et alimentation", "Chambre d'agriculture, lycée agricole, communes", "2027", "1,1 M€", "Tonnes transformées ; producteurs associés"),
        ("3.2", "Servir deux repas végétariens par semaine dans toutes les cantines",
         "La loi en impose un. Neuf cuisines en préparent déjà deux, avec moins de restes qu'à l'habitude.",
         ["Former les cuisiniers à la cuisson des légumineuses", "Peser les restes quatre semaines par an", "Inviter les parents à un déjeuner d'essai"],
         "Communes", "Association Graines de goût, diététiciennes du centre hospitalier", "Rentrée 2026", "45 000 €", "Cuisines engagées ; grammes jetés par repas"),
        ("3.3", "Installer vingt-cinq fermes nouvelles avant 2030",
         "Quatre exploitants sur dix auront l'âge de partir avant dix ans et la moitié ignorent qui leur succédera.",
         ["Rencontrer chaque cédant cinq ans avant son départ", "Stocker des terres avec la Safer le temps qu'un porteur de projet se présente", "Ouvrir une ferme test de quatre hectares"],
         "Service agriculture et alimentation", "Safer, Terres en commun, jeunes agriculteurs", "2025-2030", "520 000 €", "Installations ; hectares transmis"),
        ("3.4", "Planter 60 km de haies avec les agriculteurs volontaires",
         "Le remembrement a effacé deux tiers du linéaire relevé en 1950.",
         ["Faire dessiner les plantations par un technicien bocage", "Fournir les plants et le paillage", "Valoriser le bois dans la filière plaquette"],
         "Syndicat de rivière", "Fédération des chasseurs, agriculteurs, écoles", "Hivers 2025 à 2029", "600 000 €", "Kilomètres plantés ; taux de reprise à trois ans"),
        ("3.5", "Distribuer chaque semaine des paniers de légumes aux 300 familles suivies par les épiceries sociales",
         "Les produits frais sont les premiers absents des colis d'aide alimentaire.",
         ["Acheter par avance une part de la récolte de six maraîchers", "Tenir un atelier de cuisine par mois dans chaque épicerie", "Évaluer l'action avec les bénéficiaires"],
         "CIAS", "Épiceries sociales, Réseau des paniers solidaires", "2025-2028", "95 000 € par an", "Paniers remis ; produits frais dans les colis"),
    ]),
    ("Axe 4", "Un environnement favorable à la santé", "L'eau, l'air intérieur, le bruit et la chaleur pèsent d'abord sur les plus fragiles. L'observatoire régional de la santé classe cinq de nos communes en vigilance forte.", [
        ("4.1", "Protéger les quatre captages les plus exposés aux nitrates",
         "Deux captages ont dépassé 50 mg/l en 2022 et un troisième a été fermé.",
         ["Signer des contrats de service avec les exploitants des aires d'alimentation", "Analyser l'eau tous les quinze jours", "Acheter les terres les plus proches des forages"],
         "Régie de l'eau", "Agence de l'eau, exploitants, ARS", "2025-2029", "2,7 M€", "mg/l de nitrates ; surfaces sous contrat"),
        ("4.2", "Mesurer la qualité de l'air dans les 19 crèches et relais petite enfance",
         "Les contrôles réglementaires laissent de côté les micro-crèches et les maisons d'assistantes maternelles.",
         ["Poser des capteurs pendant deux saisons", "Remplacer les produits d'entretien les plus émissifs", "Afficher les résultats à l'entrée"],
         "Service petite enfance", "ARS, association de surveillance de l'air", "Avant l'été 2027", "60 000 €", "Établissements mesurés ; taux de formaldéhyde"),
        ("4.3", "Ouvrir un îlot de fraîcheur à moins de dix minutes à pied de chaque école",
         "Trois épisodes de plus de 38 °C ont conduit à fermer des classes depuis 2019.",
         ["Inventorier les parcs, les églises et les salles climatisées", "Planter 1 500 arbres dans les secteurs les plus minéraux", "Poser des fontaines à boire"],
         "Direction de l'aménagement", "Communes, CAUE", "2030", "1,9 M€", "Écoles desservies ; arbres plantés"),
        ("4.4", "Contrat local de santé mentale",
         "Le délai pour un premier rendez-vous au centre médico-psychologique est de sept mois.",
         ["Réunir les acteurs du soin et de l'accompagnement social", "Former 120 secouristes en santé mentale", "Créer une cellule de situations complexes"],
         "CIAS", "Centre hospitalier, groupe d'entraide mutuelle, ARS", "2026-2030", "Temps agent : 0,8 ETP", "Réunions tenues ; personnes formées"),
    ]),
]  # fmt: skip

CSS = """
@page { size: A4; margin: 18mm 17mm 20mm; @bottom-left { content: "Communauté de communes du Pays de Vaurelle – Plan climat, alimentation et santé 2025-2030"; font: 8pt 'Carlito'; color: #567; } @bottom-right { content: counter(page); font: 8pt 'Carlito'; color: #567; } }
@page cover { @bottom-left { content: "" } @bottom-right { content: "" } }
body { font: 10.5pt/1.4 Carlito, sans-serif; color: #222; margin: 0 }
.cover { page: cover; break-after: page; padding-top: 60mm } .cover h1 { font-size: 34pt; color: #0b5d4b; line-height: 1.1 }
section { break-after: page } h2 { color: #0b5d4b; font-size: 19pt }
.toc p { margin: 2px 0; display: flex } .toc i { flex: 1; border-bottom: 1px dotted #999; margin: 0 4px 5px } .toc .a { font-weight: bold; margin-top: 10px }
.axe { background: #0b5d4b; color: #fff; height: 235mm; padding: 15mm; box-sizing: border-box } .axe .n { font-size: 16pt; letter-spacing: 2px } .axe h2 { color: #fff; font-size: 30pt; line-height: 1.1 }
.bar { display: flex; justify-content: space-between; font-size: 9pt; color: #0b5d4b; border-bottom: 2px solid #0b5d4b } .fiche h3 { font-size: 17pt; margin: 8px 0; line-height: 1.2 } .no { background: #f2b632; padding: 2px 9px; font-weight: bold; display: inline-block; margin-top: 14px }
h4 { margin: 13px 0 3px; color: #0b5d4b; text-transform: none } table { width: 100%; border-collapse: collapse; margin-top: 12px } td, th { border: 1px solid #9bb; padding: 5px 8px; vertical-align: top; text-align: left } th { width: 28%; background: #e6f0ed }
"""


def main() -> None:
    measures, body, contents = [], [], []
    page = 5
    for code, title, text, sheets in AXES:
        path = [f"{code} – {title}"]
        contents.append(f'<p class="a"><span>{code} – {escape(title)}</span><i></i>{page}</p>')
        body.append(
            f'<section class="axe"><div class="n">{code}</div><h2>{escape(title)}</h2><p>{escape(text)}</p></section>'
        )
        page += 1
        path = [f"{code} {title}"]
        for label, name, context, steps, pilot, partners, when, budget, signs in sheets:
            contents.append(f"<p><span>Fiche {label} – {escape(name)}</span><i></i>{page}</p>")
            page += 1
            items = "".join(f"<li>{escape(s)}</li>" for s in steps)
            rows = "".join(
                f"<tr><th>{k}</th><td>{escape(v)}</td></tr>"
                for k, v in [
                    ("Pilote", pilot),
                    ("Partenaires", partners),
                    ("Calendrier", when),
                    ("Budget", budget),
                    ("Indicateurs de suivi", signs),
                ]
            )
            body.append(
                f'<section class="fiche"><div class="bar"><span>{code} – {escape(title)}</span><span>Plan d\'actions</span></div>'
                f'<div class="no">Fiche action n° {label}</div><h3>{escape(name)}</h3><h4>Contexte</h4><p>{escape(context)}</p>'
                f"<h4>Mise en œuvre</h4><ul>{items}</ul><table>{rows}</table></section>"
            )
            measures.append(m(label, name, path, pilot, when, budget))
    html = f"""<!doctype html><html lang="fr"><meta charset="utf-8"><title>Plan climat, alimentation et santé</title><style>{CSS}</style>
<div class="cover"><p>Communauté de communes du Pays de Vaurelle</p><h1>Plan climat, alimentation et santé</h1><p>2025-2030</p><p style="margin-top:90mm">Adopté par le conseil communautaire du 12 décembre 2024</p></div>
<section class="toc"><h2>Sommaire</h2><p><span>Le mot de la présidente</span><i></i>3</p><p><span>Un territoire, une méthode</span><i></i>4</p>{"".join(contents)}<p class="a"><span>Suivi et gouvernance</span><i></i>{page}</p></section>
<section><h2>Le mot de la présidente</h2><p>Quand nous avons réuni, un soir de novembre, les maires, les agriculteurs, les médecins et les associations du Pays de Vaurelle, personne ne parlait de la même chose. Les uns évoquaient la facture de fioul de la salle des fêtes, les autres le prix du panier de légumes ou la canicule de l'été. Deux ans plus tard, ces sujets n'en font plus qu'un.</p><p>Le plan que vous tenez entre les mains rassemble trois démarches qui s'ignoraient : le plan climat-air-énergie, le projet alimentaire territorial et le contrat local de santé. Il ne promet pas l'impossible. Il dit ce que nous ferons, avec qui, quand et avec quels moyens.</p><p>Je remercie les 640 habitants qui ont pris part aux ateliers. Leur exigence nous oblige.</p><p><b>Maryvonne Estrade</b><br>Présidente de la communauté de communes</p></section>
<section><h2>Un territoire, une méthode</h2><p>Le Pays de Vaurelle compte 32 communes et 41 800 habitants. La concertation s'est tenue de janvier 2023 à juin 2024 en trois temps : un diagnostic partagé, des ateliers par thème, puis une conférence citoyenne de trente personnes tirées au sort.</p><h4>Quatre axes</h4><p>Le plan comporte quatre axes et {len(measures)} fiches. Chaque fiche a un pilote unique, garant de l'avancement, et un calendrier.</p><h4>Nos objectifs à 2030</h4><table><tr><th>Indicateur</th><th>2021</th><th>2030</th></tr><tr><td>Émissions de gaz à effet de serre (ktCO2e)</td><td>312</td><td>205</td></tr><tr><td>Part de produits locaux en restauration scolaire</td><td>4 %</td><td>35 %</td></tr><tr><td>Part des trajets domicile-travail à vélo</td><td>1,5 %</td><td>7 %</td></tr><tr><td>Nuits tropicales par an à Sorbières</td><td>6</td><td>–</td></tr></table></section>
{"".join(body)}
<div><h2>Suivi et gouvernance</h2><p>Le comité de pilotage se réunit deux fois par an sous la présidence de la vice-présidente chargée des transitions. Il examine l'état d'avancement de chaque fiche et propose les ajustements au conseil communautaire.</p><p>Le bilan à mi-parcours est prévu en 2028. Il sera présenté en réunion publique et publié sur le site de la communauté de communes.</p><h4>Glossaire</h4><p><b>CIAS</b> : centre intercommunal d'action sociale. <b>ARS</b> : agence régionale de santé. <b>ETP</b> : équivalent temps plein. <b>CAUE</b> : conseil d'architecture, d'urbanisme et de l'environnement.</p></div></html>"""
    chromium(html, "vaurelle-climat-alimentation-sante.pdf")
    gold("vaurelle-climat-alimentation-sante.pdf", measures,
         "Une fiche = une mesure ; les puces de « Mise en œuvre » sont ses détails. Chemin = page d'axe (« Axe 1 » au-dessus du titre). Le titre de l'axe est repris en bandeau de chaque fiche. Lead = Pilote, échéance = Calendrier.", 5)  # fmt: skip


if __name__ == "__main__":
    main()
