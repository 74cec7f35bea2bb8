"""The shades of heat maps, on pages of ours and those that are served."""

from __future__ import annotations

# Shares of a plan's measures from which a cell is of the next shade; the first is any at all.
SHADES = (0.0, 0.05, 0.1, 0.2, 0.35)


def shade(count: int, total: int) -> int:
    """The shade of `count` of `total` measures: 0 for none, up to the number of SHADES."""
    return sum(count > share * total for share in SHADES)
