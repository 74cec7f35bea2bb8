"""Optical character recognition of pages that are pictures, by OCRmyPDF and Tesseract.

Both are programs that a person may have installed; nothing of them is imported. OCRmyPDF turns and
straightens a page where it is sure, and has Tesseract write what it sees as hOCR; with
`--keep-temporary-files` that stays beside its other files, in a folder of ours that goes in the
end. The pages go in as pictures drawn by pdfium, so that what is wrong with a PDF (encryption, a
text layer of no use, damage beside the page) does not come between.
"""

from __future__ import annotations

import logging
import math
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import IO

import pypdfium2
import pypdfium2.raw as pdfium

from pipeline.errors import DocumentError
from pipeline.extract.hocr import Leaf, even, read_leaf
from pipeline.extract.ink import grey_of, rulings_of, stroke_of
from pipeline.extract.second_look import filled
from pipeline.messages import Message

LANGUAGE = "fra"
INSTALL = "apt-get install ocrmypdf tesseract-ocr-fra"
SECONDS = 120  # that one page may take
_BATCH = 16  # pages drawn at once: some 10 MB each while they are
_COARSEST, _FINEST = 300, 300  # pixels an inch: Tesseract was trained on the latter
_PIXELS = (3e6, 30e6)  # of a page: below the first it is drawn finer, above the second coarser
_PROCESSES = 4  # that OCRmyPDF runs at most
_PAUSE = 0.1  # seconds between two looks at what is done

Watch = Callable[[str, int, int], None]  # a document, how many of its pages are done, of how many

log = logging.getLogger(__name__)


class RecognitionError(DocumentError):
    """OCRmyPDF ran and gave nothing."""


def missing() -> str | None:
    """What must be installed before pages can be recognised; None when all is there."""
    tesseract = shutil.which("tesseract")
    if _ocrmypdf() is None or tesseract is None:
        return INSTALL
    listed = subprocess.run(
        [tesseract, "--list-langs"], capture_output=True, text=True, check=False, errors="replace"
    )
    names = (listed.stdout + listed.stderr).split()
    return None if LANGUAGE in names else f"apt-get install tesseract-ocr-{LANGUAGE}"


def recognise(
    pdf: pypdfium2.PdfDocument,
    numbers: Sequence[int],
    document: str,
    watch: Watch | None = None,
) -> dict[int, Leaf]:
    """The text of pages, counted from 1, of an open document; those that gave nothing are left out.

    `watch` hears of each page that is done. Raises RecognitionError, which names the document, when
    OCRmyPDF cannot work at all.
    """
    leaves: dict[int, Leaf] = {}
    for start in range(0, len(numbers), _BATCH):
        batch = numbers[start : start + _BATCH]

        def tell(done: int, before: int = start) -> None:
            if watch:
                watch(document, before + done, len(numbers))

        with tempfile.TemporaryDirectory(prefix="mesures-ocr-", ignore_cleanup_errors=True) as name:
            leaves |= _recognise(pdf, batch, document, Path(name), tell)
    return dict(zip(leaves, even(list(leaves.values())), strict=True))


def _recognise(
    pdf: pypdfium2.PdfDocument,
    numbers: Sequence[int],
    document: str,
    folder: Path,
    tell: Callable[[int], None],
) -> dict[int, Leaf]:
    drawn = folder / "pages.pdf"
    sizes = _draw(pdf, numbers, drawn)
    tell(0)
    complaint = _run(drawn, folder, len(numbers), tell)
    found = _written(folder)
    if complaint and not found:
        raise RecognitionError(
            "{document}: OCR failed ({complaint}); see README, « Scans »",
            document=document,
            complaint=complaint,
        )
    if complaint:
        log.warning(
            Message("{document}: OCR stopped early ({reason})", document=document, reason=complaint)
        )
    leaves = {}
    for place, path in found.items():
        if 1 <= place <= len(numbers):
            leaf = read_leaf(path, *sizes[place - 1])
            if leaf.rows:
                straight = path.with_name(f"{path.name[:6]}_ocr.png")
                leaves[numbers[place - 1]] = _with_looks(leaf, straight)
    return leaves


def _with_looks(leaf: Leaf, straight: Path) -> Leaf:
    """A page with what its straightened picture shows; OCRmyPDF may come to keep none."""
    grey = grey_of(straight)
    if grey is None:
        return leaf
    ink = [word.box for row in leaf.rows for word in row.words]
    leaf = replace(leaf, rulings=tuple(rulings_of(grey, leaf.width, ink)))
    if program := shutil.which("tesseract"):
        leaf = filled(leaf, grey, program, LANGUAGE, straight.parent)
    boxes = [[word.box for word in row.words] for row in leaf.rows]
    rows = (
        replace(row, stroke=stroke_of(grey, leaf.width, own) / row.size)
        for row, own in zip(leaf.rows, boxes, strict=True)
    )
    return replace(leaf, rows=tuple(rows))


