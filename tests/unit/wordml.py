"""Small Word documents for tests, written part by part."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    f'xmlns:r="{_OFFICE}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_ROOTS = {"footnotes": "footnotes", "header1": "hdr", "footer1": "ftr"}
_KINDS = {"header1": "header", "footer1": "footer"}


def written(folder: Path, body: str, parts: Mapping[str, str] | None = None) -> Path:
    """A document of this body and these parts by name (« styles », « header1 » …), as XML."""
    path = folder / "plan.docx"
    parts = parts or {}
    relations = "".join(
        f'<Relationship Id="{name}" Type="{_OFFICE}/{_KINDS.get(name, name)}" Target="{name}.xml"/>'
        for name in parts
    )
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _types(parts))
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="a" '
            f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        archive.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="{_PACKAGE}">{relations}</Relationships>',
        )
        archive.writestr(
            "word/document.xml", f"<w:document {SPACES}><w:body>{body}</w:body></w:document>"
        )
        for name, content in parts.items():
            root = _ROOTS.get(name, name)
            archive.writestr(f"word/{name}.xml", f"<w:{root} {SPACES}>{content}</w:{root}>")
    return path


def _types(parts: Mapping[str, str]) -> str:
    """The content types, without which no office suite opens the document."""
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    kinds = {"document": "document.main"} | {name: _KINDS.get(name, name) for name in parts}
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{word}.{kind}+xml"/>'
        for name, kind in kinds.items()
    )
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(
    *runs: str, style: str = "", numbers: str = "", more: str = "", mark: str = ""
) -> str:
    """A paragraph; `numbers` is « instance level », `mark` what its mark has for properties."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if numbers:
        instance, level = numbers.split()
        properties += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{instance}"/></w:numPr>'
    properties += more + (f"<w:rPr>{mark}</w:rPr>" if mark else "")
    inside = "".join(one if one.startswith("<") else run(one) for one in runs)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>"


def style(name: str, content: str = "", base: str = "", kind: str = "paragraph") -> str:
    """A style whose id is its name without spaces."""
    based = f'<w:basedOn w:val="{base}"/>' if base else ""
    return (
        f'<w:style w:type="{kind}" w:styleId="{name.replace(" ", "")}"><w:name w:val="{name}"/>'
        f"{based}{content}</w:style>"
    )


def level(
    place: int, text: str, form: str = "decimal", start: int = 1, more: str = "", left: int = 0
) -> str:
    indent = f'<w:pPr><w:ind w:left="{left}"/></w:pPr>' if left else ""
    return (
        f'<w:lvl w:ilvl="{place}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/>{indent}</w:lvl>'
    )


def definition(number: int, *levels: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{number}">{"".join(levels)}</w:abstractNum>'


def instance(number: int, of: int, more: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{of}"/>{more}</w:num>'


def starts(place: int, number: int) -> str:
    return f'<w:lvlOverride w:ilvl="{place}"><w:startOverride w:val="{number}"/></w:lvlOverride>'


def cell(*content: str, properties: str = "") -> str:
    inside = "".join(one if one.startswith("<") else paragraph(one) for one in content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside or paragraph()}</w:tc>"


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def row(*cells: str, properties: str = "") -> str:
    inside = "".join(one if one.startswith("<") else cell(one) for one in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inside}</w:tr>"
