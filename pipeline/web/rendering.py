"""Templates with what they may call: addresses, words of the language, marked text."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from functools import cache, partial
from importlib import resources
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from pipeline.facts import CONTRASTS
from pipeline.language import told
from pipeline.models import Amount
from pipeline.version import __version__
from pipeline.web import language as words
from pipeline.web.config import Config
from pipeline.web.facts import facts, told_besides
from pipeline.web.marking import found_details, marked, met
from pipeline.web.sessions import form_code
from pipeline.web.side import edited, facts_beside


@cache
def fingerprint(name: str) -> str:
    """What tells a static file from its other versions."""
    content = resources.files(__package__).joinpath("static", name).read_bytes()
    return hashlib.sha256(content).hexdigest()[:10]


@cache
def environment(language: str) -> Environment:
    """Templates in a language; everything in them is escaped unless it is markup of ours."""
    made = Environment(
        loader=PackageLoader(__package__ or "pipeline.web"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    messages = words.translations(language)
    made.install_gettext_translations(messages, newstyle=True)  # type: ignore[attr-defined]
    made.filters["marked"] = marked
    made.filters["told"] = partial(told, language=language)
    told_facts = partial(facts, amount=partial(amount, language=language))
    made.globals |= {
        "lang": language,
        # What documents say is French whatever the language of the page (WCAG 3.1.2).
        "french": Markup("") if language == words.FRENCH else Markup(' lang="fr"'),
        "spoken": partial(spoken, language=language),
        "version": __version__,
        "met": met,
        "found_details": found_details,
        "number": partial(words.number, language=language),
        "figure": partial(words.number, language=language),
        "percent": partial(words.percent, language=language),
        "moment": partial(words.moment, language=language),
        "today": lambda: words.day(datetime.now(UTC), language),
        "told_besides": told_besides,
        "facts_of": told_facts,
        "facts_beside": partial(facts_beside, facts=told_facts),
        "KINDS": words.KINDS,
        "SURENESS": words.SURENESS,
        "WHERE": words.WHERE,
        "OUTCOMES": words.OUTCOMES,
        "RELATIONS": words.RELATIONS,
        "VERDICTS": words.VERDICTS,
        "FATES": words.FATES,
        "CONTRASTS": CONTRASTS,
        "edited": edited,
    }
    return made


def spoken(text: str, language: str) -> Markup:
    """The attribute that tells the language of a message, where it is not that of the page."""
    tongue = words.tongue(text) or language
    return Markup("") if tongue == language else Markup(' lang="{}"').format(tongue)


def amount(one: Amount, language: str) -> str:
    """« 2 500 000 €, 2025-2027 »: an amount with its currency, years and level."""
    from babel.numbers import format_currency

    whole = float(one.amount).is_integer()
    form = "#,##0\u00a0¤" if language == words.FRENCH else "¤#,##0"
    text = format_currency(
        one.amount, one.currency, form if whole else None, locale=language, currency_digits=False
    )
    messages = words.translations(language)
    if one.per_year:
        text += "\u00a0" + messages.gettext("par an")
    years = dict.fromkeys(str(year) for year in (one.start, one.end) if year)
    if years:
        text += f", {'-'.join(years)}"
    return text if one.level == "measure" else f"{text} ({one.level})"


class Pages:
    """Makes pages: a template and what it shows, in the language of the request."""

    def __init__(self, config: Config) -> None:
        self._config = config

    def __call__(
        self, request: Request, template: str, code: int = 200, /, **values: Any
    ) -> HTMLResponse:
        """The page of a template."""
        language: str = request.state.language
        context = {
            "address": partial(self.address, language),
            "static": self.static,
            "here": self._switch(request, language),
            "there": self._switch(request, _other(language)),
            "host": f"{request.url.scheme}://{request.url.netloc}",
            "snapshot": "",
            "reviewer": request.state.reviewer,
            "reviewing": bool(self._config.review_token),
            "form_code": partial(self._form_code, request),
            **values,
        }
        text = environment(language).get_template(template).render(context)
        return HTMLResponse(text, code, {"Content-Language": language})

    def _form_code(self, request: Request) -> str:
        """What a form of this page carries to prove that it is ours."""
        return form_code(request.state.reviewer.session, self._config.review_token)

    def static(self, name: str) -> str:
        """The address of a static file; another one whenever the file changes."""
        return f"{self._config.prefix}/static/{name}?v={fingerprint(name)}"

    def address(self, language: str, path: str, query: str = "") -> str:
        """The address of a page of ours, in a language."""
        before = "" if language == words.FRENCH else f"/{language}"
        return f"{self._config.prefix}{before}{quote(path)}{f'?{query}' if query else ''}"

    def _switch(self, request: Request, language: str) -> str:
        query: str = request.scope["query_string"].decode("latin-1")
        return self.address(language, request.scope["path"], query)


def _other(language: str) -> str:
    return words.ENGLISH if language == words.FRENCH else words.FRENCH
