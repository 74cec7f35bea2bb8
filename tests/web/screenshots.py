"""Screenshots of each page of the demonstration corpus, at two widths, into docs/screenshots.

    python -m tests.web.screenshots [--index DIR] [--out DIR]

Needs Chromium, the package playwright, and an index of the demonstration corpus (`make demo`).
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from tests.web.conftest import NARROW, REVIEW, ROOT, WIDE, launched, served, told

QUESTION = "Quelles mesures portent sur le bénévolat ?"
# Name -> what to do, from the first page on.
PAGES = (
    "accueil",
    "recherche",
    "pourquoi",
    "mesure",
    "page-web",
    "plan",
    "themes",
    "recoupements",
    "cote-a-cote",
    "a-decider",
    "familles",
    "plans-entre-eux",
    "plans-et-themes",
    "editions",
    "collection",
    "english",
)
OVERLAPS = {
    "recoupements": "/overlaps",
    "cote-a-cote": "/overlaps",
    "a-decider": f"/review?token={REVIEW}",
    "familles": "/families",
    "plans-entre-eux": "/coverage/plans",
    "plans-et-themes": "/coverage/themes",
    "editions": "/compare",
}
_COLOURS = 128  # flat pages lose nothing, and a PNG of a palette is a third


def show(page: Any, name: str, address: str) -> None:
    """Go to the page of a name."""
    if name == "accueil":
        page.goto(address)
    elif name in ("recherche", "pourquoi", "english"):
        page.goto(f"{address}{'/en' if name == 'english' else ''}/recherche?q={QUESTION}")
        if name == "pourquoi":
            page.locator("details.why summary").nth(1).click()
            page.locator("details.why summary").first.click()
    elif name in ("mesure", "page-web"):
        asked = "voies cyclables&kind=measure" if name == "mesure" else "vélos&kind=programme"
        page.goto(f"{address}/recherche?q={asked}")
        page.locator(".hits h2 a").first.click()
        page.wait_for_url("**/mesures/*")
    elif name == "plan":
        page.goto(f"{address}/plans/fiches-action-mornelac-2024-2030.pdf")
    elif name in OVERLAPS:
        page.goto(address + OVERLAPS[name])
        if name in ("cote-a-cote", "editions"):
            page.locator(".pair h2 a" if name == "cote-a-cote" else ".plans a").first.click()
            page.wait_for_load_state("load")
    else:
        page.goto(f"{address}/{name}")
    page.wait_for_load_state("load")
    page.wait_for_timeout(400)  # pictures of pages are decoded


def take(index: Path, out: Path) -> Iterator[Path]:
    """Take all screenshots; yields each file."""
    from PIL import Image

    out.mkdir(parents=True, exist_ok=True)
    with contextmanager(served)(index) as address, sync_playwright() as playwright:
        browser = launched(playwright)
        told(address, "/overlaps")
        for width, height in ((WIDE, 860), (NARROW, 844)):
            page = browser.new_page(viewport={"width": width, "height": height})
            for name in PAGES:
                show(page, name, address)
                file = out / f"{name}-{width}.png"
                page.screenshot(path=file)
                with Image.open(file) as picture:
                    flat = picture.convert("RGB").quantize(_COLOURS)
                flat.save(file, optimize=True)
                yield file
            page.close()
        browser.close()


def main() -> None:
    """Run from the command line."""
    options = argparse.ArgumentParser(description="Screenshots of the page.")
    options.add_argument("--index", type=Path, default=ROOT / "index")
    options.add_argument("--out", type=Path, default=ROOT / "docs" / "screenshots")
    given = options.parse_args()
    for file in take(given.index, given.out):
        print(f"{file} {file.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
