"""Law, marketplace and seller over each other; versions by date and country; corrections; last days."""

import json
from datetime import date
from typing import Any

import pytest

from amends.policies.tables.checking import check_rulebook
from amends.policies.tables.documents import verdict_document
from amends.policies.tables.findings import Finding
from amends.policies.tables.judging import decide
from amends.policies.tables.known import read_facts
from amends.policies.tables.loading import read_rulebook
from amends.policies.tables.rulebook import Rulebook
from tests.policies.tables.made import SOURCE, TEXT, book

TODAY = date(2026, 11, 21)
SHARED: dict[str, Any] = {
    "facts": {
        "days": {"type": "number", "whole": True, "min": 0},
        "asked_on": {"type": "date"},
        "paid": {"type": "money", "currency": "USD", "min": "0.00 USD"},
    },
    "derived": {"half": {"share": {"of": "paid", "percent": 50}}, "none": {"min": ["paid", "0.00 USD"]}},
    "outcomes": {
        "allowed": {"type": "yes_no", "kinder": True},
        "freight": {"type": "choice", "values": ["buyer", "seller"], "kinder": ["buyer", "seller"]},
        "fee": {"type": "money", "currency": "USD", "kinder": "lower"},
        "label": {"type": "code", "kinder": "none"},
    },
}


def row(name: str, when: dict[str, Any], then: Any, **more: Any) -> dict[str, Any]:
    return {"id": name, "when": when, "then": then, "text": TEXT, **more}


def layer(side: str, *rows: dict[str, Any], otherwise: Any = "silent", **more: Any) -> dict[str, Any]:
    table = {"id": f"{side}_says", "question": "back", "rows": list(rows), "otherwise": otherwise}
    table |= {key: more.pop(key) for key in ("dated_by", "columns") if key in more}
    return {"name": side, "side": side, "source": SOURCE, **SHARED, "tables": [table], **more}


LAW = layer(
    "law", row("fortnight", {"days": {"max": 14}}, {"allowed": True, "freight": "buyer", "label": "law"})
)


def told(made: Rulebook, **facts: Any) -> dict[str, Any]:
    return verdict_document(decide(made, read_facts(made.facts, facts), "back"))


def findings(made: Rulebook, *codes: str) -> list[Finding]:
    return [one for one in check_rulebook(made, TODAY, clock=lambda: 0.0) if one.code in codes]


def test_each_outcome_comes_from_the_kindest_and_says_why() -> None:
    own = layer(
        "seller", row("month", {"days": {"max": 30}}, {"allowed": True, "freight": "seller", "label": "own"})
    )
    document = told(book(LAW, own), days=10)
    assert document["outcomes"] == {"allowed": True, "freight": "seller", "label": "own"}
    assert {name: (won["side"], won["why"]) for name, won in document["won"].items()} == {
        "allowed": ("seller", "as_kind"),
        "freight": ("seller", "kinder_to_the_buyer"),
        "label": ("seller", "nearest_to_the_sale"),
    }
    assert told(book(LAW, own), days=20)["row"] == "seller_says/month"
    assert told(book(LAW, own), days=31)["verdict"] == "ask_a_person"


def test_a_harsher_row_of_the_seller_is_refused_and_wins_nowhere() -> None:
    own = layer(
        "seller",
        row("week", {"days": {"max": 7}}, {"allowed": True}),
        otherwise={"then": {"allowed": False}, "text": TEXT},
    )
    made = book(LAW, own)
    [finding] = findings(made, "below_floor")
    assert (finding.level, finding.row, finding.file, finding.line) == ("error", "otherwise", "1.yaml", 1)
    assert (
        "seller_says/otherwise is harsher to the buyer than law_says/fortnight (law, 0.yaml:1)"
        in finding.message
    )
    assert "allowed: false instead of true, where days: above 7 to 14" in finding.message
    assert told(made, days=10)["won"]["allowed"] == {
        "side": "law",
        "table": "law_says",
        "why": "kinder_to_the_buyer",
    }


def test_a_layer_that_cannot_change_the_verdict_is_not_asked_about() -> None:
    law = layer("law", row("paid_little", {"paid": {"max": "5.00 USD"}}, {"allowed": True}))
    own = layer(
        "seller", row("always", {"days": {"max": 30}}, {"allowed": True}), row("late", {}, {"allowed": False})
    )
    made = book(law, own)
    assert told(made, days=10)["verdict"] == "decided"
    late = told(made, days=40)
    assert (late["verdict"], [ask["fact"] for ask in late["asks"]]) == ("ask", ["paid"])


@pytest.mark.parametrize(
    ("floor", "own", "codes"),
    [
        ({"fee": {"fact": "half"}}, {"fee": {"fact": "half"}}, []),
        ({"fee": {"fact": "half"}}, {"fee": "0.00 USD"}, []),
        ({"fee": {"fact": "half"}}, {"fee": "1.00 USD"}, ["floor_undecided"]),
        ({"fee": "0.00 USD"}, {"fee": {"fact": "none"}}, []),
        ({"fee": "1.00 USD"}, {"fee": "1.01 USD"}, ["below_floor"]),
    ],
)
def test_reckoned_outcomes_are_compared_by_their_bounds(floor: Any, own: Any, codes: list[str]) -> None:
    made = book(layer("law", row("a", {}, floor)), layer("seller", row("b", {}, own)))
    assert [one.code for one in findings(made, "below_floor", "floor_undecided")] == codes


