"""The page itself: what was found and why, the outline, and beside it the document."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from pipeline.models import Plan
from pipeline.view.facts import facts_of
from pipeline.view.frame import frame
from pipeline.view.markup import Element, add, counted, document, quoted, ranges, tag
from pipeline.view.panes import NAMES, document_pane
from pipeline.view.pictures import Picture, pictures
from pipeline.view.reading import Line, Part, Reading, read
from pipeline.view.reasons import Class, classes, cues

ALL_DRAWN = 60  # pages up to which each gets a picture
_MOST_DRAWN = 200  # pictures that one page may hold before browsers suffer

Progress = Callable[[Sequence[int]], AbstractContextManager[Iterable[int]]]


def html_page(
    plan: Plan, path: Path, password: str = "", progress: Progress = nullcontext
) -> tuple[bytes, int]:
    """A cleaned plan with its segmentation as a self-contained web page, and how many measures.

    `path` is where the document lies, to draw its pages from when it is a PDF; `progress` wraps
    the iteration over the numbers of the pages to draw.
    """
    reading = read(plan)
    drawn: dict[int, Picture] = {}
    numbers = to_draw([page.number for page in plan.pages], {m.page for m in reading.measures})
    if numbers:
        with progress(numbers) as steps:
            drawn = dict(pictures(path, password, steps))
    return document(_page(reading, drawn)), len(reading.measures)


def to_draw(pages: Sequence[int], with_measures: Collection[int | None]) -> list[int]:
    """The pages to draw: all of a short document, else those with measures and their neighbours."""
    if len(pages) <= ALL_DRAWN:
        return list(pages)
    near = {n + d for n in with_measures if n is not None for d in (-1, 0, 1)}
    wanted = [number for number in pages if number in near]
    if len(wanted) > _MOST_DRAWN:
        wanted = [number for number in pages if number in with_measures]
    return wanted[:_MOST_DRAWN]


def _page(reading: Reading, drawn: dict[int, Picture]) -> Element:
    return frame(
        f"Mesures de {reading.plan.document}",
        "page.css",
        tag("a", "Aller au document", href="#document", class_="saut"),
        _outline_pane(reading, drawn),
        document_pane(reading, drawn),
        script="page.js",
    )


def _outline_pane(reading: Reading, drawn: dict[int, Picture]) -> Element:
    found = classes(reading)
    facts = reading.plan.facts
    return tag(
        "nav",
        tag(
            "header",
            tag("p", reading.plan.document, class_="fichier"),
            tag("h1", tag("bdi", facts.title or reading.plan.document)),
            _summary(reading, found),
            _pages(reading, drawn),
            _legend(reading),
            _classes(found),
        ),
        tag("h2", "Plan du document"),
        _outline(reading, found),
        id="plan",
        tabindex="0",
        aria_label="Résumé et plan du document",
    )


def _summary(reading: Reading, found: Sequence[Class]) -> Element:
    """How many measures, and which class of the outline they are."""
    summary = tag("p", tag("strong", counted(len(reading.measures), "mesure")), class_="resume")
    taken = [one for one in found if one.measures]
    if not taken:
        add(summary, ". Aucune classe de lignes n’a la force d’un ensemble de mesures.")
        return summary
    add(summary, ". Classe retenue\u00a0: ")
    add(summary, tag("a", taken[0].name, href="#classe-1"))
    add(summary, f" – {taken[0].why}.")
    if len(taken) > 1:
        add(summary, f" Et {counted(len(taken) - 1, 'autre classe')}, plus bas.")
    return summary


def _pages(reading: Reading, drawn: dict[int, Picture]) -> Element | None:
    """Which pages have no measure, and which are shown without picture."""
    numbers = [page.number for page in reading.plan.pages]
    if not numbers:
        return None
    bare = set(numbers) - {measure.page for measure in reading.measures}
    without = f"dont {len(bare)} sans mesure" if bare else "aucune sans mesure"
    said = tag("p", f"{counted(len(numbers), 'page')}, {without}", class_="pages")
    for place, (first, last) in enumerate(ranges(bare)):
        text = f"{first}" if first == last else f"{first}–{last}"
        add(said, ", " if place else "\u00a0: ")
        add(said, tag("a", text, href=f"#page-{first}"))
    add(said, ".")
    left = len(numbers) - len(drawn)
    if left:
        add(
            said,
            f" {counted(left, 'page')} sans image, en texte\u00a0: au-delà de {ALL_DRAWN} pages, "
            "seules sont dessinées les pages à mesures et leurs voisines.",
        )
    return said


def _legend(reading: Reading) -> Element:
    """The colours, each with a box to hide what wears it."""
    present = {piece.part for piece in reading.pieces}
    legend = tag("ul", class_="legende", aria_label="Légende")
    for part in (part for part in Part if part in present):
        name = f"voir-{part}"
        box = tag("input", type="checkbox", id=name, checked="checked")
        label = tag("label", tag("span", class_=f"motif {part}"), NAMES[part], for_=name)
        legend.append(tag("li", box, label))
    return legend


def _classes(found: Sequence[Class]) -> Element | None:
    """The classes that were weighed, with links to their measures."""
    if not found:
        return None
    listed = tag("ol")
    for number, one in enumerate(found, start=1):
        item = tag("li", tag("strong", one.name), f" – {one.why}.", id=f"classe-{number}")
        item.set("class", "retenue" if one.measures else "ecartee")
        if one.measures:
            links = tag("span", " Mesures\u00a0:", class_="numeros")
            for measure in one.measures:
                add(links, " ")
                add(links, tag("a", measure, href=f"#mesure-{measure}"))
            item.append(links)
        listed.append(item)
    return tag(
        "details", tag("summary", "Classes de lignes pesées"), listed, class_="classes", open="open"
    )


def _outline(reading: Reading, found: Sequence[Class]) -> Element:
    class_of = {n: place for place, one in enumerate(found, start=1) for n in one.measures}
    listed = tag("ol", class_="lignes")
    for line in reading.lines:
        item = tag("li", class_=f"ligne {line.part} rang-{min(line.depth, 6)}")
        if line.part is Part.MEASURE:
            _measure(item, line, reading, class_of[line.number])
        elif line.part is Part.HEADING:
            item.set("id", f"ligne-{line.number}")
            add(item, tag("a", tag("bdi", line.text), href=f"#titre-{line.number}"))
        else:
            add(item, tag("bdi", line.text))
            add(item, tag("small", " répétition écartée"))
        if line.part is not Part.MEASURE:
            add(item, _page_link(line))
        listed.append(item)
    return listed


def _page_link(line: Line) -> Element | None:
    if line.page is None:
        return None
    return tag("a", f"p.\u00a0{line.page}", href=f"#page-{line.page}", class_="p")


def _measure(item: Element, line: Line, reading: Reading, class_number: int) -> None:
    """A measure: its number and statement, then the cues that made it one and what it states."""
    measure, node = reading.measures[line.number - 1], reading.nodes[line.number - 1]
    item.set("id", f"mesure-{line.number}")
    item.set("data-mesure", str(line.number))
    flag = tag("span", line.number, class_="drapeau")
    label = tag("b", measure.label, " ") if measure.label else None
    link = tag("a", flag, label, tag("bdi", measure.statement), href=f"#boite-{line.number}")
    said = tag("small", _page_link(line), class_="indices")
    for cue in cues(measure, node):
        add(said, tag("span", cue))
    add(said, tag("a", f"classe\u00a0{class_number}", href=f"#classe-{class_number}"))
    add(item, link)
    add(item, said)
    facts = [(name, quoted(text)) for name, text in facts_of(measure)]
    if measure.details or facts:
        held = ((len(facts), "fait énoncé"), (len(measure.details), "précision"))
        summary = tag("summary", ", ".join(counted(n, noun) for n, noun in held if n))
        stated = tag("ul", *(tag("li", tag("b", name), "\u00a0: ", text) for name, text in facts))
        for detail in measure.details:
            stated.append(tag("li", tag("bdi", detail)))
        add(item, tag("details", summary, stated))
