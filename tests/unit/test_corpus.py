"""Which documents there are, and what plans.toml says of them."""

from __future__ import annotations

import hashlib
import logging
import os
from pathlib import Path

import pytest

from pipeline.corpus import digest, sources
from pipeline.errors import UsageError
from pipeline.models import Facts


def supports(path: Path) -> bool:
    return path.suffix in (".pdf", ".txt")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    (folder / "sub" / ".hidden").mkdir(parents=True)
    names = ("b.pdf", "a.txt", "README.md", ".DS_Store", "~$b.pdf", "photo.jpg", "sub/c.pdf")
    for name in (*names, "sub/.hidden/d.pdf"):
        (folder / name).write_bytes(name.encode())
    return folder


def found(paths: list[Path], corpus: Path) -> list[str]:
    return [source.document for source in sources(paths, corpus, supports)]


def test_a_folder_gives_its_documents_by_relative_path(
    corpus: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="pipeline"):
        assert found([corpus], corpus) == ["a.txt", "b.pdf", "sub/c.pdf"]
    assert "photo.jpg skipped" in caplog.text


def test_a_document_of_the_corpus_has_one_id_however_it_is_named(corpus: Path) -> None:
    for given in (corpus, corpus / "sub", corpus / "sub" / "c.pdf"):
        assert "sub/c.pdf" in found([given], corpus)
    assert found([corpus / "sub" / "c.pdf", corpus], corpus).count("sub/c.pdf") == 1


def test_outside_the_corpus_ids_start_from_the_folder_named(corpus: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "corpus-elsewhere"
    assert found([corpus / "sub"], elsewhere) == ["c.pdf"]
    assert found([corpus / "a.txt"], elsewhere) == ["a.txt"]


def test_a_named_file_is_tried_even_if_no_extractor_reads_it(corpus: Path) -> None:
    (source,) = sources([corpus / "photo.jpg"], corpus, supports)
    assert source.named


def test_two_files_with_one_id_are_refused(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "a.txt").write_text("other")
    with pytest.raises(UsageError, match=r"a\.txt"):
        found([corpus, tmp_path / "x"], corpus)


@pytest.mark.parametrize("given", ["https://example.org/plan.pdf", "HTTP://example.org"])
def test_addresses_come_later(given: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="save the page as a file"):
        sources([given], tmp_path, supports)


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"nope\.pdf does not exist"):
        sources([tmp_path / "nope.pdf"], tmp_path, supports)


def test_facts_and_password_come_from_plans_toml(corpus: Path) -> None:
    (corpus / "plans.toml").write_text(
        '[documents."b.pdf"]\ntitle = "Plan é"\nperiod = "2024"\ninvented = true\npassword = "s"\n'
        '[documents."sub/c.pdf"]\nissuer = "Ville"\n',
        encoding="utf-8",
    )
    by_id = {source.document: source for source in sources([corpus], corpus, supports)}
    assert by_id["b.pdf"].facts == Facts(title="Plan é", period="2024", invented=True)
    assert by_id["b.pdf"].password == "s"
    assert by_id["sub/c.pdf"].facts == Facts(issuer="Ville")
    (alone,) = sources([corpus / "b.pdf"], corpus / "elsewhere", supports)
    assert alone.facts.title == "Plan é"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('[documents."b.pdf"]\ntitel = "x"', r"documents > b\.pdf > titel: unknown key.*title"),
        ('[documents."b.pdf"]\nperiod = 2024', r"b\.pdf > period: input should be a valid string"),
        ("[document]", "document: unknown key"),
        ("title = ", "not valid TOML"),
    ],
)
def test_a_faulty_plans_toml_names_file_and_key(corpus: Path, content: str, said: str) -> None:
    (corpus / "plans.toml").write_text(content)
    with pytest.raises(UsageError, match=said) as caught:
        sources([corpus], corpus, supports)
    assert "plans.toml" in str(caught.value)


def test_digest_is_sha256(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"plan")
    assert digest(tmp_path / "x") == hashlib.sha256(b"plan").hexdigest()


def test_an_entry_of_plans_toml_without_document_is_told(
    corpus: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (corpus / "plans.toml").write_text('[documents."typo.pdf"]\ntitle = "x"\n')
    found([corpus], corpus)
    assert "there is no document 'typo.pdf'" in caplog.text


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege")
def test_a_link_to_a_file_keeps_its_own_name(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "far.pdf").write_bytes(b"far")
    (corpus / "sub" / "near.pdf").symlink_to(tmp_path / "far.pdf")
    assert found([corpus / "sub"], corpus) == ["sub/c.pdf", "sub/near.pdf"]
