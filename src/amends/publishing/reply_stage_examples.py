"""The examples of the stages of replies, and whether every stage is settled for every marketplace."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from amends.accounts.storefront import marketplace_codes
from amends.core.packs import Pack
from amends.orders.states import ORDER_STATES
from amends.parcels.states import PARCEL_STATES
from amends.policies.rulebook import cited
from amends.replies.stages import ANSWER, UNASKED, allowance, fit, moments
from amends.triage.codes import CODES as ISSUE_TYPES

_KNOWN = {"issue_types": ISSUE_TYPES, "parcel_states": PARCEL_STATES, "order_states": ORDER_STATES}


def reply_stage_problems(pack: Pack) -> Iterator[str]:
    """A sentence for each example that comes out otherwise, each code unknown and each row unreached."""
    yield from _of_stages(pack) if "stages" in pack.body else _of_rows(pack)


def _of_stages(pack: Pack) -> Iterator[str]:
    rows = pack.body["stages"]
    yield from _twice(row["code"] for row in rows)
    for row in rows:
        for field, codes in row.get("fits", {}).items():
            yield from (f"{row['code']}: there is no {code}" for code in codes if code not in _KNOWN[field])
    for example in pack.body["examples"]:
        got = fit(
            example["stage"],
            example["issue_types"],
            example.get("parcel_state", ""),
            example.get("order_state", ""),
        )
        if got != example["fits"]:
            yield f"example {example}: fits comes out as {got}"


def _of_rows(pack: Pack) -> Iterator[str]:
    rows = pack.body["rows"]
    yield from _twice(row["id"] for row in rows)
    for row in rows:
        yield from _unknown(row)
    shown = set()
    for example in pack.body["examples"]:
        said = allowance(example["stage"], example["marketplace"], unasked=example["way"] == UNASKED)
        shown.add(said.row)
        if (said.verdict, said.row) != (example["verdict"], example["row"]):
            yield f"example {example}: comes out as {said.verdict} by {said.row}"
    yield from (f"no example for {row['id']}" for row in rows if row["id"] not in shown)
    yield from _unsettled(rows)


def _unknown(row: Mapping[str, Any]) -> Iterator[str]:
    yield from (
        f"{row['id']}: there is no stage {code}" for code in row.get("stages", ()) if code not in moments()
    )
    known = marketplace_codes()
    yield from (
        f"{row['id']}: there is no marketplace {code}"
        for code in row.get("marketplaces", ())
        if code not in known
    )
    if "rule" in row and row["rule"] not in cited():
        yield f"{row['id']}: there is no rule {row['rule']}"


def _unsettled(rows: list[Mapping[str, Any]]) -> Iterator[str]:
    """Marketplaces for which no row says what holds for the stages that none names."""
    general = [row for row in rows if "stages" not in row]
    for code in marketplace_codes():
        for way in (ANSWER, UNASKED):
            if not any(
                row.get("way", way) == way and code in row.get("marketplaces", [code]) for row in general
            ):
                yield f"{code}: nothing is said of writing {way}"


def _twice(keys: Iterator[str]) -> Iterator[str]:
    yield from (f"{key} stands {count} times" for key, count in Counter(keys).items() if count > 1)
