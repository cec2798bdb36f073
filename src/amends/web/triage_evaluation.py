"""How often triage is right, on the screen: the figures kept with what was learnt. Nothing is computed."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from amends.triage.codes import CODES
from amends.triage.evaluation_document import COMPARED, kept
from amends.web.access import Reader, reads

CONFUSED, WRONG_PAIRS = 12, 12
LANGUAGES: Mapping[str, Promise] = {
    "zh-Hans": pgettext_lazy("language", "Chinese, simplified"),
    "zh-Hant": pgettext_lazy("language", "Chinese, traditional"),
    "en": pgettext_lazy("language", "English"),
    "fr": pgettext_lazy("language", "French"),
}
LOW, GOOD = 0.8, 0.9  # of F1


@reads("see_rulebook")
def triage_evaluation(request: HttpRequest, reader: Reader) -> HttpResponseBase:
    """GET /triage/evaluation: figures of each language, of each type, and what was taken for what."""
    document = kept()
    context: dict[str, Any] = {
        "reader": reader,
        "place": "evaluation",
        "is_measured": document is not None,
    }
    if document is not None:
        languages = document["languages"]
        context |= {
            "languages": [_language(code, told, document) for code, told in languages.items()],
            "contrasts": [
                {"name": LANGUAGES[code], **told, "wrong": told["wrong"][:WRONG_PAIRS]}
                for code, told in document["contrasts"].items()
            ],
            "names": [LANGUAGES[code] for code in languages],
            "types": list(_types(languages)),
        }
    return render(request, "settings/triage_evaluation.html", context)


def _language(code: str, told: Mapping[str, Any], document: Mapping[str, Any]) -> dict[str, Any]:
    was = (document.get("before") or {}).get("languages", {}).get(code, {})
    changes = {name: round(told[name] - was[name], 3) for name in COMPARED if name in was}
    return {
        "name": LANGUAGES[code],
        **told,
        "confusion": told["confusion"][:CONFUSED],
        "changes": {name: change for name, change in changes.items() if change},
    }


def _types(languages: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for code in CODES:
        cells = ((language, told["types"].get(code)) for language, told in languages.items())
        yield {"code": code, "cells": [_cell(language, told) for language, told in cells]}


def _cell(language: str, told: Mapping[str, Any] | None) -> dict[str, Any]:
    figures = {} if told is None else {**told, "mark": _mark(told["f1"])}
    return {"language": LANGUAGES[language], **figures}


def _mark(f1: float) -> str:
    return "bad" if f1 < LOW else "good" if f1 >= GOOD else ""
