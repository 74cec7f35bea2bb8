"""Themes: what belongs together, what it is called, and that little moves it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from homes import KINDS, home_in
from small_index import entry, measure

from pipeline import open_index, search
from pipeline.cli import main
from pipeline.cluster.opening import where
from pipeline.embed import load_encoder
from pipeline.models import Facts, Filters, Measure, UnitKind
from pipeline.text import STOP_WORDS, fold, tokenise
from pipeline.themes import Themes, find_themes, theme_table
from pipeline.themes.grouping import grouped
from pipeline.themes.naming import named, slug

VERBS = ("Aménager", "Entretenir", "Créer", "Financer")
SUBJECTS = {
    "velo": ("des pistes cyclables protégées", "des pistes cyclables vers les gares",
             "des stationnements pour les vélos", "un atelier de réparation de vélos"),
    "logement": ("des logements sociaux", "des logements abordables pour les étudiants",
                 "la rénovation des logements vides", "un fonds pour les logements sociaux"),
    "cantine": ("des cantines scolaires bio", "les repas locaux des cantines scolaires",
                "des cuisines pour les cantines", "des menus végétariens à la cantine"),
}  # fmt: skip
PLANS = ("nord.pdf", "val.pdf", "sud.pdf")


def collection(plans: Sequence[str] = PLANS) -> dict[str, list[Measure]]:
    """Each plan has each subject, in its own words; none has a statement of another."""
    made: dict[str, list[Measure]] = {}
    for place, plan in enumerate(PLANS):
        if plan in plans:
            made[plan] = [
                measure(f"{verb} {thing}", plan)
                for things in SUBJECTS.values()
                for number, (verb, thing) in enumerate(product(VERBS, things))
                if number % len(PLANS) == place
            ]
    return made


def write(folder: Path, plans: dict[str, list[Measure]], **facts: Facts) -> Path:
    encoder = load_encoder()
    with where(folder).write(search.identity(encoder)) as writer:
        for document, measures in plans.items():
            writer.put(entry(measures, document, facts.get(Path(document).stem)))
        writer.commit(encoder.encode_documents)
    return folder


def found(folder: Path, count: int | None = None, filters: Filters | None = None) -> Themes:
    with where(folder).read() as reader:
        return find_themes(reader, count, filters)


@pytest.fixture(scope="module", params=KINDS)
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    facts = Facts(title="Plan du Nord")
    home = home_in(tmp_path_factory.mktemp("themes"), request.param)
    return write(home, collection(), nord=facts)


def test_subjects_become_themes_over_all_plans(index: Path) -> None:
    themes = found(index, 3)
    statements = {m.id: m.statement for _, m in every(index)}
    assert len(themes.themes) == 3
    for theme in themes.themes:
        words = {one for one in SUBJECTS if all(belongs(statements[i], one) for i in theme.members)}
        assert len(words) == 1
        assert set(theme.plans) == set(PLANS)
        assert sum(theme.plans.values()) == theme.size == len(set(theme.members))
        assert theme.central[0].id == theme.members[0]
    assert sum(theme.share for theme in themes.themes) + len(themes.without) / themes.total == (
        pytest.approx(1)
    )


def every(index: Path) -> list[tuple[str, Measure]]:
    with where(index).read() as reader, reader.snapshot():
        return list(reader.selected(Filters()))


def belongs(statement: str, subject: str) -> bool:
    return statement.partition(" ")[2] in SUBJECTS[subject]


def test_labels_are_printed_words_and_distinct(index: Path) -> None:
    labels = [theme.label for theme in found(index, 3).themes]
    printed = "\n".join(m.statement for _, m in every(index)).lower()
    assert len(set(labels)) == len(labels)
    for label in labels:
        for phrase in label.lower().split(", "):
            assert phrase in printed
            assert not {phrase.split()[0], phrase.split()[-1]} & STOP_WORDS
            assert not any(fold(verb) in fold(phrase) for verb in VERBS)
    assert any("cantine" in label.lower() for label in labels)
    assert any("logement" in label.lower() for label in labels)


def test_the_order_of_documents_does_not_count(index: Path, tmp_path: Path) -> None:
    turned = {plan: units[::-1] for plan, units in reversed(collection().items())}
    one, other = found(index), found(write(tmp_path / "i", turned))
    assert [theme.label for theme in one.themes] == [theme.label for theme in other.themes]
    assert [theme.plans for theme in one.themes] == [theme.plans for theme in other.themes]


def test_a_new_document_moves_little(index: Path, tmp_path: Path) -> None:
    fewer = write(tmp_path / "i", collection(PLANS[:2]))
    of = {}
    for place, folder in (("with", index), ("without", fewer)):
        themes = found(folder, 3).by_measure()
        of[place] = {m.statement: themes[m.id].id for _, m in every(folder) if m.id in themes}
    common = sorted(of["with"].keys() & of["without"].keys())
    together = [
        (of["with"][a] == of["with"][b], of["without"][a] == of["without"][b])
        for a in common for b in common if a < b
    ]  # fmt: skip
    assert sum(one == other for one, other in together) > 0.9 * len(together)


def test_what_is_near_to_nothing_has_no_theme(tmp_path: Path) -> None:
    plans = collection()
    odd = measure("Jumeler deux observatoires astronomiques", "sud.pdf")
    plans["sud.pdf"].append(odd)
    folder = write(tmp_path / "i", plans)
    themes = found(folder)
    (id_,) = [m.id for _, m in every(folder) if m.statement == odd.statement]
    assert id_ in themes.without
    assert id_ not in themes.by_measure()


def test_vectors_get_the_theme_they_are_near_to(index: Path) -> None:
    themes = found(index, 3)
    texts = ["Réparer les pistes cyclables", "Démolir des logements vides", "Compter les comètes"]
    near = themes.assign(load_encoder().encode_documents(texts))
    statements = {m.id: m.statement for _, m in every(index)}
    assert near[0] is not None
    assert belongs(statements[near[0].members[0]], "velo")
    assert near[1] is not None
    assert belongs(statements[near[1].members[0]], "logement")
    assert near[2] is None


def test_the_table_counts_each_measure_once(index: Path) -> None:
    themes = found(index)
    table = theme_table(themes)
    assert table.plans == tuple(sorted(PLANS))
    assert table.themes == tuple(theme.id for theme in themes.themes)
    assert table.counts.shape == (len(themes.themes) + 1, len(PLANS))
    assert table.counts.sum() == themes.total
    assert table.counts[-1].sum() == len(themes.without)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 5])
def test_few_measures(tmp_path: Path, count: int) -> None:
    some = collection()["nord.pdf"][:count]
    themes = found(write(tmp_path / "i", {"nord.pdf": some}))
    assert themes.total == count
    assert sum(theme.size for theme in themes.themes) + len(themes.without) == count
    if count < 3:
        assert not themes.themes


def test_copies_count_but_do_not_pull(tmp_path: Path) -> None:
    plans = collection()
    plans["copie.pdf"] = [measure(m.statement, "copie.pdf") for m in plans["nord.pdf"]]
    one, other = found(write(tmp_path / "a", collection())), found(write(tmp_path / "b", plans))
    assert len(one.themes) == len(other.themes)
    assert other.total == one.total + len(plans["copie.pdf"])
    first = {theme.central[0].statement for theme in one.themes}
    assert first == {theme.central[0].statement for theme in other.themes}


def test_passages_and_programmes_only_when_asked_for(tmp_path: Path) -> None:
    plans = collection()
    plans["sud.pdf"] += [measure("Les pistes cyclables manquent", "sud.pdf", kind=kind)
                         for kind in (UnitKind.PASSAGE, UnitKind.PROGRAMME)]  # fmt: skip
    folder = write(tmp_path / "i", plans)
    measures = sum(map(len, collection().values()))
    assert found(folder).total == measures
    assert found(folder, filters=Filters(kinds=tuple(UnitKind))).total == measures + 2


def test_as_many_themes_as_asked_for(index: Path) -> None:
    assert len(found(index, 2).themes) == 2
    assert len(found(index, 1).themes) == 1
    assert len(found(index, 6).themes) > 3


def test_no_name_of_one_plan_is_a_label() -> None:
    done = ("le tri des déchets", "le tri du verre", "la collecte du verre")
    plan = [measure(f"Confier à la Fabrique Auzelle {thing}", "a.pdf") for thing in done]
    other = [measure(text, "c.pdf") for text in ("Ouvrir une crèche", "Agrandir la crèche")]
    alone = named([plan, other])
    assert "Auzelle" not in " ".join(alone[0])
    assert {word for phrase in alone[0] for word in phrase.split()} & {"tri", "verre"}


def test_what_an_issuer_is_called_names_no_theme() -> None:
    texts = ("Soutenir la régie des eaux", "Doter la régie des eaux", "Ouvrir la régie des eaux")
    waters = [measure(text, "a.pdf") for text in (*texts, "Protéger les sources")]
    other = [measure(text, "b.pdf") for text in ("Ouvrir une crèche", "Agrandir la crèche")]
    assert "régie des eaux" in named([waters, other])[0]
    assert "régie des eaux" not in named([waters, other], ["Régie des eaux"])[0]


def test_names_of_themes_in_addresses() -> None:
    assert slug("Écoles, santé mentale", []) == "ecoles-sante-mentale"
    assert slug("Écoles", ["ecoles"]) == "ecoles-2"
    assert slug("…", []) == "theme"


def test_no_vectors_and_zero_vectors() -> None:
    assert grouped(np.zeros((0, 8), np.float32)).count == 0
    groups = grouped(np.zeros((4, 8), np.float32))
    assert (groups.assign(np.zeros((4, 8), np.float32), itself=True) == -1).all()


def test_many_groups_are_found_and_joined() -> None:
    draw = np.random.default_rng(0)
    centres = draw.standard_normal((50, 64))
    rows = np.repeat(centres, 12, axis=0) + 0.3 * draw.standard_normal((600, 64))
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    truth = np.repeat(np.arange(50), 12)
    labels = grouped(rows, 50).labels
    assert len(set(labels)) == 50
    assert all(len(set(labels[truth == one])) == 1 for one in range(50))
    assert grouped(rows).count <= 40
    assert grouped(rows, 7).count == 7


def test_the_command(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["themes", "-i", str(index), "-n", "3"]) == 0
    text = capsys.readouterr().out
    assert "Plan du Nord (" in text
    assert "mesures (" in text
    assert max(map(len, text.splitlines())) <= 80
    assert main(["themes", "-i", str(index), "-n", "3", "--jsonl"]) == 0
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert sum(row["size"] for row in records) == sum(map(len, collection().values()))
    assert {plan["plan"] for row in records for plan in row["plans"]} >= {"Plan du Nord"}
    first = records[0]
    assert main(["themes", "-i", str(index), "-n", "3", "--show", first["id"], "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert [row["id"] for row in shown] == first["measures"]
    assert {row["theme"] for row in shown} == {first["id"]}
    assert main(["themes", "-i", str(index), "--show", "volcans"]) == 2
    assert "no theme" in capsys.readouterr().err


def test_one_plan_and_none(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["themes", "-i", str(index), "--plan", "nord", "--jsonl"]) == 0
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {plan["document"] for row in records for plan in row["plans"]} == {"nord.pdf"}
    assert main(["themes", "-i", str(index), "--plan", "nowhere"]) == 0
    said = capsys.readouterr()
    assert not said.out
    assert "Aucune mesure" in said.err


def test_from_python(index: Path) -> None:
    with open_index(index) as opened:
        themes = opened.themes(3)
        assert [theme.id for theme in themes.themes] == [t.id for t in found(index, 3).themes]


def test_tokens_of_labels_are_words(index: Path) -> None:
    for theme in found(index).themes:
        assert tokenise(theme.label)
