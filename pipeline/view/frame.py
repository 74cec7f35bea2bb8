"""The frame of every page of ours: whole in one file, asking nothing of any host."""

from __future__ import annotations

import base64
import hashlib
from importlib import resources

from pipeline.view.markup import Child, Element, tag


def frame(title: str, style: str, *body: Child, script: str | None = None) -> Element:
    """A page with these elements.

    `style` (one or several, spaces between) and `script` are names of files beside this one.
    """
    code = asset(script) if script else None
    styles = "".join(asset(name) for name in ("base.css", *style.split()))
    return tag(
        "html",
        tag(
            "head",
            tag("meta", charset="utf-8"),
            tag("meta", **{"http-equiv": "Content-Security-Policy", "content": _policy(code)}),
            tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
            tag("title", title),
            tag("style", styles),
        ),
        tag("body", *body, tag("script", code) if code else None),
        lang="fr",
    )


def asset(name: str) -> str:
    """The text of a file beside this one."""
    return (resources.files("pipeline.view") / name).read_text(encoding="utf-8")


def _policy(code: str | None) -> str:
    """What a browser may do for the page: show its pictures and styles, run its one script."""
    allowed = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
    if code:
        hashed = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
        allowed += f"script-src 'sha256-{hashed}'; "
    return allowed + "base-uri 'none'; form-action 'none'"
