"""The lines of the compliance packs, put to the linter: the bad are found, the rest passes."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from amends.compliance.book import book
from amends.compliance.findings import LANGUAGES, CaseFacts, Finding
from amends.compliance.lint import lint
from amends.compliance.message import read_outgoing
from amends.core.packs import Pack

USUAL = {"en": "amazon", "fr": "amazon", "zh-Hans": "taobao"}
SUGGESTED_ON = ("amazon", "ebay", "taobao", "own")
ON = date(2026, 11, 22)


def compliance_problems(pack: Pack) -> Iterator[str]:
    """A sentence for each line that is judged otherwise than the pack says."""
    body = pack.body
    if "concepts" in body:
        yield from _words(body)
    elif "places" in body:
        for example in body["examples"]:
            found = lint(
                example["text"], language=example["language"], marketplace=example["marketplace"], on=ON
            )
            if {one.rule for one in found} != set(example["rules"]):
                yield f"{example['text']!r}: found are {_rules(found)}"
    else:
        yield from _rule(body)


def _words(body: Mapping[str, Any]) -> Iterator[str]:
    masked = {name for mask in body.get("masks", ()) for name in mask["hides"]}
    for example in body["examples"]:
        outgoing = read_outgoing(
            example["text"], marketplace="amazon", kind="order_message", facts=None, on=ON, book=book()
        )
        got = {concept for concept, hits in outgoing.hits.items() if hits and concept in masked}
        if not set(example["finds"]) <= got or (not example["finds"] and got):
            yield f"{example['text']!r}: found are {sorted(got)}"


def _rule(body: Mapping[str, Any]) -> Iterator[str]:
    facts = facts_of(body.get("facts"))
    for language in LANGUAGES:
        for line in body["examples"][language]["bad"]:
            found = linted(line, language, facts)
            if not any(one.rule == body["id"] for one in found):
                yield f"bad line {line!r}: found are {_rules(found)}"
        for line in body["examples"][language]["good"]:
            found = linted(line, language, facts)
            if found:
                yield f"good line {line!r}: found are {_rules(found)}"
        for marketplace in SUGGESTED_ON:
            suggestion = {"text": body["suggestion"][language], "marketplace": marketplace}
            found = linted(suggestion, language, facts)
            if found:
                yield f"the suggestion in {language} is itself objected to on {marketplace}: {_rules(found)}"


def linted(
    line: str | Mapping[str, str], language: str, facts: CaseFacts | None = None
) -> tuple[Finding, ...]:
    """What is found in a line of a pack."""
    given = {"text": line} if isinstance(line, str) else line
    return lint(
        given["text"],
        language=language,
        marketplace=given.get("marketplace", USUAL[language]),
        kind=given.get("kind", "order_message"),
        facts=facts,
        on=ON,
    )


def facts_of(given: Mapping[str, Any] | None) -> CaseFacts | None:
    """The facts a pack gives its examples."""
    if given is None:
        return None
    return CaseFacts(
        order_numbers=tuple(given.get("order_numbers", ())),
        amounts=tuple((Decimal(value), currency) for value, currency in given.get("amounts", ())),
        dates=tuple(date.fromisoformat(day) for day in given.get("dates", ())),
        names=tuple(given.get("names", ())),
        issue_types=tuple(given.get("issue_types", ())),
    )


def _rules(found: tuple[Finding, ...]) -> str:
    return ", ".join(sorted({one.rule for one in found})) or "none"
