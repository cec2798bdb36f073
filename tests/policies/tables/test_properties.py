"""What must hold for any table: against the plainest reading and brute force."""

import json
from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amends.policies.tables.analysis import table_findings
from amends.policies.tables.documents import replay, verdict_document
from amends.policies.tables.floor import floor_findings
from amends.policies.tables.hunting import Budget
from amends.policies.tables.judging import decide
from amends.policies.tables.known import read_facts
from amends.policies.tables.rulebook import Rulebook
from tests.policies.tables.made import DOMAIN, book, naive_rows, pack, points, some_facts, tables

TODAY = date(2026, 11, 21)
FEW = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def endless() -> Budget:
    return Budget(1.0, lambda: 0.0)


def judged(made: Rulebook, facts: dict[str, Any], question: str = "made") -> dict[str, Any]:
    return verdict_document(decide(made, read_facts(made.facts, facts), question))


def expected_row(table: dict[str, Any], facts: dict[str, Any]) -> str | None:
    """The row that fires first, as verdicts name it; None where no row speaks."""
    rows = naive_rows(table, facts)
    if rows is None:
        return None
    if rows:
        return f"{table['id']}/{rows[0]}"
    otherwise = table.get("otherwise", "silent")
    return None if otherwise == "silent" else f"{table['id']}/otherwise"


@FEW
@given(st.data())
def test_the_compiled_table_judges_as_the_plainest_reading(data: st.DataObject) -> None:
    names = data.draw(some_facts())
    table = data.draw(tables(names))
    made = book(pack(table))
    for facts in points(names):
        told = judged(made, facts)
        assert told["row"] == expected_row(table, facts)
        if naive_rows(table, facts) is None:
            assert told["verdict"] == "not_concerned"
        elif told["row"] is None:
            assert told["verdict"] == "ask_a_person"


@FEW
@given(st.data())
def test_collecting_takes_every_row_that_holds_and_adds_up(data: st.DataObject) -> None:
    names = data.draw(some_facts())
    table = data.draw(tables(names, hit="collect"))
    made = book(pack(table))
    fees = {row["id"]: row["then"]["fee"] for row in table["rows"]}
    for facts in points(names):
        told, rows = judged(made, facts), naive_rows(table, facts)
        if rows:
            assert told["rows"] == [f"made/{row}" for row in rows]
            assert told["outcomes"]["fee"] == sum(fees[row] for row in rows)


@FEW
@given(st.data())
def test_a_missing_fact_is_asked_for_if_and_only_if_the_verdict_hangs_on_it(data: st.DataObject) -> None:
    names = data.draw(some_facts())
    table = data.draw(tables(names))
    made = book(pack(table))
    missing = data.draw(st.sampled_from(names))
    known = {name: data.draw(st.sampled_from(DOMAIN[name])) for name in names if name != missing}
    told = judged(made, known)
    completed = [known | {missing: value} for value in DOMAIN[missing]]
    ends = {(naive_rows(table, facts) is None, expected_row(table, facts)) for facts in completed}
    assert (told["verdict"] == "ask") is (len(ends) > 1)
    assert [ask["fact"] for ask in told["asks"]] == ([missing] if len(ends) > 1 else [])
    if len(ends) == 1:
        assert (told["verdict"] == "not_concerned", told["row"]) == ends.pop()


@FEW
@given(st.data())
def test_with_several_facts_missing_a_verdict_is_that_of_every_completion(data: st.DataObject) -> None:
    names = data.draw(some_facts())
    table = data.draw(tables(names))
    made = book(pack(table))
    known = {
        name: data.draw(st.sampled_from(DOMAIN[name])) for name in data.draw(st.sets(st.sampled_from(names)))
    }
    told = judged(made, known)
    ends = {
        (naive_rows(table, facts) is None, expected_row(table, facts))
        for facts in points(names)
        if known.items() <= facts.items()
    }
    assert (told["verdict"] == "ask") is (len(ends) > 1)
    assert {ask["fact"] for ask in told["asks"]} <= set(names) - set(known)


