"""Pages of a PDF as pictures that agree with the boxes of its blocks."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2

from pipeline.errors import DamagedError
from pipeline.extract.pdf import opened
from pipeline.extract.sheet import Sheet, sheet_of
from pipeline.models import Box

_SCALE = 1.5  # pixels a point: text of eight points can be read
_LONGEST = 2000  # pixels: posters are not drawn larger
_QUALITY = 55  # of WebP; letters stay clean
_HEAVIEST = 300_000  # bytes: twenty pages stay under 8 MB, in base64 too


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture (WebP), and where it lies on the page that blocks were read from."""

    data: bytes
    box: Box

    @property
    def address(self) -> str:
        """The picture as a data address."""
        return f"data:image/webp;base64,{base64.b64encode(self.data).decode()}"


def pictures(path: Path, password: str, numbers: Iterable[int]) -> Iterator[tuple[int, Picture]]:
    """The pages of these numbers, from 1; those that cannot be drawn are left out.

    Raises DamagedError or EncryptedError when the file can no longer be opened.
    """
    if not path.is_file():
        raise DamagedError("{path}: cannot be drawn; it changed since it was read", path=path)
    with opened(path, path.name, password) as pdf:
        for number in numbers:
            try:
                page = pdf[number - 1]
            except (pypdfium2.PdfiumError, IndexError):
                continue
            try:
                yield number, _picture(page, number)
            except (pypdfium2.PdfiumError, ValueError):
                continue
            finally:
                page.close()


def _picture(page: pypdfium2.PdfPage, number: int) -> Picture:
    sheet = sheet_of(page, number)
    # Text that runs up a page turns what is read, beyond what the file asks viewers to turn.
    turn = (sheet.turn - page.get_rotation()) % 360
    scale = min(_SCALE, _LONGEST / max(page.get_size()))
    data = _encoded(page, scale, turn)
    if len(data) > _HEAVIEST:
        data = _encoded(page, scale * max(0.5, (_HEAVIEST / len(data)) ** 0.5), turn, quality=35)
    return Picture(data, _place(page, sheet))


def _encoded(page: pypdfium2.PdfPage, scale: float, turn: int, quality: int = _QUALITY) -> bytes:
    bitmap = page.render(scale=scale, rotation=turn)
    try:
        stream = io.BytesIO()
        bitmap.to_pil().save(stream, "WEBP", quality=quality, method=2)
        return stream.getvalue()
    finally:
        bitmap.close()


def _place(page: pypdfium2.PdfPage, sheet: Sheet) -> Box:
    """Where what pdfium draws lies on the sheet: a crop box may reach beyond the paper."""
    shown, drawn = page.get_cropbox(), page.get_bbox()
    if not (shown[0] < shown[2] and shown[1] < shown[3]):
        return Box(0, 0, sheet.width, sheet.height)
    sides = [max(0.0, d - s) for d, s in zip(drawn[:2], shown[:2], strict=True)]
    sides += [max(0.0, s - d) for d, s in zip(drawn[2:], shown[2:], strict=True)]
    # Turned clockwise by a quarter, the foot of the paper lies on the left.
    quarters = sheet.turn // 90 % 4
    left, bottom, right, top = sides[quarters:] + sides[:quarters]
    return Box(left, top, sheet.width - right, sheet.height - bottom)
