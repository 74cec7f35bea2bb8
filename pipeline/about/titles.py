"""The title of a document: what its file says, unless a program wrote that, else its title page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.about.cover import Front, Line, is_sentence
from pipeline.about.names import is_name, names, runs, without_site
from pipeline.about.words import RANGE, bare, names_genre
from pipeline.models import Plan
from pipeline.text import fold

_LONGEST = 30  # words of a title
# What programs and people leave in the properties of a file: names of files, of templates, of
# versions on a disk.
_NO_TITLE = re.compile(
    r"\.(?:docx?|dotx?|indd|pdf|pptx?|xlsx?|odt|qxd|rtf|md|html?)\b|^microsoft|^untitled|sans titre"
    r"|^(?:presentation powerpoint|document ?\d*|diapositive ?\d*|slide ?\d*|title|titre"
    r"|nouveau document|word document|mise en page ?\d*)$|_|\bv\d+\b|\bvf\b|\d{6,}|^[a-z]+\d+$"
    r"|^[a-z0-9]+(?:-[a-z0-9]+){2,}$"
)
_NUMBER = re.compile(r"^\d{1,2}\s?[.)°-]\s*(?=\D)")
_CRUMB = re.compile(r"^(?:accueil|home|vous etes ici|aller au|menu|rechercher|sommaire|\W*$)")
_NOT_TITLES = re.compile(
    r"^(?:(?:adopte|approuve|vote|signe|publie|presente|version|document|date|page|tel|fax|photo"
    r"|resolution|deliberation|www|http|slides|advertisements|onglet|autorise)\w*\b|\W*\d|.*@)"
)
_GOES_ON = re.compile(r"^(?:de|du|des|d['’]|et|a|au|aux|pour|en|dans|sur|par|la|le|les|l['’])\b")
_SMALL = re.compile(r"^[a-zà-ÿ]")
_OPEN = re.compile(r"\b(?:de|du|des|et|a|au|aux|pour|en|dans|sur|par|la|le|les|l'|d')$|[,:–-]$")


def title(plan: Plan, said: Front) -> str | None:
    """The title of a document as it stands there, with the subtitle that says what it is.

    A title in the properties of the file is taken where its words stand in the document; else the
    largest lines of the title page, or the first of a text without sizes.
    """
    known = _known(plan, said)
    if known:
        return known
    candidates = [line for line in said.cover if _may_be_title(line)]
    if not candidates:
        written = plan.facts.title
        return written if written and not _NO_TITLE.search(fold(written)) else None
    place = _first(said.cover, candidates)
    main, after = _joined(said.cover, place)
    main = _without_name(main)
    if names_genre(main):
        return _neat(main)
    subtitle = _subtitle(said.cover, after)
    return f"{_neat(main)}\u00a0: {_neat(subtitle)}" if subtitle else _neat(main)


def _known(plan: Plan, said: Front) -> str | None:
    """The title that front matter, a heading of the page or the properties of the file give."""
    for key in ("title", "titre"):
        value = said.fields.get(key, "")
        if len(value) >= 3 and not _NO_TITLE.search(fold(value)):
            return _neat(without_site(value, plan.text)[0])
    written = plan.facts.title
    if not written or _NO_TITLE.search(fold(written)):
        return None
    if not plan.pages:
        page = without_site(written, plan.text)[0]
        others = (line.text for line in said.cover if line.level)
        if is_name(page) and any(names_genre(text) and not is_name(text) for text in others):
            return None  # a site heads its pages with its own name
        return _neat(page)
    start = [page.span for page in plan.pages if page.number <= 3]
    printed = set(bare(plan.text[: start[-1].end] if start else plan.text).split())
    words = bare(written).split()
    there = sum(word in printed for word in words)
    return _neat(written) if words and there >= 0.7 * len(words) else None


def _may_be_title(line: Line) -> bool:
    text = line.text
    folded = fold(text)
    words = re.findall(r"[^\W\d_]{2,}", text)
    return (
        bool(words)
        and not line.item
        and len(text.split()) <= _LONGEST
        and not is_sentence(text)
        and not _CRUMB.match(folded)
        and (not _NOT_TITLES.match(folded) or bool(_NUMBER.match(text)) or names_genre(text))
        and not re.search(r"\d{5}|@|https?:|www\.", text)
    )


def _first(cover: Sequence[Line], candidates: Sequence[Line]) -> int:
    """The place of the line that begins the title: the largest, or a heading, or just the first.

    A line that is only somebody's name is no title while another may be one.
    """
    largest = max(line.size for line in candidates)
    lines = [line.text for line in cover]
    named = {
        place
        for run in runs(lines)
        for place in run
        if is_name(" ".join(lines[known] for known in run))
    }
    free = [line for place, line in enumerate(cover) if place not in named]
    others = [line for line in candidates if line in free] or list(candidates)
    if largest > 0:
        size = max(line.size for line in others)
        top = [line for line in others if line.size >= size - 0.5]
        # Where all is set alike, the line that names a kind of document is the title.
        telling = [line for line in top if names_genre(line.text)]
        plainly = len(top) == len(others) and telling
        return cover.index((telling if plainly else top)[0])
    headed = [line for line in others if line.level == 1]
    return cover.index((headed or others)[0])


def _goes_on(text: str) -> bool:
    """Whether a line cannot begin a title: it opens with a small letter or a small word."""
    return bool(_SMALL.match(text) or _GOES_ON.match(fold(text)))


def _joined(cover: Sequence[Line], place: int) -> tuple[str, int]:
    """The title from its first line over those that go on with it, and the place after them."""
    first = cover[place]
    text = first.text
    after = place + 1
    while after < len(cover):
        line = cover[after]
        alike = abs(line.size - first.size) <= 0.5 and line.bold == first.bold
        goes_on = _goes_on(line.text) or bool(_OPEN.search(fold(text)))
        year = bool(re.fullmatch(r"\d{4}", line.text) or RANGE.fullmatch(line.text))
        sized = first.size > 0 and alike and not line.level
        if not (sized or (alike and goes_on) or (alike and year and not line.level)):
            break
        if len((text + line.text).split()) > _LONGEST or line.item or is_sentence(line.text):
            break
        if is_name(line.text) or _NUMBER.match(line.text) or (year and RANGE.search(text)):
            break
        if sized and not goes_on and not year and names_genre(text) and len(cover) - after > 4:
            break
        text, after = f"{text} {line.text}", after + 1
    return text, after


def _subtitle(cover: Sequence[Line], after: int) -> str | None:
    """The line near a title that says what kind of document it is."""
    for place in range(after, min(after + 3, len(cover))):
        line = cover[place]
        short = len(line.text.split()) <= 20 and "•" not in line.text
        small = line.size < 0.4 * cover[after - 1].size
        if not short or small:
            continue
        if _may_be_title(line) and names_genre(line.text) and not is_name(line.text):
            return _joined(cover, place)[0] if line.size else line.text
    return None


def _without_name(text: str) -> str:
    """A title without the name of its issuer after a dash, and what follows that."""
    for dash in re.finditer(r"\s[—–|-]\s", text):
        after = names(text[dash.end() :])
        if dash.start() > 2 and after and after[0].opens and not names(text[: dash.start()]):
            return text[: dash.start()]
    return text


def _neat(text: str) -> str:
    text = re.sub(r"\s+,", ",", " ".join(text.split()))
    return _NUMBER.sub("", text).strip(" -–—|·*_:")
