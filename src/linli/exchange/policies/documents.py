"""One answer in two forms: XML as the standard writes it, and JSON made from it by the Spark convention."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from lxml import etree

from linli.exchange.errors import UnknownFormat

MEMBERS = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
}
"""List -> what one of it is called in XML; JSON leaves the inner name out."""
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold in any spelling."""
CONTENT_TYPES = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}


@dataclass(frozen=True)
class Document:
    """An answer: the name of its root, and a list or a mapping of plain values."""

    root: str
    content: list[Any] | Mapping[str, Any]


def rendered(document: Document, form: str) -> bytes:
    if form == "json":
        return orjson.dumps(document.content)
    top = etree.Element(document.root)
    _fill(top, document.content, MEMBERS.get(document.root, ""))
    return etree.tostring(top, xml_declaration=True, encoding="UTF-8")


def _fill(element: Any, value: Any, member: str) -> None:
    if isinstance(value, Mapping):
        for name, each in value.items():
            _fill(etree.SubElement(element, name), each, MEMBERS.get(name, ""))
    elif isinstance(value, (list, tuple)):
        for each in value:
            _fill(etree.SubElement(element, member), each, "")
    elif value is not None:
        element.text = _written(value)


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return NOT_XML.sub("\ufffd", str(value))


def form_of(extension: str | None, accept: str) -> str:
    """Return "xml" or "json": what the address says, else what is preferred, else XML. Raises UnknownFormat."""
    if extension is not None:
        if extension not in CONTENT_TYPES:
            raise UnknownFormat(value=extension)
        return extension
    return preferred(accept)


def preferred(accept: str) -> str:
    """Return "json" where the Accept header ranks it above XML, else "xml"."""
    ranks = {"json": 0.0, "xml": 0.0}
    for part in accept.split(","):
        media, _, parameters = part.strip().partition(";")
        quality = re.search(r"\bq=([01](?:\.\d{1,3})?)\s*$", parameters)
        for form in ranks:
            if media.strip().lower() in (f"application/{form}", f"text/{form}"):
                ranks[form] = max(ranks[form], float(quality[1]) if quality else 1.0)
    return "json" if ranks["json"] > ranks["xml"] else "xml"
