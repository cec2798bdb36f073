"""How much a shop's own outcomes count against what is declared."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from amends.playbooks.assess import assess
from amends.playbooks.facts import LearntChance, LearntPrice
from amends.playbooks.learnt import (
    BASES,
    CHANCE_PLACES,
    basis_text,
    chance_after,
    learning,
    line_name,
    outcome_rule,
    price_after,
)
from tests.playbooks.cases import case
from tests.playbooks.test_assess import CASES

ESTIMATES = st.decimals("0.001", "0.999", places=3)
PARTS = st.decimals(0, 1, places=6)
LEAST = learning().least_cases


@given(ESTIMATES, PARTS, st.integers(1, 10_000_000))
def test_it_lies_between_the_declared_and_the_seen(declared: Decimal, part: Decimal, cases: int) -> None:
    found = chance_after(declared, LearntChance(part, cases)).value
    assert 0 <= min(declared, part) <= found <= max(declared, part) <= 1


@given(ESTIMATES, PARTS, st.integers(LEAST, 10_000), st.integers(1, 10_000))
def test_more_cases_bring_it_nearer_to_what_was_seen(
    declared: Decimal, part: Decimal, cases: int, more: int
) -> None:
    first = chance_after(declared, LearntChance(part, cases)).value
    second = chance_after(declared, LearntChance(part, cases + more)).value
    assert abs(second - part) <= abs(first - part)


@given(ESTIMATES, PARTS)
def test_in_the_end_it_is_what_was_seen(declared: Decimal, part: Decimal) -> None:
    found = chance_after(declared, LearntChance(part, 10_000_000)).value
    assert abs(found - part) <= CHANCE_PLACES


@given(ESTIMATES, st.integers(LEAST, 10_000), st.integers(0, 10_000))
def test_one_bad_case_more_moves_it_by_less_than_a_twentieth(declared: Decimal, cases: int, bad: int) -> None:
    assume(bad < cases)
    before = chance_after(declared, LearntChance(Decimal(bad) / cases, cases)).value
    after = chance_after(declared, LearntChance(Decimal(bad + 1) / (cases + 1), cases + 1)).value
    assert after - before <= Decimal(1) / learning().worth_cases


@pytest.mark.parametrize(
    ("declared", "seen", "expected"),
    [
        ("0.10", None, ("0.10", "default", None)),
        ("0.10", ("1", 4), ("0.10", "default", None)),
        ("0.10", ("1", 5), ("0.2800", "learnt", 5)),
        ("0.10", ("0", 20), ("0.0500", "learnt", 20)),
        ("1", ("0", 500), ("1", "default", None)),
        ("0", ("1", 500), ("0", "default", None)),
    ],
)
def test_the_rule(declared: str, seen: tuple[str, int] | None, expected: tuple[str, str, int | None]) -> None:
    found = chance_after(Decimal(declared), LearntChance(Decimal(seen[0]), seen[1]) if seen else None)
    assert (str(found.value), found.basis, found.cases) == expected


@given(CASES, st.sampled_from(["claim", "defect", "bad_review"]))
def test_a_single_bad_case_never_changes_what_is_recommended(facts: Any, line: str) -> None:
    from dataclasses import replace

    plain = assess(replace(facts, learnt={}))
    one_bad = {f"{one.code}.{line}": LearntChance(Decimal(1), 1) for one in plain.resolutions}
    assert assess(replace(facts, learnt=one_bad)).recommended == plain.recommended


def test_many_bad_cases_do() -> None:
    facts: dict[str, Any] = {"evidence": frozenset({"photo_goods"}), "stock_good": 3}
    first = assess(case(**facts)).recommended
    assert first is not None
    bad = {f"{first}.{line}": LearntChance(Decimal(1), 900) for line in ("claim", "bad_review", "defect")}
    assert assess(case(**facts, learnt=bad)).recommended not in (None, first)


def test_a_price_is_learnt_from_five_cases_on() -> None:
    assert price_after(LearntPrice(Decimal(4), LEAST - 1)) is None
    found = price_after(LearntPrice(Decimal(4), LEAST))
    assert found is not None
    assert (found.value, found.basis, found.cases) == (Decimal(4), "learnt", LEAST)


def test_where_a_figure_is_from_is_said_in_three_languages() -> None:
    said = {locale: basis_text("learnt", 48, locale) for locale in ("en", "zh-Hans", "fr")}
    assert said == {
        "en": "from 48 of your cases",
        "zh-Hans": "来自你的 48 个工单",
        "fr": "d’après 48 de vos dossiers",
    }
    assert all(basis_text(basis, None, "fr") for basis in BASES)
    assert line_name("bad_review", "zh-Hans") == "差评风险"


def test_what_counts_as_bad_hangs_on_the_marketplace() -> None:
    assert "claim" in outcome_rule("amazon").defect
    assert outcome_rule("shopify") == outcome_rule("nowhere")
