"""Render our small plans and editions: sources/*.txt -> documents, annotations, lineages.

Run as ``python tests/golden/overlaps/render.py``. A source states each measure once, under a thread
name that runs through its editions; what became of each measure is read from these names, never
from a comparison of texts.
"""

from __future__ import annotations

import html
import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

from docx import Document

FOLDER = Path(__file__).resolve().parent
_FACTS = {"lead": "Responsable", "deadline": "Échéance", "budget": "Budget"}
# Read again in a second form: a document against its own rendition keeps every measure.
RENDITIONS = {"vieillir-orisel-2026-2031": "html", "climat-rochebraye-2025-2030": "docx"}


@dataclass(frozen=True, slots=True)
class Stated:
    """A measure of an edition: its thread, the threads it comes from, where and how it stands."""

    thread: str
    parents: tuple[str, ...]
    label: str
    statement: str
    facts: dict[str, str]
    under: tuple[tuple[str, str], ...]  # (heading id, heading), outermost first

    def gold(self) -> dict[str, Any]:
        path = [heading for _, heading in self.under]
        return {
            "label": self.label,
            "statement": self.statement,
            "path": path,
            "page": None,
            **{name: self.facts.get(name) for name in _FACTS},
        }

    def cited(self) -> dict[str, str]:
        return {"label": self.label, "statement": self.statement}


@dataclass(slots=True)
class Edition:
    family: str
    issuer: str
    period: str
    form: str
    title: str
    measures: list[Stated] = field(default_factory=list)

    @property
    def stem(self) -> str:
        return f"{self.family}-{self.period}"

    @property
    def document(self) -> str:
        return f"{self.stem}.{self.form}"


def read(source: Path) -> list[Edition]:
    """The editions of a source, oldest first.

    Raises:
        ValueError: for a line that is neither edition, heading nor measure.
    """
    head: dict[str, str] = {}
    editions: list[Edition] = []
    under: list[tuple[str, str]] = []
    for line in filter(None, map(str.strip, source.read_text("utf-8").splitlines())):
        if line.startswith("@edition "):
            _, period, form, title = line.split(" ", 3)
            editions.append(Edition(head["family"], head["issuer"], period, form, title))
        elif line.startswith("#"):
            marks, name, title = line.split(" ", 2)
            under = [*under[: len(marks) - 1], (name.strip("[]"), title)]
        elif " | " in line:
            editions[-1].measures.append(_measure(line, editions, tuple(under)))
        elif ": " in line:
            name, value = line.split(": ", 1)
            head[name] = value
        else:
            raise ValueError(f"{source.name}: {line}")
    return editions


def _measure(line: str, editions: Sequence[Edition], under: tuple[tuple[str, str], ...]) -> Stated:
    name, label, statement, *rest = line.split(" | ")
    before = {m.thread: m for m in editions[-2].measures} if len(editions) > 1 else {}
    thread, _, origin = name.partition("<")
    parents = tuple(origin.split("+")) if origin else ((thread,) if thread in before else ())
    stated = rest[0] if rest else ""
    same = before[parents[0]] if parents and "=" in (statement, stated) else None
    facts = dict(fact.split("=", 1) for fact in stated.split("; ") if len(fact) > 1)
    return Stated(
        thread,
        parents,
        label,
        same.statement if same and statement == "=" else statement,
        same.facts if same and stated == "=" else facts,
        under,
    )


def lineage(old: Edition, new: Edition) -> list[dict[str, Any]]:
    """What became of each measure of `old`, then what is new in `new`."""
    before = {measure.thread: measure for measure in old.measures}
    children: dict[str, list[Stated]] = {thread: [] for thread in before}
    for measure in new.measures:
        for parent in measure.parents:
            children[parent].append(measure)
    rows = []
    for thread, was in before.items():
        after = children[thread]
        if not after:
            rows.append(_row("dropped", [was], []))
        elif len(after) > 1:
            rows.append(_row("split", [was], after))
        elif len(after[0].parents) == 1:
            rows.append(_single(was, after[0]))
        elif after[0].parents[0] == thread:
            rows.append(_row("merged", [before[name] for name in after[0].parents], after))
    rows += [_row("new", [], [measure]) for measure in new.measures if not measure.parents]
    return rows


def _single(was: Stated, now: Stated) -> dict[str, Any]:
    changed = ["statement"] if was.statement != now.statement else []
    # A fact that one edition leaves out is no change of the measure.
    both = was.facts.keys() & now.facts.keys()
    changed += [name for name in _FACTS if name in both and was.facts[name] != now.facts[name]]
    moved = was.under[-1][0] != now.under[-1][0]
    row = _row("amended" if changed else "moved" if moved else "kept", [was], [now])
    if changed:
        row |= {"changed": changed, "moved": moved}
    return row


def _row(relation: str, old: Sequence[Stated], new: Sequence[Stated]) -> dict[str, Any]:
    return {
        "relation": relation,
        "old": [measure.cited() for measure in old],
        "new": [measure.cited() for measure in new],
    }


def sections(edition: Edition) -> Iterator[tuple[list[tuple[int, str]], list[Stated]]]:
    """The headings that open before a run of measures (depth from 0), and the run."""
    last: tuple[tuple[str, str], ...] = ()
    for under, run in groupby(edition.measures, key=lambda measure: measure.under):
        first = next((i for i, pair in enumerate(under) if last[i : i + 1] != (pair,)), len(under))
        yield [(i, under[i][1]) for i in range(first, len(under))], list(run)
        last = under


