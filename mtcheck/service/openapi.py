"""What the service is, in OpenAPI 3.1, whose schemas are JSON Schema: the results' own schema stands in it."""

from __future__ import annotations

import json
from importlib.metadata import version

from mtcheck.language import KNOWN
from mtcheck.report.json_format import schema
from mtcheck.service.posted import FORMS

_REFUSALS = {
    "400": "The request is broken, or asks for what there is not.",
    "408": "The body came too slowly.",
    "413": "The body is too long.",
    "415": "The body is of a type that is not read.",
    "422": "The body holds no article, or no text.",
    "503": "Too many articles are waiting: try again.",
}


def description(most_bytes: int) -> dict[str, object]:
    """The service's description; `most_bytes` is how long a body may be."""
    results = _moved(schema())
    error = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    answers: dict[str, object] = {
        "200": {
            "description": "The article's results, as `mtcheck scan --format json` prints them.",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Results"}}},
        }
    }
    answers |= {status: {"description": why, "content": error} for status, why in _REFUSALS.items()}
    texts = {media: {"schema": {"type": "string"}} for media in FORMS if media != "application/json"}
    article = {"application/json": {"schema": {"$ref": "#/components/schemas/Article"}}}
    languages: dict[str, object] = {
        "type": "string",
        "description": f"An ISO 639-1 code, with or without a region: {', '.join(sorted(KNOWN))}.",
        "examples": ["de", "en-GB"],
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "mtcheck",
            "version": version("mtcheck"),
            "description": f"Finds garbled machine translation in articles. A body has at most {most_bytes} bytes.",
        },
        "paths": {
            "/articles": {
                "post": {
                    "summary": "Judge an article.",
                    "parameters": [
                        _parameter("lang", "The article's language; identified by default.", languages),
                        _parameter("threshold", "Flag sentences of a quality below this.", _share()),
                        _parameter("id", "The article's name, given back as its path.", {"type": "string"}),
                    ],
                    "requestBody": {"required": True, "content": texts | article},
                    "responses": answers,
                }
            },
            "/health": _get("Whether the service is there.", "application/json"),
            "/metrics": _get("Metrics for Prometheus.", "text/plain"),
            "/openapi.json": _get("This description.", "application/json"),
        },
        "components": {
            "schemas": {
                "Article": {
                    "type": "object",
                    "required": ["text"],
                    "additionalProperties": False,
                    "properties": {
                        "text": {"type": "string"},
                        "id": {"type": ["string", "null"]},
                        "format": {"enum": ["plain", "markdown", "html", None]},
                        "lang": {"anyOf": [languages, {"type": "null"}]},
                    },
                },
                "Error": {
                    "type": "object",
                    "required": ["error"],
                    "properties": {"error": {"type": "string", "description": "What is wrong, and the fix."}},
                },
                "Results": results,
            }
        },
    }


def _moved(found: dict[str, object]) -> dict[str, object]:
    """The results' schema with its references pointing to where it stands here."""
    text = json.dumps({name: value for name, value in found.items() if name not in {"$schema", "$id"}})
    moved: dict[str, object] = json.loads(text.replace("#/$defs/", "#/components/schemas/Results/$defs/"))
    return moved


def _share() -> dict[str, object]:
    return {"type": "number", "minimum": 0, "maximum": 1}


def _parameter(name: str, says: str, kind: dict[str, object]) -> dict[str, object]:
    return {"name": name, "in": "query", "required": False, "description": says, "schema": kind}


def _get(says: str, media: str) -> dict[str, object]:
    return {"get": {"summary": says, "responses": {"200": {"description": says, "content": {media: {}}}}}}
