"""The report of a run as a file: JSON for programs, or one page of HTML in French for people."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from datetime import datetime
from html import escape
from pathlib import Path

from pipeline.build.report import Report
from pipeline.errors import UsageError, printable
from pipeline.language import FRENCH, told
from pipeline.messages import cause
from pipeline.version import __version__

_MONTHS = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
).split()
# Outcome -> its name for one document and for several, and what it means.
_OUTCOMES = {
    "failed": ("en échec", "en échec", "L’ancienne version, s’il y en a une, reste à l’index."),
    "added": ("ajouté", "ajoutés", ""),
    "changed": ("modifié", "modifiés", "Les mesures inchangées gardent leur identifiant."),
    "moved": ("déplacé", "déplacés", "Même contenu sous un autre nom\u00a0: rien n’est perdu."),
    "removed": ("retiré", "retirés", "Le fichier n’existe plus dans le dossier."),
    "gone": (
        "disparu",
        "disparus",
        "Sans fichier dans le dossier, mais toujours à l’index\u00a0: "
        "<code>mesures ingest --prune</code> retire ce qui a disparu.",
    ),
    "unchanged": ("inchangé", "inchangés", ""),
}
_STYLE = """
:root { color-scheme: light dark; --line: #8886; --weak: #8889; --bad: #c0392b; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
table { border-collapse: collapse; } td, th { padding: .2rem 1rem .2rem 0; text-align: left; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
li { overflow-wrap: anywhere; } .failed h2, .verdict.bad { color: var(--bad); }
footer { margin-top: 3rem; border-top: 1px solid var(--line); color: var(--weak); }
"""
_LISTED = 2000  # names of unchanged documents that a page holds; JSON has them all


def check_report(path: Path) -> None:
    """Raise UsageError, before the long work, for a report that could not be written."""
    if path.suffix.lower() not in (".json", ".html", ".htm"):
        raise UsageError("{path}: a report is .json or .html; give --report such a name", path=path)
    if os.path.isdir(path):  # noqa: PTH112 - Path.is_dir raises where a folder is closed
        raise UsageError("{path} is a folder; give --report the name of a file", path=path)
    if not os.path.isdir(path.parent):  # noqa: PTH112
        raise UsageError(
            "{path} cannot be written (there is no folder {parent}); make it",
            path=path,
            parent=path.parent,
        )


def write_report(report: Report, path: Path) -> None:
    """Write a report as the suffix of `path` says; whoever reads it sees it whole.

    Raises UsageError when it cannot be written.
    """
    page = path.suffix.lower() != ".json"
    content = html_report(report) if page else json_report(report)
    beside = path.with_name(f".{path.name}.new")
    try:
        beside.write_text(content, encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise UsageError(
            "{path} cannot be written ({reason})", path=path, reason=cause(error)
        ) from error


def json_report(report: Report) -> str:
    """The fields of `mesures ingest --json`, with the counts."""
    record = report.record() | {"counts": report.counts(), "version": __version__}
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"


def html_report(report: Report) -> str:
    """A page that needs nothing beside it."""
    failed = len(report.failed)
    verdict = f"{_counted(failed, 'document')} en échec" if failed else "Aucun document n’a échoué."
    sections = "".join(_section(name, report) for name in _OUTCOMES)
    units = _counted(report.measures, "unité nouvelle ou modifiée", "unités nouvelles ou modifiées")
    again = "<p>Tous les vecteurs ont été recalculés.</p>" if report.encoded_again else ""
    return f"""<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Indexation du {_date(report.started)}</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>Indexation du {_date(report.started)}</h1>
<p class="verdict{" bad" if failed else ""}"><strong>{verdict}</strong></p>
<p>Durée\u00a0: {_seconds(report.seconds)}\u00a0; {units}.</p>{again}
{_table(report)}
{sections}
<footer><p>mesures {escape(__version__)}</p></footer>
</body>
</html>
"""


def _table(report: Report) -> str:
    rows = "".join(
        f'<tr><th scope="row">{_OUTCOMES[name][1].capitalize()}</th>'
        f'<td class="number">{_number(count)}</td></tr>'
        for name, count in report.counts().items()
    )
    return f"<table><tbody>{rows}</tbody></table>"


def _section(name: str, report: Report) -> str:
    items = [_item(name, report, document) for document in getattr(report, name)]
    if not items:
        return ""
    one, several, meaning = _OUTCOMES[name]
    title = f"{_counted(len(items), 'document')} {several if len(items) > 1 else one}"
    listed = _list(items)
    if name == "unchanged":
        listed = f"<details><summary>Liste</summary>{listed}</details>"
    said = f"<p>{meaning}</p>" if meaning else ""
    return f'<section class="{name}"><h2>{title}</h2>{said}{listed}</section>\n'


def _item(name: str, report: Report, document: str) -> str:
    shown = escape(printable(document))
    if name == "failed":
        reason = report.failed[document]
        french = escape(told(reason, FRENCH))
        if french == escape(reason):  # what only has English is marked as such (WCAG 3.1.2)
            french = f'<span lang="en">{french}</span>'
        return f"<strong>{shown}</strong>\u00a0: {french}"
    if name == "moved":
        return f"{escape(printable(report.moved[document]))} → {shown}"
    return shown


def _list(items: Iterable[str]) -> str:
    named = list(items)
    more = len(named) - _LISTED
    shown = "".join(f"<li>{item}</li>" for item in named[:_LISTED])
    rest = f"<li>… et {_number(more)} de plus</li>" if more > 0 else ""
    return f"<ul>{shown}{rest}</ul>"


def _counted(count: int, one: str, several: str = "") -> str:
    return f"{_number(count)}\u00a0{(several or one + 's') if count > 1 else one}"


def _number(count: int) -> str:
    return f"{count:,}".replace(",", "\u202f")


def _seconds(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f}\u00a0s".replace(".", ",")
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}\u00a0h\u00a0{minutes:02}\u00a0min"
    return f"{minutes}\u00a0min\u00a0{rest:02}\u00a0s"


def _date(started: str) -> str:
    """« 22 novembre 2026 à 3 h 05 (UTC) », of a time as it is recorded."""
    try:
        when = datetime.fromisoformat(started)
    except ValueError:
        return escape(started)
    day = "1<sup>er</sup>" if when.day == 1 else str(when.day)
    clock = f"{when.hour}\u00a0h\u00a0{when.minute:02}"
    zone = "\u00a0(UTC)" if when.utcoffset() is not None else ""
    return f"{day}\u00a0{_MONTHS[when.month - 1]} {when.year} à {clock}{zone}"
