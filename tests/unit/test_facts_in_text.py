"""Facts in sentences and brackets, amounts, and where the facts of a measure are looked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.clean import clean
from pipeline.extract import read as read_document
from pipeline.models import Block, BlockKind, Measure, Span
from pipeline.segment import segment
from pipeline.segment.facts import bare
from pipeline.segment.facts.amounts import Currency, amounts_of
from pipeline.segment.facts.lines import Line
from pipeline.segment.facts.settle import Stated, read, settle


def own(text: str, since: int | None = None) -> Stated:
    """The facts in the line of a measure itself."""
    line = Line(text, ((0, 0),), Block(Span(0, len(text)), BlockKind.PARAGRAPH), own=True)
    return settle(read([line], since=since), Currency(text))


@pytest.mark.parametrize(
    ("text", "deadline"),
    [
        ("Ouvrir une halte d’ici 2027", "d’ici 2027"),
        ("Ouvrir une halte avant le 31 mars 2028", "avant le 31 mars 2028"),
        ("Ouvrir une halte au plus tard à la rentrée 2026", "au plus tard à la rentrée 2026"),
        ("Ouvrir une halte à l’horizon 2030", "à l’horizon 2030"),
        ("Ouvrir une halte à partir de janvier 2026", "à partir de janvier 2026"),
        ("Ouvrir une halte d’ici la fin du mandat", "d’ici la fin du mandat"),
        ("Ouvrir une halte au printemps 2027", "au printemps 2027"),
        ("Ouvrir une halte en 2027", "en 2027"),
        ("Réduire les rejets de 40 % par rapport à 2015 d’ici 2030", "d’ici 2030"),
        ("Mener une enquête sur l’accueil en 2027", "en 2027"),
        ("Créer une ligne (mise en service en 2031) et deux dépôts", "en 2031"),
        ("Mettre à jour l’enquête de 2019", None),
        ("Réduire les rejets par rapport au niveau de 2015", None),
        ("Appliquer la loi du 12 mars 2027", None),
        ("Poursuivre le plan vélo 2019-2024", None),
        ("Préparer les Jeux de 2030", None),
        ("Rénover la halle fermée en 2019", None),
        ("Former les agents dans les vingt prochaines années", None),
        ("Répondre sous 60 jours", None),
        ("Étendre la charte signée en 2022 à toutes les écoles", None),
    ],
)
def test_deadlines(text: str, deadline: str | None) -> None:
    assert own(text).deadline == deadline


def test_years_before_the_plan_are_past() -> None:
    assert own("Étendre en 2021 la zone calme", since=2025).deadline is None
    fund = "Reconduire le fonds doté de 1,5 M€ en {}"
    assert own(fund.format(2023), since=2025).budget is None
    assert own(fund.format(2026), since=2025).budget == "1,5 M€"


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("Créer un guichet, confié à la Direction des sports", "Direction des sports"),
        ("Créer un guichet sous la responsabilité du Service des eaux", "Service des eaux"),
        ("Créer un guichet porté par l’association Rivage", "association Rivage"),
        ("Créer un guichet. La Métropole pilotera les travaux.", "Métropole"),
        ("Créer un guichet. Sa mise en œuvre sera assurée par l’Office du logement.",
         "Office du logement"),
        ("Confier le suivi à un comité d’experts", None),
        ("Soutenir les organismes dirigés par des bénévoles", None),
        ("Des parents accompagnateurs assurés par l’État", None),
    ],
)  # fmt: skip
def test_leads(text: str, lead: str | None) -> None:
    assert own(text).lead == lead


@pytest.mark.parametrize(
    ("text", "partners"),
    [
        ("Créer une halte en partenariat avec la Région et le CCAS", ("Région", "CCAS")),
        ("Créer une halte en collaboration avec les clubs, les écoles et l’Office du sport",
         ("clubs", "écoles", "Office du sport")),
        ("Créer une halte avec l’appui de la Caisse des familles", ("Caisse des familles",)),
        ("Créer une halte en lien avec l’opération du centre", ()),
        ("Créer une halte en partenariat avec la Région pour les jeunes", ("Région",)),
    ],
)  # fmt: skip
def test_partners(text: str, partners: tuple[str, ...]) -> None:
    assert own(text).partners == partners


@pytest.mark.parametrize(
    ("text", "budget"),
    [
        ("Rénover la halle pour un montant de 2,5 M€ sur trois ans", "2,5 M€ sur trois ans"),
        ("Investir 10 millions de dollars par année dans les rues",
         "10 millions de dollars par année"),
        ("Rénover la halle. Une enveloppe de 300 000 € sera réservée.", "300 000 €"),
        ("Rénover la halle. Le coût est estimé à 40 000 €.", "40 000 €"),
        ("Offrir une prime de 300 € par vélo", None),
        ("Financer les travaux jusqu’à 5 000 € par ménage", None),
        ("Rénover la halle. En 2023, 12 000 € ont été dépensés.", None),
        ("Une aide plafonnée à 4 000 €", None),
        ("Loger 300 ménages", None),
    ],
)  # fmt: skip
def test_budgets(text: str, budget: str | None) -> None:
    assert own(text).budget == budget


def test_audience() -> None:
    assert own("Tenir un forum à destination des jeunes de la vallée").audience == (
        "jeunes de la vallée"
    )
    assert own("Exonérer le papier destiné à l’impression").audience is None


@pytest.mark.parametrize(
    ("text", "facts", "statement"),
    [
        ("Planter une haie (Direction des parcs, 2026)", ("Direction des parcs", "2026", None),
         "Planter une haie"),
        ("Planter une haie [Pilote : CCAS ; Échéance : mai 2026]", ("CCAS", "mai 2026", None),
         "Planter une haie"),
        ("Planter une haie — Ville de Brume, fin 2027", ("Ville de Brume", "fin 2027", None),
         "Planter une haie"),
        ("Planter une haie (30 000 €)", (None, None, "30 000 €"), "Planter une haie"),
        ("Créer un réseau (PAVE)", (None, None, None), "Créer un réseau (PAVE)"),
        ("Créer un lieu (Maison des eaux)", (None, None, None), "Créer un lieu (Maison des eaux)"),
        ("Créer un lieu (jardin, potager)", (None, None, None), "Créer un lieu (jardin, potager)"),
        ("Offrir le bus aux jeunes — en cours", (None, None, None), "Offrir le bus aux jeunes"),
        ("Poser des bancs. Pilotage : voirie. Coût : 8 k€", ("voirie", None, "8 k€"),
         "Poser des bancs."),
    ],
)  # fmt: skip
def test_brackets(text: str, facts: tuple[str | None, ...], statement: str) -> None:
    found = own(text)
    assert (found.lead, found.deadline, found.budget) == facts
    assert bare(text)[0] == statement


@pytest.mark.parametrize(
    ("text", "name", "amounts"),
    [
        ("30 000 €", "Budget", [(30000, "EUR", None, None, False)]),
        ("30", "Coût (k€)", [(30000, "EUR", None, None, False)]),
        ("1 450", "Coût (M FCFA)", [(1450000000, "XOF", None, None, False)]),
        ("entre 20 000 et 30 000 €", "", [(30000, "EUR", None, None, False)]),
        ("40 000 $ par an", "", [(40000, "CAD", None, None, True)]),
        ("40 000 €", "Coût annuel", [(40000, "EUR", None, None, True)]),
        ("2 M€ (2025-2027)", "", [(2000000, "EUR", 2025, 2027, False)]),
        ("90 000 €, dont 20 000 € de l’État", "", [(90000, "EUR", None, None, False)]),
        ("90 000 € (Ville 50 000 €, État 40 000 €)", "", [(90000, "EUR", None, None, False)]),
        ("Ville 50 000 €, État 40 000 €, total 90 000 €", "", [(90000, "EUR", None, None, False)]),
        ("2025 : 10 k€ ; 2026 : 20 k€", "",
         [(10000, "EUR", 2025, 2025, False), (20000, "EUR", 2026, 2026, False)]),
        ("à moyens constants", "Budget", []),
        ("30", "Budget", []),
    ],
)  # fmt: skip
def test_amounts(text: str, name: str, amounts: list[tuple[object, ...]]) -> None:
    found = amounts_of(text, Currency(""), name)
    assert [(a.amount, a.currency, a.start, a.end, a.per_year) for a in found] == amounts


@pytest.mark.parametrize(
    ("sign", "document", "currency"),
    [
        ("$", "Ville de Brume, Québec", "CAD"),
        ("$", "République d’Haïti, dollars américains", "USD"),
        ("FCFA", "Plan du Sénégal", "XOF"),
        ("FCFA", "Plan du Cameroun", "XAF"),
        ("francs", "Canton de Brume", "CHF"),
        ("francs", "Commune de Brume", None),
    ],
)
def test_the_document_tells_the_currency(sign: str, document: str, currency: str | None) -> None:
    found = amounts_of(f"500 {sign}", Currency(document))
    assert [amount.currency for amount in found] == ([currency] if currency else [])


def measures(tmp_path: Path, name: str, text: str) -> list[Measure]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return segment(clean(read_document(path, name)))


TABLE = """<main><h1>Plan jeunesse</h1><h2>Axe 1. Loger</h2><table>
<tr><th>N°</th><th>Action</th><th>Direction pilote</th><th>Échéance</th><th>Coût (k€)</th></tr>
<tr><td>1</td><td>Créer une résidence</td><td rowspan="3">Habitat</td><td>2027</td><td>850</td></tr>
<tr><td>2</td><td>Ouvrir un guichet</td><td>juin 2026</td><td rowspan="2">120</td></tr>
<tr><td>3</td><td>Financer cent cautions</td><td>à définir</td></tr></table></main>"""


def test_merged_cells_state_facts_of_each_row(tmp_path: Path) -> None:
    found = measures(tmp_path, "plan.html", TABLE)
    assert [(m.lead, m.deadline, m.budget) for m in found] == [
        ("Habitat", "2027", "850"),
        ("Habitat", "juin 2026", None),  # 120 are for both
        ("Habitat", None, None),
    ]
    levels = [(a.amount, a.level) for m in found for a in m.amounts]
    assert levels == [(850000, "measure"), (120000, "Axe 1. Loger"), (120000, "Axe 1. Loger")]


LEVELS = """# Plan de mandat 2025-2030

