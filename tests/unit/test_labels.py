"""Labels: numbering and keywords in every style that plans use."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.labels import GROUPS, OTHERS, UNITS, parse


@pytest.mark.parametrize(
    ("text", "keyword", "code", "rest"),
    [
        ("Axe 2 : Mobiliser les quartiers", "axe", "2", "Mobiliser les quartiers"),
        ("AXE IV – Habiter la vallée", "axe", "IV", "Habiter la vallée"),
        ("Axe A : Habiter", "axe", "A", "Habiter"),
        ("VOLET # 1", "volet", "1", ""),
        ("Axe n°\u00a01\u00a0: Agir", "axe", "1", "Agir"),
        ("Objectif stratégique n° 2 : Former", "objectif", "2", "Former"),
        ("Défi 3. Se nourrir", "defi", "3", "Se nourrir"),
        ("Priorité 1 – Le logement", "priorite", "1", "Le logement"),
        ("PROPOSITION 2.1.1 Que la Ville paie", "proposition", "2.1.1", "Que la Ville paie"),
        ("Mesure 12", "mesure", "12", ""),
        ("MESURE\u00a012\u00a0– Agir", "mesure", "12", "Agir"),
        ("Mesures 3 – Agir", "mesure", "3", "Agir"),
        ("Fiche action n° 4", "fiche", "4", ""),
        ("Fiche action no. 7 : Planter", "fiche", "7", "Planter"),
        ("Engagement nº 7 Semer", "engagement", "7", "Semer"),
        ("Action 1.2.3. Aider", "action", "1.2.3", "Aider"),
        ("Action B3 : Aider", "action", "B3", "Aider"),
        ("Recommandation n° 4 –", "recommandation", "4", ""),
        ("Action 2\u00a0: 300 arbres", "action", "2", "300 arbres"),
        ("Article 3 – Durée", "article", "3", "Durée"),
        ("1.1.2 Soutenir les clubs", None, "1.1.2", "Soutenir les clubs"),
        ("1.1. Soutenir", None, "1.1", "Soutenir"),
        ("1. 2 Soutenir", None, "1.2", "Soutenir"),
        ("1-2: Soutenir", None, "1-2", "Soutenir"),
        ("1) Soutenir", None, "1", "Soutenir"),
        ("1 – Soutenir", None, "1", "Soutenir"),
        ("01 Soutenir", None, "01", "Soutenir"),
        ("12", None, "12", ""),
        ("II. Agir ensemble", None, "II", "Agir ensemble"),
        ("b) Agir ensemble", None, "b", "Agir ensemble"),
        ("OO. 3.6 – Former", None, "OO. 3.6", "Former"),
        ("MOB-03 Relier les gares", None, "MOB-03", "Relier les gares"),
        ("A1.1 Agir", None, "A1.1", "Agir"),
        ("Fiche-action n° 7 : Planter", "fiche", "7", "Planter"),
        ("1° Favoriser le train", None, "1", "Favoriser le train"),
        ("2/ Favoriser le train", None, "2", "Favoriser le train"),
        ("Mesure 12 bis : Créer un fonds", "mesure", "12bis", "Créer un fonds"),
        ("Action no 7 planter des haies", "action", "7", "planter des haies"),
        ("Action no 7 à Dakar", "action", "7", "à Dakar"),
        ("Axe 1 À Genève, la rade", "axe", "1", "À Genève, la rade"),
        ("Objectif 1 – 500 logements neufs", "objectif", "1", "500 logements neufs"),
        ("Axe 3. 15 jardins à ouvrir", "axe", "3", "15 jardins à ouvrir"),
        ("Sous-objectif 2.1 : Former", "objectif", "2.1", "Former"),
        ("Effet 1 : Les récoltes doublent", "effet", "1", "Les récoltes doublent"),
        ("Ligne d’action 2 : Former", "ligne", "2", "Former"),
    ],
)
def test_label(text: str, keyword: str | None, code: str, rest: str) -> None:
    label = parse(text)
    assert label is not None
    assert (label.keyword, label.code, label.rest) == (keyword, code, rest)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Soutenir les clubs",
        "mesure 12 du plan précédent",
        "Mesures 59, 60 et 61",
        "Mesures 3 et 4",
        "Objectif 2030",
        "Action a mené",
        "12 000 € pour les clubs",
        "10 - 15 % des élèves",
        "3 – 5 ans",
        "2024 : un bilan",
        "2023-2028 : un bilan",
        "3e axe",
        "CO2 : réduire",
        "COP21 : tenir parole",
        "É. Martin, maire",
        "1.5 °C : la limite",
        "2.5 millions pour les clubs",
        "3.2 km de pistes",
        "12.03.24 : réunion",
        "M. Tremblay, ministre",
        "V. Hugo, poète",
        "COVID-19 : les suites",
    ],
)
def test_no_label(text: str) -> None:
    assert parse(text) is None


def test_depth_and_scheme_tell_numberings_apart() -> None:
    texts = ("1.1 Créer", "1.1.1 Créer", "1. Créer", "Mesure 1 Créer", "MOB-01 Créer", "I. Créer")
    labels = [label for text in texts if (label := parse(text))]
    assert [label.depth for label in labels] == [2, 3, 1, 1, 1, 1]
    assert len({label.scheme for label in labels}) == len(texts)


def test_keywords_group_or_count() -> None:
    axis, unit, other = parse("Axe 1 : X"), parse("Mesure 1 : X"), parse("Annexe 1 : X")
    assert axis
    assert unit
    assert other
    assert (axis.groups, axis.unit) == (True, False)
    assert (unit.groups, unit.unit) == (False, True)
    assert (other.groups, other.unit) == (False, False)
    assert not set(GROUPS) & set(UNITS) | set(GROUPS) & set(OTHERS) | set(UNITS) & set(OTHERS)


LINES = st.one_of(
    st.text(),
    st.text(alphabet="0123456789.-–—: )°#nNoOivxIVXaAbÉœ’'«%€\u00a0", max_size=20),
    st.builds(
        "{}{}{}{}".format,
        st.sampled_from([*GROUPS, *UNITS, *OTHERS, "Défi", "Œuvre", "AXE", "Fiche action"]),
        st.sampled_from(["", " ", "\u00a0n° ", " # ", "-"]),
        st.from_regex(r"\A([0-9]{1,4}([.-][0-9]{1,3}){0,4}|[IVXivx]{1,5}|[a-z])\Z"),
        st.text(max_size=12),
    ),
)


@given(LINES)
def test_rest_is_a_suffix_and_code_stands_before_it(text: str) -> None:
    label = parse(text)
    if label is None:
        return
    assert text.endswith(label.rest)
    before = "".join(text[: len(text) - len(label.rest)].split())
    assert "".join(label.code.split()) in before
    assert label.code
    assert label.depth >= 1
