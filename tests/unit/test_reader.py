"""Which reader a file gets, and what is said of files that none can read."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document

from pipeline.errors import (
    DamagedError,
    DocumentError,
    EncryptedError,
    NoTextError,
    UnsupportedError,
)
from pipeline.extract import read, supports
from pipeline.extract.scans import known_share

TEXT = "Créer une halte à Liège, « près de l’école », pour les élèves et leurs aînés.\n" * 8
NAMES = ("plan.txt", "plan.md", "plan.html")
PAGE = f"<!doctype html><html><body><p>{TEXT}</p></body></html>"


def written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("name", "supported"),
    [
        ("plan.pdf", True), ("PLAN.PDF", True), ("plan.html", True), ("plan.htm", True),
        ("plan.xhtml", True), ("plan.txt", True), ("plan.md", True), ("plan.docx", True),
        ("PLAN.DOCX", True), ("plan.docm", True), ("plan.doc", False), ("plan", False),
        (".pdf", False),
    ],
)  # fmt: skip
def test_supported_names(name: str, supported: bool) -> None:
    assert supports(Path(name)) is supported


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("plan.pdf", b"", DamagedError),
        ("plan.pdf", b"%PDF-1.7\n", DamagedError),
        ("plan.pdf", b"%PDF-1.7\nceci n'est pas un PDF\n%%EOF\n", DamagedError),
        ("plan.pdf", PAGE.encode(), DamagedError),
        ("plan.pdf", b"PK\x03\x04" + bytes(80), DamagedError),
        ("plan.pdf", b"\x89PNG\r\n" + bytes(80), DamagedError),
        ("plan.txt", b"", DamagedError),
        ("plan.txt", b" \n\n\t\n", NoTextError),
        ("plan.txt", b"%PDF-1.7\n", DamagedError),
        ("plan.md", b"PK\x03\x04" + bytes(80), DamagedError),
        ("plan.html", b"\xff\xd8\xff\xe0" + bytes(80), DamagedError),
        ("plan.html", b"<html><body><script>f()</script></body></html>", NoTextError),
        ("plan.html", b"<!-- rien -->", DocumentError),
        ("plan.docx", b"PK\x03\x04" + bytes(80), DamagedError),
        ("plan.docx", b"", DamagedError),
        ("plan.docx", b"%PDF-1.7\n", DamagedError),
        ("plan.doc", b"\xd0\xcf\x11\xe0" + bytes(80), UnsupportedError),
        ("plan.xls", b"\xd0\xcf\x11\xe0" + bytes(80), UnsupportedError),
        ("plan", TEXT.encode(), UnsupportedError),
        ("plan.txt", bytes(range(256)) * 40, DamagedError),
    ],
)
def test_what_cannot_be_read_is_named_on_one_line(
    tmp_path: Path, name: str, data: bytes, error: type[DocumentError]
) -> None:
    with pytest.raises(error) as caught:
        read(written(tmp_path, name, data), "plans/" + name)
    message = str(caught.value)
    assert message.startswith(f"plans/{name}: ")
    assert "\n" not in message
    assert caught.value.exit_code == 4


@pytest.mark.parametrize("name", ["plan.doc", "PLAN.DOC", "plan.rtf"])
def test_old_office_documents_are_to_be_saved_as_docx(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnsupportedError, match=r"; save it as DOCX$"):
        read(written(tmp_path, name, b"\xd0\xcf\x11\xe0" + bytes(80)), name)


def test_a_word_document_under_another_name(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("Semer")
    document.save(str(tmp_path / "plan.docx"))
    data = (tmp_path / "plan.docx").read_bytes()
    assert read(written(tmp_path, "plan.docm", data), "plan.docm").text == "Semer"
    for name in ("plan.pdf", "plan.txt", "plan.html"):
        with pytest.raises(DamagedError, match=r"is a Word document \(DOCX\); rename it"):
            read(written(tmp_path, name, data), name)


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(DamagedError, match=r"^plan\.txt: "):
        read(tmp_path / "plan.txt", "plan.txt")


def test_a_folder_named_as_a_document(tmp_path: Path) -> None:
    (tmp_path / "plan.pdf").mkdir()
    with pytest.raises(DamagedError, match=r"^plan\.pdf: "):
        read(tmp_path / "plan.pdf", "plan.pdf")


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        *((name, code) for name in NAMES for code in ("utf-8", "utf-8-sig", "utf-16")),
        ("plan.txt", "cp1252"),
        ("plan.md", "cp1252"),
        ("plan.txt", "mac_roman"),
        ("plan.html", "cp1252"),
    ],
)
def test_encodings(tmp_path: Path, name: str, encoding: str) -> None:
    content = PAGE if name.endswith("html") else TEXT
    plan = read(written(tmp_path, name, content.encode(encoding)), name)
    assert "Créer une halte à Liège, « près de l’école »" in plan.text
    assert "aînés" in plan.text


def test_latin_1_with_windows_line_ends(tmp_path: Path) -> None:
    text = "Créer une halte à Liège, près de l'école.\r\n\r\nPlanter un verger où l'été dure.\r\n"
    plan = read(written(tmp_path, "plan.txt", text.encode("latin-1")), "plan.txt")
    assert (
        plan.text == "Créer une halte à Liège, près de l'école.\nPlanter un verger où l'été dure."
    )


def test_a_stray_byte_does_not_spoil_the_rest(tmp_path: Path) -> None:
    plan = read(written(tmp_path, "plan.txt", TEXT.encode() + b"\xe9"), "plan.txt")
    assert "Créer une halte à Liège" in plan.text


def test_text_that_speaks_of_pdf_is_no_pdf(tmp_path: Path) -> None:
    text = "Publier les plans en « %PDF-1.7 » lisible.\n"
    assert read(written(tmp_path, "plan.txt", text.encode()), "plan.txt").blocks


def test_a_web_page_named_text_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "plan.txt", b"<!-- saved -->\n<!DOCTYPE html><p>Semer</p>")
    with pytest.raises(DamagedError, match=r"^plan.txt: named .txt but is a web page"):
        read(path, "plan.txt")


@pytest.mark.shared
def test_a_wrong_password_is_told_from_none(faults: Path) -> None:
    path = faults / "derived_encrypted_user-password_longueuil.pdf"
    with pytest.raises(EncryptedError, match="does not open it"):
        read(path, path.name, password="wrong")


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("damaged_empty-0-bytes.pdf", DamagedError),
        ("damaged_fuzz-378014596.pdf", DamagedError),
        ("damaged_invalid-44-bytes.pdf", DamagedError),
        ("derived_encrypted_user-password_longueuil.pdf", EncryptedError),
        ("encrypted_aes-256-r6.pdf", EncryptedError),
        ("encrypted_rc4-40.pdf", EncryptedError),
        ("odd_no-contents-stream.pdf", NoTextError),
    ],
)
def test_faulty_files(faults: Path, name: str, error: type[DocumentError]) -> None:
    with pytest.raises(error) as caught:
        read(faults / name, name)
    assert str(caught.value).startswith(f"{name}: ")
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.shared
@pytest.mark.usefixtures("ocr_tools")
@pytest.mark.parametrize(
    "name", ["derived_scan_ade-referentiel_p1-2.pdf", "scan_francais_no-text-layer.pdf"]
)
def test_scans_are_read(faults: Path, name: str) -> None:
    plan = read(faults / name, name)
    assert all(page.confidence and page.confidence > 0.7 for page in plan.pages)
    assert known_share(plan.text)[0] > 0.8


@pytest.mark.shared
def test_an_owner_password_does_not_keep_from_reading(faults: Path) -> None:
    name = "derived_encrypted_owner-only_longueuil.pdf"
    assert len(read(faults / name, name).blocks) > 100
