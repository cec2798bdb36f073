"""A number that was changed while a sentence beside it still names the old one is warned of."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.packs import PACKS, pack_bytes, pack_names
from amends.policies.tables.findings import Finding
from amends.policies.tables.written import read_written
from amends.publishing.checking import check_files, is_clean
from amends.publishing.number_words import names_number
from amends.publishing.old_numbers import old_numbers

TODAY = date(2026, 11, 22)
RETURNS = pack_bytes("tables/returns/shop").decode()
FAULT = "when: {days_kept: {min: 0 days, max: 30 days}, faulty: true}"
LONGER = RETURNS.replace(FAULT, FAULT.replace("30", "45"))
FAMILIES = ("policies", "tables", "playbooks", "case_facts")


def told(before: str, after: str, name: str = "tables/returns/shop") -> list[Finding]:
    return list(old_numbers(name, before, read_written(after.encode(), name)))


def test_the_row_and_the_languages_are_told() -> None:
    assert LONGER != RETURNS
    [found] = told(RETURNS, LONGER)
    assert (found.code, found.level, found.row) == ("old_number", "warning", "fault")
    assert found.message == "fault: the text still says 30 (en, zh-Hans, fr), the row does not."
    assert LONGER.splitlines()[found.line - 1].strip() == "text:"


def test_a_language_that_was_mended_is_not_told() -> None:
    half = LONGER.replace("Within 30 days we take", "Within 45 days we take")
    [found] = told(RETURNS, half)
    assert "(zh-Hans, fr)" in found.message
    whole = half.replace("30 天内有质量", "45 天内有质量").replace("Pendant 30 jours", "Pendant 45 jours")
    assert told(RETURNS, whole) == []


def test_what_names_both_numbers_was_written_knowingly() -> None:
    both = LONGER.replace("Within 30 days we take", "Within 45 days, no longer 30, we take")
    assert "(zh-Hans, fr)" in told(RETURNS, both)[0].message


def test_it_is_a_warning_in_the_checks_of_a_draft() -> None:
    found = check_files({"tables/returns/shop": LONGER}, TODAY)
    assert "old_number" in {one.code for one in found}
    assert is_clean([one for one in found if one.code == "old_number"])
    again = check_files({"tables/returns/shop": LONGER}, TODAY, before={"tables/returns/shop": LONGER})
    assert "old_number" not in {one.code for one in again}


def test_the_row_that_follows_another_is_held_against_it() -> None:
    policy = pack_bytes("policies/law_cn").decode()
    row = policy.split("  - id: cn.cpl25.return\n")[1].split("  - id: ")[0]
    newer = row.replace("n: 7", "n: 14")
    assert newer != row
    followed = policy.replace(row, f"{row}  - id: cn.cpl25.return\n{newer}")
    [found, *_] = told(policy, followed, "policies/law_cn")
    assert "still says 7" in found.message
    assert found.row == "cn.cpl25.return"


def test_what_comes_with_the_product_is_as_it_was() -> None:
    for name in (name for family in FAMILIES for name in pack_names(family)):
        text = (PACKS / f"{name}.yaml").read_text(encoding="utf-8")
        assert told(text, text, name) == []


@pytest.mark.parametrize(
    ("sentence", "number", "unit", "names"),
    [
        ("Within thirty days", "30", "days", True),
        ("Sous quarante-huit heures.", "48", "hours", True),
        ("After 2 days", "48", "hours", True),
        ("签收后十五天内", "15", "days", True),
        ("签收后二十五天内", "15", "days", False),
        ("两天内", "48", "hours", True),
        ("In 2030", "30", "days", False),
        ("Over 1,300 USD", "300", "USD", False),
        ("Over 1,300 USD", "1300", "USD", True),
        ("au-delà de 1 300 €", "1300", "EUR", True),
        ("7.5 %", "7", "", False),
        ("12,50 €", "12.50", "EUR", True),
        ("5.00 USD", "5", "USD", True),
        ("The often-forgotten", "10", "", False),
        ("half of it", "50", "%", False),
    ],
)
def test_how_a_number_is_named(sentence: str, number: str, unit: str, names: bool) -> None:
    assert names_number(sentence, Decimal(number), unit) is names


@given(st.integers(1, 9_999), st.integers(1, 9_999))
def test_figures_are_told_apart(one: int, other: int) -> None:
    assert names_number(f"after {one} days", Decimal(other)) is (one == other)
