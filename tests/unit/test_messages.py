"""What is said to people: in the language they ask for, whole, and in good French."""

from __future__ import annotations

import copy
import json
import pickle
import re
import string
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click
import pytest
from small_index import BagEncoder, build

from pipeline.cli import _COMMANDS, cli, main
from pipeline.cli.speech import outcomes, phrase, phrases, speaking
from pipeline.errors import DamagedError, UsageError
from pipeline.language import asked, day, number, told
from pipeline.messages import Message, as_json, cause, counted, from_json, listed, noted
from tests.messages import (
    PAGE,
    PROGRAM,
    Key,
    compiled,
    filled_in,
    page_messages,
    program_messages,
    read,
    untranslated,
)

ROOT = Path(__file__).parents[2]
# Words of English that no French text holds; names of options and of files are taken out first.
ENGLISH = re.compile(
    r"\b(the|and|with|which|what|that|this|for|from|how|when|only|each|every|file|folder|default|"
    r"show|list|write|print|read|save|again|error|missing|options?:|commands?:|of|to|is|are|"
    r"it|an?(?= [a-z]+ed)|named?|made|name|directory|required)\b",
    re.IGNORECASE,
)
CODE = re.compile(
    r"`[^`]*`|--[\w-]+|\[[^\]]*\]|[\w./-]+\.\w+|\{[^}]*\}|^ {4}mesures .*$|^Usage.*$|^  \w+  ",
    re.MULTILINE,
)


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "C.UTF-8", "LANGUAGE": "fr"}, "en"),
        ({"LANG": "POSIX"}, "en"),
        ({"LANG": "en_CA.UTF-8"}, "en"),
        ({"LANG": "de_CH.UTF-8"}, "en"),
        ({"LANG": "fr_CA.UTF-8"}, "fr"),
        ({"LANG": "fr_BE@euro"}, "fr"),
        ({"LANG": "fr_CA.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr_FR", "LANGUAGE": "en:fr"}, "en"),
        ({"LANG": "en_US", "LANGUAGE": "de:fr_CH:en"}, "fr"),
        ({"LANGUAGE": "fr"}, "fr"),
        ({"LANG": "fr_FR", "MESURES_LANG": "en"}, "en"),
        ({"LC_ALL": "C", "MESURES_LANG": "fr"}, "fr"),
        ({"LANG": "fr_FR", "MESURES_LANG": "it"}, "en"),
    ],
)
def test_the_language_is_that_of_the_locale(environment: dict[str, str], language: str) -> None:
    assert asked(environment) == language


def test_a_message_is_told_in_french_with_what_it_quotes() -> None:
    reason = Message("{path} does not exist; give a file or a folder of documents", path="a b")
    error = UsageError("{path}: sources: {error}", path=Path("x"), error=UsageError(reason))
    assert str(error) == "x: sources: a b does not exist; give a file or a folder of documents"
    assert told(error.message, "fr") == (
        "x\u00a0: sources\u00a0: a b n’existe pas\u00a0; donnez un fichier ou un dossier de "
        "documents"
    )
    assert told(error.message, "en") == str(error)
    assert told("{unknown} text", "fr") == "{unknown} text"
    assert told(noted(""), "fr") == ""


def test_the_system_speaks_french_too() -> None:
    error = PermissionError(13, "Permission denied", "a.pdf")
    said = Message("{path} cannot be written ({reason})", path="a.pdf", reason=cause(error))
    assert said == "a.pdf cannot be written (Permission denied)"
    assert told(said, "fr") == "a.pdf\u00a0: écriture impossible (permission refusée)"


def test_values_are_never_taken_for_templates() -> None:
    odd = "{path} %s {0} {{"
    said = Message("{path} does not exist", path=odd)
    assert said == f"{odd} does not exist"
    assert odd in told(Message("{file} does not exist", file=odd), "fr")
    assert str(UsageError(odd)) == odd


def test_numbers_and_plurals_are_french() -> None:
    one, many = "{n} new or changed unit", "{n} new or changed units"
    assert [counted(one, many, n) for n in (0, 1, 2)] == [
        "0 new or changed units",
        "1 new or changed unit",
        "2 new or changed units",
    ]
    assert [told(counted(one, many, n), "fr") for n in (0, 1, 12345)] == [
        "0 unité nouvelle ou modifiée",
        "1 unité nouvelle ou modifiée",
        "12\u202f345 unités nouvelles ou modifiées",
    ]
    assert told(Message("{size:.1f} MB", size=1.25), "fr") == "1,2\u00a0Mo"
    assert (number(2026, "fr"), number(12345, "en")) == ("2026", "12345")
    assert day(datetime.fromisoformat("2026-08-01T05:07:00+02:00")) == (
        "1er\u00a0août 2026 à 3\u00a0h\u00a007\u00a0(UTC)"
    )