def _draw(
    pdf: pypdfium2.PdfDocument, numbers: Sequence[int], out: Path
) -> list[tuple[float, float]]:
    """Write pages as pictures into a PDF of the same measures; their widths and heights."""
    sizes, pictures = [], []
    for number in numbers:
        page = pdf[number - 1]
        try:
            size = page.get_size()
            dpi = _resolution(page, *size)
            bitmap = page.render(scale=dpi / 72, grayscale=True)
            picture = bitmap.to_pil().convert("L")
            bitmap.close()
        finally:
            page.close()
        sizes.append(size)
        pictures.append(picture)
    # One resolution for a file: what matters is that OCRmyPDF keeps every pixel.
    pictures[0].save(
        out, "PDF", save_all=True, append_images=pictures[1:], resolution=_FINEST, quality=90
    )
    return sizes


def _resolution(page: pypdfium2.PdfPage, width: float, height: float) -> float:
    """How fine a page of these sides, in points, is drawn, in pixels an inch.

    As fine as it was scanned: more pixels would tell no more and take longer.
    """
    scanned = 0.0
    for image in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=4):
        left, bottom, right, top = image.get_bounds()
        if right - left > width / 2 and top > bottom:
            scanned = max(scanned, image.get_px_size()[0] / (right - left) * 72)
    area = width * height / 72**2
    least, most = (math.sqrt(pixels / area) for pixels in _PIXELS)
    return min(max(_COARSEST, min(scanned or _FINEST, _FINEST), least), most)


def _run(drawn: Path, folder: Path, pages: int, tell: Callable[[int], None]) -> str | None:
    """Let OCRmyPDF work; what it complained of in the end, None when it did not."""
    program = _ocrmypdf()
    assert program is not None
    work = folder / "work"
    work.mkdir()
    command = [
        program,
        *("--quiet", "--keep-temporary-files", "--rotate-pages", "--deskew"),
        *("--language", LANGUAGE, "--jobs", str(min(_cores(), pages))),
        *("--tesseract-timeout", str(SECONDS), "--pdf-renderer", "hocr"),
        *("--output-type", "pdf", "--optimize", "0", "--max-image-mpixels", "200"),
        str(drawn),
        str(folder / "out.pdf"),
    ]
    environment = {**os.environ, "TMPDIR": str(work), "TEMP": str(work), "TMP": str(work)}
    environment |= {"OMP_THREAD_LIMIT": "1", "PYTHONWARNINGS": "ignore"}
    with (folder / "log").open("w+b") as output, _started(command, environment, output) as process:
        stalled = _wait(process, folder, tell)
        output.seek(0)
        said = output.read().decode("utf-8", "replace").strip().splitlines()
    if stalled:
        return Message("a page took more than {seconds} s", seconds=2 * SECONDS)
    if process.returncode == 0:
        return None
    told = [line for line in said if not line.startswith(("Temporary", str(work)))]
    return told[-1].strip() if told else _ended(process.returncode)


def _ended(code: int) -> Message:
    return Message("exit code {code}", code=code)


def _wait(process: subprocess.Popen[bytes], folder: Path, tell: Callable[[int], None]) -> bool:
    """Wait for the end, telling of each page that is done; true where it had to be given up.

    OCRmyPDF limits Tesseract, not the programs that draw and turn a page for it.
    """
    done, since = 0, time.monotonic()
    while process.poll() is None:
        now = len(_written(folder))
        if now != done:
            done, since = now, time.monotonic()
            tell(done)
        if time.monotonic() - since > 2 * SECONDS:
            return True
        with suppress(subprocess.TimeoutExpired):
            process.wait(_PAUSE)
    tell(len(_written(folder)))
    return False


@contextmanager
def _started(
    command: Sequence[str], environment: dict[str, str], output: IO[bytes]
) -> Iterator[subprocess.Popen[bytes]]:
    """A running program, ended with all that it started when the block is left early."""
    process = subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            with suppress(OSError):
                if os.name == "posix":
                    os.killpg(process.pid, signal.SIGKILL)
                else:
                    process.kill()
            process.wait()


def _written(folder: Path) -> dict[int, Path]:
    """The files of hOCR that there are, by the place of the page; OCRmyPDF names them by it."""
    found = {}
    for path in sorted(folder.glob("work/*/[0-9]*.hocr")):
        digits = path.name.split("_")[0]
        if digits.isdigit():
            found[int(digits)] = path
    return found


def _ocrmypdf() -> str | None:
    """The program, on the path or beside the Python that runs, as pip puts it."""
    beside = shutil.which("ocrmypdf", path=str(Path(sys.executable).parent))
    return beside or shutil.which("ocrmypdf")


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return min(len(os.sched_getaffinity(0)), _PROCESSES)
    return min(os.cpu_count() or 1, _PROCESSES)
