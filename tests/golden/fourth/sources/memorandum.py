"""Belgian federation's memorandum of demands in two columns (typst)."""
# ruff: noqa: E501

from __future__ import annotations

import typst
from gold import FOLDER, measure, write

NAME = "memorandum-federation-lieux-accueil"

# (chapter, opening, [(section, finding, [demand, …])])
PLAN = [
    (
        "1. Un financement à la hauteur des missions",
        "Les lieux d’accueil de quartier reçoivent en moyenne quatre subsides différents, chacun avec ses formulaires et son calendrier. Une coordinatrice sur deux déclare y consacrer plus d’un jour par semaine.",
        [
            (
                "Sortir de la logique d’appels à projets",
                "Les appels à projets poussent à inventer sans cesse du neuf, alors que les besoins, eux, restent les mêmes. Les équipes s’épuisent et les publics ne comprennent plus.",
                [
                    "Que le gouvernement régional transforme en agrément pluriannuel les subsides facultatifs reconduits depuis plus de trois ans.",
                    "Que le gouvernement régional prévoie un préavis de douze mois avant tout arrêt de subvention.",
                    "Nous demandons que les moyens libérés par la fin d’un projet restent affectés au secteur.",
                ],
            ),
            (
                "Indexer et payer à temps",
                "En 2023, le solde des subventions a été versé avec onze mois de retard en moyenne. Plusieurs associations ont dû emprunter pour payer les salaires.",
                [
                    "Que le gouvernement régional indexe automatiquement l’ensemble des subventions de fonctionnement.",
                    "Nous demandons le versement d’une avance de 85 % avant le 31 mars de chaque année.",
                    "Que des intérêts de retard soient dus aux associations lorsque l’administration dépasse les délais de paiement.",
                ],
            ),
            (
                "Simplifier les justificatifs",
                "Une même facture de chauffage doit parfois être découpée entre cinq dossiers.",
                [
                    "Nous demandons un dossier unique de justification, valable pour tous les pouvoirs subsidiants.",
                    "Que le contrôle porte sur les résultats atteints et non plus sur chaque ticket de caisse.",
                ],
            ),
        ],
    ),
    (
        "2. Des équipes reconnues et protégées",
        "Le secteur occupe 3 100 équivalents temps plein. L’ancienneté moyenne y est passée de neuf à cinq ans en une décennie.",
        [
            (
                "Revaloriser les métiers de l’accueil",
                "À fonction égale, une travailleuse de nos maisons gagne 14 % de moins que sa collègue d’un service public.",
                [
                    "Que le gouvernement régional finance l’alignement des barèmes sur ceux du secteur public local.",
                    "Nous demandons la prise en compte de l’ancienneté acquise dans d’autres secteurs du non-marchand.",
                    "Que la fonction d’accueillante de quartier soit inscrite dans la nomenclature des métiers subventionnés.",
                ],
            ),
            (
                "Prévenir l’épuisement",
                "Les situations sont plus lourdes et les relais plus rares. Les équipes demandent du temps pour souffler, pas seulement des formations.",
                [
                    "Que deux heures de supervision collective par mois soient finançables dans toutes les structures agréées.",
                    "Nous demandons la création d’un pool régional de remplacement pour les petites équipes.",
                    "Que le gouvernement régional étende au secteur le congé de ressourcement prévu pour les soignants.",
                ],
            ),
            (
                "Soutenir le volontariat",
                "Près de 7 000 volontaires ouvrent les portes, préparent les repas et tiennent les permanences.",
                [
                    "Que le plafond de défraiement des volontaires soit relevé et indexé.",
                    "Nous demandons une assurance gratuite pour tous les volontaires des associations agréées.",
                ],
            ),
        ],
    ),
    (
        "3. Des lieux dignes et chauffés",
        "Les deux tiers de nos membres occupent un bâtiment construit avant 1960. L’énergie est devenue le second poste de dépenses, derrière le personnel.",
        [
            (
                "Rénover le bâti associatif",
                "Les primes existantes visent les logements ou les entreprises ; les associations locataires passent entre les mailles.",
                [
                    "Que le gouvernement régional ouvre les primes à la rénovation aux associations locataires de leurs locaux.",
                    "Nous demandons un fonds d’investissement de 40 millions d’euros sur la législature.",
                    "Que les communes soient tenues de proposer leurs bâtiments vides aux associations avant toute vente.",
                ],
            ),
            (
                "Garantir l’accès à l’énergie",
                "Des lieux d’accueil ont fermé deux après-midi par semaine, faute de pouvoir se chauffer.",
                [
                    "Que les lieux d’accueil bénéficient du tarif social de l’énergie.",
                    "Nous demandons que les petites structures puissent rejoindre les marchés groupés des pouvoirs publics.",
                ],
            ),
        ],
    ),
    (
        "4. Lutter contre le non-recours aux droits",
        "Une personne sur trois qui pousse notre porte n’a pas ouvert tous les droits auxquels elle peut prétendre. Le guichet numérique est devenu le premier obstacle.",
        [
            (
                "Maintenir des guichets humains",
                "Le tout-numérique déplace la charge administrative vers nos accueils, sans moyens supplémentaires.",
                [
                    "Que la loi garantisse un guichet physique et une ligne téléphonique gratuite pour chaque service public.",
                    "Que le gouvernement régional rémunère les associations qui assurent l’aide aux démarches en ligne.",
                    "Nous demandons l’envoi de tout courrier important sur papier, sauf choix contraire de la personne.",
                ],
            ),
            (
                "Automatiser l’octroi des droits",
                "Les données nécessaires existent déjà dans les administrations.",
                [
                    "Que les allocations d’études et les primes au logement soient octroyées sans demande préalable.",
                    "Nous demandons que l’individualisation des droits sociaux soit inscrite dans l’accord de gouvernement.",
                    "Que toute décision de refus soit motivée en langage clair et mentionne les voies de recours.",
                ],
            ),
        ],
    ),
    (
        "5. Associer les habitants et les associations aux décisions",
        "La consultation arrive souvent quand tout est joué. Les habitants le savent et ne viennent plus.",
        [
            (
                "Consulter tôt et rendre compte",
                "Sur vingt-six consultations suivies par nos membres, quatre seulement ont donné lieu à un retour public.",
                [
                    "Que le gouvernement régional consulte les fédérations au moins trois mois avant la première lecture d’un texte.",
                    "Nous demandons la publication des suites données à chaque avis.",
                    "Que des habitants tirés au sort siègent dans les commissions de rénovation urbaine et soient défrayés.",
                ],
            ),
            (
                "Garantir la liberté associative",
                "La critique fait partie de nos missions ; elle ne peut pas coûter un subside.",
                [
                    "Que la Charte associative soit rendue contraignante pour toutes les administrations.",
                    "Nous demandons un médiateur indépendant pour les conflits entre associations et pouvoirs subsidiants.",
                ],
            ),
        ],
    ),
]

