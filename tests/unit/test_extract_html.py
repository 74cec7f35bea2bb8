"""Web pages: what is content, what is furniture, and how lists and tables are read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import DocumentError, LimitError, NoTextError
from pipeline.extract.html import read_html
from pipeline.models import Block, BlockKind, Plan, Role

SENTENCE = "Le conseil publie ce texte et le tient à jour chaque année pour tous les habitants."


def plan_of(markup: str) -> Plan:
    return read_html(markup.encode(), markup, "page.html")


def blocks(markup: str, role: Role = Role.CONTENT) -> list[tuple[Block, str]]:
    plan = plan_of(markup)
    return [(block, plan.text_of(block)) for block in plan.blocks if block.role is role]


def texts(markup: str, role: Role = Role.CONTENT) -> list[str]:
    return [text for _, text in blocks(markup, role)]


def test_headings_paragraphs_and_inline_markup() -> None:
    found = blocks(
        "<h1>Plan <em>vert</em></h1><h2>Axe&nbsp;1</h2>"
        "<p>Planter <b>des</b>\n   haies<!-- note --> <a href='#'>ici</a>.</p>"
        "<div>Un <span>bloc</span><p>puis un autre</p>et la suite</div>"
        "<p><strong>Tout en gras</strong></p>"
    )
    assert [(block.kind, block.level, block.style.bold, text) for block, text in found] == [
        (BlockKind.HEADING, 1, False, "Plan vert"),
        (BlockKind.HEADING, 2, False, "Axe 1"),
        (BlockKind.PARAGRAPH, 0, False, "Planter des haies ici."),
        (BlockKind.PARAGRAPH, 0, False, "Un bloc"),
        (BlockKind.PARAGRAPH, 0, False, "puis un autre"),
        (BlockKind.PARAGRAPH, 0, False, "et la suite"),
        (BlockKind.PARAGRAPH, 0, True, "Tout en gras"),
    ]


def test_nested_and_numbered_lists() -> None:
    found = blocks(
        "<ul><li>Ouvrir une halte<ul><li>de jour</li><li>de nuit</li></ul></li>"
        "<li>Planter un verger</li></ul><ol start=4><li>Semer</li><li>Récolter</li></ol>"
    )
    assert [(block.level, block.style.marker, text) for block, text in found] == [
        (1, "•", "Ouvrir une halte"),
        (2, "•", "de jour"),
        (2, "•", "de nuit"),
        (1, "•", "Planter un verger"),
        (1, "4.", "Semer"),
        (1, "5.", "Récolter"),
    ]
    assert all(block.kind is BlockKind.ITEM for block, _ in found)


def test_second_paragraphs_of_an_item_have_no_marker() -> None:
    found = blocks("<ol><li><p>Créer un fonds</p><p>Il durera</p></li><li>Semer</li></ol>")
    assert [block.style.marker for block, _ in found] == ["1.", None, "2."]


def test_items_that_name_their_number() -> None:
    found = blocks("<ol><li value=3>Semer</li><li>Planter</li></ol>")
    assert [block.style.marker for block, _ in found] == ["3.", "4."]


def test_line_breaks_end_a_block_where_an_item_opens() -> None:
    assert texts("<p>La ville va :<br>1. ouvrir une halte<br>pour tous<br>2. planter</p>") == [
        "La ville va :",
        "1. ouvrir une halte pour tous",
        "2. planter",
    ]


def test_typed_bullets_make_items() -> None:
    found = blocks("<p>– Ouvrir une halte<br>– Planter un verger</p>")
    assert [(block.kind, block.style.marker, text) for block, text in found] == [
        (BlockKind.ITEM, "–", "Ouvrir une halte"),
        (BlockKind.ITEM, "–", "Planter un verger"),
    ]


def test_preformatted_lines() -> None:
    assert texts("<pre>1. Ouvrir une halte\n2. Planter un verger</pre>") == [
        "1. Ouvrir une halte",
        "2. Planter un verger",
    ]


def test_tables_with_spans_and_several_paragraphs_in_a_cell() -> None:
    found = blocks(
        "<table><thead><tr><th>Action<th>Pilote<th>Échéance</tr></thead>"
        "<tr><td rowspan=2><p>Ouvrir</p><p>une halte</p><td>Ville<td>2025</tr>"
        "<tr><td colspan=2>à préciser</tr>"
        "<tr><td>Planter<td><ul><li>Ville<li>Région</ul><td>2026</tr></table>"
    )
    places = [(b.cell.row, b.cell.column, b.cell.header, t) for b, t in found if b.cell]
    assert places == [
        (0, 0, True, "Action"),
        (0, 1, True, "Pilote"),
        (0, 2, True, "Échéance"),
        (1, 0, False, "Ouvrir"),
        (1, 0, False, "une halte"),
        (1, 1, False, "Ville"),
        (1, 2, False, "2025"),
        (2, 1, False, "à préciser"),
        (3, 0, False, "Planter"),
        (3, 1, False, "Ville"),
        (3, 1, False, "Région"),
        (3, 2, False, "2026"),
    ]
    assert {block.cell.table for block, _ in found if block.cell} == {0}


@pytest.mark.parametrize(
    "markup",
    [
        "<table><tr><td><p>Ouvrir une halte</p></td></tr><tr><td>Planter</td></tr></table>",
        "<table><tr><td>Ouvrir une halte</td><td>Planter</td></tr></table>",
        "<table><tr><td><table><tr><td>Ouvrir une halte</td></tr></table></td><td></td></tr>"
        "<tr><td>Planter</td></tr></table>",
    ],
)
def test_layout_tables_are_no_tables(markup: str) -> None:
    found = blocks(markup)
    assert [(block.cell, text) for block, text in found] == [
        (None, "Ouvrir une halte"),
        (None, "Planter"),
    ]


def test_the_caption_of_a_table_is_kept() -> None:
    rows = "<tr><td>Ouvrir<td>Ville</tr><tr><td>Planter<td>Région</tr>"
    assert texts(f"<table><caption>Mesures 2025</caption>{rows}</table>")[0] == "Mesures 2025"


@pytest.mark.parametrize(
    "furniture",
    [
        "<nav><ul><li><a href=/>Accueil</a></ul></nav>",
        "<div class='cookie-banner'>Accepter les témoins</div>",
        "<div id=cookies>Accepter les témoins</div>",
        "<div role=dialog>Accepter les témoins</div>",
        "<footer>Tous droits réservés</footer>",
        "<div class='site-footer'>Tous droits réservés</div>",
        "<aside>Autres pages</aside>",
        "<div class='related'><h2>Autres pages</h2></div>",
        "<div class='fil-ariane'>Accueil › Plan</div>",
        "<ul><li><a href=a>Un</a><li><a href=b>Deux</a><li><a href=c>Trois</a></ul>",
        "<header><nav>Menu</nav></header>",
        "<button>Imprimer</button>",
        "<a class=skip-link href=#main>Aller au contenu</a>",
    ],
)
def test_furniture_is_marked_not_cut(furniture: str) -> None:
    markup = f"<body>{furniture}<h1>Le plan</h1><p>{SENTENCE}</p></body>"
    assert texts(markup) == ["Le plan", SENTENCE]
    assert texts(markup, Role.FURNITURE)


def test_main_holds_the_content() -> None:
    markup = f"<p>Bandeau</p><main><p>{SENTENCE}</p></main><p>Bas de page</p>"
    assert texts(markup) == [SENTENCE]
    assert texts(markup, Role.FURNITURE) == ["Bandeau", "Bas de page"]


def test_an_empty_main_holds_nothing() -> None:
    assert texts(f"<main></main><div><p>{SENTENCE}</p></div>") == [SENTENCE]


def test_a_page_named_after_its_menu_is_content() -> None:
    assert texts(f"<div class='page has-menu'><p>{SENTENCE}</p></div><p>fin</p>")[0] == SENTENCE


@pytest.mark.parametrize(
    "hidden",
    [
        "<p style='display: none'>caché</p>",
        "<div hidden><p>caché</p></div>",
        "<script>cache()</script>",
        "<style>p { color: red }</style>",
        "<template><p>caché</p></template>",
    ],
)
def test_hidden_parts_are_left_out(hidden: str) -> None:
    assert texts(f"<p>avant</p>{hidden}<p>après</p>") == ["avant", "après"]


def test_what_the_page_search_shows_is_not_hidden() -> None:
    assert texts("<div hidden=until-found><p>Planter</p></div>") == ["Planter"]


def test_utf_8_declared_as_latin_1() -> None:
    page = "<html><meta charset=iso-8859-1><body><p>Été à Liège</p></body></html>"
    assert plan_of(page).text == "Été à Liège"


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Planter<p>Semer",
        "<div><p>Planter</div></p><p>Semer</b></table>",
        "<p>Planter</p></body></html><p>Semer</p>",
        "<p>Planter<br><br>Semer",
        "<dl><dt>Planter<dd>Semer</dl>",
    ],
)
def test_broken_markup(markup: str) -> None:
    assert texts(markup) == ["Planter", "Semer"]


@pytest.mark.parametrize(
    "head",
    [
        "<meta charset=iso-8859-1>",
        "<meta http-equiv=Content-Type content='text/html; charset=windows-1252'>",
    ],
)
def test_declared_charset(head: str) -> None:
    markup = f"<html><head>{head}</head><body><p>Été à Liège</p></body></html>"
    data = markup.encode("cp1252")
    plan = read_html(data, data.decode("utf-8", "replace"), "page.html")
    assert plan.text == "Été à Liège"


@pytest.mark.parametrize(
    "head",
    [
        "<meta charset=utf-8>",
        "",
        "<script src='x.js' charset='utf-8'></script>",
        "<meta charset='inconnu'>",
    ],
)
def test_utf_8(head: str) -> None:
    assert plan_of(f"<html><head>{head}</head><body><p>Été à Liège</p></body></html>").text == (
        "Été à Liège"
    )


def test_xhtml_with_an_xml_declaration() -> None:
    page = '<?xml version="1.0" encoding="utf-8"?>\n<html><body><p>Été</p></body></html>'
    assert plan_of(page).text == "Été"


def test_facts() -> None:
    plan = plan_of(
        "<html lang=fr-CA><head><title>Plan – Site</title>"
        "<link rel=canonical href=https://ville.invalid/plan></head>"
        "<body><h1>Le plan vert</h1></body></html>"
    )
    assert (plan.facts.title, plan.facts.language, plan.facts.address) == (
        "Le plan vert",
        "fr",
        "https://ville.invalid/plan",
    )


def test_the_title_when_the_first_heading_is_a_logo() -> None:
    plan = plan_of("<html><title>Le plan</title><body><h1><img src=l.png></h1><p>x</p></body>")
    assert plan.facts.title == "Le plan"


def test_headings_of_accordions() -> None:
    page = f"<h3 class=fr-accordion__title><button>Axe 1 : Loger</button></h3><p>{SENTENCE}</p>"
    assert texts(page) == ["Axe 1 : Loger", SENTENCE]


@pytest.mark.parametrize(
    "slug",
    ["recherche-et-innovation", "developpement-social", "reseaux-de-chaleur", "partage-de-l-eau"],
)
def test_sections_about_what_furniture_is_called(slug: str) -> None:
    page = f"<section id={slug}><h2>Notre axe</h2><p>Créer un fonds.</p></section>"
    assert "Notre axe" in texts(page + f"<p>{SENTENCE * 3}</p>")


def test_inline_furniture_is_not_cut_out_of_a_sentence() -> None:
    page = f"<p>Créer un <a class=social href=#>fonds</a> commun</p><p>{SENTENCE * 3}</p>"
    assert texts(page)[0] == "Créer un fonds commun"


def test_scripts_do_not_count_as_text() -> None:
    page = f"<div class='page has-menu'><p>{SENTENCE}</p></div><script>{'f();' * 99}</script>"
    assert texts(page) == [SENTENCE]


@pytest.mark.parametrize("attribute", ["start", "colspan"])
def test_odd_digits(attribute: str) -> None:
    rows = "<tr><td {0}='²'>a<td>b</tr><tr><td>c<td>d</tr>"
    assert texts(f"<ol {attribute}='²'><li>a</ol><table>{rows.format(attribute)}</table>")


@pytest.mark.parametrize("tag", ["div", "font"])
def test_deep_markup(tag: str) -> None:
    assert texts(f"<{tag}>" * 300 + SENTENCE) == [SENTENCE]


def test_bottomless_markup_is_refused() -> None:
    with pytest.raises(LimitError, match=r"^page\.html: nested too deeply"):
        plan_of("<div>" * 50_000 + SENTENCE)


def test_deep_but_readable_markup() -> None:
    assert texts("<div>" * 200 + SENTENCE) == [SENTENCE]


@pytest.mark.parametrize("markup", ["<html></html>", "<p", "<img src=a.png>"])
def test_no_text(markup: str) -> None:
    with pytest.raises(NoTextError, match=r"^page\.html: "):
        plan_of(markup)


TAGS = "p div b br ul ol li table tr td th h1 h2 nav main button pre script span body html".split()
PIECES = st.one_of(
    st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS]),
    st.sampled_from(["<td rowspan=3>", "<td colspan=x>", "<ol start=-1>", "<!--", "-->", "&#0;"]),
    st.text(max_size=8),
)


@given(st.one_of(st.text(), st.lists(PIECES, max_size=40).map("".join)))
def test_any_markup_is_read_or_refused(markup: str) -> None:
    try:
        plan = read_html(markup.encode("utf-8", "surrogatepass"), markup, "page.html")
    except DocumentError:
        return
    assert all(plan.text_of(block) for block in plan.blocks)


def test_a_page_that_names_neither_head_nor_body() -> None:
    page = "<!doctype html><title>Plan</title><main><h1>Agir</h1><p>Semer</main>"
    assert texts(page) == ["Agir", "Semer"]
