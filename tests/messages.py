"""The catalogues of translators: what is to be translated, and the two files brought up to date.

`python -m tests.messages` (`make messages`) adds to each catalogue what is new in the code, takes
out what is gone, and compiles the French of the program, which is read at each start. What has no
translation yet is printed, and fails a test.

    pipeline/locale/fr              English of the code -> French: errors, reasons, command line
    pipeline/web/locale/en          French of the page -> English
"""

from __future__ import annotations

import ast
import io
import string
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from pipeline.cli import cli
from pipeline.cli.speech import paragraphs

ROOT = Path(__file__).parents[1]
CODE = ROOT / "pipeline"
WEB = CODE / "web"
NAMES = CODE / "facts.py"  # the French names of facts, which files and screens say, too
PROGRAM = CODE / "locale/fr/LC_MESSAGES/mesures.po"
PAGE = WEB / "locale/en/LC_MESSAGES/mesures.po"

Key = str | tuple[str, str]  # a message, or its singular and plural

# Functions of which the first argument is a message, or the first two its forms.
_ONE = {"Message", "phrase", "noted"}
_FORMS = {"counted", "phrases", "noted_forms"}
_BUILT_IN = {
    "AttributeError",
    "ValueError",
    "OSError",
    "TypeError",
    "KeyError",
    "AssertionError",
    "DatabaseError",
}
_OF_THE_PAGE = {"noted", "noted_forms"}  # which pipeline.web.language has, too
_PAGE_KEYWORDS = {
    "_": None,
    "gettext": None,
    "noted": None,
    "ngettext": (1, 2),
    "noted_forms": (1, 2),
}
# What click tells developers; users never see it.
_OF_DEVELOPERS = ("utils.py", "shell_completion.py", "_winconsole.py", "_termui_impl.py")
_NOT_FOR_USERS = ("Deprecat", "deprecated", "declar", "decl!r", "defined twice", "start character")


@cache
def program_messages() -> Mapping[Key, set[str]]:
    """What the program and its command line say, with the files in which it stands."""
    found: dict[Key, set[str]] = defaultdict(set)
    for file in sorted(CODE.rglob("*.py")):
        place = file.relative_to(ROOT).as_posix()
        for key in _noted(file, WEB in file.parents or file == NAMES):
            found[key].add(place)
    for key in _of_commands(cli, click.Context(cli)):
        found[key].add("pipeline/cli")
    for key in _of_click():
        found[key].add("click")
    return dict(found)


def _noted(file: Path, page: bool) -> Iterator[Key]:
    for name, node in _saying(file):
        if page and name in _OF_THE_PAGE:
            continue
        texts = [one.value for one in node.args[:2] if _is_text(one)]
        if not (texts and _is_text(node.args[0])):
            continue
        if name in _FORMS:
            yield texts[0], texts[1]
        elif _says(texts[0]):
            yield texts[0]


