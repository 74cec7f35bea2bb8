"""Encrypted PDFs: what opens them, what is said when nothing does, and no password is shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import corpus
from pipeline.cli import main
from pipeline.errors import EncryptedError
from pipeline.extract import read, supports

TEXT = "Créer un verger partagé derrière la mairie.\n\nOuvrir un atelier de réparation.\n"
SECRET = "clé-du-verger"


@pytest.fixture
def locked(typeset: Callable[[str], Path], tmp_path: Path) -> Callable[[str], Path]:
    """A plan in a corpus that opens with the password given, and is owned by another."""
    pypdf = pytest.importorskip("pypdf")

    def lock(password: str) -> Path:
        writer = pypdf.PdfWriter(clone_from=typeset(TEXT))
        writer.encrypt(password, "le propriétaire", algorithm="RC4-128")
        path = tmp_path / "corpus" / "verger.pdf"
        path.parent.mkdir(exist_ok=True)
        writer.write(path)
        return path

    return lock


def test_the_password_opens_it(locked: Callable[[str], Path]) -> None:
    assert "verger partagé" in read(locked("verger"), "verger.pdf", "verger").text


def test_an_owner_password_is_not_asked_for(locked: Callable[[str], Path]) -> None:
    path = locked("")
    assert read(path, "verger.pdf").blocks
    assert read(path, "verger.pdf", "not needed").blocks


@pytest.mark.parametrize("given", ["", "wrong"])
def test_a_refusal_names_the_file_and_says_what_to_do(
    locked: Callable[[str], Path], given: str
) -> None:
    with pytest.raises(EncryptedError) as caught:
        read(locked("verger"), "verger.pdf", given)
    message = str(caught.value)
    assert message.startswith("verger.pdf: encrypted; ")
    assert "--password" in message
    assert "plans.toml" in message
    assert "wrong" not in message


def test_the_own_password_of_a_document_comes_first(locked: Callable[[str], Path]) -> None:
    path = locked("verger")
    (source,) = corpus.sources([path], path.parent, supports, "for the others")
    assert source.password == "for the others"
    (path.parent / "plans.toml").write_text('[documents."verger.pdf"]\npassword = "verger"\n')
    (source,) = corpus.sources([path], path.parent, supports, "for the others")
    assert source.password == "verger"
    assert "verger'" not in repr(source).replace("corpus/verger.pdf'", "")


def test_commands_take_it_and_keep_it_to_themselves(
    locked: Callable[[str], Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    path = str(locked(SECRET))
    assert main(["segment", path, "--password", SECRET, "--passages", "--jsonl"]) == 0
    assert main(["segment", path, "--password", "faux-" + SECRET]) == 4
    assert main(["ingest", "--password", "faux-" + SECRET]) == 4
    monkeypatch.setenv("MESURES_PASSWORD", SECRET)
    assert main(["--debug", "ingest"]) == 0
    out, err = capfd.readouterr()
    assert "verger partagé" in out
    assert err.count("verger.pdf: encrypted") == 2
    assert SECRET not in out + err
    for file in (tmp_path / "index").iterdir():
        assert SECRET.encode() not in file.read_bytes()
