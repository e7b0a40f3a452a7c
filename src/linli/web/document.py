"""The document of the API (OpenAPI 3.1), completed by what every operation has in common."""

from __future__ import annotations

from typing import Any

from linli.web.problems import CONTENT_TYPE

PROBLEM: dict[str, Any] = {
    "title": "Problem",
    "description": "Why something was not done (RFC 9457), with the sentence in both languages.",
    "type": "object",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string", "description": "`urn:linli:problem:` and the code"},
        "title": {"type": "string", "description": "The sentence in the language of the request"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Never renamed; programs decide by it"},
        "detail": {
            "type": "object",
            "required": ["zh", "en"],
            "properties": {"zh": {"type": "string"}, "en": {"type": "string"}},
        },
        "facts": {"type": "object", "description": "What fills the sentence"},
        "errors": {
            "type": "array",
            "description": "Where a body or parameter is not of the form above",
            "items": {
                "type": "object",
                "properties": {
                    "where": {"type": "array", "items": {"type": "string"}},
                    "what": {"type": "string"},
                },
            },
        },
    },
}
REFUSALS: dict[str, str] = {
    "400": "The request cannot be read",
    "401": "Nobody is logged in, and there is no valid API key",
    "403": "Not allowed with these roles, or this key",
    "404": "Not there, or not for this caller",
    "409": "Somebody else was first, or the state does not allow it now",
    "413": "Too large",
    "422": "The form is right and the content is not",
    "429": "Too many requests; `Retry-After` says for how long",
    "500": "Something broke here",
    "503": "The city is not set up for it yet",
}
METHODS = frozenset({"get", "post", "put", "patch", "delete"})


def with_problems(document: Any) -> Any:
    """Add the form of problems, and to each operation the refusals it may answer with."""
    document.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
    content = {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    told = {status: {"description": why, "content": content} for status, why in REFUSALS.items()}
    for path in document.get("paths", {}).values():
        for method in METHODS & path.keys():
            responses = path[method]["responses"]
            path[method]["responses"] = {**{str(status): each for status, each in responses.items()}, **told}
    return document
