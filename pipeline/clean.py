"""Cleaning marks blocks: running heads and feet, tables of contents, paragraphs cut by a page.

Nothing is taken out of the text of a plan; segmentation reads the blocks left as content.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.labels import parse
from pipeline.models import Block, BlockKind, Plan, Role
from pipeline.text import fold

VERSION = "2"

MARGIN = 0.11  # share of the page height at its top and foot where running heads stand
_LEADER = re.compile(r"(?:\.\s?){4,}\s*\d{0,3}\s*$|…{2,}\s*\d{0,3}\s*$|(?:_\s?){4,}\d{0,3}$")
_PAGE_AT_END = re.compile(r"\D[\s.]\d{1,3}$")
_PAGE_NUMBER = re.compile(
    r"^(?:(?:page|p\.?)\s*)?[-–—|]?\s*\d{1,3}\s*(?:(?:/|sur|de)\s*\d{1,3})?\s*[-–—|]?$", re.I
)
_ITEM_NUMBER = re.compile(r"^\d{1,2}[.)]\s+")
_CONTENTS = re.compile(
    r"^(?:sommaire(?! (?:executif|de gestion))|table des matieres|plan de la presentation"
    r"|contents|index(?: des \w+)?$)\b"
)
_RELATED = re.compile(
    r"^(?:presentations? similaires?|articles? (?:lies|similaires|connexes)|a lire aussi|voir aussi"
    r"|a decouvrir|sur le meme (?:sujet|theme)|dans la meme rubrique|related|liens utiles"
    r"|documents? similaires?|autres (?:articles|actualites|pages|documents)"
    r"|(?:documents?|articles?|contenus?|lectures?) (?:recommandes?|recents?|populaires?|associes?)"
    r"|recommandes?(?: pour vous)?$|vous (?:pouvez|pourriez|aimerez) aussi(?: \w+)?$"
    r"|a lire egalement|you may also|recommended)\b"
)
_RELATED_ENDS = re.compile(r"^(?:transcription|contenu)\b")
_LINK = re.compile(
    r"^(?:en savoir plus|lire (?:la suite|plus)|voir plus|plus d'infos?|telecharger|consulter"
    r"|retour|haut de page|partager|imprimer|suivante?|precedente?|read more)\b"
)
_NOISE = frozenset(("0", "page", "p.", "-", "|", "/", "sur", "de"))  # around page numbers
_UNFINISHED = re.compile(r"[^.!?:;…»]$")


def clean(plan: Plan) -> Plan:
    """The plan with a role for every block and the ends of cut paragraphs marked."""
    roles = [block.role for block in plan.blocks]
    texts = [plan.text_of(block) for block in plan.blocks]
    for found, role in (
        (_running(plan, texts), Role.FURNITURE),
        (_strays(texts), Role.FURNITURE),
        (_running_titles(plan, texts), Role.FURNITURE),
        (_related(plan, texts), Role.FURNITURE),
        (_contents(plan, texts), Role.CONTENTS),
    ):
        for index in found:
            if roles[index] is Role.CONTENT:
                roles[index] = role
    blocks = [replace(b, role=role) for b, role in zip(plan.blocks, roles, strict=True)]
    joined = _continuations(blocks, texts)
    return replace(
        plan,
        blocks=tuple(replace(b, continues=i in joined) for i, b in enumerate(blocks)),
    )


def _running(plan: Plan, texts: Sequence[str]) -> set[int]:
    """Blocks in the margins of pages that come back on others, numbers apart, and page numbers."""
    heights = {page.number: page.height for page in plan.pages}
    places: dict[tuple[str, bool], dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    out: set[int] = set()
    for index, block in enumerate(plan.blocks):
        if block.page is None or block.box is None or block.cell is not None:
            continue
        height = heights[block.page]
        top = block.box.bottom < MARGIN * height
        foot = block.box.top > (1 - MARGIN) * height
        if not (top or foot) or len(texts[index]) > 200:
            continue
        if _PAGE_NUMBER.match(texts[index]):
            out.add(index)
        places[re.sub(r"\d+", "0", fold(texts[index])), top][block.page].append(index)
    needed = 2 if len(heights) <= 4 else 3
    outline = _counting_heads(places, texts)
    for pages in places.values():
        if len(pages) >= needed:
            out.update(index for found in pages.values() for index in found)
    return out - outline


def _counting_heads(
    places: Mapping[tuple[str, bool], Mapping[int, Sequence[int]]], texts: Sequence[str]
) -> set[int]:
    """Running heads that count (« Axe 1 », « Axe 2 »): they are the outline, not furniture."""
    heads: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for (_, top), pages in places.items():
        for index in (i for found in pages.values() for i in found):
            label = parse(texts[index])
            counts = label and (label.groups or label.unit or label.scheme.startswith("prefixed"))
            if top and label and counts:
                heads[label.scheme][label.code].append(index)
    return {
        i for codes in heads.values() if len(codes) >= 2 for found in codes.values() for i in found
    }


def _strays(texts: Sequence[str]) -> set[int]:
    """Blocks of a single letter or mark: rests of clipped or decorative text."""
    return {i for i, text in enumerate(texts) if len(text) == 1 and not text.isdigit()}


def _running_titles(plan: Plan, texts: Sequence[str]) -> set[int]:
    """In text without pages, lines that come back: running titles and « Read more » links."""
    if plan.pages:
        return set()
    places: dict[str, list[int]] = defaultdict(list)
    for index, text in enumerate(texts):
        if plan.blocks[index].cell is None and len(text) <= 80 and ":" not in text:
            places[_counted(text)].append(index)
    opening = [t for t in texts[:6] if len(t.split()) <= 10 and not t.endswith(".")]
    first = _counted(texts[0]) if texts else ""
    out = {index for index, text in enumerate(texts) if _is_link(fold(text))}
    for text, found in places.items():
        words = text.replace("'", " ").split()
        lines = [_counted(t) for t in (plan.facts.title or "", *opening)]
        others = [line for line in lines if line != text]
        known = set(" ".join(others).replace("'", " ").split())
        title = len(words) >= 2 and (text == first or set(words) - _NOISE <= known)
        plain = all(plan.blocks[index].kind is BlockKind.PARAGRAPH for index in found)
        again = len({texts[index] for index in found}) == 1
        if len(found) >= 3 and (title or (plain and again and len(words) <= 4)):
            out.update(found)
    return out


def _counted(text: str) -> str:
    """A folded line with all numbers alike, so that a running head is one line on every page.

    Numbers that label count, and so do years that stand alone.
    """
    titled = len(re.findall(r"[^\W\d_]{2,}", text)) >= 2 and not parse(text)
    return re.sub(r"\d+", "0", fold(text)) if titled else fold(text)


def _is_link(text: str) -> bool:
    """Whether a short line is the text of a link that leads on, in folded words."""
    return len(text.split()) <= 4 and bool(_LINK.match(text))


def _related(plan: Plan, texts: Sequence[str]) -> set[int]:
    """Titles of other documents that a site lists: from their heading to the next heading."""
    if plan.pages:
        return set()
    out: set[int] = set()
    inside = False
    for index, block in enumerate(plan.blocks):
        folded = fold(texts[index])
        if _RELATED.match(folded) and len(folded.split()) <= 6 and not re.search(r":\s*\S", folded):
            inside = True
        elif inside and (
            (block.kind is BlockKind.HEADING and block.level) or _RELATED_ENDS.match(folded)
        ):
            inside = False
        if inside:
            out.add(index)
    return out


def _contents(plan: Plan, texts: Sequence[str]) -> set[int]:
    """Tables of contents: dotted leaders, and the lines under their heading that come again."""
    out: set[int] = set()
    leaders = [i for i, text in enumerate(texts) if _LEADER.search(text)]
    if len(leaders) >= 3:
        out.update(leaders)
    for start, text in enumerate(texts):
        if not _CONTENTS.match(fold(text)) or len(text.split()) > 5:
            continue
        out.add(start)
        page = plan.blocks[start].page
        folded = [fold(t) for t in texts]
        for index in range(start + 1, len(texts)):
            block = plan.blocks[index]
            turned = page is not None and block.page is not None and block.page > page
            line = fold(_LEADER.sub("", texts[index]))
            lines = (line, _ITEM_NUMBER.sub("", line))
            again = any(found in folded[index + 1 :] for found in lines) and not turned
            if not (again or index in out or _PAGE_AT_END.search(texts[index])):
                break
            out.add(index)
    return out


def _continuations(blocks: Sequence[Block], texts: Sequence[str]) -> set[int]:
    """Content blocks that go on with the content block before them, in the next column or page."""
    out: set[int] = set()
    before: int | None = None
    for index, block in enumerate(blocks):
        if block.role is not Role.CONTENT:
            continue
        if before is not None and (
            _continues(blocks[before], texts[before], block, texts[index])
            or (before + 1 < index and _goes_on(blocks[before], texts[before], block, texts[index]))
        ):
            out.add(index)
        before = index
    return out


def _goes_on(a: Block, first: str, b: Block, second: str) -> bool:
    """Whether a text without pages goes on behind the running head between two blocks."""
    paged = a.page is not None or b.page is not None or b.cell is not None
    plain = b.kind is BlockKind.PARAGRAPH and a.kind is not BlockKind.HEADING
    return plain and not paged and bool(_UNFINISHED.search(first)) and second[:1].islower()


def _continues(a: Block, first: str, b: Block, second: str) -> bool:
    if b.kind in (BlockKind.ITEM, BlockKind.HEADING) or a.box is None or b.box is None:
        return False
    if (a.cell is None) != (b.cell is None) or a.page is None or b.page is None:
        return False
    moved = b.page == a.page + 1 or (b.page == a.page and b.box.top < a.box.top and a.cell is None)
    # A title of two lines with a wide leading is cut by no column or page.
    moved = moved or (b.style.bold and b.page == a.page and a.cell == b.cell)
    alike = abs(a.style.size - b.style.size) < 0.6 and a.style.bold == b.style.bold
    if not (moved and alike and _UNFINISHED.search(first)):
        return False
    capitals = first.isupper() and second.isupper() and a.style.colour == b.style.colour
    return second[:1].islower() or (capitals and not re.match(r"\d|[A-Z]+ \d", second))
