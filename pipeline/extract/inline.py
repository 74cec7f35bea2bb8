"""Markdown and tags inside a line, taken off.

No expression may scan past the mark that opens the next one, so that marks which nothing closes
take linear time.
"""

from __future__ import annotations

import re
from html import unescape

PARAGRAPH_TAG = re.compile(r"</?(?:p|div|br|li|ul|ol)\b[^<>]*>", re.IGNORECASE)
_BOLD_LINE = re.compile(r"^(\*\*\*|\*\*|__)(?!\s)(.+?)(?<!\s)\1\s*:?$")
_INLINE_TAG = re.compile(
    r"</?(?:a|abbr|b|big|cite|code|del|em|font|i|ins|kbd|mark|q|s|samp|small|span|strike|strong"
    r"|sub|sup|time|tt|u|var)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_BLOCK_TAG = re.compile(
    r"</?(?:address|article|aside|blockquote|button|center|dd|details|dl|dt|embed|figcaption"
    r"|figure|footer|form|h[1-6]|header|hr|iframe|img|input|label|main|nav|object|pre|section"
    r"|source|summary|svg|table|tbody|td|tfoot|th|thead|tr|video)(?:\s[^<>]*)?/?>"
    r"|<!--[^<>]*-->|\{\{[<%][^{}]*[>%]\}\}|\{[#.][^{}]*\}",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"<(?:mailto:)?(https?://[^\s<>]+|[\w.+-]+@[^\s<>@]+)>")
_IMAGE = re.compile(r"!\[[^\[\]]*\]\((?:[^()]|\([^()]*\))*+\)")
_LINK = re.compile(r"\[([^\[\]]*)\]\((?:[^()\s]|\([^()\s]*\))*+(?:\s+\"[^\"]*\")?\)")
_STARS = re.compile(r"(\*{1,3})(?=\S)([^*]++)(?<=\S)\1(?!\w)")
_DASHES = re.compile(r"(?<!\w)(_{1,3})(?=\S)([^_]++(?:(?<=\w)_(?=\w)[^_]++)*+)(?<=\S)\1(?!\w)")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z]\w{1,30});", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([*_#\[\]()'\"])")


def unmarked(text: str) -> tuple[str, bool]:
    """Text without its Markdown and tags, and whether all of it was bold."""
    text = _IMAGE.sub("", text.strip())
    bold = bool(_BOLD_LINE.match(text))
    for _ in range(3):  # marks in marks
        text = _DASHES.sub(r"\2", _STARS.sub(r"\2", _LINK.sub(r"\1", text)))
    text = _BLOCK_TAG.sub(" ", _INLINE_TAG.sub("", _ADDRESS.sub(r"\1", text)))
    text = _ENTITY.sub(lambda found: unescape(found[0]), text)
    # A backslash at the end of a line is a line break.
    return _ESCAPED.sub(r"\1", text).strip().removesuffix("\\").rstrip(), bold
