from typing import Any

from amends.core.pack_sets import SHIPPED, PackSet
from amends.whatif.rows import ADDED, CHANGED, REMOVED, REWORDED, ChangedRow, changed_rows
from tests.whatif.drafts import DRAFTS, changed, row


def rows_of(draft: PackSet) -> list[ChangedRow]:
    return changed_rows(SHIPPED, draft)


def test_a_rules_row_is_named() -> None:
    assert rows_of(DRAFTS["an answer time"]) == [
        ChangedRow("policies/shop", "rules/own.answer", CHANGED, ("due",))
    ]


def test_a_price_is_named_by_its_currency_and_shop() -> None:
    assert rows_of(DRAFTS["one shop's price"]) == [ChangedRow("case_costs", "prices/USD.lamps", ADDED)]
    named = {one.row for one in rows_of(DRAFTS["handling"])}
    assert {"prices/USD", "prices/EUR", "prices/JPY"} <= named


def test_a_whole_pack() -> None:
    assert rows_of(DRAFTS["another rule of our own"]) == [ChangedRow("policies/quick", "", ADDED)]
    assert changed_rows(DRAFTS["another rule of our own"], SHIPPED) == [
        ChangedRow("policies/quick", "", REMOVED)
    ]


def test_a_ground_that_goes() -> None:
    found = rows_of(DRAFTS["grounds of one playbook"])
    assert {one.change for one in found} == {REMOVED}
    assert all(one.row.startswith("resolutions/") and "/refused/" in one.row for one in found)


def test_other_words_are_no_other_rule() -> None:
    def reword(body: dict[str, Any]) -> None:
        row(body["rules"], "own.answer")["text"]["en"] = "Be quick."

    assert rows_of(changed("policies/shop", reword)) == [
        ChangedRow("policies/shop", "rules/own.answer", REWORDED, ("text",))
    ]


def test_the_same_pack_again_changes_nothing() -> None:
    assert rows_of(changed("playbooks/delayed", lambda body: None)) == []


def test_another_order_is_a_change() -> None:
    assert rows_of(DRAFTS["the order of ways out"]) == [
        ChangedRow("playbooks/damaged", "", CHANGED, ("resolutions",))
    ]
