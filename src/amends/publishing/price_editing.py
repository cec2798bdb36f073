"""Prices and the shop's own answer time in a draft, changed as figures; their examples follow.

`currency` is an ISO code, `shop` a shop's code or "" for every shop; amounts are texts like "6.50".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from amends.core.errors import Refused
from amends.core.money import currencies, smallest_unit
from amends.core.pack_sets import PackSet, judging_by
from amends.playbooks.cost_prices import EVERY_SHOP, LIMITS, PRICES, price
from amends.publishing.comparing import text_in
from amends.publishing.policy_examples import gives_now
from amends.publishing.written_rows import add_row, change_row, remove_row, rows_at

COSTS, OWN = "case_costs", "policies/shop"
NAMES = (*PRICES, *LIMITS)
ANSWER = "own.answer"
WAY = ("prices",)
MOST = Decimal(10) ** 9


@dataclass(frozen=True, slots=True)
class PriceRow:
    """One row: what holds in a currency, for every shop or for some. `amounts` has what it names."""

    currency: str
    shops: tuple[str, ...]
    amounts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AnswerTime:
    """How long an answer may take, in minutes while somebody is there, and when that is."""

    minutes: int
    staffed_from: str
    staffed_until: str


def price_rows(files: Mapping[str, str]) -> list[PriceRow]:
    """The prices as the draft has them. Raises Refused for a pack that has to be mended as text."""
    rows = rows_at(text_in(files, COSTS), WAY)
    return [
        PriceRow(
            str(row.body.get("currency", "")),
            tuple(row.body.get("shops", ())),
            {name: str(row.body[name]) for name in NAMES if name in row.body},
        )
        for row in rows
    ]


def with_prices(
    files: Mapping[str, str], changed: Mapping[int, Mapping[str, str]], added: PriceRow | None = None
) -> str:
    """The pack of prices with these amounts (row → name → amount, "" takes one away) and another row.

    Raises Refused, naming what is no amount.
    """
    text = text_in(files, COSTS)
    for position, amounts in changed.items():
        body = dict(rows_at(text, WAY)[position].body)
        for name, typed in amounts.items():
            body.pop(name, None)
            if typed.strip():
                body[name] = _amount(typed, str(body["currency"]))
        text = change_row(
            text, WAY, position, {key: body[key] for key in ("currency", "shops", *NAMES) if key in body}
        )
    if added is not None:
        text = _with_row(text, added)
    return _followed(files, text)


def without_price_row(files: Mapping[str, str], position: int) -> str:
    """The pack of prices without a shop's own row. Raises Refused for the row of every shop."""
    text = text_in(files, COSTS)
    rows = rows_at(text, WAY)
    if not 0 <= position < len(rows) or "shops" not in rows[position].body:
        raise Refused("row_unknown", "Only a shop’s own row can be taken away.", mend="Load the page again.")
    return _followed(files, remove_row(text, WAY, position))


def answer_time(files: Mapping[str, str]) -> AnswerTime | None:
    """The shop's own answer time; None where the draft has none in this form."""
    for row in rows_at(text_in(files, OWN), ("rules",)):
        promise = row.body.get("due", {}).get("promise") if row.body.get("id") == ANSWER else None
        if promise:
            return AnswerTime(int(promise["minutes"]), promise["staffed_from"], promise["staffed_until"])
    return None


def with_answer_time(files: Mapping[str, str], wanted: AnswerTime) -> str:
    """The shop's own policy with that answer time, its examples as they come out by it. Raises Refused."""
    if not 1 <= wanted.minutes <= 60 * 24 * 30 or not wanted.staffed_from < wanted.staffed_until:
        raise Refused("answer_time_bad", "That is no answer time.", mend="Up to 30 days; from before until.")
    text = text_in(files, OWN)
    for position, row in enumerate(rows_at(text, ("rules",))):
        if row.body.get("id") == ANSWER and "promise" in row.body.get("due", {}):
            promise = {
                "minutes": wanted.minutes,
                "staffed_from": wanted.staffed_from,
                "staffed_until": wanted.staffed_until,
            }
            due = row.body["due"] | {"promise": promise}
            return _answered(files, change_row(text, ("rules",), position, row.body | {"due": due}))
    raise Refused("row_unknown", f"There is no row {ANSWER}.", mend="Take the product’s pack back.")


def _with_row(text: str, added: PriceRow) -> str:
    if added.currency not in currencies():
        raise Refused("currency_unknown", f"{added.currency!r} is no currency.", mend="Write its code: USD.")
    rows = rows_at(text, WAY)
    for row in rows:
        same = set(row.body.get("shops", [EVERY_SHOP])) & set(added.shops or (EVERY_SHOP,))
        if row.body.get("currency") == added.currency and same:
            raise Refused("price_twice", "There is such a row already.", mend="Change the amounts there.")
    if not added.amounts:
        raise Refused("amount_bad", "The row names no price.", mend="Write at least one.")
    amounts = {name: _amount(typed, added.currency) for name, typed in added.amounts.items()}
    shops = {"shops": list(added.shops)} if added.shops else {}
    return add_row(text, WAY, len(rows), {"currency": added.currency, **shops, **amounts})


def _amount(typed: str, currency: str) -> str:
    plain = typed.strip().replace(" ", "").replace("\u202f", "").replace(",", ".")
    try:
        amount = Decimal(plain)
    except InvalidOperation as error:
        raise Refused("amount_bad", f"{typed[:40]!r} is no amount.", mend="Write 6.50.") from error
    if not amount.is_finite() or not 0 <= amount <= MOST or amount % smallest_unit(currency):
        raise Refused("amount_bad", f"{typed[:40]!r} is no amount in {currency}.", mend="Write 6.50.")
    return f"{amount.quantize(smallest_unit(currency)):f}"


def _followed(files: Mapping[str, str], text: str) -> str:
    """The text with every example of a price saying what comes out now."""
    with judging_by(PackSet({**_bytes(files), COSTS: text.encode()})):
        for position, row in enumerate(rows_at(text, ("examples",))):
            example = row.body
            if "price" in example:
                found = price(example["price"], example["currency"], example.get("shop"))
                wanted = None if found is None else _told(found.amount, example["currency"])
                if _differs(wanted, example["amount"]):
                    text = change_row(text, ("examples",), position, example | {"amount": wanted})
    return text


def _answered(files: Mapping[str, str], text: str) -> str:
    with judging_by(PackSet({**_bytes(files), OWN: text.encode()})):
        for position, row in enumerate(rows_at(text, ("examples",))):
            gives = gives_now(row.body)
            if gives != row.body["gives"]:
                text = change_row(text, ("examples",), position, row.body | {"gives": gives})
    return text


def _told(amount: Decimal, currency: str) -> str:
    return f"{amount.quantize(smallest_unit(currency)):f}"


def _differs(wanted: str | None, written: Any) -> bool:
    if wanted is None or written is None:
        return wanted is not written
    return Decimal(wanted) != Decimal(str(written))


def _bytes(files: Mapping[str, str]) -> dict[str, bytes]:
    return {name: text.encode() for name, text in files.items()}