# One more paragraph and one testimony for each chapter: no demand in them.
VOICES = [
    (
        "L’enquête menée auprès de nos membres montre que la part des subsides structurels dans les recettes est tombée de 61 % à 47 % en huit ans. Dans le même temps, le nombre de personnes accueillies a augmenté d’un quart. Les réserves fondent : une maison sur cinq ne pourrait pas payer deux mois de salaires si un subside venait à manquer.",
        "On ouvre en janvier sans savoir si on pourra fermer l’année. Je remplis des dossiers la nuit, parce que le jour, il y a du monde. — Coordinatrice, maison de quartier",
    ),
    (
        "Les départs s’accélèrent surtout chez les moins de trente-cinq ans, qui citent d’abord le salaire, puis la charge émotionnelle. Former une nouvelle personne prend six mois ; la voir partir au bout d’un an décourage toute l’équipe et rompt des liens patiemment tissés avec les habitants.",
        "J’aime ce métier, mais je ne peux pas louer un appartement avec ce que je gagne. — Accueillante, 29 ans",
    ),
    (
        "Un relevé énergétique réalisé dans trente lieux a mis au jour des consommations deux fois supérieures à la moyenne des bureaux. Les chaudières ont souvent plus de vingt-cinq ans et les châssis sont d’origine. Quand le bail est précaire, aucun propriétaire n’investit.",
        "L’hiver passé, on a fait l’école de devoirs en manteau. Les enfants trouvaient ça drôle, pas nous. — Animateur, école de devoirs",
    ),
    (
        "Nos permanences ont vu doubler, en quatre ans, les demandes d’aide pour un formulaire en ligne. Les personnes concernées ne sont pas seulement âgées : des jeunes sans ordinateur, des travailleurs à horaires coupés, des parents seuls nous disent aussi leur lassitude.",
        "On me dit d’aller sur le site. Je n’ai pas de quoi aller sur le site. — Un habitué du café du jeudi",
    ),
    (
        "La participation ne se décrète pas. Elle suppose du temps, une salle chauffée, quelqu’un qui garde les enfants et la certitude d’être entendu. Nos associations savent créer ces conditions, à condition d’être prévenues avant la veille.",
        "Ils sont venus avec les plans déjà imprimés en couleur. — Habitante d’un quartier en rénovation",
    ),
]

