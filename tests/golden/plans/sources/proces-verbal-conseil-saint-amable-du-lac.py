# ruff: noqa: E501
"""Minutes of a municipal council: numbered items, resolutions, votes. No measure."""

from office import document, heading_style, para, running, save, table

doc = document("Liberation Sans", 10.5, margin=2.5)
heading_style(doc, 2, "Liberation Sans", 11, "000000", bold=True)
running(
    doc,
    "Municipalité de Saint-Amable-du-Lac",
    "Procès-verbal de la séance du 8 septembre 2025, page ",
)
para(doc, "MUNICIPALITÉ DE SAINT-AMABLE-DU-LAC", size=14, bold=True, align="center")
para(doc, "PROCÈS-VERBAL", size=13, bold=True, align="center")
para(
    doc,
    "Séance ordinaire du conseil tenue le lundi 8 septembre 2025 à 19 h 30, à la salle communautaire, 12, rue de l'Église.",
    align="center",
)
para(
    doc,
    "Sont présents : madame la mairesse Lucie Desgagnés, mesdames les conseillères Aline Proteau et Josiane Kirouac, messieurs les conseillers Denis Lebrasseur, Yvan Théberge et Karl Simoneau. Est absent : monsieur le conseiller Régis Vermette. La directrice générale et greffière-trésorière, madame Nadine Ouellon, agit comme secrétaire.",
)
para(doc, "ORDRE DU JOUR", "Heading 2")
for item in (
    "1. Ouverture de la séance",
    "2. Adoption de l'ordre du jour",
    "3. Adoption du procès-verbal de la séance du 11 août 2025",
    "4. Période de questions",
    "5. Administration",
    "5.1 Dépôt du rapport financier",
    "5.2 Autoriser le paiement des comptes",
    "5.3 Nommer une mairesse suppléante",
    "6. Voirie",
    "6.1 Octroyer le contrat de déneigement",
    "6.2 Réparer le ponceau du rang Saint-Joseph",
    "7. Urbanisme",
    "7.1 Demande de dérogation mineure – lot 4 218 066",
    "7.2 Plan d'action climat : dépôt de la version préliminaire",
    "8. Loisirs et culture",
    "9. Correspondance",
    "10. Levée de la séance",
):
    para(doc, item, after=0)
