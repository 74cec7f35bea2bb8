# ruff: noqa: E501
"""A federation: commitments in prose, some in numbered paragraphs that restart, after a charter."""

from office import document, heading_style, para, running, save

doc = document("Liberation Serif", 11.5, margin=2.6)
heading_style(doc, 1, "Liberation Sans", 17, "5B2C83", bold=True)
heading_style(doc, 2, "Liberation Sans", 12.5, "C0392B", bold=True)
running(
    doc,
    "Fédération des maisons d'entraide – Plan d'action pour l'égalité",
    "Assemblée générale des 6 et 7 juin 2025 · ",
)

para(doc, "Fédération des maisons d'entraide", size=14, bold=True, colour="5B2C83", before=90)
para(doc, "Toutes égales, tous ensemble", size=36, bold=True, colour="5B2C83")
para(doc, "Plan d'action pour l'égalité 2025-2028", size=18, colour="C0392B")
doc.add_page_break()

para(doc, "Un mot de la présidence", "Heading 1")
para(
    doc,
    "Nos 86 maisons d'entraide accueillent chaque semaine 9 000 personnes, dont sept sur dix sont des femmes. Pourtant, nos conseils d'administration restent présidés par des hommes dans six cas sur dix. En 2021, notre premier plan comptait 42 mesures. Nous en avons appliqué 18. Il fallait être plus modestes et plus fermes.",
)
para(
    doc,
    "Ce plan est né de rencontres dans neuf régions. Il dit, en peu de mots, ce que la Fédération fera, et ce qu'elle demande à ses membres.",
)
para(doc, "Odile Traversy-Nkunda et Marc-André Vaillant, coprésidence", italic=True)
para(doc, "Notre charte", "Heading 1")
para(doc, "La charte adoptée en 1998 demeure notre boussole. Elle tient en huit principes :")
for principle in (
    "Accueillir toute personne sans condition ;",
    "Respecter le rythme et la parole de chacune ;",
    "Agir avec les personnes et jamais à leur place ;",
    "Refuser toute forme de violence ;",
    "Partager les savoirs et le pouvoir ;",
    "Demeurer indépendantes des partis et des religions ;",
    "Prendre soin des lieux et de celles qui y travaillent ;",
    "Cultiver la joie.",
):
    para(doc, principle, "List Bullet")
para(doc, "Quelques définitions", "Heading 2")
for term in (
    "**Égalité de fait** : situation où les droits reconnus par la loi sont réellement exercés.",
    "**Parité** : présence à parts égales des femmes et des hommes dans une instance.",
    "**Intersectionnalité** : prise en compte des inégalités qui se cumulent.",
):
    para(doc, term, "List Bullet 2")
para(doc, "Comment ce plan a été écrit", "Heading 2")
para(
    doc,
    "Entre octobre 2024 et avril 2025, 312 personnes ont pris part aux rencontres. Trois options leur ont été soumises : (a) reconduire le plan de 2021, (b) en écrire un nouveau, (c) s'en remettre au plan gouvernemental. L'option (b) a recueilli 91 % des voix.",
)

