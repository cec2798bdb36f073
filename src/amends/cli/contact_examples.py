"""The examples of how often a buyer may be written to."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from amends.compliance.lint import marketplaces
from amends.core.clock import rfc3339
from amends.core.packs import Pack
from amends.inbox.contact_rules import Contact, Standing, judge_contact
from amends.inbox.states import PURPOSES
from amends.replies.stages import moments

ORDER, CASE = 1, 1


def contact_problems(pack: Pack) -> Iterator[str]:
    """A sentence for each example that comes out otherwise, and each row that none reaches."""
    body = pack.body
    if [row["code"] for row in body["purposes"]] != list(PURPOSES):
        yield f"the purposes are to be {', '.join(PURPOSES)}"
    rows = [*body["limits"], *body["windows"]]
    for row in rows:
        for code in set(row.get("marketplaces", ())) - marketplaces():
            yield f"{row['id']}: there is no marketplace {code}"
    for row in body["buttons"]:
        if row["marketplace"] not in marketplaces():
            yield f"{row['id']}: there is no marketplace {row['marketplace']}"
    for stages in body["stages"].values():
        yield from (f"there is no stage {stage}" for stage in stages if stage not in moments())
    reached = set()
    for example in body["examples"]:
        got = _judged(example)
        reached.add(got.get("rule"))
        if got != example["gives"]:
            yield f"example {example['name']}: comes out as {got}"
    for row in rows:
        if row["id"] not in reached:
            yield f"no example for {row['id']}"


def _judged(example: dict[str, Any]) -> dict[str, str]:
    verdict = judge_contact(
        example["purpose"],
        Standing(
            marketplace=example["marketplace"],
            order_id=ORDER,
            case_id=CASE,
            contacts=tuple(_contact(row) for row in example.get("contacts", ())),
            heard_at=_moment(example.get("heard_at")),
            happened={name: datetime.fromisoformat(at) for name, at in example.get("happened", {}).items()},
            opted_out=example.get("opted_out", False),
        ),
        now=datetime.fromisoformat(example["now"]),
    )
    said = {"kind": verdict.kind, "rule": verdict.rule, "from": rfc3339(verdict.from_at)}
    return {name: value for name, value in said.items() if value}


def _contact(row: dict[str, str]) -> Contact:
    order_id = ORDER if row["same"] in ("order", "case") else ORDER + 1
    case_id = CASE if row["same"] == "case" else CASE + 1
    return Contact(row["purpose"], datetime.fromisoformat(row["at"]), order_id, case_id)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