@FEW
@given(st.data())
def test_the_analysis_finds_what_brute_force_finds(data: st.DataObject) -> None:
    names = data.draw(some_facts())
    table = data.draw(tables(names))
    [compiled] = book(pack(table)).tables
    findings = table_findings(compiled, TODAY, endless())
    unreachable = {finding.row for finding in findings if finding.code == "unreachable"}
    rows = [naive_rows(table, facts) for facts in points(names)]
    reached = {found[0] for found in rows if found}
    assert unreachable == {row["id"] for row in table["rows"]} - reached
    has_gap = any(found == [] for found in rows)
    assert any(finding.code == "gap" for finding in findings) is (has_gap and "otherwise" not in table)
    never = any(finding.code == "otherwise_never" for finding in findings)
    assert never is ("otherwise" in table and not has_gap)


@FEW
@given(st.data())
def test_overlaps_are_those_of_brute_force(data: st.DataObject) -> None:
    names = data.draw(some_facts())
    table = data.draw(tables(names))
    [compiled] = book(pack(table)).tables
    said = {row["id"]: row["then"] for row in table["rows"]}
    together = {
        later
        for found in (naive_rows(table, facts) or [] for facts in points(names))
        for n, later in enumerate(found)
        if any(said[earlier] != said[later] for earlier in found[:n])
    }
    findings = table_findings(compiled, TODAY, endless())
    assert {finding.row for finding in findings if finding.code == "overlap"} == together


@FEW
@given(st.data())
def test_a_row_below_the_floor_is_found_exactly_where_brute_force_finds_one(data: st.DataObject) -> None:
    names = data.draw(some_facts())
    law = data.draw(tables(names, "law_says")) | {"question": "made"}
    own = data.draw(tables(names, "shop_says")) | {"question": "made"}
    made = book(pack(law, side="law"), pack(own, side="seller"))
    found = {finding.row for finding in floor_findings(made, endless())}
    below = set()
    for facts in points(names):
        mine, floor = _said(own, facts), _said(law, facts)
        if (
            mine
            and floor
            and (mine[1]["fee"] > floor[1]["fee"] or (floor[1]["allowed"] and not mine[1]["allowed"]))
        ):
            below.add(mine[0])
    assert found == below


@FEW
@given(st.data())
def test_a_verdict_is_never_harsher_than_any_layer_that_speaks(data: st.DataObject) -> None:
    names = data.draw(some_facts())
    law = data.draw(tables(names, "law_says")) | {"question": "made"}
    own = data.draw(tables(names, "shop_says")) | {"question": "made"}
    made = book(pack(law, side="law"), pack(own, side="seller"))
    for facts in points(names):
        told = judged(made, facts)
        spoke = [said[1] for said in (_said(law, facts), _said(own, facts)) if said]
        if told["verdict"] == "decided":
            assert told["outcomes"]["fee"] == min(one["fee"] for one in spoke)
            assert told["outcomes"]["allowed"] is any(one["allowed"] for one in spoke)


@FEW
@given(st.data())
def test_a_replay_gives_the_same_verdict(data: st.DataObject) -> None:
    names = data.draw(some_facts())
    made = book(pack(data.draw(tables(names))))
    known = {
        name: data.draw(st.sampled_from(DOMAIN[name])) for name in data.draw(st.sets(st.sampled_from(names)))
    }
    told = json.loads(json.dumps(judged(made, known)))
    assert json.loads(json.dumps(verdict_document(replay(made, told)))) == told


def _said(table: dict[str, Any], facts: dict[str, Any]) -> tuple[str, dict[str, Any]] | None:
    """The row and what it says, where a row or what stands otherwise decides."""
    rows = naive_rows(table, facts)
    if rows is None:
        return None
    if rows:
        return rows[0], next(row["then"] for row in table["rows"] if row["id"] == rows[0])
    otherwise = table.get("otherwise")
    return ("otherwise", otherwise["then"]) if isinstance(otherwise, dict) else None
