"""The document as it is shown: pages as pictures with boxes, or its text block by block."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from pipeline.models import Block, BlockKind, Box, Page
from pipeline.view.markup import Element, add, counted, tag
from pipeline.view.pictures import Picture
from pipeline.view.reading import Part, Piece, Reading, box_of

NAMES = {
    Part.MEASURE: "Mesure",
    Part.HEADING: "Titre",
    Part.DETAIL: "Précision",
    Part.REPEAT: "Répétition écartée",
    Part.CONTENTS: "Sommaire",
    Part.FURNITURE: "Habillage",
    Part.OTHER: "Autre texte",
}
_TAGGED = {Part.MEASURE: "boite", Part.HEADING: "titre"}


class Anchors:
    """Hands out the anchor of each measure and heading once, at its first piece."""

    def __init__(self) -> None:
        self._given: set[tuple[Part, int]] = set()

    def of(self, piece: Piece) -> str | None:
        """The id for a piece, or None when an earlier one has it, or there is nothing to go to."""
        key = piece.part, piece.number
        if piece.part not in _TAGGED or not piece.number or key in self._given:
            return None
        self._given.add(key)
        return f"{_TAGGED[piece.part]}-{piece.number}"


def target(piece: Piece) -> str | None:
    """The line of the outline that a piece links to."""
    if not piece.number:
        return None
    return f"#ligne-{piece.number}" if piece.part is Part.HEADING else f"#mesure-{piece.number}"


def document_pane(reading: Reading, pictures: Mapping[int, Picture]) -> Element:
    """The document: each page that has a picture as one, all else as text."""
    anchors = Anchors()
    pane = tag("main", id="document", tabindex="0", aria_label="Document")
    by_page: dict[int | None, list[Piece]] = defaultdict(list)
    for piece in reading.pieces:
        by_page[reading.plan.blocks[piece.block].page].append(piece)
    measures = Counter(measure.page for measure in reading.measures)
    for page in reading.plan.pages:
        pieces = by_page.pop(page.number, [])
        picture = pictures.get(page.number)
        boxed = picture and all(reading.plan.blocks[piece.block].box for piece in pieces)
        section = tag("section", class_="page", id=f"page-{page.number}")
        said = f" · {counted(found, 'mesure')}" if (found := measures[page.number]) else ""
        said += "" if picture else " · sans image, en texte"
        add(section, tag("h3", f"Page\u00a0{page.number}", tag("small", said)))
        if picture and boxed:
            add(section, _sheet(reading, page, picture, pieces, anchors))
        else:
            add(section, _text(reading, pieces, anchors))
        pane.append(section)
    rest = [piece for pieces in by_page.values() for piece in pieces]
    if rest:
        pane.append(_text(reading, rest, anchors))
    return pane


def _sheet(
    reading: Reading, page: Page, picture: Picture, pieces: Sequence[Piece], anchors: Anchors
) -> Element:
    """A page with a box for each piece; those of one measure are one link."""
    box = picture.box
    sheet = tag(
        "svg",
        tag("image", href=picture.address, preserveAspectRatio="none", **_sides(box)),
        viewBox=f"0 0 {page.width:.2f} {page.height:.2f}",
        role="group",
        aria_label=f"Page {page.number}",
    )
    groups: dict[tuple[Part, int], list[Piece]] = defaultdict(list)
    for piece in pieces:
        groups[piece.part, piece.number].append(piece)
    # What counts least is drawn first, so that nothing lies over the links of measures.
    order = list(reversed(Part))
    for part, number in sorted(groups, key=lambda group: order.index(group[0])):
        add(sheet, _group(reading, page, groups[part, number], anchors))
    # The place is known before the picture is drawn: links to what lies below would miss it.
    shape = f"aspect-ratio: {page.width:.2f} / {page.height:.2f}"
    return tag("div", sheet, class_="feuille", style=shape)


def _group(reading: Reading, page: Page, pieces: Sequence[Piece], anchors: Anchors) -> Element:
    first = pieces[0]
    boxes = [box for piece in pieces if (box := box_of(reading.plan, piece))]
    name = NAMES[first.part]
    if first.number and first.part is not Part.HEADING:
        name += f" {first.number}" if first.part is Part.MEASURE else f" de {first.number}"
    link = target(first)
    linked = link is not None and first.part is not Part.DETAIL
    group = tag(
        "a" if link else "g",
        tag("title", name),
        *(tag("rect", **_sides(box)) for box in boxes),
        class_=f"boite {first.part}",
        id=anchors.of(first),
        href=link,
        aria_label=name if link else None,
        tabindex=None if linked or link is None else "-1",
        data_mesure=first.number if first.part in (Part.MEASURE, Part.DETAIL) else None,
    )
    if first.part is Part.MEASURE and boxes:
        _flag(group, str(first.number), boxes[0], page)
    return group


def _flag(group: Element, text: str, box: Box, page: Page) -> None:
    """The number of a measure, left of its box where there is room."""
    size = min(page.width, page.height) / 65
    width = (0.65 * len(text) + 0.7) * size
    left = max(0.0, box.x0 - width - 2)
    flag = Box(left, box.top, left + width, box.top + 1.35 * size)
    group.append(tag("rect", class_="drapeau", **_sides(flag)))
    middle = {"x": f"{left + width / 2:.1f}", "y": f"{box.top + size:.1f}"}
    group.append(tag("text", text, font_size=f"{size:.1f}", text_anchor="middle", **middle))


def _sides(box: Box) -> dict[str, str]:
    sides = {"x": box.x0, "y": box.top, "width": box.x1 - box.x0, "height": box.bottom - box.top}
    return {
        name: f"{max(value, 0.1) if len(name) > 1 else value:.1f}" for name, value in sides.items()
    }


def _text(reading: Reading, pieces: Sequence[Piece], anchors: Anchors) -> Element:
    """Pieces as paragraphs in reading order."""
    pane = tag("div", class_="texte")
    for piece in pieces:
        block = reading.plan.blocks[piece.block]
        link = target(piece)
        name = NAMES[piece.part]
        numbered = piece.part in (Part.MEASURE, Part.DETAIL)
        flag = str(piece.number) if numbered else name[0]
        pane.append(
            tag(
                "p",
                tag(
                    "a" if link else "span",
                    flag,
                    class_="drapeau",
                    href=link,
                    title=name,
                    tabindex="-1" if piece.part is Part.DETAIL else None,
                    aria_label=f"{name} {flag}" if numbered else name,
                ),
                tag("bdi", reading.plan.text[piece.span.start : piece.span.end].strip()),
                class_=f"bloc {piece.part} {_shape(block)}".strip(),
                id=anchors.of(piece),
                data_mesure=piece.number if numbered else None,
            )
        )
    return pane


def _shape(block: Block) -> str:
    if block.kind is BlockKind.ITEM:
        return f"puce rang-{min(max(block.level, 1), 4)}"
    return "cellule" if block.cell else ""
