"""Title pages and openings of many kinds: what their documents are called, by whom, for when."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_about import BODY, printed

from pipeline.about import document_facts
from pipeline.about.words import bare
from pipeline.clean import clean
from pipeline.extract import read
from pipeline.models import Facts

# Lines with their sizes; title (without subtitle), issuer, period.
COVERS = [
    (
        [
            ("Conseil régional de l'Arvoise", 12),
            ("Schéma régional des mobilités", 28),
            ("2024 > 2034", 20),
            ("Version soumise à enquête publique – mai 2024", 10),
        ],
        "Schéma régional des mobilités",
        "Conseil régional de l'Arvoise",
        "2024-2034",
    ),
    (
        [
            ("Stratégie municipale", 30),
            ("de lutte contre l'itinérance", 30),
            ("2026-2030", 18),
            ("Service de la diversité et de l'inclusion sociale", 11),
            ("Ville de Portneige", 14),
        ],
        "Stratégie municipale de lutte contre l'itinérance",
        "Ville de Portneige",
        "2026-2030",
    ),
    (
        [
            ("CONFÉDÉRATION DES SYNDICATS DU LITTORAL", 13),
            ("Nos revendications", 32),
            ("Élections générales 2026", 16),
        ],
        "Nos revendications",
        "CONFÉDÉRATION DES SYNDICATS DU LITTORAL",
        None,
    ),
    (
        [
            ("PLAN CLIMAT-AIR-ÉNERGIE TERRITORIAL (PCAET)", 24),
            ("Programme d'actions", 18),
            ("Période 2025-2030", 14),
            ("Grand Sauvey Agglomération", 12),
        ],
        "PLAN CLIMAT-AIR-ÉNERGIE TERRITORIAL (PCAET)",
        "Grand Sauvey Agglomération",
        "2025-2030",
    ),
    (
        [
            ("BURKANDA", 12),
            ("Unité – Progrès", 9),
            ("Ministère de la Santé et de l'Hygiène publique", 12),
            ("Direction générale de la santé publique", 11),
            ("Plan national de développement sanitaire", 26),
            ("(PNDS) 2021-2030", 18),
            ("Juillet 2021", 10),
        ],
        "Plan national de développement sanitaire",
        "Ministère de la Santé et de l'Hygiène publique",
        "2021-2030",
    ),
    (
        [
            ("Feuille de route numérique responsable", 26),
            ("CHU de Belcastel", 14),
            ("Horizon 2028", 14),
        ],
        "Feuille de route numérique responsable",
        "CHU de Belcastel",
        "horizon 2028",
    ),
    (
        [
            ("Mémoire présenté à la Commission de l'aménagement", 16),
            ("par le Réseau des jardins communautaires du Bas-Fleuve", 14),
            ("Cultiver la ville", 30),
            ("Février 2025", 11),
        ],
        "Cultiver la ville",
        "Réseau des jardins communautaires du Bas-Fleuve",
        None,
    ),
    (
        [
            ("État de Valdorre", 12),
            ("Département de l'instruction publique, de la culture et du sport", 11),
            ("Plan d'action égalité", 28),
            ("Législature 2023-2028", 14),
        ],
        "Plan d'action égalité",
        "Département de l'instruction publique, de la culture et du sport",
        "2023-2028",
    ),
    (
        [
            ("Gouvernement de la Fédération Haute-Lys", 12),
            ("Plan de relance et de résilience", 28),
            ("Mise à jour 2023", 12),
        ],
        "Plan de relance et de résilience",
        "Gouvernement de la Fédération Haute-Lys",
        None,
    ),
    (
        [
            ("Projet d'établissement", 30),
            ("2025 – 2029", 20),
            ("Lycée agricole de Combe-Noire", 14),
        ],
        "Projet d'établissement",
        "Lycée agricole de Combe-Noire",
        "2025-2029",
    ),
    (
        [("Fondation Terres Vives", 14), ("Rapport d'activité", 30), ("2023", 30)],
        "Rapport d'activité 2023",
        "Fondation Terres Vives",
        "2023",
    ),
    (
        [
            ("Office fédéral du développement territorial", 12),
            ("Agenda 2030 dans les cantons", 28),
            ("Rapport d'étape", 14),
        ],
        "Agenda 2030 dans les cantons",
        "Office fédéral du développement territorial",
        "horizon 2030",
    ),
    (
        [
            ("Cellule de coordination interministérielle", 12),
            ("Deuxième plan national de lutte contre la traite", 28),
            ("2022-2024", 16),
            ("Secrétariat d'État à l'Égalité", 12),
        ],
        "Deuxième plan national de lutte contre la traite",
        "Secrétariat d'État à l'Égalité",
        "2022-2024",
    ),
    (
        [
            ("Communauté métropolitaine des Deux-Caps", 12),
            ("Plan métropolitain de gestion des matières résiduelles", 26),
            ("2024-2031", 16),
            ("Adopté le 14 novembre 2024", 10),
        ],
        "Plan métropolitain de gestion",
        "Communauté métropolitaine des Deux-Caps",
        "2024-2031",
    ),
    (
        [
            ("Plan d’action de développement durable", 28),
            ("2023-2028", 20),
            ("Commission de la construction d'Orvalie", 12),
            ("Cette publication a été rédigée par la Direction des communications.", 9),
        ],
        "Plan d’action de développement durable",
        "Commission de la construction d'Orvalie",
        "2023-2028",
    ),
    (
        [
            ("Livre blanc", 16),
            ("Pour une agriculture vivante", 30),
            ("Confédération des paysans du Haut-Plateau", 12),
        ],
        "Pour une agriculture vivante",
        "Confédération des paysans du Haut-Plateau",
        None,
    ),
    (
        [
            ("RÉPUBLIQUE DE KASSOUMBA", 14),
            ("Primature", 12),
            ("STRATÉGIE NATIONALE DE PROTECTION SOCIALE", 24),
            ("Édition révisée 2022", 10),
        ],
        "STRATÉGIE NATIONALE DE PROTECTION SOCIALE",
        "Primature",
        None,
    ),
    (
        [
            ("Plan communal de développement de la nature", 26),
            ("Commune d'Ormeval", 14),
            ("Fiches projets", 12),
        ],
        "Plan communal de développement de la nature",
        "Commune d'Ormeval",
        None,
    ),
    (
        [
            ("Rapport de la mission d'information sur l'accès aux soins", 22),
            ("Sénat de Valdorre", 14),
            ("N° 412", 10),
            ("Session ordinaire de 2023-2024", 10),
        ],
        "Rapport de la mission d'information",
        "Sénat de Valdorre",
        None,
    ),
    (
        [
            ("Fédération régionale des centres sociaux", 14),
            ("Projet fédéral 2022-2026", 28),
            ("Faire ensemble, pour de vrai", 16),
        ],
        "Projet fédéral 2022-2026",
        "Fédération régionale des centres sociaux",
        "2022-2026",
    ),
    (
        [
            ("Contrat de ville 2024-2030", 30),
            ("Quartiers engagés", 16),
            ("Agglo du Val-Joli – Préfecture – Caisse des familles", 11),
        ],
        "Contrat de ville 2024-2030",
        "Agglo du Val-Joli",
        "2024-2030",
    ),
    (
        [
            ("Musée des Eaux-Claires", 12),
            ("Plan d'action accessibilité universelle", 28),
            ("1er avril 2025 au 31 mars 2028", 12),
        ],
        "Plan d'action accessibilité universelle",
        "Musée des Eaux-Claires",
        "2025-2028",
    ),
    (
        [
            ("50 mesures", 40),
            ("pour le logement étudiant", 40),
            ("Union nationale des étudiants", 16),
            ("Octobre 2024", 12),
        ],
        "50 mesures pour le logement étudiant",
        "Union nationale des étudiants",
        None,
    ),
    (
        [
            ("Canton de Rochefer", 11),
            ("Département de l'économie et de l'emploi", 11),
            ("Programme législatif d'innovation", 26),
            ("2022–2027", 14),
        ],
        "Programme législatif d'innovation",
        "Département de l'économie et de l'emploi",
        "2022-2027",
    ),
    (
        [
            ("Le tourisme qui nous ressemble", 36),
            ("Politique touristique de la MRC des Trois-Lacs", 18),
            ("Mai 2024", 10),
        ],
        "Le tourisme qui nous ressemble",
        "MRC des Trois-Lacs",
        None,
    ),
]
COVERS += [
    (
        [("Agence de l'eau Orb-Lyvenne", 12), ("12e programme", 30), ("2025 • 2030", 18)],
        "12e programme",
        "Agence de l'eau Orb-Lyvenne",
        "2025-2030",
    ),
    (
        [("Les priorités de la Chambre des métiers", 26), ("pour la législature 2024-2029", 16)],
        "Les priorités de la Chambre des métiers",
        "Chambre des métiers",
        "2024-2029",
    ),
    (
        [("Intercommunale du Pays vert", 12), ("Plan stratégique 2023-2025", 26)],
        "Plan stratégique 2023-2025",
        "Intercommunale du Pays vert",
        "2023-2025",
    ),
    (
        [("Assises de la forêt", 14), ("Engagements", 28), ("Ministère chargé des forêts", 12)],
        "Engagements",
        "Ministère chargé des forêts",
        None,
    ),
]
# Name and content of a file; title, issuer, period.
FILES = [
    (
        "a.html",
        (
            "<html><head><title>Ville de Grand-Meaux - Le budget participatif "
            "2025</title></head><body><header>Ville de Grand-Meaux</header><h1>Le "
            "budget participatif 2025</h1><p>{BODY}</p></body></html>"
        ),
        "Le budget participatif 2025",
        "Ville de Grand-Meaux",
        "2025",
    ),
    (
        "b.txt",
        (
            "Syndicat des eaux de la Haute-Verne\n"
            "===================================\n\nSchéma directeur 2024/2034\n\n"
            "{BODY}"
        ),
        "Schéma directeur 2024/2034",
        "Syndicat des eaux de la Haute-Verne",
        "2024-2034",
    ),
    (
        "c.md",
        (
            "# Plan d'action pour la nature\n\nCommune de Rochebrune-les-Bains, juin "
            "2024\n\n## Contexte\n\n{BODY}"
        ),
        "Plan d'action pour la nature",
        "Commune de Rochebrune-les-Bains",
        None,
    ),
    (
        "d.html",
        (
            "<html><body><h1>Mairie de Sallebert</h1><h2>Plan de sobriété "
            "énergétique 2023-2026</h2><p>{BODY}</p></body></html>"
        ),
        "Plan de sobriété énergétique 2023-2026",
        "Mairie de Sallebert",
        "2023-2026",
    ),
    (
        "e.txt",
        (
            "MINISTÈRE DE L'AGRICULTURE\n\nPROGRAMME NATIONAL POUR L'ALIMENTATION\n"
            "2025-2029\n\n{BODY}\n"
        ),
        "PROGRAMME NATIONAL POUR L'ALIMENTATION",
        "MINISTÈRE DE L'AGRICULTURE",
        "2025-2029",
    ),
    (
        "a2.html",
        (
            "<html><head><title>Feuille de route égalité — Institut des Sciences "
            "du Littoral</title></head><body><main><h1>Feuille de route "
            "égalité</h1><p>Adoptée en conseil le 3 mai 2024. {BODY}</p></main>"
            "</body></html>"
        ),
        "Feuille de route égalité",
        "Institut des Sciences du Littoral",
        None,
    ),
    (
        "b2.txt",
        "Plan de mobilité durable\nVille de Chantepie\n2025-2035\n\n1. Contexte\n\n{BODY}",
        "Plan de mobilité durable",
        "Ville de Chantepie",
        "2025-2035",
    ),
    (
        "c2.md",
        "---\ntitle: Charte forestière\nauthor: Parc naturel régional des Crêtes\n---\n\n{BODY}",
        "Charte forestière",
        "Parc naturel régional des Crêtes",
        None,
    ),
    (
        "d2.html",
        (
            "<html><head><title>Accueil | Nos actions pour le climat | Communauté "
            "de communes Sud-Arvoise</title></head><body><h1>Nos actions pour le "
            "climat</h1><p>{BODY}</p></body></html>"
        ),
        "Nos actions pour le climat",
        "Communauté de communes Sud-Arvoise",
        None,
    ),
    (
        "e2.txt",
        "PACTE POUR LA FORÊT\n\nConseil départemental de la Haute-Lorne\nJuin 2025\n\n{BODY}\n",
        "PACTE POUR LA FORÊT",
        "Conseil départemental de la Haute-Lorne",
        None,
    ),
]


def check(found: Facts, title: str, issuer: str | None, period: str | None) -> None:
    assert bare(title) in bare(found.title or "")
    assert bare(issuer or "") == bare(found.issuer or "") or (
        issuer and bare(issuer) in bare(found.issuer or "")
    )
    assert bool(issuer) == bool(found.issuer)
    assert found.period == period


@pytest.mark.parametrize(("lines", "title", "issuer", "period"), COVERS)
def test_title_pages(
    lines: list[tuple[str, float]], title: str, issuer: str | None, period: str | None
) -> None:
    check(document_facts(printed(*lines)), title, issuer, period)


@pytest.mark.parametrize(("name", "content", "title", "issuer", "period"), FILES)
def test_openings_of_files(
    tmp_path: Path, name: str, content: str, title: str, issuer: str | None, period: str | None
) -> None:
    path = tmp_path / name
    path.write_text(content.replace("{BODY}", BODY), encoding="utf-8")
    check(document_facts(clean(read(path, name))), title, issuer, period)