def test_a_marketplace_below_the_law_is_only_told() -> None:
    made = book(LAW, layer("marketplace", row("never", {}, {"allowed": False})))
    [finding] = findings(made, "law_wins")
    assert finding.level == "note"


def versions(*rows: dict[str, Any], **more: Any) -> Rulebook:
    dated = {"fact": "asked_on", "zone": "Asia/Shanghai"}
    return book(layer("law", *rows, dated_by=dated, **more))


OLD = row("window", {}, {"label": "old"}, until="2026-11-20")
NEW = row("window", {}, {"label": "new"}, **{"from": "2026-11-21"})


def test_the_version_in_force_is_that_of_the_events_day() -> None:
    made = versions(OLD, NEW)
    assert told(made, asked_on="2026-11-20")["outcomes"] == {"label": "old"}
    assert told(made, asked_on="2026-11-21")["outcomes"] == {"label": "new"}
    assert findings(made, "versions_overlap", "expired", "unreachable", "gap") == []


def test_a_change_of_one_country_ends_the_old_row_there_only() -> None:
    french = row("window", {}, {"label": "french"}, countries=["FR"], **{"from": "2026-11-01"})
    old = [
        row("window", {}, {"label": "old"}, not_countries=["FR"]),
        row("window", {}, {"label": "old"}, countries=["FR"], until="2026-10-31"),
    ]
    made = versions(french, *old)
    assert findings(made, "versions_overlap") == []
    assert told(made, country="FR", asked_on="2026-11-01")["outcomes"] == {"label": "french"}
    assert told(made, country="FR", asked_on="2026-10-31")["outcomes"] == {"label": "old"}
    assert told(made, country="DE", asked_on="2026-11-01")["outcomes"] == {"label": "old"}


def test_overlapping_versions_are_an_error() -> None:
    made = versions(OLD | {"until": "2026-11-21"}, NEW)
    assert [one.level for one in findings(made, "versions_overlap")] == ["error"]


@pytest.mark.parametrize(
    ("until", "code", "level"),
    [
        ("2026-11-20", "expired", "note"),
        ("2026-11-22", "expiring", "warning"),
        ("2026-11-28", "expiring", "warning"),
        ("2026-11-29", None, None),
    ],
)
def test_a_row_in_its_last_week_is_warned_of(until: str, code: str | None, level: str | None) -> None:
    found = findings(versions(OLD | {"until": until}), "expired", "expiring")
    assert [(one.code, one.level) for one in found] == ([(code, level)] if code else [])


def test_a_gap_in_time_is_a_gap() -> None:
    dated = {"fact": "asked_on", "zone": "Asia/Shanghai"}
    pack = layer("law", OLD, NEW | {"from": "2026-11-23"}, dated_by=dated)
    del pack["tables"][0]["otherwise"]
    [finding] = findings(book(pack), "gap")
    assert "above 2026-11-20 below 2026-11-23" in finding.message


CORRECTION = {
    "table": "law_says",
    "row": "fortnight",
    "when": {"days": {"max": 21}},
    "source": {"known_from": "The new act", "read_on": "2026-11-20", "confidence": "A"},
    "corrected_on": "2026-11-20",
    "by": "li",
    "confirmed_by": "wang",
}


def corrected(**changed: Any) -> tuple[Rulebook | None, list[Finding]]:
    packs = [
        LAW,
        {"name": "put_right", "side": "law", "source": SOURCE, "corrections": [CORRECTION | changed]},
    ]
    return read_rulebook("made", {f"{n}.yaml": json.dumps(one).encode() for n, one in enumerate(packs)})


def test_a_correction_replaces_the_row_and_is_told() -> None:
    made, problems = corrected()
    assert problems == []
    assert made is not None
    [reason] = told(made, days=20)["reasons"]
    assert (reason["row"], reason["corrected_on"]) == ("law_says/fortnight", "2026-11-20")
    assert reason["source"]["known_from"] == "The new act"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"confirmed_by": "li"}, "no_second_person"),
        ({"row": "month"}, "correction_of_nothing"),
        ({"corrected_on": "yesterday"}, "pack_invalid"),
        ({"source": {"known_from": "x", "confidence": "A"}}, "pack_invalid"),
        ({"when": {"days": {"max": "21 days"}}}, "value_bad"),
    ],
)
def test_a_correction_needs_a_row_a_source_and_a_second_person(changed: Any, code: str) -> None:
    assert corrected(**changed)[1][0].code == code


def test_facts_that_contradict_each_other_go_to_a_person_and_are_no_gap() -> None:
    pack = layer("law", row("some", {"days": {"min": 1}}, {"allowed": True}))
    table = pack["tables"][0]
    del table["otherwise"]
    table["never"] = [{"when": {"days": 0}}]
    made = book(pack)
    assert findings(made, "gap") == []
    document = told(made, days=0)
    assert (document["verdict"], document["reasons"][0]["code"]) == ("ask_a_person", "impossible_facts")
