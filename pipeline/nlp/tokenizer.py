"""The tokenizer of the French pipeline: spaCy's French rules and what plans add to them.

Plans write inclusively (« citoyen·ne·s », « salarié(e) »), number their measures (« MOB-03 »,
« n°4 »), stick units to amounts (« 3M€ ») and bullets to words. The module registers the
tokenizer with spaCy, so it must be imported before the shipped pipeline is loaded; nothing that
answers a query imports it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from spacy.attrs import NORM, ORTH, PREFIX, SUFFIX  # type: ignore[import-not-found]
from spacy.language import Language
from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]
from spacy.util import (
    compile_infix_regex,
    compile_prefix_regex,
    compile_suffix_regex,
    registry,
)

NAME = "mesures.French.v1"

_ABBREVIATIONS = (
    "art. ex. cf. chap. al. p. pp. no. nos. env. max. min. tél. éd. vol. suppl. etc. resp. "
    "fig. tab. ann. obj. arr. dép. bd. av. st. ste. mme. mlle. pr. dr. me. hab. hrs. qq. cie."
).split()
# Abbreviations that call for the word after them: no sentence ends there.
OPEN_ABBREVIATIONS = frozenset(
    (
        "art. ex. cf. chap. p. pp. no. nos. env. vol. fig. m. mm. mme. mlle. dr. pr. me. st. ste."
    ).split()
)
# « OO. 3.6 »: objectif opérationnel, stratégique, général.
_LABELS = "OO. OS. OG.".split()
_DOTS = "·•‧∙・⋅."
_ENDING = (
    r"(?:ne|te|le|e|fe|ve|se|re|ère|esse|euse|rice|trice|ice|elle|les|nes|tes|es|s|x|aux|eaux|eux)"
)
_INCLUSIVE = re.compile(
    rf"[^\W\d_]{{2,}}(?:[{_DOTS}]{_ENDING}{{1,2}}){{1,3}}"
    rf"|[^\W\d_]{{2,}}(?:\({_ENDING}\)s?|\([^\W\d_]{{1,5}}\)[sx])"
    rf"|[^\W\d_]{{2,}}-(?:e|ne|te|le|se|ve)(?:-?s)?",
    re.IGNORECASE,
)
# A pronoun after its verb (« a-t-elle », « dis-le ») looks like a feminine ending; « le » and
# « te » are pronouns there.
_NOT_INCLUSIVE = re.compile(r"-(?:le|te)$", re.IGNORECASE)
_CODE = re.compile(r"[A-Z]{1,5}[-_]?\d{1,4}(?:[.\-_]\d{1,4}){0,4}[a-z]?|\d{1,3}(?:\.\d{1,3}){2,5}")
_BULLETS = "•●▪■□◦‣→►▶➔➢✓✔☑❖"
_UNITS = r"(?:[kKMG]|Md|MM)[€$]"


def normalised(text: str) -> str:
    """A word in lower case, with straight apostrophes and every digit as 0."""
    lower = text.lower().replace("’", "'")
    return re.sub(r"\d", "0", lower) if any(map(str.isdigit, lower)) else lower


def _last_two(text: str) -> str:
    return normalised(text)[-2:]


def _last_four(text: str) -> str:
    return normalised(text)[-4:]


def _whole(text: str) -> re.Match[str] | None:
    """Whether a chunk is one token although it holds dots, dashes or brackets."""
    inclusive = _INCLUSIVE.fullmatch(text)
    if inclusive and not _NOT_INCLUSIVE.search(text):
        return inclusive
    return _CODE.fullmatch(text)


def build(nlp: Language) -> Tokenizer:
    """The tokenizer for a blank French pipeline, whose word features it sets.

    French inflects at the end of words, so both of spaCy's affix features, PREFIX and SUFFIX,
    hold final letters here: the last two and the last four.
    """
    defaults = nlp.Defaults
    vocab: Any = nlp.vocab
    vocab.lex_attr_getters = {
        **vocab.lex_attr_getters,
        NORM: normalised,
        PREFIX: _last_two,
        SUFFIX: _last_four,
    }
    prefixes = [
        *(defaults.prefixes or ()),
        r"[nN][°º](?=\d)",
        rf"[{_BULLETS}]",
        r"[-–—](?=[^\W\d_])",
        r"/",
    ]
    suffixes = [*(defaults.suffixes or ()), rf"(?<=\d){_UNITS}", r"(?<=[€$%])\.", r"/"]
    rules = dict(defaults.tokenizer_exceptions or {})
    for short in _ABBREVIATIONS:
        for written in (short, short.capitalize()):
            rules[written] = [{ORTH: written}]
    for label in _LABELS:
        rules[label] = [{ORTH: label}]
    return Tokenizer(
        nlp.vocab,
        rules=rules,
        prefix_search=compile_prefix_regex(prefixes).search,
        suffix_search=compile_suffix_regex(suffixes).search,
        infix_finditer=compile_infix_regex(defaults.infixes or ()).finditer,
        token_match=_whole_or(defaults.token_match),
        url_match=defaults.url_match,
    )


def _whole_or(default: Callable[[str], object] | None) -> Callable[[str], object]:
    def match(text: str) -> object:
        return _whole(text) or (default(text) if default else None)

    return match


@registry.tokenizers(NAME)  # type: ignore[untyped-decorator]
def create() -> Callable[[Language], Tokenizer]:
    """What spaCy calls for `[nlp.tokenizer]` of the shipped configuration."""
    return build
