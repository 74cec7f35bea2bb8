"""What of a web page is furniture: menus, footers, related links, buttons."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree
from lxml import html as lxml_html

from pipeline.extract.draft import tidy

_TAGS = frozenset(("nav", "footer", "aside", "button"))
_ROLES = frozenset(
    ("navigation", "banner", "contentinfo", "search", "complementary", "dialog", "menu")
)
# Words that name nothing but furniture, wherever they stand in the name of a class.
_PLAIN = frozenset(
    (
        "nav navbar navigation menu breadcrumb breadcrumbs ariane foot footer cookie cookies "
        "consent related similaire similaires sidebar share skip login newsletter infolettre "
        "comment comments ad ads pub banner bandeau pagination pager copyright print "
        "switch switcher"
    ).split()
)
# Words that name furniture, but also what a plan is about: « axe-developpement-social ».
_AMBIGUOUS = frozenset(
    (
        "pied pieds partage partager social sociaux reseau reseaux search recherche rechercher "
        "fil tags tag lang langue langues language languages advert advertising"
    ).split()
)
# Words of layout, which leave a name that of furniture.
_NEUTRAL = frozenset(
    (
        "d de page site main principal secondaire primary global top bottom haut bas left "
        "right gauche droite block bloc box bar barre wrapper wrap container conteneur content "
        "inner outer header form formulaire field input button btn bouton icon icons link links "
        "liens list liste item items widget section region area zone row col toggle media icone "
        "icones sharing fr wp js mobile desktop"
    ).split()
)
_PARTS = re.compile(r"(?!\d+(?:[\W_]|$))[^\W_]+")


def is_furniture(node: lxml_html.HtmlElement, main: lxml_html.HtmlElement | None) -> bool:
    """Whether an element is furniture by its tag, its ARIA role, or the names it bears."""
    named = node.tag in _TAGS or node.get("role", "").lower() in _ROLES
    if node.tag == "header":
        named = node.find(".//nav") is not None or node.getparent().tag == "body"
    if not named and not _is_named(node):
        return False
    return main is None or all(node is not parent for parent in main.iterancestors())


def only_links(node: lxml_html.HtmlElement, said: Mapping[lxml_html.HtmlElement, int]) -> bool:
    """Whether a list of three items or more says nothing outside its links."""
    linked = sum(said[link] for link in node.iter("a"))
    return len(node.findall("li")) >= 3 and said[node] > 0 and linked >= 0.9 * said[node]


def lengths(root: lxml_html.HtmlElement) -> dict[lxml_html.HtmlElement, int]:
    """How many characters each element of a tree says."""
    said: dict[lxml_html.HtmlElement, int] = {}
    for _, node in etree.iterwalk(root, events=("end",)):
        inner = sum(said[child] + len(tidy(child.tail or "")) for child in node)
        said[node] = inner + len(tidy(node.text or ""))
    return said


def _is_named(node: lxml_html.HtmlElement) -> bool:
    """Whether a class or the id names furniture.

    The id is often made of a heading (« menu-des-cantines »), so all of its words must fit.
    """
    for name in node.get("class", "").lower().split():
        parts = set(_PARTS.findall(name))
        if parts & _PLAIN or _all_furniture(parts):
            return True
    return _all_furniture(set(_PARTS.findall(node.get("id", "").lower())))


def _all_furniture(parts: set[str]) -> bool:
    named = _PLAIN | _AMBIGUOUS
    return bool(parts & named) and parts <= named | _NEUTRAL
