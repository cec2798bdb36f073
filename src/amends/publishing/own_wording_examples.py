"""The lines of a seller's own rules of wording, put to the linter: the bad are found, the good pass."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from amends.compliance.findings import ERROR, LANGUAGES, WARNING
from amends.compliance.lint import lint, marketplaces
from amends.compliance.own_rules import own_book
from amends.core.pack_sets import SHIPPED, PackSet, judging_by
from amends.core.packs import Pack, load_packs, pack_bytes

USUAL = {"en": "amazon", "fr": "amazon", "zh-Hans": "taobao"}


def own_wording_problems(pack: Pack) -> Iterator[str]:
    """A sentence for each line that is judged otherwise than the pack says. Raises BadPhrase."""
    body = pack.body
    unknown = sorted(set(body.get("marketplaces", ())) - marketplaces())
    yield from (f"there is no marketplace {each}" for each in unknown)
    if unknown:
        return
    if body.get("from", "") > body.get("until", "9"):
        yield "it ends before it begins"
        return
    with judging_by(PackSet({pack.name: pack_bytes(pack.name)})):
        own_book()
        if "raises" in body:
            if body["raises"] not in rules_that_warn():
                yield f"no rule {body['raises']} of the product only warns"
        else:
            yield from _lines(pack.name, body)


def rules_that_warn() -> frozenset[str]:
    """The product's rules that somewhere only warn."""
    with judging_by(SHIPPED):
        bodies = [pack.body for pack in load_packs("compliance")]
    return frozenset(
        body["id"] for body in bodies if any(scope["severity"] == WARNING for scope in body.get("scopes", ()))
    )


def _lines(name: str, body: Mapping[str, Any]) -> Iterator[str]:
    spoken = {*body.get("phrases", {})} or {*body["examples"]}
    for language in sorted(spoken - body["examples"].keys()):
        yield f"there are phrases in {language} and no lines to try them on"
    for language, lines in body["examples"].items():
        for line in lines["bad"]:
            if not _finds(name, line, language, body):
                yield f"bad line {line!r}: it does not object"
        for line in lines["good"]:
            if _finds(name, line, language, body):
                yield f"good line {line!r}: it objects"
    for language in LANGUAGES:
        suggestion = body["suggestion"].get(language, "")
        if suggestion and (objecting := _objecting(name, suggestion, language, body)):
            yield f"the wording offered, {suggestion!r}, is itself objected to by {', '.join(objecting)}"


def _finds(name: str, line: str, language: str, body: Mapping[str, Any]) -> bool:
    return name in _objecting(name, line, language, body)


def _objecting(name: str, text: str, language: str, body: Mapping[str, Any]) -> list[str]:
    """This rule where it objects, and the product's whose errors stop the text."""
    usual = USUAL[language]
    of = body.get("marketplaces", [usual])
    found = lint(
        text,
        language=language,
        marketplace=usual if usual in of else of[0],
        kind=body.get("kinds", ["order_message"])[0],
        on=_a_day(body),
    )
    return sorted({one.rule for one in found if one.rule == name or one.severity == ERROR})


def _a_day(body: Mapping[str, Any]) -> date:
    """One on which the rule holds, also one that has ended."""
    return date.fromisoformat(body.get("until") or body.get("from") or body["source"]["read_on"])
