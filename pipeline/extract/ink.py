"""What the picture of a page shows beside letters: the rulings of tables, how bold a line is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pipeline.extract.sheet import Ruling
from pipeline.models import Box

_CONTRAST = 24  # of 255: a line is that much darker, or lighter, than what lies on both its sides
_STEP = 20  # of 255: the edge of a coloured cell
_BESIDE = 2.4  # points: how far from a line its sides are looked at, which is as thick as it may be
_LEAST = 18.0  # points: shorter lines are strokes of letters
_WHOLE = 0.9  # share of a line that stands out; scans have holes
_MARGIN = 0.7  # points around a word that are its edge
_SHARED = 0.2  # share of a line that runs through words when they are what it is made of
_TURNED = [1, 0, 3, 2]  # the edges of boxes with columns for rows
_DRIFT = 0.012  # rise of a line by its length: what straightening may leave
_SLANT = 2  # pixels by which a line may stray from one row to the next


@dataclass(slots=True)
class _Band:
    """Runs in rows that follow each other, each over the one before it; `area` is their sum."""

    first: int
    last: int
    start: int
    end: int
    area: int


def grey_of(picture: Path) -> NDArray[np.uint8] | None:
    """The brightness of a picture, 0 for black; None where there is none."""
    try:
        with Image.open(picture) as image:
            return np.asarray(image.convert("L"))
    except (OSError, ValueError, Image.DecompressionBombError):
        return None


def stroke_of(grey: NDArray[np.uint8], width: float, words: Sequence[Box]) -> float:
    """How thick the strokes of a line of words are, in points; 0 where no ink is found.

    `width` is that of the page in points. A stroke has two edges: its thickness is its area by
    half of their length.
    """
    pixels = grey.shape[1] / width
    area = edges = 0
    for word in words:
        x0, x1 = round(word.x0 * pixels), round(word.x1 * pixels)
        crop = grey[round(word.top * pixels) : round(word.bottom * pixels), x0:x1]
        if crop.size < 9:
            continue
        low, high = np.percentile(crop, (5, 95))
        ink = crop < (low + high) / 2
        if np.median(crop) < (low + high) / 2:
            ink = ~ink  # light letters on a dark ground
        area += int(ink.sum())
        across = np.count_nonzero(ink[:, 1:] != ink[:, :-1])
        down = np.count_nonzero(ink[1:] != ink[:-1])
        # Counted along rows and columns, an edge is too long by 4/pi on the average of slants.
        edges += int((across + down) * 0.785)
    return 2 * area / edges / pixels if edges else 0.0


def rulings_of(grey: NDArray[np.uint8], width: float, words: Sequence[Box]) -> list[Ruling]:
    """The rulings of a page that is `width` points wide.

    What runs through `words` is their own edge: letters of one height make lines too.
    """
    pixels = grey.shape[1] / width
    inked = np.array([(w.x0, w.top, w.x1, w.bottom) for w in words], float).reshape(-1, 4)
    across = _lines(grey, pixels)
    down = _lines(np.ascontiguousarray(grey.T), pixels)
    return [
        *(((x0, y), (x1, y)) for x0, x1, y in across if not _through(inked, x0, x1, y)),
        *(((x, y0), (x, y1)) for y0, y1, x in down if not _through(inked[:, _TURNED], y0, y1, x)),
    ]


def _through(words: NDArray[np.float64], start: float, end: float, level: float) -> bool:
    """Whether a line, level with the first and third of the edges of words, runs through them."""
    met = words[(words[:, 1] - _MARGIN < level) & (level < words[:, 3] + _MARGIN)]
    shared = np.minimum(met[:, 2], end) - np.maximum(met[:, 0], start)
    return float(shared.clip(min=0).sum()) > _SHARED * (end - start)


def _lines(grey: NDArray[np.uint8], pixels: float) -> list[tuple[float, float, float]]:
    """Lines along the rows of a picture, in points: where each starts, ends, and its row."""
    out = []
    for band in _bands(_standing_out(grey, pixels), round(_LEAST * pixels)):
        length, thickest = band.end - band.start, 2 * _BESIDE * pixels
        level = band.last - band.first < _DRIFT * length + thickest
        if level and band.area < thickest * length:
            row = (band.first + band.last) / 2
            out.append((band.start / pixels, band.end / pixels, row / pixels))
    return out


def _standing_out(grey: NDArray[np.uint8], pixels: float) -> NDArray[np.bool_]:
    """Where a row differs from those above and below it, or those from each other."""
    away = max(2, round(_BESIDE * pixels))
    out = np.zeros(grey.shape, np.bool_)
    if grey.shape[0] <= 2 * away:
        return out
    levels = grey.astype(np.int16)
    above, here, below = levels[: -2 * away], levels[away:-away], levels[2 * away :]
    darker = np.minimum(above, below) - here > _CONTRAST
    lighter = here - np.maximum(above, below) > _CONTRAST
    near = away // 2
    steps = levels[away + near : grey.shape[0] - away + near] - levels[away - near : -away - near]
    out[away:-away] = darker | lighter | (np.abs(steps) > _STEP)
    return out


def _bands(marked: NDArray[np.bool_], least: int) -> list[_Band]:
    """The bands of long marked runs along the rows."""
    if marked.shape[1] <= least:
        return []
    summed = np.cumsum(marked, axis=1, dtype=np.int32)
    full = summed[:, least:] - summed[:, :-least] >= _WHOLE * least
    closed: list[_Band] = []
    open_bands: list[_Band] = []
    for row in np.flatnonzero(full.any(axis=1)).tolist():
        edges = np.flatnonzero(np.diff(full[row].astype(np.int8), prepend=0, append=0)).tolist()
        closed += [band for band in open_bands if band.last < row - _SLANT]
        open_bands = [band for band in open_bands if band.last >= row - _SLANT]
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            _lay(open_bands, row, start, end + least)
    return closed + open_bands


def _lay(bands: list[_Band], row: int, start: int, end: int) -> None:
    """Add a run to the bands that it touches, which become one; a new band where it touches none.

    A line that is not quite level goes on in the next row where it ended in this one.
    """
    touched = [b for b in bands if b.start <= end + _SLANT and start <= b.end + _SLANT]
    band = _Band(row, row, start, end, end - start)
    for other in touched:
        band.first = min(band.first, other.first)
        band.area += other.area
        band.start, band.end = min(band.start, other.start), max(band.end, other.end)
        bands.remove(other)
    bands.append(band)
