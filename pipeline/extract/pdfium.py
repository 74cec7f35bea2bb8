"""The functions of pdfium that are called for every letter and shape of a page.

The bindings of pypdfium2 wrap each handle in a pointer object, which takes longer than the call.
Here handles are addresses, and so are the places that results are written to.
"""

from __future__ import annotations

import ctypes
from functools import lru_cache
from typing import Any

import pypdfium2.raw as raw

_P, _I, _U, _F = ctypes.c_void_p, ctypes.c_int, ctypes.c_uint, ctypes.c_float


class Calls:
    """Each attribute is a function of pdfium; see fpdf_text.h and fpdf_edit.h for its results."""

    def __init__(self) -> None:
        self.count_objects = _bind(raw.FPDFPage_CountObjects, _I, _P)
        self.object = _bind(raw.FPDFPage_GetObject, _P, _P, _I)
        self.kind = _bind(raw.FPDFPageObj_GetType, _I, _P)
        self.matrix = _bind(raw.FPDFPageObj_GetMatrix, _I, _P, _P)
        self.bounds = _bind(raw.FPDFPageObj_GetBounds, _I, _P, _P, _P, _P, _P)
        self.count_inner = _bind(raw.FPDFFormObj_CountObjects, _I, _P)
        self.inner = _bind(raw.FPDFFormObj_GetObject, _P, _P, ctypes.c_ulong)
        self.count_segments = _bind(raw.FPDFPath_CountSegments, _I, _P)
        self.segment = _bind(raw.FPDFPath_GetPathSegment, _P, _P, _I)
        self.segment_kind = _bind(raw.FPDFPathSegment_GetType, _I, _P)
        self.segment_point = _bind(raw.FPDFPathSegment_GetPoint, _I, _P, _P, _P)
        self.segment_closes = _bind(raw.FPDFPathSegment_GetClose, _I, _P)
        self.text_object = _bind(raw.FPDFText_GetTextObject, _P, _P, _I)
        self.unicode = _bind(raw.FPDFText_GetUnicode, _U, _P, _I)
        self.text = _bind(raw.FPDFText_GetText, _I, _P, _I, _I, _P)
        self.loose_box = _bind(raw.FPDFText_GetLooseCharBox, _I, _P, _I, _P)
        self.origin = _bind(raw.FPDFText_GetCharOrigin, _I, _P, _I, _P, _P)
        self.font_size = _bind(raw.FPDFText_GetFontSize, ctypes.c_double, _P, _I)
        self.letter_matrix = _bind(raw.FPDFText_GetMatrix, _I, _P, _I, _P)
        self.fill = _bind(raw.FPDFText_GetFillColor, _I, _P, _I, _P, _P, _P, _P)
        self.font = _bind(raw.FPDFTextObj_GetFont, _P, _P)
        self.render_mode = _bind(raw.FPDFTextObj_GetTextRenderMode, _I, _P)
        self.font_name = _bind(raw.FPDFFont_GetBaseFontName, ctypes.c_size_t, _P, _P, _P)


@lru_cache(maxsize=1)
def calls() -> Calls:
    """The functions, bound once."""
    return Calls()


def address(handle: Any) -> int:
    """The address behind a handle of the bindings."""
    return ctypes.cast(handle, _P).value or 0


class Numbers:
    """Room for what pdfium writes: `at[i]` is the address of number `i`."""

    def __init__(self, kind: Any, count: int) -> None:
        self.values = (kind * count)()
        start, size = ctypes.addressof(self.values), ctypes.sizeof(kind)
        self.at = [start + size * index for index in range(count)]

    @classmethod
    def floats(cls, count: int) -> Numbers:
        """Single-precision numbers."""
        return cls(_F, count)

    @classmethod
    def doubles(cls, count: int) -> Numbers:
        """Double-precision numbers."""
        return cls(ctypes.c_double, count)

    @classmethod
    def integers(cls, count: int) -> Numbers:
        """Unsigned integers."""
        return cls(_U, count)


def _bind(function: Any, *types: Any) -> Any:
    return ctypes.PYFUNCTYPE(*types)(address(function))
