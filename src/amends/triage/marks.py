"""The signals of a message, each with the span of the text as received that it came from."""

import re
from collections.abc import Iterable, Sequence

from amends.triage.amounts import amounts_in
from amends.triage.choices import choice_in
from amends.triage.dates import dates_in
from amends.triage.judgement import AmountMark, ChoiceMark, DateMark, Mark, Signals, TriageFacts
from amends.triage.lexicon import Hit
from amends.triage.numbers import carriers_in, numbers_in
from amends.triage.reading import Reading
from amends.triage.units import Units, fold_in_place

SIGNAL = "signal:"
_GROUPS = ("wants", "threats", "urgency", "anger", "abuse", "thanks", "photos", "automatic")
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


def signals_of(
    original: str, message: Reading, units: Units, hits: Sequence[Hit], facts: TriageFacts
) -> Signals:
    """Everything found beside the issue types."""
    text = message.text
    present = frozenset(text)
    grouped = _of_hits(message, units, hits)
    for group, value, pattern, signs in _SIGNS:
        if not signs.isdisjoint(present):
            grouped[group] += [Mark(value, *message.span(*sign.span())) for sign in pattern.finditer(text)]
    grouped["anger"] += _shouted(original, message)
    orders, parcels = numbers_in(text, facts.marketplace)
    photos = grouped["photos"] or ([Mark("attached", 0, 0)] if facts.attachments else [])
    return Signals(
        order_numbers=_placed(message, orders),
        tracking_numbers=_placed(message, parcels),
        carriers=_placed(message, carriers_in(text)),
        amounts=tuple(
            AmountMark(mark.amount, mark.currency, *message.span(mark.start, mark.end))
            for mark in amounts_in(text, facts.marketplace)[:_MOST]
        ),
        dates=tuple(
            DateMark(mark.value, mark.days, *message.span(mark.start, mark.end))
            for mark in dates_in(text)[:_MOST]
        ),
        products=_placed(message, _products(text, facts.products)) if facts.products else (),
        choice=_choice(message, text, facts.offered_options),
        photos=_few(photos),
        wants=_few(grouped["wants"]),
        threats=_few(grouped["threats"]),
        urgency=_few(grouped["urgency"]),
        anger=_few(grouped["anger"]),
        abuse=_few(grouped["abuse"]),
        thanks=_few(grouped["thanks"]),
        automatic=_few(grouped["automatic"]),
    )


def _of_hits(message: Reading, units: Units, hits: Sequence[Hit]) -> dict[str, list[Mark]]:
    grouped: dict[str, list[Mark]] = {group: [] for group in _GROUPS}
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


def _shouted(original: str, message: Reading) -> list[Mark]:
    """Capitals throughout what the buyer wrote this time."""
    start, end = message.span(0, len(message.text))
    written = original[start : min(end, start + 500)]
    if written[1:].islower():
        return []
    capitals = sum(map(str.isupper, written))
    if capitals < _SHOUT_LETTERS or capitals < _SHOUT_SHARE * sum(map(str.isalpha, written)):
        return []
    return [Mark("shouted", start, end)]


def _choice(message: Reading, text: str, offered: int) -> ChoiceMark | None:
    chosen = choice_in(text, offered)
    if chosen is None:
        return None
    return ChoiceMark(chosen.option, *message.span(chosen.start, chosen.end))


def _products(text: str, titles: Sequence[str]) -> list[Mark]:
    """Words of the order's own products in the text; the value is the line's number, from 0."""
    found: list[Mark] = []
    plain = fold_in_place(text)
    for line, title in enumerate(titles[:50]):
        for word in dict.fromkeys(_PRODUCT_WORD.findall(fold_in_place(title.lower()))[:30]):
            place = plain.find(word)
            if place >= 0:
                found.append(Mark(str(line), place, place + len(word)))
                break
    return found


def _placed(message: Reading, marks: Iterable[Mark]) -> tuple[Mark, ...]:
    return tuple([Mark(mark.value, *message.span(mark.start, mark.end)) for mark in marks][:_MOST])


def _few(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    return tuple(marks[:_MOST])
