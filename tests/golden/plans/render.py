"""Render the golden plans and write their annotations: tests/golden/plans/sources -> here.

Run as ``python tests/golden/plans/render.py [NAME ...]``. Every document names its producer in
PLANS; one that is absent is named with the command that installs it, and its documents are left
as they are. The gold is read from the marks in the source (see ``marks.py``), its pages from the
rendered document.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marks import annotation, unmarked

PLANS_DIR = Path(__file__).resolve().parent
SOURCES = PLANS_DIR / "sources"


class ProducerAbsentError(Exception):
    """A producer is not installed; the message says how to install it."""


@dataclass(frozen=True)
class Plan:
    """A document: its source file, its kind, its producer, where a repeated statement counts."""

    source: str
    kind: str
    producer: str
    notes: str
    repeated: str = "first"

    @property
    def name(self) -> str:
        return self.source.rsplit(".", 1)[0]

    @property
    def document(self) -> str:
        endings = {"web": ".html", "text": ".txt"}
        return self.name + endings.get(self.producer, ".pdf")


PLANS = (
    Plan(
        "mrc-val-de-soret-2025-2029.py",
        "plan",
        "office",
        "Une action par ligne, code dans sa colonne. L'annexe répète cinq actions.",
    ),
    Plan(
        "fiches-climat-orvanne.html",
        "plan",
        "browser",
        "Une fiche par page. L'index, les actions liées et le récapitulatif répètent des titres : "
        "la mesure est à sa fiche.",
    ),
    Plan(
        "programme-strategique-hautmeuse-2024-2030.typ",
        "plan",
        "typesetting",
        "L'objectif opérationnel est la mesure, l'objectif stratégique un titre ; les tirets qui "
        "suivent sont des étapes.",
    ),
    Plan(
        "strategie-numerique-canton-aubonnais.tex",
        "plan",
        "tex",
        "L'énoncé est le titre court ; le paragraphe qui suit l'explique. Le numéro court d'un "
        "chapitre à l'autre. La table des matières répète les titres.",
        "last",
    ),
    Plan(
        "plan-lecture-ministere-baobali.py",
        "plan",
        "office",
        "Codes à quatre rangs, 1-1-2-3 et d'autres n'existent pas. Les résultats attendus de la "
        "partie II ne sont pas des mesures. Un tiret dans la colonne des coûts n'en est pas un.",
    ),
    Plan(
        "universite-montclair-schema-transition.html",
        "plan",
        "browser",
        "Grilles de cartes : chiffre, titre, puis phrase. L'énoncé est le titre.",
    ),
    Plan(
        "projet-social-hopital-valdoire.typ",
        "plan",
        "typesetting",
        "Actions au tiret, sans numéro, sous des objectifs en capitales. Les questions, constats, "
        "définitions et l'encadré du projet précédent n'en sont pas.",
    ),
    Plan(
        "rapport-autorite-mobilites-partagees.tex",
        "reference",
        "tex",
        "Recommandations encadrées dans le rapport ; la liste finale les répète.",
    ),
    Plan(
        "page-plan-velo-pontorcy.html",
        "plan",
        "web",
        "Une balise par syllabe, numéro après le titre et dans le désordre. Les menus à "
        "l'infinitif ne sont pas des mesures ; les lignes du tableau en sont.",
    ),
    Plan(
        "plan-egalite-federation-entraide.py",
        "plan",
        "office",
        "Engagements en phrases ; la numérotation repart à chaque chapitre. Les principes de la "
        "charte et les définitions ne sont pas des mesures.",
    ),
    Plan(
        "pacte-jeunesse-sarmage.typ",
        "plan",
        "typesetting",
        "Soixante engagements par thème, numéros dans le désordre, ornement entre mot et numéro. "
        "La fin répète les cinq premiers.",
    ),
    Plan(
        "livret-projet-region-auzel.html",
        "plan",
        "browser",
        "Un index de titres avec leur page : ils ne sont que là, ce sont les mesures. "
        "Le sommaire du document complet n'en a pas.",
    ),
    Plan(
        "feuille-de-route-office-lacs-sombreval.py",
        "plan",
        "office",
        "Puces à l'infinitif sur deux colonnes ; celles de second rang sont des détails. Freins, "
        "pistes écartées et questions ne sont pas des mesures.",
    ),
    Plan(
        "accord-majorite-ville-linvers.tex",
        "plan",
        "tex",
        "Un paragraphe par mesure, sans numéro ni puce. Le chapeau d'un chapitre est un constat ; "
        "la partie « Pourquoi cet accord » et les attributions n'ont pas de mesure.",
    ),
    Plan(
        "plan-comite-riviere-mesange.txt",
        "plan",
        "text",
        "Texte tiré d'un PDF : séparateurs de page, têtes courantes collées, apostrophes perdues, "
        "ligatures. L'énoncé 2.3 enjambe deux pages ; le tableau final répète cinq actions.",
    ),
    Plan(
        "proces-verbal-conseil-saint-amable-du-lac.py",
        "negative",
        "office",
        "Procès-verbal : ordre du jour, résolutions, votes.",
    ),
    Plan(
        "reglement-cimetieres-valgrise.tex",
        "negative",
        "tex",
        "Règlement en vingt et un articles.",
    ),
    Plan(
        "rapport-annuel-banque-alimentaire-2024.html",
        "negative",
        "browser",
        "Réalisations au passé, valeurs à l'infinitif, comptes.",
    ),
    Plan(
        "charte-accueil-mediatheques-vallonie.html",
        "negative",
        "web",
        "Charte : principes à l'infinitif sous des titres numérotés.",
    ),
)


def command(install: str, *names: str) -> str:
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        raise ProducerAbsentError(f"{names[0]} is absent: {install}")
    return found


def browser(source: Path, target: Path, work: Path) -> None:
    program = command("apt-get install chromium", "chromium", "chromium-browser", "google-chrome")
    page = work / source.name
    page.write_text(unmarked(source.read_text("utf-8")), "utf-8")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    flags += ["--disable-pdf-tagging"]
    flags += [f"--user-data-dir={work / 'profile'}", f"--print-to-pdf={target}", page.as_uri()]
    subprocess.run([program, *flags], check=True, capture_output=True, timeout=120)


def office(source: Path, target: Path, work: Path) -> None:
    program = command("apt-get install libreoffice-writer-nogui", "soffice", "libreoffice")
    try:
        import docx  # noqa: F401
    except ModuleNotFoundError:
        raise ProducerAbsentError("python-docx is absent: pip install python-docx") from None
    written = work / f"{target.stem}.docx"
    script = work / source.name
    script.write_text(unmarked(source.read_text("utf-8")), "utf-8")
    shutil.copy(SOURCES / "office.py", work)
    subprocess.run([sys.executable, str(script), str(written)], check=True)
    profile = f"-env:UserInstallation={(work / 'profile').as_uri()}"
    convert = ["--headless", "--convert-to", "pdf", "--outdir", str(work), str(written)]
    subprocess.run([program, profile, *convert], check=True, capture_output=True, timeout=180)
    shutil.move(written.with_suffix(".pdf"), target)


def tex(source: Path, target: Path, work: Path) -> None:
    install = "apt-get install texlive-latex-recommended texlive-latex-extra texlive-lang-french"
    program = command(install, "pdflatex")
    (work / source.name).write_text(unmarked(source.read_text("utf-8")), "utf-8")
    flags = ["-interaction=nonstopmode", "-halt-on-error", source.name]
    for _ in range(3):
        done = subprocess.run([program, *flags], cwd=work, capture_output=True, timeout=120)
        if done.returncode:
            raise RuntimeError(done.stdout.decode("utf-8", "replace")[-1500:])
    shutil.move(work / f"{target.stem}.pdf", target)


def typesetting(source: Path, target: Path, work: Path) -> None:
    try:
        import typst
    except ModuleNotFoundError:
        raise ProducerAbsentError("Typst is absent: pip install typst") from None
    page = work / source.name
    page.write_text(unmarked(source.read_text("utf-8")), "utf-8")
    typst.compile(str(page), output=str(target), root=str(work))


def web(source: Path, target: Path, work: Path) -> None:
    target.write_text(syllables(unmarked(source.read_text("utf-8"))), "utf-8")


def text(source: Path, target: Path, work: Path) -> None:
    target.write_text(unmarked(source.read_text("utf-8")), "utf-8")


def syllables(page: str) -> str:
    """The page with one <span> per syllable, and ligatures, in each <p class="fit"> or <h3>."""
    vowels = "aeiouyàâéèêëîïôöùûü"
    cut = re.compile(rf"(?<=[{vowels}])(?=[bcdfgjklmnpqrstvz][{vowels}])")

    def split(found: re.Match[str]) -> str:
        printed = found[3].replace("fi", "ﬁ").replace("fl", "ﬂ")
        spans = "".join(f"<span>{part}</span>" for part in cut.split(printed))
        return f"<{found[1]}{found[2]}>{spans}</{found[1]}>"

    return re.sub(r'<(h3|p)( class="fit")>([^<>]*)</\1>', split, page)


PRODUCERS: dict[str, Callable[[Path, Path, Path], None]] = {
    "browser": browser,
    "office": office,
    "tex": tex,
    "typesetting": typesetting,
    "web": web,
    "text": text,
}
NAMES = {
    "browser": "Chromium, print to PDF",
    "office": "LibreOffice Writer, from .docx",
    "tex": "pdfTeX",
    "typesetting": "Typst",
    "web": "web page as it is",
    "text": "text drawn from a PDF, as it is",
}


def fold(text: str) -> str:
    text = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe"))
    return re.sub(r"[^0-9a-z]+", "", text)


def numbered(document: Path, gold: list[dict[str, Any]], repeated: str) -> None:
    """Set the page of each measure; one printed on several counts on the first or the last."""
    import pypdfium2

    pdf = pypdfium2.PdfDocument(document)
    pages = [fold(page.get_textpage().get_text_bounded()) for page in pdf]
    for measure in gold:
        statement = fold(measure["statement"])
        found = [i for i, page in enumerate(pages, 1) if statement in page]
        # One that runs over the end of a page is looked for by its first third.
        start = statement[: max(12, len(statement) // 3)]
        found = found or [i for i, page in enumerate(pages, 1) if start in page]
        if not found:
            print(f"  not printed: {measure['label']} {measure['statement']}")
            continue
        facts = [fold(measure[fact] or "") for fact in ("lead", "deadline", "budget")]
        fullest = max(sum(fact in pages[i - 1] for fact in facts) for i in found)
        found = [i for i in found if sum(fact in pages[i - 1] for fact in facts) == fullest]
        if len(found) > 1:
            print(f"  on pages {found}: {measure['label']} {measure['statement'][:50]}")
        measure["page"] = found[0] if repeated == "first" else found[-1]


def render(plan: Plan) -> None:
    source, target = SOURCES / plan.source, PLANS_DIR / plan.document
    with tempfile.TemporaryDirectory() as work:
        PRODUCERS[plan.producer](source, target, Path(work))
    marked = annotation(source.read_text("utf-8"))
    if target.suffix == ".pdf":
        numbered(target, marked["measures"], plan.repeated)
    gold = {
        "document": plan.document,
        "kind": plan.kind,
        "producer": NAMES[plan.producer],
        **marked,
        "notes": plan.notes,
    }
    written = json.dumps(gold, ensure_ascii=False, indent=1) + "\n"
    (PLANS_DIR / f"{plan.name}.json").write_text(written, "utf-8")


def main(names: list[str]) -> None:
    for plan in PLANS:
        if names and plan.name not in names:
            continue
        try:
            render(plan)
        except ProducerAbsentError as why:
            print(f"{plan.name}: left as it is, {why}")
        else:
            print(plan.document)


if __name__ == "__main__":
    main(sys.argv[1:])
