"""Cells of a scanned table in which Tesseract, looking at the whole page, saw no word.

It takes short words between rulings, and light ones on a dark ground, for parts of the drawing.
Alone, and as dark letters on white, it reads them.
"""

from __future__ import annotations

import io
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pipeline.extract.grids import cells_of
from pipeline.extract.hocr import Leaf, Row, read_leaf
from pipeline.models import Box

_MOST = 60  # cells of a page: more are a form, or no table
_INSIDE = 1.5  # points from the edge of a cell, where its rulings are not
_APART = 80  # of 255: between ink and paper
_INKED = 0.004  # share of a cell that is ink when it holds a word
_FRAME = 12  # pixels of white around the letters
_SECONDS = 10


def filled(leaf: Leaf, grey: NDArray[np.uint8], program: str, language: str, folder: Path) -> Leaf:
    """The page with the words of cells that had none; `grey` is its straightened picture."""
    pixels = grey.shape[1] / leaf.width
    empty = [box for box in cells_of(leaf.rulings) if not _words_in(box, leaf)]
    crops = [(box, crop) for box in empty if (crop := _letters(grey, box, pixels)) is not None]
    if not 0 < len(crops) <= _MOST:
        return leaf
    found: list[Row] = []
    for box, crop in crops:
        written = folder / "cell.hocr"
        if not _read(crop, written, program, language, pixels):
            continue
        seen = read_leaf(written, crop.shape[1] / pixels, crop.shape[0] / pixels)
        shift = _INSIDE - _FRAME / pixels
        found += _moved(seen, box.x0 + shift, box.top + shift)
    return replace(leaf, rows=(*leaf.rows, *found))


def _words_in(box: Box, leaf: Leaf) -> bool:
    return any(
        box.x0 <= (word.box.x0 + word.box.x1) / 2 <= box.x1
        and box.top <= (word.box.top + word.box.bottom) / 2 <= box.bottom
        for row in leaf.rows
        for word in row.words
    )


def _letters(grey: NDArray[np.uint8], box: Box, pixels: float) -> NDArray[np.uint8] | None:
    """The inside of a cell, dark on white, in a white frame; None where there is no ink."""
    edges = (box.top + _INSIDE, box.bottom - _INSIDE, box.x0 + _INSIDE, box.x1 - _INSIDE)
    top, bottom, left, right = (max(0, round(edge * pixels)) for edge in edges)
    crop = grey[top:bottom, left:right]
    if min(crop.shape) < 5 * pixels:
        return None
    ground = float(np.median(crop))
    light = float(crop.max()) - ground > ground - float(crop.min())
    crop = 255 - crop if light else crop
    paper = np.median(crop)
    if np.mean(crop < paper - _APART) < _INKED:
        return None
    stretched = (crop.astype(np.float32) * (255 / paper)).clip(0, 255).astype(np.uint8)
    return np.pad(stretched, _FRAME, constant_values=255)


def _read(crop: NDArray[np.uint8], out: Path, program: str, language: str, pixels: float) -> bool:
    """Let Tesseract write what it sees in a picture as hOCR; whether it did."""
    stream = io.BytesIO()
    Image.fromarray(crop).save(stream, "PNG", compress_level=1)
    command = [program, "stdin", str(out.with_suffix("")), "-l", language, "--psm", "6"]
    command += ["--dpi", str(round(pixels * 72)), "hocr"]
    try:
        done = subprocess.run(
            command, input=stream.getvalue(), capture_output=True, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _moved(leaf: Leaf, right: float, down: float) -> Iterator[Row]:
    """The lines of a cell at their place on the page."""
    for row in leaf.rows:
        words = tuple(
            replace(
                word,
                box=Box(
                    word.box.x0 + right,
                    word.box.top + down,
                    word.box.x1 + right,
                    word.box.bottom + down,
                ),
            )
            for word in row.words
        )
        yield replace(row, words=words, base=(row.base[0] + down, row.base[1] + down))