@pytest.mark.parametrize(
    "said",
    [
        Message("{path}: {error}", path="x", error=Message("{n} times", n=3)),
        counted("page {pages} not read", "pages {pages} not read", 2, pages="1-2"),
        listed([noted("a picture"), noted("an archive")]),
        noted("is empty"),
    ],
)
def test_messages_survive_what_texts_survive(said: Message) -> None:
    french = told(said, "fr")
    again = (
        pickle.loads(pickle.dumps(said)),
        copy.deepcopy(said),
        from_json(json.loads(json.dumps(as_json(said)))),
        said.each(str.strip),
    )
    for one in again:
        assert (one, told(one, "fr")) == (str(said), french)
    error = pickle.loads(pickle.dumps(DamagedError(said)))
    assert (str(error), told(error.message, "fr")) == (str(said), french)
    assert json.dumps(said) == json.dumps(str(said))


def test_a_stored_reason_of_another_version_is_told_in_english() -> None:
    assert from_json("plan.pdf: damaged") == "plan.pdf: damaged"
    assert from_json({"text": "as it was", "template": "{gone} was", "values": {}}) == "{gone} was"
    assert from_json({"text": "as it was", "template": "{gone}", "values": {"x": 1}}) == "as it was"
    assert from_json({"text": "as it was", "template": 3, "values": []}) == "as it was"


def fields(template: str) -> set[str]:
    try:
        return {name for _, name, _, _ in string.Formatter().parse(template) if name}
    except ValueError:  # a text with braces of its own, which has no values
        return set()


def entries() -> Iterator[tuple[Key, tuple[str, ...]]]:
    for one in read(PROGRAM):
        if one.id:
            yield one.id, one.string if isinstance(one.string, tuple) else (one.string,)


def test_everything_that_is_said_has_its_french() -> None:
    messages, catalogue = program_messages(), read(PROGRAM)
    held = {one.id for one in catalogue if one.id}
    ours = {key for key, places in messages.items() if places != {"click"}}
    assert len(ours) > 500
    assert ours <= held, "run `make messages`, and translate what it prints"
    assert not {key for key in held if key not in messages}, "run `make messages`"
    assert untranslated(catalogue) == []
    assert not [one.id for one in catalogue if one.fuzzy]


def test_no_message_is_filled_in_before_it_can_be_translated() -> None:
    assert filled_in() == []


def test_both_catalogues_are_as_the_code_has_it_and_compiled() -> None:
    assert PROGRAM.with_suffix(".mo").read_bytes() == compiled(read(PROGRAM)), "run `make messages`"
    assert {one.id for one in read(PAGE) if one.id} == set(page_messages())


def test_translations_have_the_values_of_their_messages() -> None:
    of_click = {key for key, places in program_messages().items() if places == {"click"}}
    for key, forms in entries():
        wanted = fields(key) if isinstance(key, str) else fields(key[0]) | fields(key[1])
        for form in forms:
            # French needs no name of a type where click's English does.
            assert fields(form) <= wanted if key in of_click else fields(form) == wanted, key


def test_french_typography() -> None:
    for key, forms in entries():
        for form in forms:
            assert not re.search(r"[^\s\u00a0] [:;?!»%](?:\s|$)|« ", form), key
            assert not re.search(r"[a-zé]'[a-zé]", form), key
            assert not re.search(r"[\wé)}][;?!](?:\s|$)", form), key