para(doc, "⟦h1|Chapitre 1 – Le pouvoir partagé⟧", "Heading 1")
para(
    doc,
    "Les femmes forment 78 % de nos équipes et 44 % de nos conseils. Le déséquilibre s'accroît avec la taille des maisons.",
)
para(
    doc,
    "**1.** ⟦m:1|La Fédération s'engage à atteindre la parité dans son conseil d'administration dès l'élection de 2026.⟧ ⟦x|Les règlements généraux seront soumis à l'assemblée en ce sens.⟧",
)
para(
    doc,
    "**2.** ⟦m:2|Elle s'engage à rembourser les frais de garde des membres de ses comités, sans plafond.⟧ En 2024, trois démissions sur quatre étaient liées aux horaires.",
)
para(
    doc,
    "**3.** ⟦m:3|La Fédération formera chaque année quarante femmes à la présidence et à la trésorerie d'une maison.⟧",
)
para(
    doc,
    "**4.** ⟦m:4|Nous demandons aux maisons membres d'inscrire la parité dans leurs statuts avant la fin de 2027.⟧ Un modèle est joint à l'annexe B du guide des statuts.",
)
para(doc, "⟦h1|Chapitre 2 – Le travail reconnu⟧", "Heading 1")
para(
    doc,
    "Le salaire horaire moyen dans nos maisons est de 22,40 $, soit 31 % de moins que pour un poste équivalent dans le réseau public.",
)
para(
    doc,
    "**1.** ⟦m:1|La Fédération s'engage à publier une échelle salariale de référence, révisée tous les deux ans.⟧",
)
para(
    doc,
    "**2.** ⟦m:2|Elle négociera un régime de retraite commun à l'ensemble des maisons.⟧ Les discussions avec les quatre autres regroupements nationaux ont commencé en janvier.",
)
para(
    doc,
    "**3.** ⟦m:3|Elle s'engage à offrir cinq jours de congé payé aux salariées victimes de violence conjugale.⟧",
)
para(
    doc,
    "**4.** ⟦m:4|La Fédération réclame du gouvernement l'indexation annuelle du financement à la mission.⟧ Cette demande reprend la proposition 12 du mémoire de 2023.",
)
para(
    doc,
    "**5.** ⟦m:5|Nous mettrons en commun une équipe de remplacement pour les congés de maternité et de maladie.⟧",
)
para(doc, "⟦h1|Chapitre 3 – L'accueil de toutes⟧", "Heading 1")
para(doc, "⟦h2|Avec les femmes immigrantes⟧", "Heading 2")
para(
    doc,
    "Une visiteuse sur quatre est née à l'étranger, mais une seule maison sur dix dispose d'une intervenante qui parle une autre langue que le français ou l'anglais. ⟦m|La Fédération s'engage à financer une banque d'interprètes accessible par téléphone dans toutes les maisons.⟧ Le service existe déjà en Outaouais, où il coûte 1 100 $ par mois.",
)
para(
    doc,
    "⟦m|Elle s'engage aussi à traduire ses outils d'accueil en espagnol, en arabe et en créole.⟧ Les traductions seront relues par des participantes.",
)
para(doc, "⟦h2|Avec les femmes en situation de handicap⟧", "Heading 2")
para(
    doc,
    "Notre enquête montre que 52 maisons ne sont pas accessibles en fauteuil roulant. ⟦m|La Fédération créera un fonds de 400 000 $ pour l'accessibilité des lieux.⟧ ⟦m|Elle s'engage à tenir toutes ses rencontres dans des salles accessibles et avec interprétation en langue des signes.⟧",
)
para(doc, "⟦h2|Avec les hommes⟧", "Heading 2")
para(
    doc,
    "Les hommes viennent peu et repartent vite. Faut-il leur ouvrir des plages à part ? Les avis restent partagés. ⟦m|Dans l'attente d'un bilan, la Fédération s'engage à soutenir dix projets pilotes d'ateliers de pères d'ici 2027.⟧ ⟦x|L'assemblée tranchera ensuite.⟧",
)
para(doc, "⟦h1|Chapitre 4 – La suite du monde⟧", "Heading 1")
para(
    doc,
    "Un plan ne doit pas dormir sur une tablette. Quatre engagements encadrent donc son application.",
)
for promise in (
    "⟦m|La Fédération confie à un comité de six membres le suivi des engagements.⟧",
    "⟦m|Elle présente à chaque assemblée un tableau public de l'avancement.⟧",
    "⟦m|Elle réserve 2 % de son budget annuel à l'application du plan.⟧",
    "⟦m|Elle commande une évaluation indépendante au printemps 2028.⟧",
):
    para(doc, promise, "List Bullet")
para(doc, "Remerciements", "Heading 1")
para(
    doc,
    "Merci aux participantes des rencontres régionales, à l'équipe de recherche de l'Université populaire des Deux-Rives et à la Fondation Marguerite-Lajoie pour son soutien financier.",
)
save(doc)