def chain(editions: Sequence[Edition]) -> list[dict[str, list[str]]]:
    """Each family of measures over all editions: period -> labels, in the order of the oldest."""
    home: dict[tuple[str, str], dict[str, list[str]]] = {}
    families: list[dict[str, list[str]]] = []
    for index, edition in enumerate(editions):
        for measure in edition.measures:
            before = [home[editions[index - 1].period, name] for name in measure.parents]
            family = before[0] if before else {}
            for other in before[1:]:
                if other is not family:
                    _join(family, other, home, families)
            if not before:
                families.append(family)
            family.setdefault(edition.period, []).append(measure.label)
            home[edition.period, measure.thread] = family
    return families


def _join(
    family: dict[str, list[str]],
    other: dict[str, list[str]],
    home: dict[tuple[str, str], dict[str, list[str]]],
    families: list[dict[str, list[str]]],
) -> None:
    for period, labels in other.items():
        family[period] = sorted({*family.get(period, []), *labels})
    families[:] = [kept for kept in families if kept is not other]
    for place, there in home.items():
        if there is other:
            home[place] = family


def _opening(edition: Edition) -> str:
    return f"{edition.issuer} présente ci-dessous ce qui a été retenu pour {edition.period}."


def markdown(edition: Edition) -> str:
    lines = [f"# {edition.title}", "", _opening(edition), ""]
    for headings, run in sections(edition):
        for depth, heading in headings:
            lines += ["#" * (depth + 2) + f" {heading}", ""]
        for measure in run:
            lines.append(f"- **{measure.label}** {measure.statement}")
            lines += [f"  - {_FACTS[name]} : {value}" for name, value in measure.facts.items()]
        lines.append("")
    return "\n".join(lines)


def web(edition: Edition) -> str:
    say = html.escape
    out = [
        '<!doctype html>\n<html lang="fr"><head><meta charset="utf-8">',
        f"<title>{say(edition.title)}</title></head>\n<body><main>",
        f"<h1>{say(edition.title)}</h1>\n<p>{say(_opening(edition))}</p>",
    ]
    for headings, run in sections(edition):
        out += [f"<h{depth + 2}>{say(heading)}</h{depth + 2}>" for depth, heading in headings]
        columns = _columns(run)
        names = ["N°", "Mesure", *(_FACTS[name] for name in columns)]
        out.append("<table><thead><tr>" + "".join(f"<th>{n}</th>" for n in names) + "</tr></thead>")
        for measure in run:
            cells = [measure.label, measure.statement, *(_cells(measure, columns))]
            out.append("<tr>" + "".join(f"<td>{say(cell)}</td>" for cell in cells) + "</tr>")
        out.append("</table>")
    return "\n".join([*out, "</main></body></html>\n"])


def _columns(run: Sequence[Stated]) -> list[str]:
    return [name for name in _FACTS if any(name in measure.facts for measure in run)]


def _cells(measure: Stated, columns: Sequence[str]) -> list[str]:
    return [measure.facts.get(name, "") for name in columns]


def word(edition: Edition, target: Path) -> None:
    doc = Document()
    doc.core_properties.title = edition.title
    doc.add_heading(edition.title, 0)
    doc.add_paragraph(_opening(edition))
    for headings, run in sections(edition):
        for depth, heading in headings:
            doc.add_heading(heading, depth + 1)
        columns = _columns(run)
        rows = [["N°", "Mesure", *(_FACTS[name] for name in columns)]]
        rows += [[m.label, m.statement, *_cells(m, columns)] for m in run]
        table = doc.add_table(rows=0, cols=len(rows[0]))
        table.style = "Table Grid"
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    doc.save(str(target))
    _undated(target)


def _undated(target: Path) -> None:
    """Save the parts without the hour, so that rendering twice gives the same bytes."""
    with zipfile.ZipFile(target) as before:
        parts = [(name, before.read(name)) for name in before.namelist()]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as after:
        for name, content in parts:
            after.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)


def write(edition: Edition, form: str, folder: Path) -> None:
    target = folder / f"{edition.stem}.{form}"
    if form == "docx":
        word(edition, target)
    else:
        target.write_text(markdown(edition) if form == "md" else web(edition), "utf-8")


def save(path: Path, content: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")


def main() -> None:
    for source in sorted((FOLDER / "sources").glob("*.txt")):
        editions = read(source)
        folder = FOLDER / ("editions/documents" if len(editions) > 1 else "plans")
        folder.mkdir(parents=True, exist_ok=True)
        for edition in editions:
            write(edition, edition.form, folder)
            if edition.stem in RENDITIONS:
                renditions = FOLDER / "editions" / "renditions"
                renditions.mkdir(exist_ok=True)
                write(edition, RENDITIONS[edition.stem], renditions)
            gold = [measure.gold() for measure in edition.measures]
            content = {"document": edition.document, "kind": "plan", "measures": gold, "ignore": []}
            save(folder / f"{edition.stem}.json", content)
        for old, new in pairwise(editions):
            rows = {"old": old.document, "new": new.document, "rows": lineage(old, new)}
            save(FOLDER / "editions" / f"{old.family}-{old.period}-{new.period}.json", rows)
        if len(editions) > 2:
            documents = {edition.period: edition.document for edition in editions}
            whole = {"documents": documents, "families": chain(editions)}
            save(FOLDER / "editions" / "chains" / f"{editions[0].family}.json", whole)


if __name__ == "__main__":
    main()
