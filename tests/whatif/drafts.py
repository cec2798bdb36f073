"""Changed rulebooks, as tests lay them over the product's; and the cases of all playbooks' examples."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import yaml

from amends.core.pack_sets import PackSet
from amends.core.packs import StrictLoader, load_packs, pack_bytes
from amends.playbooks.facts import CaseFacts
from amends.playbooks.facts_reading import facts_from_json
from amends.playbooks.verdict_document import StartedClock

Body = dict[str, Any]
SHOP_RULE = """
side: own
source: {known_from: ours, read_on: 2026-11-21, confidence: A}
rules:
  - id: own.first_answer
    kind: answer
    actor: seller
    due: {counts_from: first_buyer_message, amount: {n: 3, unit: hours}}
    text: {en: Answer quickly., zh-Hans: 尽快回复。, fr: Répondre vite.}
    consequence: {en: Late., zh-Hans: 超时。, fr: En retard.}
examples:
  - name: three hours later
    facts: {marketplace: own, country: US, zone: UTC, happened: {first_buyer_message: '2026-11-20T12:00:00Z'}}
    gives: {own.first_answer: {due: '2026-11-20T15:00:00Z'}}
"""


def changed(name: str, edit: Callable[[Body], object]) -> PackSet:
    """The product's pack of that name, edited, over the others."""
    body = yaml.load(pack_bytes(name), Loader=StrictLoader)
    edit(body)
    return PackSet({name: yaml.safe_dump(body, allow_unicode=True, sort_keys=False).encode()})


def row(rows: list[Body], code: str) -> Body:
    """The row of that code or id."""
    return next(each for each in rows if each.get("code", each.get("id")) == code)


def answer_within(minutes: int) -> PackSet:
    """The shop answers within so many minutes."""

    def edit(body: Body) -> None:
        row(body["rules"], "own.answer")["due"]["promise"]["minutes"] = minutes

    return changed("policies/shop", edit)


def price(name: str, factor: int) -> PackSet:
    """That price is so many times as high, in every currency."""

    def edit(body: Body) -> None:
        for prices in body["prices"]:
            if name in prices:
                prices[name] = str(float(prices[name]) * factor)

    return changed("case_costs", edit)


def own_price(shop: str) -> PackSet:
    """A shop names its own price of handling."""
    own = {"currency": "USD", "shops": [shop], "handling": "30.00"}
    return changed("case_costs", lambda body: body["prices"].append(own))


def share(section: str, name: str, value: str) -> PackSet:
    """Another share, or another part that a carrier pays."""
    return changed("case_costs", lambda body: body[section].update({name: value}))


def _without_refusals(body: Body) -> None:
    for way in body["resolutions"]:
        way.pop("refused", None)


def _later_steps(body: Body) -> None:
    for step in body["steps"]:
        if "within" in step:
            step["within"]["n"] += 7


def _other_order(body: Body) -> None:
    body["resolutions"].reverse()


def _longer_everywhere(body: Body) -> None:
    for rule in body["rules"]:
        if "amount" in rule["due"]:
            rule["due"]["amount"]["n"] += 30


def _lower_limits(body: Body) -> None:
    written = yaml.safe_dump(body, allow_unicode=True, sort_keys=False).replace("150", "5")
    body.clear()
    body.update(yaml.load(written, Loader=StrictLoader))


DRAFTS: dict[str, PackSet] = {
    "nothing": PackSet({}),
    "an answer time": answer_within(240),
    "another rule of our own": PackSet({"policies/quick": SHOP_RULE.encode()}),
    "a marketplace's terms": changed("policies/amazon", _longer_everywhere),
    "a law's terms": changed("policies/law_eu", _longer_everywhere),
    "handling": price("handling", 3),
    "freight out": price("freight_out", 4),
    "what a dispute costs": price("claim", 5),
    "what leaves for the buyer": price("pickup", 40),
    "what is cheap": price("cheap_below", 6),
    "one shop's price": own_price("lamps"),
    "what goods cost": share("shares", "goods_cost", "0.95"),
    "what carriers pay": share("recovery", "damaged", "0.05"),
    "grounds of one playbook": changed("playbooks/no_reason_return", _without_refusals),
    "steps of one playbook": changed("playbooks/delayed", _later_steps),
    "the order of ways out": changed("playbooks/damaged", _other_order),
    "who approves": changed("tables/refund_approval", _lower_limits),
}


@cache
def examples() -> tuple[CaseFacts, ...]:
    """The facts of every example of every playbook, some of a shop that has a name."""
    written = [one["facts"] for pack in load_packs("playbooks") for one in pack.body["examples"]]
    return tuple(
        facts_from_json(facts if n % 3 else {**facts, "shop": "lamps"}) for n, facts in enumerate(written)
    )


def started(facts: CaseFacts) -> list[StartedClock]:
    """An answer that was owed and given, one that is owed still, and a deadline of the platform's own."""
    ago = facts.as_of - timedelta(hours=30)
    word = StartedClock("claim_answer", "platform", "platform", ago, ago + timedelta(hours=20), None, True)
    return [
        StartedClock("answer", "own", "oldest_unanswered_message", ago, None, ago + timedelta(hours=5)),
        StartedClock("answer", "own", "oldest_unanswered_message", facts.as_of, None, None, True),
        word,
    ]


NOW = datetime.fromisoformat("2026-11-22T00:00:00+00:00")
