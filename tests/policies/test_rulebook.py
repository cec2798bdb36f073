"""The rows as read, their scopes, and what a bad pack says."""

import copy
import json
from datetime import date
from typing import Any

import pytest

from amends.core.errors import NotFound
from amends.core.packs import PACKS, BadPack, Pack, load_pack
from amends.policies import durations
from amends.policies.citing import rule_text
from amends.policies.facts import EVENTS, MARKS, ROUTES, ClockFacts
from amends.policies.rulebook import Rule, cited, rules, rules_of
from amends.policies.scope import Scope
from amends.publishing.policy_examples import policy_problems

SCHEMA = json.loads((PACKS / "schema" / "policies.json").read_text(encoding="utf-8"))["$defs"]


def changed(name: str, *way: str | int, to: Any) -> Pack:
    pack = load_pack(name)
    body = copy.deepcopy(pack.body)
    place: Any = body
    for step in way[:-1]:
        place = place[step]
    place[way[-1]] = to
    return Pack(pack.name, body, pack.sha256)


def test_schema_and_code_know_the_same_events_and_units() -> None:
    assert tuple(SCHEMA["event"]["enum"]) == EVENTS
    assert tuple(SCHEMA["marks"]["items"]["enum"]) == MARKS
    assert tuple(SCHEMA["scope"]["properties"]["route"]["enum"]) == ROUTES
    assert tuple(SCHEMA["amount"]["properties"]["unit"]["enum"]) == durations.UNITS


def test_every_kind_of_clock_is_used_or_given_by_a_platform() -> None:
    used = {rule.kind for rule in rules()}
    assert used <= set(SCHEMA["kind"]["enum"])


def test_ids_are_unique_over_all_packs() -> None:
    packs: dict[str, set[str]] = {}
    for rule in rules():
        packs.setdefault(rule.id, set()).add(rule.version)
    assert all(len(versions) == 1 for versions in packs.values())


@pytest.mark.parametrize(
    ("country", "fulfilment", "day", "holds"),
    [
        ("US", "seller", date(2026, 1, 10), True),
        ("US", "seller", date(2026, 1, 9), False),
        ("US", "seller", date(2026, 1, 21), False),
        ("US", "marketplace", date(2026, 1, 10), False),
        ("US", None, date(2026, 1, 10), True),
        ("CA", "seller", date(2026, 1, 10), False),
        ("GB", "seller", date(2026, 1, 10), False),
        (None, None, date(2026, 1, 20), True),
    ],
)
def test_where_a_row_holds(country: str | None, fulfilment: str | None, day: date, holds: bool) -> None:
    scope = Scope(
        countries=frozenset({"US", "GB"}),
        not_countries=frozenset({"GB"}),
        fulfilment="seller",
        from_day=date(2026, 1, 10),
        until_day=date(2026, 1, 20),
    )
    facts = ClockFacts("amazon", "UTC", country=country, fulfilment=fulfilment)
    assert scope.covers(facts, day) is holds


@pytest.mark.parametrize(
    ("known", "holds"),
    [
        ({}, False),
        ({"carrier": "ups"}, False),
        ({"carrier": "ups", "issue_types": frozenset({"lost"})}, False),
        ({"carrier": "ups", "issue_types": frozenset({"lost"}), "marks": frozenset({"insured"})}, True),
        ({"carrier": "dhl", "issue_types": frozenset({"lost"}), "marks": frozenset({"insured"})}, False),
    ],
)
def test_a_row_of_a_carrier_an_issue_type_or_a_mark_holds_only_where_that_is_known(
    known: dict[str, Any], holds: bool
) -> None:
    scope = Scope(carriers=frozenset({"ups"}), issue_types=frozenset({"lost"}), marked=frozenset({"insured"}))
    assert scope.covers(ClockFacts("own", "UTC", **known), date(2026, 1, 1)) is holds


@pytest.mark.parametrize(
    ("known", "holds"),
    [
        ({}, True),
        ({"route": "domestic"}, False),
        ({"route": "international", "ships_to": "FR"}, True),
        ({"ships_to": "US"}, False),
    ],
)
def test_where_a_parcel_goes_counts_once_it_is_known(known: dict[str, Any], holds: bool) -> None:
    scope = Scope(route="international", not_to_countries=frozenset({"US"}))
    assert scope.covers(ClockFacts("own", "UTC", **known), date(2026, 1, 1)) is holds


def test_what_a_verdict_cites_can_be_read() -> None:
    assert isinstance(cited()["amz.msg.reply"], Rule)
    assert "24 heures" in rule_text("amz.msg.reply", "fr")
    assert "仅退款" in rule_text("tb.refund_only", "zh-Hans")
    with pytest.raises(NotFound):
        rule_text("amz.unheard", "en")


def test_an_amount_for_one_country_needs_a_plain_row() -> None:
    scope = [{"countries": ["US"], "amount": {"n": 1, "unit": "hours"}}]
    bad = changed("policies/amazon", "rules", 2, "applies", to=scope)
    with pytest.raises(BadPack, match=r"amz\.atoz\.inr_open"):
        rules_of(bad)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            ("examples", 0, "gives", "amz.msg.reply"),
            "a weekend does not stop the answer clock: amz.msg.reply",
        ),
        (("rules", 1, "id"), "amz.msg.reply stands 2 times"),
        (("rules", 0, "id"), "no example for amz.other"),
    ],
)
def test_a_wrong_example_is_told(change: tuple[str | int, ...], said: str) -> None:
    to = {"gives": "2026-11-28T23:31:00-08:00"}.get(str(change[2]), "amz.msg.reply")
    to = "amz.other" if said.endswith("amz.other") else to
    assert any(
        problem.startswith(said) for problem in policy_problems(changed("policies/amazon", *change, to=to))
    )


def test_a_wrong_opening_and_a_wrong_pause_are_told() -> None:
    bad = changed("policies/shop", "examples", 0, "gives", "own.answer", "paused", to=[])
    assert [problem.split(":")[0] for problem in policy_problems(bad)] == [
        "at night the clock waits for the morning"
    ]
    bad = changed(
        "policies/amazon", "examples", 2, "gives", "amz.atoz.close", "opens", to="2026-11-02T20:01:00-08:00"
    )
    assert len(list(policy_problems(bad))) == 1
