"""What was typed is taken apart, and typing errors are seen through."""

from __future__ import annotations

import pytest

from pipeline.models import Filters, UnitKind
from pipeline.search import understand
from pipeline.search.wording import distance


def test_operators_are_taken_out_of_the_words() -> None:
    asked = understand(
        '"action communautaire" logement -bénévoles plan:Région year:2024', Filters()
    )
    assert asked.phrases == (("action", "communautair"),)
    assert asked.excluded == (("benevol",),)
    assert asked.filters == Filters(plans=("region",), years=(2024,))
    assert asked.stems == ["action", "communautair", "logement"]


@pytest.mark.parametrize(
    ("text", "filters"),
    [
        ("issuer:«Ville d’Érable» eau", Filters(issuers=("ville d'erable",))),
        ('pilote:"Direction du livre" eau', Filters(leads=("direction du livre",))),
        ("kind:programmes eau", Filters(kinds=(UnitKind.PROGRAMME,))),
        ("nature:mesure eau", Filters(kinds=(UnitKind.MEASURE,))),
        ("année:2030 eau", Filters(years=(2030,))),
    ],
)
def test_fields(text: str, filters: Filters) -> None:
    asked = understand(text, Filters())
    assert (asked.filters, asked.stems) == (filters, ["eau"])


@pytest.mark.parametrize("text", ["kind:autre eau", "year:bientôt eau", "plan : eau", "http://eau"])
def test_what_is_no_field_stays_words(text: str) -> None:
    asked = understand(text, Filters())
    assert asked.filters == Filters()
    assert "eau" in asked.stems


def test_operators_alone_are_the_question() -> None:
    assert understand("lead:CPAS", Filters()).stems == ["cpa"]
    assert understand("-vélo", Filters()).stems == ["velo"]
    assert understand("-vélo", Filters()).excluded == ()


@pytest.mark.parametrize(
    ("text", "label", "stems"),
    [
        ("mesure 2.1.3", {"2_1_3"}, ["2_1_3"]),
        ("fiche n° 4", {"4"}, ["4"]),
        ("12 mesures pour le vélo", set(), ["12", "mesur", "velo"]),
        ("Quelles mesures portent sur le vélo ?", set(), ["velo"]),
    ],
)
def test_labels(text: str, label: set[str], stems: list[str]) -> None:
    asked = understand(text, Filters())
    assert asked.label == label
    assert asked.stems == stems


@pytest.mark.parametrize(
    ("a", "b", "edits"),
    [
        ("velo", "velo", 0),
        ("velo", "vleo", 1),
        ("velo", "vel", 1),
        ("cyclabes", "cyclables", 1),
        ("logement", "lgoemnt", 2),
        ("abc", "xyz", 3),
        ("a", "abcd", 3),
    ],
)
def test_distance(a: str, b: str, edits: int) -> None:
    assert distance(a, b, 2) == min(edits, 3)
    assert distance(b, a, 2) == min(edits, 3)
