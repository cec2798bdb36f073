"""The signals of a message, each with the span of the text as received that it came from."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar

from amends.triage.amounts import amounts_in
from amends.triage.choices import choice_in
from amends.triage.dates import dates_in
from amends.triage.judgement import AmountMark, ChoiceMark, DateMark, Mark, Signals, TriageFacts
from amends.triage.lexicon import Hit
from amends.triage.numbers import carriers_in, numbers_in
from amends.triage.reading import Reading
from amends.triage.units import Units, fold_in_place, has_digit

SIGNAL = "signal:"
# Of each sign: what it tells, its pattern, and the characters of which one stands in every such text.
_SIGNS = (
    (
        "anger",
        "angry",
        re.compile("[!！]{3,}|[?？]{3,}|[?？][!！]|[😡😤🤬💢👎😠]"),
        frozenset("!！?？😡😤🤬💢👎😠"),
    ),
    ("urgency", "urgent", re.compile("(?<!不)急(?:[!！。~]|$)"), frozenset("急")),
    ("abuse", "abusive", re.compile("🖕"), frozenset("🖕")),
    ("thanks", "thanks", re.compile("[🙏🌹❤😊🥰👍🤝💐]"), frozenset("🙏🌹❤😊🥰👍🤝💐")),
)
_SHOUT_LETTERS, _SHOUT_SHARE = 12, 0.8
_PRODUCT_WORD = re.compile(r"[^\W\d_]{4,}|[\u4e00-\u9fff]{2}")
_MOST = 20  # marks of one kind
_NOTHING = Signals()
_Placed = TypeVar("_Placed", Mark, AmountMark, DateMark, ChoiceMark)


def signals_of(
    original: str, message: Reading, units: Units, hits: Sequence[Hit], facts: TriageFacts
) -> Signals:
    """Everything found beside the issue types."""
    text = message.text
    plain, present = fold_in_place(text), frozenset(text)
    grouped = _of_hits(message, units, hits)
    for group, value, pattern, signs in _SIGNS:
        if not signs.isdisjoint(present):
            grouped[group] += [Mark(value, *message.span(*sign.span())) for sign in pattern.finditer(text)]
    shouted = _shouted(original, message)
    if shouted is not None:
        grouped["anger"].append(shouted)
    if facts.attachments and "photos" not in grouped:
        grouped["photos"].append(Mark("attached", 0, 0))
    found: dict[str, Any] = {group: tuple(marks[:_MOST]) for group, marks in grouped.items()}
    if has_digit(text):
        orders, parcels = numbers_in(text, facts.marketplace)
        found["order_numbers"], found["tracking_numbers"] = (
            _placed(message, orders),
            _placed(message, parcels),
        )
    carriers = carriers_in(plain)
    if carriers:
        found["carriers"] = _placed(message, carriers)
    amounts = amounts_in(text, facts.marketplace)
    if amounts:
        found["amounts"] = _placed(message, amounts)
    dates = dates_in(plain)
    if dates:
        found["dates"] = _placed(message, dates)
    if facts.products:
        found["products"] = _placed(message, _products(plain, facts.products))
    choice = choice_in(plain, facts.offered_options)
    if choice is not None:
        found["choice"] = _placed(message, [choice])[0]
    return Signals(**found) if found else _NOTHING


def _of_hits(message: Reading, units: Units, hits: Sequence[Hit]) -> defaultdict[str, list[Mark]]:
    grouped: defaultdict[str, list[Mark]] = defaultdict(list)
    widest: dict[tuple[str, int], tuple[int, str]] = {}
    for hit in hits:
        if not hit.cue.weight and hit.cue.code.startswith(SIGNAL):
            name = hit.cue.code[len(SIGNAL) :]
            end, _ = widest.get((name, hit.start), (0, name))
            widest[name, hit.start] = (max(end, hit.end), name)
    covered: dict[str, int] = {}
    for (name, start), (end, _) in sorted(widest.items(), key=lambda one: (one[0][1], -one[1][0])):
        if covered.get(name, 0) > start:
            continue
        covered[name] = end
        group, _, value = name.partition(".")
        span = message.span(units.places[start][0], units.places[end - 1][1])
        grouped[group].append(Mark(value or group, *span))
    return grouped


def _shouted(original: str, message: Reading) -> Mark | None:
    """Capitals throughout what the buyer wrote this time."""
    start, end = message.span(0, len(message.text))
    written = original[start : min(end, start + 500)]
    if written[1:].islower():
        return None
    capitals = sum(map(str.isupper, written))
    if capitals < _SHOUT_LETTERS or capitals < _SHOUT_SHARE * sum(map(str.isalpha, written)):
        return None
    return Mark("shouted", start, end)


def _products(text: str, titles: Sequence[str]) -> list[Mark]:
    """Words of the order's own products in the text; the value is the line's number, from 0."""
    found: list[Mark] = []
    for line, title in enumerate(titles[:50]):
        for word in dict.fromkeys(_PRODUCT_WORD.findall(fold_in_place(title.lower()))[:30]):
            place = text.find(word)
            if place >= 0:
                found.append(Mark(str(line), place, place + len(word)))
                break
    return found


def _placed(message: Reading, marks: Sequence[_Placed]) -> tuple[_Placed, ...]:
    """Marks where they stand in the text as received."""
    if message.places is None:
        return tuple(marks[:_MOST])
    placed = []
    for mark in marks[:_MOST]:
        start, end = message.span(mark.start, mark.end)
        placed.append(replace(mark, start=start, end=end))
    return tuple(placed)