## Axe 1 – Habiter (enveloppe : 12 M€)

- Créer une halte de nuit
- Rénover trois écoles
- Ouvrir deux jardins, pour un budget de 40 000 €

## Axe 2 – Bouger

Une enveloppe de 4 M€ sera consacrée à cet axe sur 2025-2027.

- Créer une navette
- Tracer des voies cyclables
- Étendre la zone piétonne
"""


def test_budgets_of_headings_are_theirs(tmp_path: Path) -> None:
    found = measures(tmp_path, "plan.md", LEVELS)
    assert [m.budget for m in found] == [None, None, "40 000 €", None, None, None]
    levels = {(a.amount, a.start, a.end, a.level) for m in found for a in m.amounts}
    assert levels == {
        (12e6, None, None, "Axe 1 – Habiter (enveloppe : 12 M€)"),
        (4e6, 2025, 2027, "Axe 2 – Bouger"),
        (40e3, None, None, "measure"),
    }
    assert found[3].stated[0].field == "amounts"


CARDS = "<main><h1>Vingt mesures pour la forêt</h1><h2>Planter</h2>" + "".join(
    f"<h3>Mesure {n} : {text}</h3><p>Le texte dit pourquoi.</p><dl><dt>Pilote</dt><dd>{lead}</dd>"
    f"<dt>Échéance</dt><dd>{when}</dd></dl>"
    for n, (text, lead, when) in enumerate(
        [
            ("Planter des haies", "Office des bois", "2027"),
            ("Créer une pépinière", "communes", "automne 2026"),
            ("Former des guides", "Parc de la Brume", "dès 2026"),
        ],
        start=1,
    )
) + "</main>"  # fmt: skip


def test_names_that_cleaning_takes_for_furniture_still_name(tmp_path: Path) -> None:
    found = measures(tmp_path, "plan.html", CARDS)
    assert [(m.lead, m.deadline) for m in found] == [
        ("Office des bois", "2027"),
        ("communes", "automne 2026"),
        ("Parc de la Brume", "dès 2026"),
    ]


PROVINCE = """Plan d'action en loisir 2026-2031

ORIENTATION 1 : OUVRIR

1.1.1 Soutenir les camps de jour
Responsable : ministère de la Famille
Échéancier : 2026-2028
Clientèle visée : enfants

1.1.2 Produire une trousse
Responsable : Office du loisir
Échéancier : printemps 2027
Clientèle visée : parents

1.1.3 Doter les parcs de mobilier
Responsable : Office du loisir
Échéancier : 2029
Clientèle visée : aînés
"""


def test_fields_that_come_back_under_one_title_are_those_of_several_measures(
    tmp_path: Path,
) -> None:
    found = measures(tmp_path, "plan.txt", PROVINCE)
    assert [(m.label, m.lead, m.audience) for m in found] == [
        ("1.1.1", "ministère de la Famille", "enfants"),
        ("1.1.2", "Office du loisir", "parents"),
        ("1.1.3", "Office du loisir", "aînés"),
    ]
