"""Reading pages back as a browser would: html5lib, by another hand than the one that wrote them."""

from __future__ import annotations

import warnings
from decimal import Decimal
from xml.etree import ElementTree

import html5lib
from html5lib.constants import DataLossWarning

BARE = {"br", "hr", "img", "input", "link", "meta"}
Element = ElementTree.Element


def parse(content: bytes) -> tuple[Element, list[str]]:
    """The tree of a page, and every way in which it is no valid HTML."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataLossWarning)
        tree = parser.parse(content.decode())
    return tree, [f"{place}: {code} {details}" for place, code, details in parser.errors]


def text(element: Element) -> str:
    """What an element says, with white space as a reader sees it."""
    return " ".join("".join(element.itertext()).split())


def values(element: Element) -> list[Decimal]:
    """The numbers that an element marks as such."""
    return [Decimal(found.attrib["value"]) for found in element.iter("data")]


def table(tree: Element, caption: str) -> list[list[str]]:
    """The body of the table with a caption."""
    for found in tree.iter("table"):
        said = found.find("caption")
        if said is not None and text(said).startswith(caption):
            body = found.find("tbody")
            return [[text(cell) for cell in row] for row in body] if body is not None else []
    raise AssertionError(f"no table {caption!r}")


def facts(tree: Element) -> dict[str, str]:
    """Every term of the page's description lists with what it says."""
    found = {}
    for group in tree.iter("div"):
        term, said = group.find("dt"), group.find("dd")
        if term is not None and said is not None:
            found[text(term)] = text(said)
    return found