def help_of(command: click.Command, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    yield path
    if isinstance(command, click.Group):
        for name in command.list_commands(click.Context(command)):
            found = command.get_command(click.Context(command), name)
            assert found is not None
            yield from help_of(found, (*path, name))


PATHS = list(help_of(cli, ()))


@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_help_is_french_throughout(
    path: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("MESURES_LANG", "en")
    assert main([*path, "--help"]) == 0
    english = capsys.readouterr().out
    assert ENGLISH.search(CODE.sub("", english))
    monkeypatch.setenv("MESURES_LANG", "fr")
    assert main([*path, "--help"]) == 0
    french = capsys.readouterr().out
    assert french.startswith("Usage\u00a0: mesures")
    assert not ENGLISH.findall(CODE.sub("", french))
    assert max(map(len, french.splitlines())) <= 80
    assert options(french) == options(english)
    examples = [line for line in english.splitlines() if line.startswith("    mesures ")]
    assert [line for line in french.splitlines() if line.startswith("    mesures ")] == examples
    monkeypatch.setenv("MESURES_LANG", "en")
    assert main([*path, "--help"]) == 0
    assert capsys.readouterr().out == english


def options(text: str) -> list[str]:
    return re.findall(r"^  (?:-\w, )?(--[\w-]+)", text.partition("Options")[2], re.MULTILINE)


def test_every_command_is_among_those_whose_help_is_read() -> None:
    assert {path[0] for path in PATHS if path} == set(_COMMANDS)
    assert ("watch", "report") in PATHS


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["show"], 2, "Erreur\u00a0: il manque l’argument 'ID|PLAN'."),
        (["serch"], 2, "il n’y a pas de commande 'serch'."),
        (["search", "-n", "x", "y"], 2, "'x' n’est pas un nombre valable."),
        (["search", "--json", "--jsonl", "y"], 2, "choisissez --json ou --jsonl, pas les deux"),
        (["search", "y"], 3, "mesures: pas d’index dans index\u00a0; lancez `mesures ingest`"),
        (["ingest", "nowhere"], 2, "mesures: nowhere n’existe pas\u00a0; donnez un fichier"),
    ],
)
def test_complaints_are_french_and_codes_the_same(
    arguments: list[str],
    code: int,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MESURES_LANG", "fr")
    assert main(arguments) == code
    assert said in capsys.readouterr().err
    monkeypatch.setenv("MESURES_LANG", "en")
    assert main(arguments) == code
    assert said not in capsys.readouterr().err


def test_a_failed_document_is_told_in_the_language_of_who_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.md").write_text("# Plan\n\n1. Planter des arbres.\n", "utf-8")
    (tmp_path / "corpus" / "b.pdf").write_bytes(b"no such thing")
    english = "b.pdf: named .pdf but is no PDF; get the file again"
    french = (
        "b.pdf\u00a0: nommé .pdf, mais c’est autre chose qu’un PDF\u00a0; "
        "procurez-vous de nouveau le fichier"
    )

    def said(language: str, *arguments: str) -> tuple[str, str]:
        monkeypatch.setenv("MESURES_LANG", language)
        main(list(arguments))
        out, err = capsys.readouterr()
        return " ".join(out.split(" ")), err

    _, err = said("fr", "ingest", "--report", "report.html")
    assert f"mesures: {french}" in err
    assert "1 ajouté, 1 en échec\u00a0; 1 unité nouvelle ou modifiée (" in err
    assert "procurez-vous" in (tmp_path / "report.html").read_text("utf-8")
    assert " ".join(said("fr", "runs")[0].split()).endswith(" ".join(f"échec : {french}".split()))
    assert english in " ".join(said("en", "runs")[0].split())
    for language in ("fr", "en"):  # for programs nothing changes
        (run,) = json.loads(said(language, "runs", "--json")[0])
        assert run["failed"] == {"b.pdf": english}
    assert said("fr", "ingest", "--json")[1].startswith(f"mesures: {french}")


def test_what_is_counted_is_told_by_its_name() -> None:
    with speaking("fr"):
        assert outcomes({"added": 2, "failed": 1, "gone": 0}) == "2 ajoutés, 1 en échec"
        assert phrases("{n} answer", "{n} answers", 1) == "1 réponse"
    assert outcomes({"added": 2, "failed": 1}) == "2 added, 1 failed"
    assert phrase("{index} is sound", index="x") == "x is sound"


# Answers a question, shows help, and prints what of translations the process has loaded.
QUERY = """
import sys
sys.path[:0] = sys.argv[2:]
import pipeline.embed
from small_index import BagEncoder
pipeline.embed.load_encoder = lambda name: BagEncoder()
from pipeline.cli import main
assert main(["search", "vélo", "-i", sys.argv[1]]) == 0
assert main(["search", "--help"]) == 0
print(sorted({name.partition(".")[0] for name in sys.modules} & {"babel"}))
"""


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_command_line_speaks_without_babel(language: str, tmp_path: Path) -> None:
    build(tmp_path, BagEncoder())
    paths = [str(tmp_path), str(ROOT), str(Path(__file__).parent)]
    done = subprocess.run(
        [sys.executable, "-c", QUERY, *paths],
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
        env={"MESURES_LANG": language, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("[]\n")
    assert ("Afficher cette aide" in done.stdout) == (language == "fr")
