"""Who issues a document: the name on its title page, in its heads and feet, or that says so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.about.cover import Front
from pipeline.about.names import NO_COMPLEMENT, Name, is_name, names, runs, trimmed, without_site
from pipeline.about.words import bare
from pipeline.models import Plan
from pipeline.nlp.matchers import bodies, ministries
from pipeline.text import fold

# How much each place counts beside the rank of a name (1 to 5).
_COVER, _SITE, _SAYS, _RUNNING, _AUTHOR, _FOOT, _CONTACT = 7.0, 7.5, 6.5, 5.5, 5.0, 4.0, 3.0
_NEAR = 8  # lines of the cover after which a name is more likely a partner's

_ACRONYM = r"[A-Z][A-Z0-9&-]{2,9}"
_DONE = (
    r"(?:publi|édit|conçu|élabor|réalis|rédig|men|port|produit|prépar|propos|pilot"
    r"|émis)(?:é|e|ée|és|ées|es|s)?"
)
_BY = re.compile(
    rf"\b{_DONE}(?:\s+(?:conjointement|et\s+\w+))?\s+par\s+(?:la|le|les|l['’])?\s*(?P<who>.+)",
    re.IGNORECASE,
)
_MARK = re.compile(r"\s[–—|·•-]\s|,\s")
_BY_WHOM = re.compile(r"^[Pp]ar\s+(?:le\s|la\s|les\s|l['’])?\s*(?=[A-ZÀ-Ý])")
_RIGHTS = re.compile(
    r"(?:©|\bcopyright\b)\s*(?:(?:19|20)\d\d\s*)?(?P<who>[A-ZÀ-Ý].{2,80})", re.IGNORECASE
)
_OWNS = re.compile(
    r"(?:\bpropriété(?:\s+exclusive)?\s+de|\bmarque\s+déposée\s+par|\bdépositaire\s*:)\s+"
    rf"(?:la\s+|le\s+|[lL]['’]\s?)?(?P<who>{_ACRONYM}\b|[A-ZÀ-Ý].{{2,60}})"
    rf"|\b[lL]['’](?P<holder>{_ACRONYM})\s+est\s+(?:le|la|l['’])\s*(?:porteu|titulaire|propriétaire|éditeur)"
)
_TEAM = re.compile(
    r"\b(?P<who>[A-ZÀ-Ý][\w’'-]+(?:\s[A-ZÀ-Ý][\w’'-]+){1,3})\s*[,–—-]?\s*[éÉ]quipe\s+[A-ZÀ-Ý]"
)
_ADDRESS = re.compile(
    r",\s\d{1,4}(?:\s?(?:bis|ter))?,?\s\w+|\b(?:rue|avenue|place|boulevard|quai|chemin)\s"
)
_CONTACT_WORDS = re.compile(
    r"\b(?:communiquez avec|contactez|ecrivez a|joindre|renseignements|pour en savoir plus)\b"
)


@dataclass(frozen=True, slots=True)
class _Claim:
    """A name, where it stands (its weight) and its rank."""

    text: str
    weight: float
    rank: float

    @property
    def score(self) -> float:
        return self.weight + self.rank


def issuer(plan: Plan, said: Front, named: str | None) -> str | None:
    """Who issues a document, as printed; None where nothing says it.

    The place of a name counts first, then its kind: a ministry before its republic, a body or town
    before its services. A person or a program in the metadata is no issuer.
    """
    claims = [claim for claim in _claims(plan, said, named) if len(bare(claim.text)) >= 3]
    if not claims:
        return None
    best = max(claims, key=lambda claim: claim.score)
    return _mixed(best.text, plan.text)


def _claims(plan: Plan, said: Front, named: str | None) -> Iterator[_Claim]:
    yield from _on_cover(said)
    yield from _in_metadata(plan, said)
    yield from _in_titles(plan, said, named)
    for place, text in enumerate(said.running[:25]):
        for name in names(text):
            # Pages of the web list other documents and their authors beside their own head.
            if name.rank > 1 and (plan.pages or is_name(text)):
                yield _Claim(name.text, _RUNNING - 0.05 * place, name.rank)
    for text in (*said.opening, *said.closing, *said.running[-10:]):
        yield from _stated(text)
    for place, text in enumerate(reversed(said.closing)):
        placed = bool(_ADDRESS.search(text))
        if placed or (plan.pages and place < 5 and is_name(text)):
            weight = _FOOT + 1.5 * placed
            yield from (
                _Claim(name.text, weight, name.rank) for name in names(text)[:1] if name.opens
            )


def _on_cover(said: Front) -> Iterator[_Claim]:
    lines = [line.text for line in said.cover if not line.item]
    for run in runs(lines):
        place = run[0]
        text = _BY_WHOM.sub("", " ".join(lines[known] for known in run))
        if len(text.split()) > 30:
            continue
        whole = is_name(text)
        far = 2.0 if place >= _NEAR else 0.0
        for order, name in enumerate(names(text)):
            weight = _COVER if whole else _COVER - 0.5
            # Of a department and its town side by side the town comes last; partners have marks.
            turn = -0.01 if _MARK.search(text) else 0.01
            yield _Claim(name.text, weight - far - 0.05 * place + turn * order, name.rank)


def _in_metadata(plan: Plan, said: Front) -> Iterator[_Claim]:
    site = plan.metadata.site
    if site and not is_domain(site):
        yield _Claim(site, _SITE, 4)
    written = (plan.metadata.author, said.fields.get("author"), said.fields.get("auteur"))
    for author in filter(None, written):
        first = re.split(r"\s[-–—]\s|;|\|", author)[0].strip()
        if names(first) or bodies(first) or ministries(first):
            yield _Claim(first, _AUTHOR, 4)
        elif re.fullmatch(_ACRONYM, first) and re.search(rf"\b{re.escape(first)}\b", plan.text):
            yield _Claim(first, _AUTHOR, 3)


def is_domain(text: str) -> bool:
    """Whether the name of a site is only its address."""
    return bool(re.fullmatch(r"[\w.-]+\.[a-z]{2,10}", text.strip().lower()))


def _in_titles(plan: Plan, said: Front, named: str | None) -> Iterator[_Claim]:
    """Names after the title of a window, after « équipe », or in the title itself."""
    written = (plan.metadata.title, plan.facts.title, said.fields.get("title"))
    for title in dict.fromkeys(filter(None, written)):
        page, site = without_site(title, plan.text)
        if site:
            known = max((name.rank for name in names(site)), default=0)
            weak = is_domain(site)
            yield _Claim(re.sub(r"\.\w{2,6}$", "", site), 5.0 if weak else _SITE - 0.5, known or 2)
        yield from (_Claim(found["who"], _SAYS, 3) for found in _TEAM.finditer(page))
    for name in names(named or ""):
        yield _Claim(name.text, _RUNNING - 1.5, name.rank)
    # « Contrat local de santé du Pays d'Ardrette », « Plan du comité de la rivière »
    if named and (
        found := re.search(r"\bd(?:u|e la|e l['’])\s?(?P<who>(?:comité|Pays)\b.+)$", named)
    ):
        yield _Claim(re.split(r"\s\d{4}|\s[:–-]", found["who"])[0], _RUNNING - 2, 2)


def _stated(text: str) -> Iterator[_Claim]:
    """Names that a sentence gives as those of the publisher, author or owner."""
    if found := _BY.search(text):
        yield from _first_name(found["who"], _SAYS)
    if found := _RIGHTS.search(text):
        who = re.split(r"\s[–—|-]\s|[.,]\s|[.,]$", found["who"])[0].strip()
        if who and who[0].isupper() and len(who.split()) <= 12:
            rank = max((name.rank for name in names(who)), default=2)
            yield _Claim(who, _SAYS, rank)
    for found in _OWNS.finditer(text):
        who = found["who"] or found["holder"] or ""
        if re.fullmatch(_ACRONYM, who):
            yield _Claim(who, _SAYS - 1.5, 3)
        else:
            yield from _first_name(who, _SAYS - 1.5)
    for found in _TEAM.finditer(text):
        yield _Claim(found["who"], _SAYS - 1, 3)
    if _CONTACT_WORDS.search(fold(text)) and (ministry := next(iter(ministries(text)), None)):
        yield _Claim(ministry.text, _CONTACT, 3)


def _first_name(text: str, weight: float) -> Iterator[_Claim]:
    """The name that a phrase begins with; by the matchers, heads may stand in small letters."""
    found: Iterable[Name | None] = names(text)[:1]
    for ministry in ministries(text[:200]):
        if ministry.start <= 3:
            yield _Claim(ministry.text, weight, 5)
            return
    for body in bodies(text[:200]):
        complement = body.text.partition(" ")[2].lower()
        if body.start <= 3 and not NO_COMPLEMENT.match(complement):
            yield _Claim(trimmed(body.text), weight, 4)
            return
    for name in found:
        if name and text.startswith(name.text):
            yield _Claim(name.text, weight, name.rank)


def _mixed(name: str, text: str) -> str:
    """A name printed in capitals as the text prints it elsewhere in small letters, if it does."""
    if not name.isupper():
        return name
    words = r"\s+".join(re.escape(word) for word in name.replace("'", "’").split())
    pattern = re.compile(words.replace("’", "['’]"), re.IGNORECASE)
    found = (match[0] for match in pattern.finditer(text) if not match[0].isupper())
    return next((" ".join(match.split()) for match in found if match[0].isupper()), name)