SECTIONS = (
    (
        "1. Ouverture de la séance",
        (
            "La mairesse constate le quorum et ouvre la séance à 19 h 32. Elle souhaite la bienvenue aux quatorze citoyens présents.",
        ),
    ),
    (
        "2. Adoption de l'ordre du jour",
        (
            "2025-09-141",
            "Sur proposition de Denis Lebrasseur, appuyée par Aline Proteau, il est résolu à l'unanimité d'adopter l'ordre du jour tel que lu, en laissant ouvert le point « Correspondance ».",
        ),
    ),
    (
        "3. Adoption du procès-verbal de la séance du 11 août 2025",
        (
            "2025-09-142",
            "Il est proposé par Josiane Kirouac et résolu à l'unanimité d'adopter le procès-verbal tel que rédigé.",
        ),
    ),
    (
        "4. Période de questions",
        (
            "Monsieur Paul-Émile Grenon demande quand la piste multifonctionnelle sera prolongée jusqu'au quai. La mairesse répond que le ministère n'a pas encore rendu son avis.",
            "Madame Sylvie Aubut s'informe de la vitesse sur le chemin du Lac. Un radar pédagogique y a été posé en juillet ; la moyenne relevée est de 64 km/h.",
            "Monsieur Réal Fontenelle dépose une pétition de 86 noms contre le bruit des génératrices.",
        ),
    ),
    (
        "5.1 Dépôt du rapport financier",
        (
            "La directrice générale dépose l'état des revenus et des dépenses au 31 août, conformément à l'article 176.4 du Code municipal.",
        ),
    ),
    (
        "5.2 Autoriser le paiement des comptes",
        (
            "2025-09-143",
            "Il est proposé par Yvan Théberge, appuyé par Karl Simoneau et résolu à l'unanimité d'approuver les comptes qui suivent et d'en autoriser le paiement.",
        ),
    ),
    (
        "5.3 Nommer une mairesse suppléante",
        (
            "2025-09-144",
            "CONSIDÉRANT QUE le mandat du suppléant se termine le 30 septembre ;",
            "IL EST RÉSOLU de nommer madame Josiane Kirouac mairesse suppléante jusqu'au 31 janvier 2026.",
        ),
    ),
    (
        "6.1 Octroyer le contrat de déneigement",
        (
            "2025-09-145",
            "CONSIDÉRANT QUE trois soumissions ont été reçues et ouvertes le 28 août ;",
            "CONSIDÉRANT QUE la plus basse est conforme au devis ;",
            "IL EST RÉSOLU à la majorité d'octroyer le contrat à Déneigement Bellerive inc. pour trois saisons, au prix de 412 880 $ taxes incluses.",
            "Monsieur Simoneau demande que sa dissidence soit inscrite.",
        ),
    ),
    (
        "6.2 Réparer le ponceau du rang Saint-Joseph",
        (
            "2025-09-146",
            "Le contremaître explique que le tuyau est affaissé sur quatre mètres. Il est résolu à l'unanimité de mandater la firme Génivar-Tessier pour préparer les plans, au coût de 8 400 $.",
        ),
    ),
    (
        "7.1 Demande de dérogation mineure – lot 4 218 066",
        (
            "2025-09-147",
            "CONSIDÉRANT l'avis favorable du comité consultatif d'urbanisme ;",
            "IL EST RÉSOLU d'accorder la dérogation demandée, soit une marge latérale de 1,60 m au lieu de 2 m, aux conditions suivantes :",
            "a) conserver la haie de cèdres existante ;",
            "b) ne percer aucune ouverture du côté du voisin ;",
            "c) terminer les travaux avant le 1er juin 2026.",
        ),
    ),
    (
        "7.2 Plan d'action climat : dépôt de la version préliminaire",
        (
            "Le consultant a remis une version préliminaire de 64 pages qui compte 23 actions. Le conseil en prend acte et reporte son étude à la séance de novembre. Aucune décision n'est prise.",
        ),
    ),
    (
        "8. Loisirs et culture",
        (
            "Madame Proteau fait rapport des activités de l'été : 112 enfants ont fréquenté le camp de jour, la fête du lac a attiré 700 personnes et la bibliothèque a prêté 2 140 documents.",
        ),
    ),
    (
        "9. Correspondance",
        (
            "1) Lettre de remerciement du Cercle de fermières.",
            "2) Invitation au souper de la Légion, le 11 octobre.",
            "3) Avis de la MRC : révision du schéma d'aménagement.",
        ),
    ),
    (
        "10. Levée de la séance",
        (
            "2025-09-148",
            "L'ordre du jour étant épuisé, il est proposé par Aline Proteau de lever la séance à 21 h 04.",
            "Je, Lucie Desgagnés, atteste que la signature du présent procès-verbal équivaut à la signature de toutes les résolutions qu'il contient.",
        ),
    ),
)
for title, lines in SECTIONS:
    para(doc, title, "Heading 2")
    for line in lines:
        para(doc, line, bold=line[:4] == "2025" or None)
    if title.startswith("5.2"):
        table(
            doc,
            [
                ["Fournisseur", "Objet", "Montant"],
                ["Carrières du Nord", "Gravier MG-20", "14 220,18 $"],
                ["Hydro Régionale", "Éclairage public", "2 967,40 $"],
                ["Papeterie Lavigueur", "Fournitures", "311,05 $"],
                ["Ville de Montréjeau", "Entente incendie", "38 500,00 $"],
            ],
            [6, 6, 4],
            head="444444",
        )
para(doc, "Lucie Desgagnés, mairesse\tNadine Ouellon, greffière-trésorière", before=30)
save(doc)
