"""What is wrong with a draft is told with its file, its line and what mends it."""

from datetime import date

import pytest

from amends.core.packs import pack_bytes
from amends.publishing.checking import check_files, is_clean
from tests.publishing.drafts import HARSHER, KINDER, OWN_CLOCKS

TODAY = date(2026, 11, 21)
PLAYBOOK = pack_bytes("playbooks/missing_item").decode()


def test_what_the_product_brings_is_clean_as_a_draft() -> None:
    own = ["policies/shop", "tables/returns/shop", "case_costs", "playbooks/missing_item"]
    files = {name: pack_bytes(name).decode() for name in own}
    assert [str(one) for one in check_files(files, TODAY) if one.level == "error"] == []


def test_a_kinder_row_is_clean() -> None:
    assert is_clean(check_files({"tables/returns/shop": KINDER}, TODAY))


def test_a_row_below_the_floor_is_told_with_the_row_it_offends() -> None:
    found = check_files({"tables/returns/shop": HARSHER}, TODAY)
    assert any(
        "shop_return/used is harsher" in one.message and "amazon_return/window" in one.message
        for one in found
    )
    assert all(one.file and one.line for one in found if one.level == "error")


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("policies/shop", "side: [", "no valid YAML"),
        ("policies/shop", "- 1\n", "no mapping"),
        ("policies/shop", OWN_CLOCKS.replace("kind: answer", "kind: anwser"), "anwser"),
        ("policies/shop", OWN_CLOCKS.replace("minutes: 720", "minutes: 12 hours"), "12 hours"),
        ("policies/shop", OWN_CLOCKS.replace("read_on: 2026", "read_at: 2026"), "read_on"),
        ("policies/amazon", pack_bytes("policies/amazon").decode(), "speaks for platform"),
        ("tables/returns/law_eu", pack_bytes("tables/returns/law_eu").decode(), "speaks for law"),
        ("triage/en/delayed", "a: 1", "no pack of a seller"),
        ("../../etc/passwd", "a: 1", "no pack of a seller"),
        ("playbooks/missing_item", PLAYBOOK.replace("verb: reship", "verb: teleport", 1), "teleport"),
        (
            "playbooks/missing_item",
            PLAYBOOK.replace("weight_short: true", "wait_short: true", 1),
            "wait_short",
        ),
        ("playbooks/missing_item", PLAYBOOK.replace("after: take_part", "after: send_part", 1), "send_part"),
    ],
)
def test_bad_input_is_refused_with_its_place(name: str, text: str, told: str) -> None:
    found = [one for one in check_files({name: text}, TODAY) if one.level == "error"]
    assert any(told in one.message for one in found), [str(one) for one in found]
    assert all(one.file == name and one.mend for one in found)


def test_a_wrong_line_is_pointed_at() -> None:
    text = PLAYBOOK.replace("verb: reship", "verb: teleport", 1)
    wrong = next(n for n, line in enumerate(text.splitlines(), 1) if "teleport" in line)
    [found] = check_files({"playbooks/missing_item": text}, TODAY)
    assert found.line == wrong


def test_a_row_that_ends_this_week_is_told_before() -> None:
    ending = OWN_CLOCKS.replace("    due:", "    applies: [{until: 2026-11-25}]\n    due:", 1)
    found = check_files({"policies/shop": ending}, TODAY)
    assert [one.code for one in found if one.level == "warning"] == ["row_expires"]


def test_what_a_draft_takes_from_others_is_told() -> None:
    facts = pack_bytes("case_facts/goods").decode()
    without = "\n".join(line for line in facts.splitlines() if "name: stock_good" not in line)
    found = check_files({"case_facts/goods": without}, TODAY)
    assert any("playbooks/" in one.file and "stock_good" in one.message for one in found)
