from __future__ import annotations

import subprocess
import sys
import time
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.nlp.matchers import (
    MATCHERS,
    Amount,
    Interval,
    Kind,
    Percentage,
    Period,
    Reference,
    amounts,
    bodies,
    dates,
    definitions,
    find,
    legal,
    ministries,
    municipalities,
    percentages,
    periods,
)
from pipeline.nlp.matchers.found import number


def money(low: str, currency: str | None, symbol: str, high: str = "", **more: int) -> Amount:
    return Amount(Decimal(low), Decimal(high or low), currency, symbol, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,1 milliard de dollars", money("1100000000", None, "$")),
        ("24 000 €", money("24000", "EUR", "€")),
        ("3,5 M$", money("3500000", None, "$")),
        ("250 k€", money("250000", "EUR", "€")),
        ("12 M€ TTC", money("12000000", "EUR", "€")),
        ("CHF 40'000", money("40000", "CHF", "CHF")),
        ("45 000 francs CFA", money("45000", None, "FCFA")),
        ("500 XOF", money("500", "XOF", "FCFA")),
        ("2 millions d'euros sur 5 ans", money("2000000", "EUR", "€", years=5)),
        ("2 M$ répartis sur cinq ans", money("2000000", None, "$", years=5)),
        ("2 M$ investis sur 5 ans", money("2000000", None, "$", years=5)),
        ("10 000 à 15 000 $", money("10000", None, "$", "15000")),
        ("3 à 4 millions d'euros", money("3000000", "EUR", "€", "4000000")),
        ("800 k$ à 1,2 M$", money("800000", None, "$", "1200000")),
        ("150 000 $ par année", money("150000", None, "$", per_year=True)),
        ("7.500 EUR", money("7500", "EUR", "€")),
        ("1.250,50 €", money("1250.50", "EUR", "€")),
        ("$250,000", money("250000", None, "$")),
        ("1,125 million d'euros", money("1125000", "EUR", "€")),
        ("600 $ CA", money("600", "CAD", "$")),
        ("600 $ US", money("600", "USD", "$")),
        ("5 millions de dollars canadiens", money("5000000", "CAD", "$")),
        ("vingt-cinq mille euros", money("25000", "EUR", "€")),
        ("1,5 million de francs", money("1500000", None, "francs")),
    ],
)
def test_an_amount_and_its_value(text: str, value: Amount) -> None:
    (found,) = amounts(f"Un budget de {text}.")
    assert (found.text, found.value) == (text, value)
    assert found.value.value == (value.low if value.low == value.high else None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("25 %", Percentage(Decimal(25), Decimal(25))),
        ("12,5 p. 100", Percentage(Decimal("12.5"), Decimal("12.5"))),
        ("10 à 15 %", Percentage(Decimal(10), Decimal(15))),
        ("-8 %", Percentage(Decimal(-8), Decimal(-8))),
        ("quatre-vingt-dix pour cent", Percentage(Decimal(90), Decimal(90))),
        ("5 points de pourcentage", Percentage(Decimal(5), Decimal(5), points=True)),
    ],
)
def test_a_percentage_and_its_value(text: str, value: Percentage) -> None:
    (found,) = percentages(f"Une part de {text} est visée.")
    assert (found.text, found.value) == (text, value)


def test_a_scaled_amount_prints_plainly() -> None:
    assert str(amounts("200 M FCFA")[0].value.value) == "200000000"


def test_from_one_value_to_another_is_no_range() -> None:
    assert [one.text for one in percentages("Passer de 12 % à 15 %")] == ["12 %", "15 %"]
    assert [one.text for one in amounts("Le tarif passe de 2 € à 3 €")] == ["2 €", "3 €"]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("31 mars 2027", "2027-03-31", "2027-03-31"),
        ("1er juillet", "--07-01", "--07-01"),
        ("mars 2027", "2027-03-01", "2027-03-31"),
        ("février 2028", "2028-02-01", "2028-02-29"),
        ("printemps 2026", "2026-03-20", "2026-06-20"),
        ("hiver 2026-2027", "2026-12-21", "2027-03-19"),
        ("fin 2027", "2027-09-01", "2027-12-31"),
        ("début mars 2027", "2027-03-01", "2027-03-10"),
        ("2e trimestre 2026", "2026-04-01", "2026-06-30"),
        ("quatrième trimestre de 2026", "2026-10-01", "2026-12-31"),
        ("T3 2025", "2025-07-01", "2025-09-30"),
        ("second semestre 2026", "2026-07-01", "2026-12-31"),
        ("2027-03-31", "2027-03-31", "2027-03-31"),
        ("31/03/2027", "2027-03-31", "2027-03-31"),
        ("31.03.27", "2027-03-31", "2027-03-31"),
        ("06/2026", "2026-06-01", "2026-06-30"),
        ("15 et 16 mai 2026", "2026-05-15", "2026-05-16"),
    ],
)
def test_a_date_and_the_days_it_covers(text: str, first: str, last: str) -> None:
    (found,) = dates(f"Échéance : {text}.")
    assert (found.text, found.value) == (text, Interval(first, last))


