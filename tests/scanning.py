"""Scans for tests: pages of a PDF as pictures, a little noisy and askew, in a PDF of their own."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image

DPI = 200

long_scan = pytest.mark.skipif(
    os.environ.get("MESURES_SCANS") != "all", reason="takes a minute; MESURES_SCANS=all reads it"
)


def scan(source: Path, out: Path, turned: int = 0, skew: float = 0.6) -> Path:
    """Write the pages of `source` as a scanner of 200 dpi would, `turned` by quarters of a turn.

    `skew` is how far pages may lie askew, in degrees; noise and slants are the same in each run.
    """
    random = np.random.default_rng(7)
    pdf = pypdfium2.PdfDocument(source)
    pictures = []
    for page in pdf:
        drawn = page.render(scale=DPI / 72, grayscale=True).to_pil()
        slant = float(random.uniform(-skew, skew))
        drawn = drawn.rotate(slant, resample=Image.Resampling.BICUBIC, fillcolor=255)
        grey = np.asarray(drawn, float) + random.normal(0, 6, (drawn.height, drawn.width))
        picture = Image.fromarray(grey.clip(0, 255).astype(np.uint8))
        pictures.append(picture.rotate(90 * turned, expand=True))
    pdf.close()
    pictures[0].save(out, save_all=True, append_images=pictures[1:], resolution=DPI, quality=75)
    return out
