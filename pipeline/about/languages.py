"""The language of a document, by a vote of its small words."""

from __future__ import annotations

import re
from collections import Counter

from pipeline.text import fold

# Words that stand in every text of a language and in few of the others, folded.
_SMALL = {
    "fr": "les des du et est une dans pour par sur qui au aux avec plus ne ce ses leur nous ou",
    "en": "the of and to is that for with as on are be this by from at which or not will our",
    "es": "el los las del y es una en para por con que su como mas se al entre sus sobre",
    "pt": "os das do dos e uma em para por com que sua como mais ao pela entre seus nao sobre",
    "it": "il gli della di e una per con che nel sono delle dei alla piu anche come suo dal non",
    "de": "der die und das den von zu mit ist fur auf dem nicht ein eine des im werden sich wir",
    "nl": "de het een van en is dat voor met op zijn te aan niet door bij worden ook om onze",
}
_WORDS = {language: frozenset(words.split()) for language, words in _SMALL.items()}
_FEWEST = 5  # votes below which a text is too short to tell
_READ = 40_000  # characters that are read


def language(text: str) -> str | None:
    """The two-letter code of the language that a text is in; None where its words do not tell."""
    words = Counter(re.findall(r"[^\W\d_]+", fold(text[:_READ])))
    votes = {code: sum(words[word] for word in known) for code, known in _WORDS.items()}
    (first, most), (_, second) = Counter(votes).most_common(2)
    return first if most >= _FEWEST and most > 1.3 * second else None
