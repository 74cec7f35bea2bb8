"""What the seven documents share: printing, the measures and the pages they stand on."""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pypdfium2

OUT = Path(__file__).resolve().parent.parent


def m(
    label: str | None,
    statement: str,
    path: list[str],
    lead: str | None = None,
    deadline: str | None = None,
    budget: str | None = None,
) -> dict[str, Any]:
    """One gold measure; its page is found in the printed document."""
    return {
        "label": label,
        "statement": statement,
        "path": list(path),
        "page": None,
        "lead": lead,
        "deadline": deadline,
        "budget": budget,
    }


def squeeze(text: str) -> str:
    """Letters and digits only: line breaks, hyphenation and spacing do not count."""
    text = text.replace("ﬁ", "fi").replace("ﬂ", "fl").replace("ﬀ", "ff").replace("ﬃ", "ffi")
    return re.sub(r"[\W_]+", "", text).casefold()


def place(pdf: Path, measures: list[dict[str, Any]], first_page: int) -> None:
    """Give each measure the page it starts on, in order, from `first_page` (1-based) on."""
    document = pypdfium2.PdfDocument(pdf)
    pages = [squeeze(page.get_textpage().get_text_bounded()) for page in document]
    page = first_page
    for measure in measures:
        wanted = squeeze(measure["statement"])
        found = None
        for number in range(page, len(pages) + 1):
            following = pages[number][:3000] if number < len(pages) else ""
            whole = pages[number - 1] + following
            at = whole.find(wanted)
            if 0 <= at < len(pages[number - 1]):
                found = number
                break
        if found is None:
            for number in range(page, len(pages) + 1):
                if wanted[:22] in pages[number - 1]:
                    found = number
                    print("loose:", pdf.name, found, measure["statement"][:70])
                    break
        if found is None:
            raise ValueError(f"not printed: {measure['statement']}")
        measure["page"] = page = found


def gold(name: str, measures: list[dict[str, Any]], notes: str, first_page: int = 0) -> None:
    """Write the gold beside the document `name`."""
    if first_page:
        place(OUT / name, measures, first_page)
    body = {
        "document": name,
        "kind": "plan",
        "measures": measures,
        "ignore": [],
        "notes": notes,
    }
    target = (OUT / name).with_suffix(".json")
    target.write_text(json.dumps(body, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(name, len(measures))


def chromium(html: str, name: str) -> None:
    """Print a page of HTML to the PDF `name`."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(html, encoding="utf-8")
        subprocess.run(
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
             f"--user-data-dir={folder}/profile", f"--print-to-pdf={OUT / name}", page.as_uri()],
            check=True, capture_output=True,
        )  # fmt: skip


def libreoffice(docx: Path, name: str) -> None:
    """Print a Word document to the PDF `name`."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile",
             "--convert-to", "pdf", "--outdir", folder, str(docx)],
            check=True, capture_output=True,
        )  # fmt: skip
        (Path(folder) / docx.with_suffix(".pdf").name).replace(OUT / name)
