"""Which documents there are, and what plans.toml says of them."""

from __future__ import annotations

import hashlib
import logging
import os
import unicodedata
from pathlib import Path

import pytest
from nobody import POSIX, as_nobody

from pipeline.corpus import cleaned, digest, facts_beside, sources
from pipeline.errors import DamagedError, UsageError
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
def test_an_address_is_no_path(given: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="fetch it with `mesures ingest ADDRESS`"):
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
        ('[documents."b.pdf"]\nperiod = 2024', r"b\.pdf > period: must be text in quotes"),
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


def test_accents_of_file_names_are_compared_composed(corpus: Path) -> None:
    decomposed = unicodedata.normalize("NFD", "été.pdf")
    (corpus / decomposed).write_bytes(b"x")
    (corpus / "plans.toml").write_text('[documents."été.pdf"]\ntitle = "Été"\n', encoding="utf-8")
    by_id = {source.document: source for source in sources([corpus], corpus, supports)}
    assert by_id[decomposed].facts.title == "Été"
    known = facts_beside(corpus / "measures.jsonl", decomposed)
    assert known is not None
    assert known.title == "Été"


def test_a_byte_order_mark_is_no_fault(corpus: Path) -> None:
    (corpus / "plans.toml").write_text('\ufeff[documents."b.pdf"]\ntitle = "x"', encoding="utf-8")
    (source,) = sources([corpus / "b.pdf"], corpus, supports)
    assert source.facts.title == "x"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('documents."b.pdf" = 3', "must be a table"),
        ('[documents."b.pdf"]\ninvented = "yes"', "must be true or false"),
        ("a = " + "[" * 100_000, "nested too deeply"),
        ("a = " + "9" * 5000, "not valid TOML"),
    ],
)
def test_plans_toml_is_told_off_without_jargon(corpus: Path, content: str, said: str) -> None:
    (corpus / "plans.toml").write_text(content)
    with pytest.raises(UsageError, match=said) as caught:
        sources([corpus], corpus, supports)
    assert "plans.toml" in str(caught.value)
    assert "input should" not in str(caught.value)


def test_control_characters_never_get_into_facts(corpus: Path) -> None:
    toml = '[documents."b.pdf"]\ntitle = "Plan\\u001b]0;x\\u0007\\u009b1m vert"\nissuer = "\\u0000"'
    (corpus / "plans.toml").write_text(toml)
    (source,) = sources([corpus / "b.pdf"], corpus, supports)
    assert source.facts == Facts(title="Plan ]0;x  1m vert")
    assert cleaned(Facts(invented=True)) == Facts(invented=True)


def test_skipped_files_are_counted_by_kind(corpus: Path, caplog: pytest.LogCaptureFixture) -> None:
    for name in ("a.docx", "b.docx", "sub/c.DOCX", "d"):
        (corpus / name).write_bytes(b"x")
    found([corpus], corpus)
    assert caplog.messages == [
        "5 files skipped: no reader for .docx (3), .jpg, names without extension"
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on Windows")
def test_what_is_no_regular_file_is_refused(corpus: Path) -> None:
    os.mkfifo(corpus / "pipe.pdf")
    for path in (corpus / "pipe.pdf", Path("/dev/zero")):
        with pytest.raises(UsageError, match="no regular file"):
            sources([path], corpus, supports)
    assert "pipe.pdf" not in found([corpus], corpus)


def test_an_empty_path_is_refused(corpus: Path) -> None:
    with pytest.raises(UsageError, match="empty path"):
        sources([""], corpus, supports)


@pytest.mark.skipif(os.name == "nt", reason="names are UTF-16 there")
def test_a_name_that_is_not_utf_8_is_a_fault_of_its_document(corpus: Path) -> None:
    try:
        (corpus / "pl\udcff.pdf").write_bytes(b"x")
    except OSError:
        pytest.skip("this file system takes UTF-8 only")
    by_id = {source.document: source for source in sources([corpus], corpus, supports)}
    assert set(by_id) == {"a.txt", "b.pdf", "sub/c.pdf", "pl\udcff.pdf"}
    by_id["a.txt"].check()
    with pytest.raises(DamagedError, match=r"pl\\udcff.pdf: .*not UTF-8; rename"):
        by_id["pl\udcff.pdf"].check()


@POSIX
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_what_may_not_be_read_is_named_and_the_rest_goes_on(shelf: Path) -> None:
    (shelf / "closed").mkdir()
    (shelf / "a.txt").write_text("x")
    (shelf / "closed").chmod(0)

    def look() -> str:
        listed = sources([shelf], shelf, supports)
        return " | ".join(f"{source.document}: {source.fault}" for source in listed)

    said = as_nobody(look)
    assert said.startswith("a.txt: None | closed: ")
    assert "closed cannot be read (Permission denied)" in said
    (shelf / "plans.toml").write_text("")
    (shelf / "plans.toml").chmod(0)
    assert "UsageError" in as_nobody(look)
    assert "plans.toml cannot be read (Permission denied)" in as_nobody(look)
