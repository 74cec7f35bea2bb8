"""Save documents of the demonstration corpus as Word documents: gold -> DOCX.

Run as ``python tests/golden/formats/word_documents.py [FOLDER]``. Each says what its gold says, in
the ways of Word: no number of a heading or a measure is typed, all are automatic.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml import parse_xml
from docx.shared import Pt, RGBColor

FORMATS = Path(__file__).resolve().parent
GOLDEN = FORMATS.parent
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

Measure = dict[str, Any]


def gold(name: str) -> list[Measure]:
    measures: list[Measure] = json.loads((GOLDEN / f"{name}.json").read_text("utf-8"))["measures"]
    return measures


def under(measures: Sequence[Measure], depth: int) -> Iterator[tuple[str, list[Measure]]]:
    """The measures under each heading of the path at `depth`, from 0."""
    for heading, group in groupby(measures, key=lambda measure: measure["path"][depth]):
        yield heading, list(group)


def numbering(doc: Any, levels: Sequence[tuple[str, str, str]]) -> int:
    """A definition with levels (form, text, style id) and its instance, whose id it returns."""
    root = doc.part.numbering_part.element
    number = 90 + len(root.findall(root.tag.replace("numbering", "abstractNum")))
    lines = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        + (f'<w:pStyle w:val="{style}"/>' if style else "")
        + f'<w:lvlText w:val="{text}"/><w:pPr><w:ind w:left="{360 * i}"/></w:pPr></w:lvl>'
        for i, (form, text, style) in enumerate(levels)
    )
    definition = f'<w:abstractNum {_W} w:abstractNumId="{number}">{lines}</w:abstractNum>'
    root.insert(0, parse_xml(definition))
    instance = f'<w:num {_W} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'
    root.append(parse_xml(instance))
    return number


def numbered(element: Any, instance: int, level: int | None = None) -> None:
    """Let a style or a paragraph be numbered."""
    place = "" if level is None else f'<w:ilvl w:val="{level}"/>'
    xml = f'<w:numPr {_W}>{place}<w:numId w:val="{instance}"/></w:numPr>'
    element.get_or_add_pPr().append(parse_xml(xml))


def field(paragraphs: Sequence[Any], code: str, shown: Sequence[str]) -> None:
    """A field with its result, which may run over several paragraphs."""

    def put(paragraph: Any, tag: str, text: str = "", kind: str = "") -> None:
        said = f' w:fldCharType="{kind}"' if kind else ""
        paragraph.add_run()._r.append(parse_xml(f"<w:{tag} {_W}{said}>{text}</w:{tag}>"))

    put(paragraphs[0], "fldChar", kind="begin")
    put(paragraphs[0], "instrText", code)
    put(paragraphs[0], "fldChar", kind="separate")
    for paragraph, text in zip(paragraphs, shown, strict=True):
        paragraph.add_run(text)
    put(paragraphs[-1], "fldChar", kind="end")


def document(title: str, head: str) -> Any:
    doc = Document()
    doc.styles["Normal"].font.size = Pt(11)
    doc.core_properties.title = "Modèle de la direction"
    doc.add_paragraph(title, style="Title")
    doc.sections[0].header.paragraphs[0].text = head
    field(doc.sections[0].footer.paragraphs, " PAGE ", ["1"])
    return doc


def booklet() -> Any:
    """Three levels numbered through the heading styles; a field lists the contents."""
    name = "cahier-propositions-hautes-brumes-2024-2026"
    doc = document("Cahier de propositions 2024-2026", "Regroupement des Hautes-Brumes")
    styles = ("Heading1", "Heading2", "Heading3")
    texts = ("VOLET %1 –", "%1.%2", "%1.%2.%3")
    instance = numbering(doc, [("decimal", t, s) for t, s in zip(texts, styles, strict=True)])
    for level in (1, 2, 3):
        numbered(doc.styles[f"Heading {level}"].element, instance, level - 1)
    numbered(doc.styles["TOC Heading"].element, 0)  # it is based on the numbered Heading 1
    doc.styles["Heading 3"].font.bold = False
    doc.styles["Heading 3"].font.color.rgb = RGBColor(0, 0, 0)
    doc.add_paragraph("Table des matières", style="TOC Heading")
    entries = [f"{part}\t{i}" for i, (part, _) in enumerate(under(gold(name), 0), 3)]
    field([doc.add_paragraph() for _ in entries], ' TOC \\o "1-2" ', entries)
    doc.add_paragraph(
        "Le présent cahier reprend ce qui demeure à faire et corrige ce qui devait l’être. "
        "Plusieurs propositions précisent la ou le responsable et l’échéance."
    )
    for part, inside in under(gold(name), 0):
        doc.add_heading(part.split(" – ", 1)[1], 1)
        for chapter, measures in under(inside, 1):
            doc.add_heading(chapter.split(" ", 1)[1], 2)
            for measure in measures:
                doc.add_heading(measure["statement"], 3)
                if measure["lead"]:
                    doc.add_paragraph(
                        f"Responsable : {measure['lead']} — Échéance : {measure['deadline']}"
                    )
    return doc


def sheets() -> Any:
    """A sheet a measure: a heading whose code is automatic, then a table of fields and values."""
    name = "fiches-action-mornelac-2024-2030"
    doc = document("Plan d’action 2024-2030", "Communauté intercommunale de Mornelac")
    axes = numbering(doc, [("decimal", "AXE %1 –", "Heading1")])
    numbered(doc.styles["Heading 1"].element, axes)
    for axis, measures in under(gold(name), 0):
        doc.add_heading(axis.split(" – ", 1)[1], 1)
        prefix = measures[0]["label"][:3]
        codes = numbering(doc, [("decimalZero", f"{prefix}-%1", "")])
        for measure in measures:
            heading = doc.add_heading(measure["statement"], 2)
            numbered(heading._p, codes, 0)
            rows = [
                ("Pilote", measure["lead"]),
                ("Partenaires", "Communes et associations du territoire"),
                ("Calendrier", measure["deadline"]),
                ("Budget", measure["budget"] or "Sans objet"),
                ("Indicateurs", "Suivi annuel par le comité"),
            ]
            table = doc.add_table(rows=0, cols=2, style="Table Grid")
            for label, said in rows:
                cells = table.add_row().cells
                cells[0].paragraphs[0].add_run(label).bold = True
                cells[1].text = said
    return doc


def poster() -> Any:
    """One table whose columns are the axes: a merged title, header cells, numbered lists below."""
    name = "plan-gouvernemental-action-communautaire-2023-2028"
    doc = document("Plan gouvernemental 2023-2028", "Gouvernement d’Orvalie")
    columns = list(under(sorted(gold(name), key=lambda m: m["path"][0]), 0))
    table = doc.add_table(rows=3, cols=len(columns), style="Table Grid")
    table.cell(0, 0).merge(table.cell(0, len(columns) - 1)).text = "Les axes et leurs actions"
    axes = numbering(doc, [("decimal", "%1.", "")])
    for place, (axis, measures) in enumerate(columns):
        texts = (f"{place + 1}.%1", f"{place + 1}.%1.%2")
        own = numbering(doc, [("decimal", text, "") for text in texts])
        head = table.cell(1, place).paragraphs[0]
        head.add_run(axis.split(" ", 1)[1]).bold = True
        numbered(head._p, axes, 0)
        cell = table.cell(2, place)
        for objective, inside in under(measures, 1):
            title = cell.add_paragraph()
            title.add_run(objective.split(" ", 1)[1]).bold = True
            numbered(title._p, own, 0)
            for measure in inside:
                numbered(cell.add_paragraph(measure["statement"])._p, own, 1)
    return doc


def summary() -> Any:
    """Bullets under objectives under numbered orientations."""
    name = "plan-regional-rive-aux-herons-2021-2026"
    doc = document("Plan d’action régional 2021-2026", "Table de la Rive-aux-Hérons")
    instance = numbering(doc, [("decimal", "ORIENTATION %1\u00a0:", "Heading1")])
    numbered(doc.styles["Heading 1"].element, instance)
    for orientation, inside in under(gold(name), 0):
        doc.add_heading(orientation.split("\u00a0: ", 1)[1], 1)
        for objective, measures in under(inside, 1):
            doc.add_heading(objective, 2)
            for measure in measures:
                doc.add_paragraph(measure["statement"], style="List Bullet")
    return doc


DOCUMENTS = {
    "cahier-propositions-hautes-brumes-2024-2026": booklet,
    "fiches-action-mornelac-2024-2030": sheets,
    "plan-gouvernemental-action-communautaire-2023-2028": poster,
    "plan-regional-rive-aux-herons-2021-2026": summary,
}


def render(name: str, folder: Path) -> Path:
    """Write one document and return its path."""
    target = folder / f"{name}.docx"
    DOCUMENTS[name]().save(str(target))
    return target


if __name__ == "__main__":
    place = Path(sys.argv[1]) if len(sys.argv) > 1 else FORMATS
    for written in (render(name, place) for name in DOCUMENTS):
        print(written)
