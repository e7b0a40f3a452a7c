"""Answers have the form of GeoReport v2, ours and those another city's server gave."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from linli.exchange.policies.documents import MEMBERS, Document, form_of, rendered
from linli.exchange.testing import Georeport

SCHEMAS = Path(__file__).parent / "schemas"
FORMATS = FormatChecker(formats=())
BOOLEANS = frozenset({"metadata", "variable", "required"})
REAL = frozenset({"lat", "long"})


@FORMATS.checks("w3-instant", raises=ValueError)
def _is_instant(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


def check(schema: str, content: Any) -> None:
    definition = json.loads((SCHEMAS / f"{schema}.json").read_text())
    Draft202012Validator.check_schema(definition)
    Draft202012Validator(definition, format_checker=FORMATS).validate(content)


def from_xml(content: bytes | str) -> Any:
    """Turn XML into what JSON says of the same, by the Spark convention: lists lose the name of their members."""
    root = fromstring(content)
    return _value(root)


def _value(element: Any) -> Any:
    if element.tag in MEMBERS:
        return [_value(each) for each in element]
    if len(element):
        return {each.tag: _value(each) for each in element}
    words = (element.text or "").strip()
    if element.tag in BOOLEANS:
        return {"true": True, "false": False}[words]
    if element.tag == "order":
        return int(words)
    if element.tag in REAL:
        return float(words) if words else None
    return words or None


def error_list(content: bytes | str) -> Any:
    return [{**each, "code": int(each["code"])} for each in from_xml(content)]


READ = {
    "discovery": "discovery",
    "services": "services",
    "services/street.dark": "service_definition",
    "services/street.lamp": "service_definition",
    "requests": "service_requests",
}


@pytest.mark.parametrize("path", READ)
def test_both_forms_say_the_same_and_fit(open311: Georeport, path: str) -> None:
    open311.file(phone=None)
    open311.file(description="亮\u0008灯 <b> & ]]>")
    plain = open311.json(path)
    answer = open311.get(f"{path}.xml")
    assert answer.content.startswith(b"<?xml version='1.0' encoding='UTF-8'?>")
    check(READ[path], plain)
    assert without_empty(from_xml(answer.content)) == without_empty(
        json.loads(json.dumps(plain).replace("\\b", "\ufffd"))
    )


def without_empty(content: Any) -> Any:
    """Empty words and missing ones are the same in XML."""
    if isinstance(content, dict):
        return {name: without_empty(each) for name, each in content.items() if each not in (None, "", [])}
    return [without_empty(each) for each in content] if isinstance(content, list) else content


def test_what_a_client_gets_for_its_report_fits(open311: Georeport) -> None:
    check("posted", open311.post().json())
    check("posted", from_xml(open311.post(path="requests.xml", description="x", account_id="7").content))
    token = open311.post(answer="token", description="y").json()
    check("posted", token)
    check("posted", open311.json(f"tokens/{token[0]['token']}"))


@pytest.mark.parametrize("path", ["requests/x", "services/x", "nothing"])
def test_errors_fit(open311: Georeport, path: str) -> None:
    check("errors", open311.get(f"{path}.json").json())
    check("errors", error_list(open311.get(f"{path}.xml").content))


RECORDED = {
    "sf_services.xml": "services",
    "sf_service_requests.xml": "service_requests",
    "sf_get_service_request.xml": "service_requests",
    "sf_service_requests_empty.xml": "service_requests",
    "sf_post_service_request.xml": "posted",
    "sf_request_id_from_token.xml": "posted",
}


@pytest.mark.real_data
@pytest.mark.parametrize("name", RECORDED)
def test_what_san_francisco_answered_fits_the_same_schemas(data_folder: Path, name: str) -> None:
    recorded = from_xml((data_folder / "open311" / name).read_bytes())
    check(RECORDED[name], recorded)


@pytest.mark.real_data
def test_san_franciscos_definition_fits_once_its_attributes_are_gathered(data_folder: Path) -> None:
    """That server left out the `attributes` around its `attribute`."""
    raw = (data_folder / "open311" / "sf_service_definition.xml").read_text()
    gathered = re.sub(r"(<attribute>.*</attribute>)", r"<attributes>\1</attributes>", raw, flags=re.DOTALL)
    check("service_definition", from_xml(gathered))


@pytest.mark.real_data
def test_san_franciscos_refusal_fits(data_folder: Path) -> None:
    raw = (data_folder / "open311" / "sf_get_service_request_not_found.xml").read_text()
    check("errors", error_list(raw.encode()))


PLAIN = (
    st.none() | st.booleans() | st.text() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
)


@given(requests=st.lists(st.fixed_dictionaries({"description": PLAIN, "address": st.text()}), max_size=4))
def test_any_words_become_readable_xml(requests: list[dict[str, Any]]) -> None:
    root = fromstring(rendered(Document("service_requests", requests), "xml"))
    assert len(root) == len(requests)


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("", "xml"),
        ("*/*", "xml"),
        ("application/json", "json"),
        ("text/xml;q=0.9, application/json", "json"),
        ("application/json;q=0.1, text/xml;q=0.5", "xml"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "xml"),
        ("application/json;q=,;;,", "json"),
    ],
)
def test_the_form_follows_what_the_client_prefers(accept: str, form: str) -> None:
    assert form_of(None, accept) == form