BEFORE = [
    (
        "Qui sommes-nous ?",
        [
            "La Fédération des lieux d’accueil de quartier rassemble 214 associations, de la maison de quartier au restaurant social, en passant par les cafés-parents et les écoles de devoirs. Ensemble, elles accueillent chaque année plus de 160 000 personnes.",
            "Née en 1987 de la rencontre de douze maisons, la Fédération représente ses membres, les outille et les met en réseau. Elle est reconnue comme organisation représentative d’employeurs et siège dans trois commissions paritaires.",
        ],
    ),
    (
        "Pourquoi ce mémorandum ?",
        [
            "Les élections régionales ouvrent une nouvelle législature. Le texte que vous tenez en main est le fruit de six assemblées, de quarante contributions écrites et d’un vote en assemblée générale le 18 novembre. Il s’adresse aux partis, aux futurs ministres et à leurs cabinets.",
            "Notre conviction tient en peu de mots : un lieu où l’on peut entrer sans rendez-vous, s’asseoir et être écouté est un service essentiel. La pandémie puis la crise de l’énergie l’ont montré. Or ces lieux tiennent par l’énergie de quelques-uns, et cette énergie s’use.",
            "Nous avons classé nos demandes en cinq chapitres. Chacun part de ce que vivent les équipes et les habitants.",
        ],
    ),
]
AFTER = [
    (
        "En conclusion",
        [
            "Aucune de ces demandes n’est hors de portée. Plusieurs ne coûtent rien, d’autres évitent des dépenses futures. La Fédération et ses membres sont disponibles pour en discuter, chiffres et témoignages à l’appui.",
        ],
    ),
    (
        "Méthode et sources",
        [
            "Les chiffres cités proviennent de l’enquête annuelle menée auprès des membres (taux de réponse : 71 %) et des comptes déposés à la centrale des bilans. Les citations ont été recueillies entre février et juin. Éditrice responsable : la présidente de la Fédération, rue du Four-à-Pain 12.",
        ],
    ),
]

PREAMBLE = """#set document(title: "Mémorandum")
#set page(paper: "a4", margin: (x: 17mm, top: 22mm, bottom: 20mm), columns: 2,
  header: context if counter(page).get().first() > 1 [#set text(8pt, fill: gray.darken(40%)); Fédération des lieux d’accueil de quartier #h(1fr) Mémorandum],
  footer: context align(center, text(8pt, counter(page).display())))
#set text(font: "Libertinus Serif", size: 11.5pt, lang: "fr", hyphenate: true)
#set par(justify: true, leading: 0.62em, spacing: 0.9em)
#show heading.where(level: 1): it => block(above: 1.6em, below: 0.9em, text(15pt, fill: rgb("#9b1c31"), hyphenate: false, it.body))
#show heading.where(level: 2): it => block(above: 1.3em, below: 0.7em, text(12pt, weight: "bold", hyphenate: false, it.body))
#set list(marker: [→], indent: 0pt, spacing: 0.8em)
#place(top, scope: "parent", float: true, block(fill: rgb("#9b1c31"), width: 100%, inset: 14mm)[#text(fill: white)[#text(28pt, weight: "bold")[Ouvrir les portes, tenir dans la durée] \\ #v(2mm) #text(14pt)[Mémorandum de la Fédération des lieux d’accueil de quartier en vue des élections régionales]]])
"""


def main() -> None:
    parts, measures = [PREAMBLE], []
    for title, texts in BEFORE:
        parts += [f"= {title}", *texts]
    for (chapter, opening, sections), (more, voice) in zip(PLAN, VOICES, strict=True):
        quote = f"#block(inset: (left: 4mm), stroke: (left: 2pt + gray))[_« {voice.replace(' — ', ' »_ #linebreak() — ')}]"
        parts += [f"#heading(level: 1)[{chapter.replace('. ', '.~', 1)}]", opening, more, quote]
        for section, finding, demands in sections:
            parts += [f"== {section}", finding, "\n".join(f"- *{demand}*" for demand in demands)]
            measures += [measure(demand, [chapter, section]) for demand in demands]
    for title, texts in AFTER:
        parts += [f"= {title}", *texts]
    source = FOLDER / "sources" / f"{NAME}.typ"
    source.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    target = FOLDER / f"{NAME}.pdf"
    typst.compile(str(source), output=str(target))
    write(
        target.name,
        "plan",
        measures,
        [],
        "Demandes non numérotées, en gras, précédées d’une flèche, sur deux colonnes ; constats en texte courant.",
        1,
    )


if __name__ == "__main__":
    main()