def test_years_stand_after_a_word_of_time_in_a_list_of_them_or_alone() -> None:
    assert [one.text for one in dates("En 2026, 2027 et 2028, salle 2029")] == [
        "2026",
        "2027",
        "2028",
    ]
    assert dates("2030")[0].value == Interval("2030-01-01", "2030-12-31")


def test_days_that_no_calendar_has_are_no_dates() -> None:
    assert not dates("Le 31 février 2027, le 2027-02-30 et le 31/11/2026")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2023-2028", Period("2023-01-01", "2028-12-31")),
        ("2024 à 2027", Period("2024-01-01", "2027-12-31")),
        ("de 2024 à 2027", Period("2024-01-01", "2027-12-31")),
        ("2025-26", Period("2025-01-01", "2026-12-31")),
        ("d'ici 2030", Period(last="2030-12-31")),
        ("d'ici à la fin de 2027", Period(last="2027-12-31")),
        ("jusqu'au 31 décembre 2026", Period(last="2026-12-31")),
        ("dès 2026", Period("2026-01-01")),
        ("sur cinq ans", Period(length="P5Y")),
        ("pendant dix-huit mois", Period(length="P18M")),
        ("dans un délai de six mois", Period(length="P6M")),
        ("tous les deux ans", Period(every="P2Y")),
        ("annuellement", Period(every="P1Y")),
        ("deux fois par année", Period(every="P6M")),
        ("chaque trimestre", Period(every="P3M")),
        ("en continu", Period(continuous=True)),
        ("du 12 février au 30 avril 2026", Period("2026-02-12", "2026-04-30")),
        ("du 1er octobre au 31 mars 2027", Period("2026-10-01", "2027-03-31")),
    ],
)
def test_a_period_and_its_value(text: str, value: Period) -> None:
    (found,) = periods(f"Le travail se fait {text}.")
    assert (found.text, found.value) == (text, value)


def test_a_falling_pair_of_years_or_a_month_is_no_period() -> None:
    assert not periods("Lot 2028-2023, relevé 2024-11")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (
            "article 12 de la Loi sur les parcs ruraux",
            Reference("loi", title="sur les parcs ruraux", articles="12"),
        ),
        (
            "art. L. 123-4 du Code de l'urbanisme",
            Reference("code", title="de l'urbanisme", articles="L. 123-4"),
        ),
        ("décret n° 2021-345 du 3 mars 2021", Reference("décret", "2021-345", "2021-03-03")),
        ("RLRQ, c. E-20.1", Reference("RLRQ", "E-20.1")),
        ("directive 2012/27/UE", Reference("directive", "2012/27/UE")),
        ("loi n° 2019-24", Reference("loi", "2019-24")),
        ("règlement (UE) 2016/679", Reference("règlement", "2016/679")),
        ("arrêté royal du 4 mai 2018", Reference("arrêté", date="2018-05-04")),
        ("RS 814.01", Reference("RS", "814.01")),
        ("art. 12 al. 2 LPX", Reference("LPX", articles="12 al. 2")),
    ],
)
def test_a_legal_reference_and_its_parts(text: str, value: Reference) -> None:
    (found,) = legal(f"Comme le veut la présente {text}, on consulte.")
    assert (found.text, found.value) == (text, value)


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("l'action communautaire autonome (ACA)", "ACA", "action communautaire autonome"),
        ("l'ACA (action communautaire autonome)", "ACA", "action communautaire autonome"),
        ("les actions communautaires autonomes (ACAs)", "ACA", "actions communautaires autonomes"),
        ("l'action communautaire autonome (A.C.A.)", "ACA", "action communautaire autonome"),
        ("l'action communautaire autonome (l'ACA)", "ACA", "action communautaire autonome"),
        ("PLU – plan local d'urbanisme", "PLU", "plan local d'urbanisme"),
        ("plan local d'urbanisme = PLU", "PLU", "plan local d'urbanisme"),
        ("un organisme sans but lucratif (OSBL)", "OSBL", "organisme sans but lucratif"),
        ("une personne sans domicile fixe (SDF)", "SDF", "sans domicile fixe"),
        (
            "le ministère de l'Accueil, des Rives et de l'Entraide (MARE)",
            "MARE",
            "ministère de l'Accueil, des Rives et de l'Entraide",
        ),
    ],
)
def test_an_acronym_and_its_definition(text: str, short: str, long: str) -> None:
    (found,) = definitions(text)
    value = found.value
    assert (value.short, value.long) == (short, long)
    assert text[slice(*value.long_span)] == long
    assert text[slice(*value.short_span)].replace(".", "").removesuffix("s") == short


