"""The examples of reply packs, written out as a buyer would read them."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from amends.core.money import Money
from amends.core.packs import Pack, load_packs
from amends.policies.rulebook import cited
from amends.replies.drafts import draft, offer_text
from amends.replies.templates import DEFAULT, Stage, Variable, read_stage, read_ways_out
from amends.replies.values import Offer


def reply_problems(pack: Pack) -> Iterator[str]:
    """A sentence for each example that comes out otherwise, and each wording that no example shows."""
    name = pack.body.get("stage", "resolutions")
    wanted = f"replies/{pack.body['locale']}/{name}"
    if pack.name != wanted and not ("stage" not in pack.body and pack.name.startswith(f"{wanted}_")):
        yield f"this pack is to be named {wanted}"
        return
    yield from (f"{code} has its words in another pack too" for code in sorted(_said_twice(pack)))
    yield from _of_ways_out(pack) if "resolutions" in pack.body else _of_stage(pack)


def _said_twice(pack: Pack) -> set[str]:
    others = (
        other
        for other in load_packs("replies")
        if other.name != pack.name and other.body["locale"] == pack.body["locale"]
    )
    return {code for other in others for code in other.body.get("resolutions", {})} & set(
        pack.body.get("resolutions", {})
    )


def _of_stage(pack: Pack) -> Iterator[str]:
    stage, shown = read_stage(pack), set()
    yield from (f"there is no rule {rule}" for rule in sorted(set(stage.not_on.values()) - set(cited())))
    for example in pack.body["examples"]:
        variant = example.get("variant", DEFAULT)
        shown.add(variant)
        values = values_of(example["values"], stage)
        got = draft(f"{stage.code}.{variant}", stage.locale, values)
        if got != example["gives"].strip():
            yield f"the example of {variant} comes out as {got!r}"
    yield from (f"no example for {name}" for name in sorted(set(stage.variants) - shown))


def _of_ways_out(pack: Pack) -> Iterator[str]:
    shown = set()
    for example in pack.body["examples"]:
        code, use = example["resolution"], example["use"]
        shown.add((code, use))
        got = offer_text(_offer({"code": code, **example["values"]}), pack.body["locale"], use=use)
        if got != example["gives"].strip():
            yield f"the example of {code}, {use}, comes out as {got!r}"
    for code in read_ways_out(pack):
        yield from (f"no example for {code}, {use}" for use in ("offer", "taken") if (code, use) not in shown)


def values_of(written: Mapping[str, Any], stage: Stage) -> dict[str, object]:
    """The values of an example, of the types the stage declares."""
    return {name: _value(value, stage.variables.get(name)) for name, value in written.items()}


def _value(written: Any, variable: Variable | None) -> object:
    kind = variable.type if variable else ""
    if kind == "money":
        return _money(written)
    if kind == "day":
        return date.fromisoformat(written)
    if kind == "moment":
        return datetime.fromisoformat(written)
    if kind == "offer":
        return _offer(written)
    return [_offer(one) for one in written] if kind == "offers" else written


def _offer(written: Mapping[str, Any]) -> Offer:
    return Offer(
        code=written["code"],
        amount=_money(written["amount"]) if "amount" in written else None,
        by=datetime.fromisoformat(written["by"]) if "by" in written else None,
    )


def _money(written: list[str]) -> Money:
    amount, currency = written
    return Money(Decimal(amount), currency)