def _saying(file: Path) -> Iterator[tuple[str, ast.Call]]:
    """The calls that take a message, with the names of what is called."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = _name(node)
            error = name.endswith("Error") and name not in _BUILT_IN and not _of_click_itself(node)
            if error or name in _ONE | _FORMS:
                yield name, node


def filled_in() -> list[str]:
    """Where a message is an f-string, which nobody can translate: file and line."""
    return [
        f"{file.relative_to(ROOT).as_posix()}:{node.lineno}"
        for file in sorted(CODE.rglob("*.py"))
        for _, node in _saying(file)
        if any(isinstance(one, ast.JoinedStr) for one in node.args)
    ]


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _of_click_itself(node: ast.Call) -> bool:
    return ast.unparse(node.func).startswith("click.")


def _name(node: ast.Call) -> str:
    called = node.func
    return called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")


def _says(template: str) -> bool:
    """Whether a template has words of its own, or signs that French writes after a space."""
    parts = string.Formatter().parse(template) if "{" in template else [(template,)]
    return any(one.isalpha() or one in ":;?!%" for part in parts for one in part[0])


def _of_commands(command: click.Command, context: click.Context) -> Iterator[Key]:
    yield from paragraphs(command.help or "")
    yield from (text for text in (command.short_help, command.epilog) if text)
    for parameter in command.params:
        yield from (text for text in (parameter.metavar, getattr(parameter, "help", None)) if text)
    if isinstance(command, click.Group):
        yield "COMMAND [ARGS]..."
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from _of_commands(found, context)


def _of_click() -> Iterator[Key]:
    for file in sorted(Path(click.__file__).parent.glob("*.py")):
        if file.name in _OF_DEVELOPERS:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and _name(node) in ("_", "ngettext")):
                continue
            texts = [one.value for one in node.args if isinstance(one, ast.Constant)]
            if texts and not any(part in texts[0] for part in _NOT_FOR_USERS):
                yield texts[0] if len(texts) == 1 else (texts[0], texts[1])


def page_messages() -> dict[Key, set[str]]:
    """What the page says, with the files in which it stands."""
    found: dict[Key, set[str]] = defaultdict(set)
    extracted = extract_from_dir(
        WEB,
        method_map=[("templates/**.html", "jinja2.ext:babel_extract"), ("**.py", "python")],
        options_map={
            "templates/**.html": {
                "extensions": "jinja2.ext.i18n",
                "newstyle_gettext": "true",
                "trim_blocks": "true",
            }
        },
        keywords=_PAGE_KEYWORDS,
    )
    named = extract_from_file("python", NAMES, keywords=_PAGE_KEYWORDS)
    for place, message in [
        *((place, message) for place, _, message, *_ in extracted),
        *((NAMES.name, message) for _, message, *_ in named),
    ]:
        found[message if isinstance(message, str) else (message[0], message[1])].add(place)
    return dict(found)


def read(file: Path) -> Catalog:
    """A catalogue as translators write it."""
    return read_po(io.BytesIO(file.read_bytes()), locale=file.parts[-3])


def update(file: Path, messages: Mapping[Key, set[str]]) -> Catalog:
    """Bring a catalogue up to date with the code; translations of what stayed stay."""
    before = read(file)
    after = Catalog(
        locale=before.locale,
        header_comment=before.header_comment,
        project=before.project,
        version=before.version,
        creation_date=before.creation_date,
        revision_date=before.revision_date,
        fuzzy=False,
    )
    for name in ("last_translator", "language_team", "msgid_bugs_address"):
        setattr(after, name, getattr(before, name))  # empty ones given at first become examples
    stood = {one.id: place for place, one in enumerate(before)}  # they stay where they stood
    for key in sorted(messages, key=lambda key: (stood.get(key, len(stood)), str(key))):
        known = before.get(key if isinstance(key, str) else key[0])
        kept = known.string if known and known.id == key else ""
        # Files without lines: these would change with every edit.
        after.add(key, kept, [(place, 0) for place in sorted(messages[key])])
    content = io.BytesIO()
    write_po(content, after, width=100, include_lineno=False)
    file.write_bytes(content.getvalue())
    return after


def compiled(catalogue: Catalog) -> bytes:
    """A catalogue as gettext reads it."""
    content = io.BytesIO()
    write_mo(content, catalogue)
    return content.getvalue()


def untranslated(catalogue: Catalog) -> list[Key]:
    """The messages of a catalogue that lack a translation, or a form of it."""
    return [
        one.id
        for one in catalogue
        if one.id and not (all(one.string) if isinstance(one.string, tuple) else one.string)
    ]


def main() -> int:
    """Bring both catalogues up to date; 1 where translations are missing."""
    page, program = update(PAGE, page_messages()), update(PROGRAM, program_messages())
    PROGRAM.with_suffix(".mo").write_bytes(compiled(program))
    missing = [*untranslated(page), *untranslated(program)]
    for key in missing:
        print("without translation:", key, file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