def test_letters_beside_a_bracket_that_define_nothing() -> None:
    assert not definitions("Les maladies graves (MRC) et la Ville (voir PLU) – ACA")


def test_where_a_name_ends() -> None:
    text = (
        "Le ministère de l'Agriculture, des Pêcheries et de l'Alimentation, la Ville de Valdombre"
        " et la MRC des Aulnes confient à la Régie du bâtiment de vérifier les plans."
    )
    assert [one.text for one in ministries(text)] == [
        "ministère de l'Agriculture, des Pêcheries et de l'Alimentation"
    ]
    assert [one.text for one in municipalities(text)] == ["Ville de Valdombre", "MRC des Aulnes"]
    assert [(one.text, one.value.head) for one in bodies(text)] == [("Régie du bâtiment", "régie")]


def test_a_name_has_single_spaces_and_straight_apostrophes() -> None:
    (found,) = bodies("L’Office\u00a0de l’eau")
    assert (found.text, found.value.name) == ("Office\u00a0de l’eau", "Office de l'eau")


def test_find_gives_all_kinds_in_order() -> None:
    found = find("D'ici le 31 mars 2027, la Ville de Valdombre versera 5 000 $ (20 %).")
    assert [(one.kind, one.text) for one in found] == [
        (Kind.PERIOD, "D'ici le 31 mars 2027"),
        (Kind.DATE, "31 mars 2027"),
        (Kind.MUNICIPALITY, "Ville de Valdombre"),
        (Kind.AMOUNT, "5 000 $"),
        (Kind.PERCENTAGE, "20 %"),
    ]


@pytest.mark.parametrize(
    ("written", "value"),
    [("1 250,50", "1250.50"), ("7.500", "7500"), ("0,250", "0.250"), ("deux cent trois", "203")],
)
def test_a_number_as_written(written: str, value: str) -> None:
    assert number(written) == Decimal(value)


WORDS = """
    1 12 2 025 2024-2028 - – , . ( ) : % $ € M k de du des d' l' à et entre le la les un deux cent
    mille ans sur par année mars 31 fin d'ici dès tous chaque art. article Loi Code RS n° Ville MRC
    ministère Office Conseil Valdombre santé publique ACA A.C.A. (PLU) PLU milliards francs CFA T3
    hiver 00 99 32/13/2026 l’ « »
"""
PIECES = st.tuples(
    st.sampled_from(["", " "]),
    st.lists(st.sampled_from([*WORDS.split(), "\n", "\t", "\u00a0", "\u202f", " "]), max_size=40),
).map(lambda drawn: drawn[0].join(drawn[1]))


@given(st.one_of(st.text(max_size=200), PIECES))
@example("0 à 0 0 %")
@example("²³ ٣٤ % le ٣ mai 2027 (ⅣⅤ)")
def test_spans_stand_in_the_text_and_never_overlap(text: str) -> None:
    for kind, matcher in MATCHERS.items():
        end = 0
        for found in matcher(text):
            assert found.kind == kind
            assert end <= found.start < found.end <= len(text)
            assert text[found.start : found.end] == found.text
            end = found.end
    for definition in definitions(text):
        for start, end in (definition.value.short_span, definition.value.long_span):
            assert definition.start <= start < end <= definition.end


@pytest.mark.parametrize("kind", MATCHERS)
@pytest.mark.parametrize("piece", ["1", " ", ".", "1 ", "111 ", "1.", "A.", "A ", "a ", "- ", "'"])
def test_no_text_makes_a_matcher_slow(kind: Kind, piece: str) -> None:
    text = (piece * 100_000)[:100_000]
    began = time.process_time()
    MATCHERS[kind](text)
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    "piece", ["(AB)", "AB : ", "Loi sur la ", "Code ", "un ", "1 mai ", "ministère de la Abc, "]
)
def test_time_grows_with_the_text_and_no_faster(piece: str) -> None:
    def seconds(times: int) -> float:
        began = time.process_time()
        find(piece * times)
        return time.process_time() - began

    seconds(10)
    # Quadratic work would take 256 times as long for sixteen times the text.
    few, many = (min(seconds(times) for _ in range(3)) for times in (250, 4000))
    assert many < 100 * max(few, 0.01)


def test_nothing_here_loads_spacy() -> None:
    code = (
        "import sys; from pipeline.nlp.matchers import find;"
        "find('La Ville de Valdombre (VDV) versera 3 M$ au ministère de la Santé en 2027.');"
        "sys.exit('spacy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
