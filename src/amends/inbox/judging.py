"""A message judged: what the buyer needs, by its words and by what is known of the order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from unicodedata import category

from amends.accounts.models import Shop
from amends.inbox.about import NO_ANSWER, RENAMES_THE_CASE
from amends.inbox.known_orders import PRODUCTS_NAMED, KnownOrder
from amends.inbox.models import Message
from amends.inbox.triage_lessons import own_of
from amends.triage.classify import Words, read_words, weigh
from amends.triage.judgement import Judgement, Signals, TriageFacts
from amends.triage.language import UNKNOWN, language_of
from amends.triage.numbers import numbers_in
from amends.triage.reading import read
from amends.triage.record import told_by_record

LONGEST_NUDGE = 16  # signs
NOT_COME = ("not_shipped", "no_tracking_info", "delayed", "lost")


@dataclass(frozen=True, slots=True)
class Judged:
    """What triage found in one message. `signals` are codes and numbers, no words."""

    language: str
    issue_types: tuple[tuple[str, float], ...]
    is_unsure: bool
    signals: Mapping[str, Any]
    order_numbers: tuple[str, ...]
    says_nothing: bool = False  # the record alone names it, at no confidence

    @property
    def is_automatic(self) -> bool:
        """Whether a machine wrote it: it says so, and says nothing else that needs anything."""
        return bool(self.signals.get("automatic")) and self.issue_types[0][0] in (*NO_ANSWER, "other")

    @property
    def needs_answer(self) -> bool:
        """Whether the buyer waits for one: thanks alone wants none."""
        return self.is_unsure or self.issue_types[0][0] not in NO_ANSWER


class Judging:
    """Judges the messages of a shop: the words of each are read once, and weighed by what is known."""

    def __init__(self, shop: Shop) -> None:
        self._marketplace = shop.marketplace
        self._own = own_of(shop.organisation_id)
        self._read: dict[int, tuple[Words, Judged]] = {}

    def judge(self, message: Message, known: KnownOrder | None = None) -> Judged:
        """Judge the words of a message; with its order, what is known of that counts too."""
        if message.pk not in self._read:
            self._read[message.pk] = self._words(message)
        words, judged = self._read[message.pk]
        if known is None:
            return judged
        facts = _facts(self._marketplace, message.body.subject, known)
        if judged.says_nothing:
            return replace(judged, issue_types=((asked_of_record(facts), 0.0),))
        judgement = weigh(words, facts)
        return replace(judged, issue_types=_types(judgement), is_unsure=judgement.unsure)

    def _words(self, message: Message) -> tuple[Words, Judged]:
        body = message.body
        facts = _facts(self._marketplace, body.subject, None)
        hint = message.language or None
        words = read_words(body.text or body.subject, language_hint=hint, facts=facts, own=self._own)
        named = {mark.value: None for mark in words.signals.order_numbers}
        named |= {mark.value: None for mark in numbers_in(read(body.subject).text, self._marketplace)[0]}
        named |= {message.names_order: None} if message.names_order else {}
        judgement = weigh(words, facts)
        judged = Judged(
            language=judgement.language,
            issue_types=_types(judgement),
            is_unsure=judgement.unsure,
            signals=_codes(judgement.signals, sorted(named)),
            order_numbers=tuple(named),
        )
        if is_nudge(words.text, body.subject, judgement):
            judged = replace(judged, issue_types=(("other", 0.0),), is_unsure=True, says_nothing=True)
        return words, judged


def is_nudge(text: str, subject: str, judgement: Judgement) -> bool:
    """Whether it only knocks ("？？？", "Bump."): signs alone, or too few words to tell their language by.

    `text` is what was read of the message: its own words, without quoted history.
    """
    signs = "".join(text.split())
    if not subject.strip() and all(category(sign).startswith("P") for sign in signs):
        return True
    guess = judgement.issue_types[0]
    if not judgement.unsure or (guess.confidence >= RENAMES_THE_CASE and guess.code != "other"):
        return False
    return 0 < len(signs) <= LONGEST_NUDGE and language_of(text, None) == UNKNOWN


def asked_of_record(facts: TriageFacts) -> str:
    """What whoever only knocks most likely wants: the parcel, where it has not come."""
    told = told_by_record(facts)
    return told if told in NOT_COME else "other"


def _types(judgement: Judgement) -> tuple[tuple[str, float], ...]:
    return tuple((each.code, each.confidence) for each in judgement.issue_types)


def _codes(signals: Signals, order_numbers: Sequence[str]) -> dict[str, Any]:
    """The signals without their words: codes, numbers and whether there are any."""
    found: dict[str, Any] = {}
    for name in ("wants", "threats", "carriers"):
        found[name] = sorted({mark.value for mark in getattr(signals, name)})
    for name in ("urgency", "anger", "abuse", "photos", "thanks", "automatic"):
        found[name] = bool(getattr(signals, name))
    found["order_numbers"] = list(order_numbers)
    found["choice"] = signals.choice.option if signals.choice is not None else None
    return {name: value for name, value in found.items() if value}


def _facts(marketplace: str, subject: str, known: KnownOrder | None) -> TriageFacts:
    if known is None:
        return TriageFacts(marketplace=marketplace, subject=subject)
    state, delivered_at = known.parcels[-1] if known.parcels else (None, None)
    return TriageFacts(
        marketplace=marketplace,
        subject=subject,
        has_order=True,
        order_state=known.order.state,
        is_delivered=delivered_at is not None if known.parcels else None,
        parcel_state=state,
        platform_completed=known.order.completed_at is not None,
        products=tuple(known.titles[:PRODUCTS_NAMED]),
    )
