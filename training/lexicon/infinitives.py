"""Make pipeline/data/lexicon/infinitives.txt from the French Hunspell dictionary.

    python -m training.lexicon.infinitives [SHARED]

SHARED (default ../shared) holds train/lexicon/hunspell_fr.dic.gz (Dicollecte/Grammalecte 7.5,
MPL-2.0). A head word is an infinitive when it ends like one and its first flag is one of the
conjugation classes, a lower-case letter followed by a digit or a capital.
"""

from __future__ import annotations

import gzip
import re
import sys
from pathlib import Path

_ENTRY = re.compile(r"^([a-zà-öø-ÿœ]+(?:er|ir|ïr|re))/[a-y][0-9A-Z]")
TARGET = Path(__file__).parents[2] / "pipeline" / "data" / "lexicon" / "infinitives.txt"
_NOTICE = (
    "# French infinitives, from the Hunspell dictionaries of Dicollecte/Grammalecte 7.5\n"
    "# (https://grammalecte.net), Mozilla Public License 2.0 (https://www.mozilla.org/MPL/2.0/).\n"
)


def main(shared: Path) -> None:
    """Write the word table, one infinitive a line, sorted."""
    source = shared / "train" / "lexicon" / "hunspell_fr.dic.gz"
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        words = sorted({found[1] for line in lines if (found := _ENTRY.match(line))})
    TARGET.write_text(_NOTICE + "\n".join(words) + "\n", encoding="utf-8", newline="\n")
    print(f"{len(words)} infinitives -> {TARGET.name}")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared"))
