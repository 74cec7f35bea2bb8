"""Values of cells as Excel shows them in French."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from pipeline.extract.displayed import displayed

DAY = datetime.datetime(2026, 6, 30)
ACCOUNTS = '_-* #,##0.00\\ "€"_-;\\-* #,##0.00\\ "€"_-;_-* "-"??\\ "€"_-;_-@_-'


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (1500000, '#,##0 "€"', "1 500 000 €"),
        (1500000, "#,##0\\ [$€-40C]", "1 500 000 €"),
        (1500000, ACCOUNTS, "1 500 000,00 €"),
        (0, ACCOUNTS, "- €"),
        (-1500, '#,##0 "€";[Red]-#,##0 "€"', "-1 500 €"),
        (1500, "#\\ ##0", "1 500"),
        (850000000, '#,##0\\ "FCFA"', "850 000 000 FCFA"),
        (1500000, '#,##0,\\ "k€"', "1 500 k€"),
        (1250000, '0.0,,\\ "M€"', "1,3 M€"),
        (0.25, "0%", "25%"),
        (0.255, "0.0%", "25,5%"),
        (2.5, "0", "3"),
        (1.1, "0.00", "1,10"),
        (1.1, "General", "1,1"),
        (3.0, "General", "3"),
        (0.1 + 0.2, "General", "0,3"),
        (7, "000", "007"),
        (12, '"Fiche "00', "Fiche 12"),
        (5, "@", "5"),
        (45.5, "# ?/?", "45,5"),
        (True, "General", "VRAI"),
        ("#REF!", "General", ""),
        ("#1", "General", "#1"),
        (None, "General", ""),
        (float("inf"), "General", ""),
    ],
)
def test_numbers(value: Any, form: str, shown: str) -> None:
    assert displayed(value, form) == shown


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (DAY, "mm-dd-yy", "30/06/2026"),
        (DAY, "dd/mm/yyyy", "30/06/2026"),
        (DAY.date(), "d/m/yy", "30/6/26"),
        (DAY, "mmm-yy", "juin-26"),
        (DAY, "mmmm yyyy", "juin 2026"),
        (DAY, "[$-40C]d\\ mmmm\\ yyyy;@", "30 juin 2026"),
        (DAY, "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "mardi 30 juin 2026"),
        (DAY, "yyyy", "2026"),
        (DAY, "General", "30/06/2026"),
        (DAY.replace(hour=9, minute=5), "dd/mm/yyyy hh:mm", "30/06/2026 09:05"),
        (datetime.time(9, 5), "h:mm", "9:05"),
        (datetime.timedelta(hours=26, minutes=30), "[h]:mm", "26:30"),
    ],
)
def test_dates(value: Any, form: str, shown: str) -> None:
    assert displayed(value, form) == shown


def test_codes_keep_the_point() -> None:
    assert displayed(1.1, "0.00", code=True) == "1.10"
