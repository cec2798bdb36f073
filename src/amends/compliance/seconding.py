"""What phrases found, read again: a rule that none named is added, what is harmless warned of or dropped."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from amends.compliance import contacts
from amends.compliance.findings import ERROR, WARNING, Finding
from amends.compliance.message import Outgoing
from amends.compliance.second_reader import Reading, read_again

REASON = "read_again"
_LEFT_OVER = "template_left_over"  # is read only into a text with something that a gap may be written as
_GAP = re.compile(r"[\[\]{}<>【】〔〕%_*#]|x{2,}|\.{3}|…|/")
_IN_WORDS = frozenset(("words", "together"))  # what signs, numbers and the case's facts show is not doubted


def seconded(outgoing: Outgoing, found: list[Finding], language: str) -> list[Finding]:
    """The findings of the product's rules after the second reading; `language` is that of the suggestions."""
    grave = [one for one in found if one.severity == ERROR]
    if grave:
        around = _around(outgoing, grave) if _is_one_rule_in_words(grave) else None
        if around is None or not around.is_clear:
            return found
        if around.is_harmless:
            return [one for one in found if one.severity != ERROR]
        return [replace(one, severity=WARNING) for one in found]
    reading = read_again(outgoing.units)
    if reading is None:
        return found
    named = {one.rule for one in found}
    return [*found, *(one for one in _added(outgoing, reading, language) if one.rule not in named)]


def _is_one_rule_in_words(grave: Sequence[Finding]) -> bool:
    """Two rules found apart from each other bear each other out."""
    return len({one.rule for one in grave}) == 1 and all(one.reason in _IN_WORDS for one in grave)


def _around(outgoing: Outgoing, grave: Sequence[Finding]) -> Reading | None:
    """The sentences around what was found, read again."""
    units, places = outgoing.units, outgoing.folded.places
    found_in = [
        units.sentences[bisect_right(units.starts, bisect_left(places, one.start)) - 1] for one in grave
    ]
    return read_again(units, range(max(0, min(found_in) - 1), max(found_in) + 2))


def _added(outgoing: Outgoing, reading: Reading, language: str) -> Iterator[Finding]:
    """The rule that the second reader is sure of, where it holds; a warning where it is not quite sure."""
    if not reading.is_suspicious:
        return
    named = reading.rule
    if named == contacts.RULE and contacts.tells_allowed_contact(outgoing):
        return
    if named == _LEFT_OVER and not _GAP.search(outgoing.text):
        return
    for rule, scope in outgoing.book.rules_for(outgoing.marketplace, outgoing.kind, outgoing.on):
        if rule.id != named:
            continue
        is_grave = scope.severity == ERROR
        is_sure = reading.is_sure(craft=not is_grave)
        if is_sure or is_grave:
            first, last = reading.stretch
            start, end = outgoing.folded.span(outgoing.units.starts[first], outgoing.units.ends[last - 1])
            suggestion = rule.suggestions.get(language, rule.suggestions["en"])
            severity = scope.severity if is_sure else WARNING
            yield Finding(rule.id, severity, start, end, scope.source, suggestion, REASON)
