"""Chances and prices from a shop's own cases, as the database counts them."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from amends.accounts.models import Shop
from amends.core import clock
from amends.core.actor import Actor
from amends.core.errors import NotAllowed
from amends.history.models import Event
from amends.playbooks.gathering import facts_of
from amends.playbooks.learning import learn_all, learn_figures
from amends.playbooks.models import LearntFigure
from tests.people import actor, organisation, shop, user
from tests.playbooks.outcomes import NOW, Past, left, lived

Figures = dict[tuple[str, str, str, str], tuple[Decimal, int]]


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.frozen_at(NOW):
        yield


@pytest.fixture
def us(db: None) -> Shop:
    return shop(organisation(), "US")


def learn(of: Shop) -> int:
    return learn_figures(by=Actor(of.organisation_id, None, "worker"))


def figures(of: Shop) -> Figures:
    rows = LearntFigure.objects.filter(shop=of).order_by("pk")
    return {(row.kind, row.name, row.line, row.currency): (row.value, row.cases) for row in rows}


def share(of: Shop, way: str, line: str) -> tuple[Decimal, int] | None:
    return figures(of).get(("chance", way, line, ""))


def test_what_came_of_each_way_out_is_counted(us: Shop) -> None:
    lived(us, Past(claim_after=5))
    lived(us, Past(stars=1))
    lived(us, Past(stars=3))
    lived(us, Past())
    lived(us, Past(chosen="reship"))
    learn(us)
    assert share(us, "refund_keep", "claim") == (Decimal("0.25"), 4)
    assert share(us, "refund_keep", "bad_review") == (Decimal("0.25"), 4)
    assert share(us, "refund_keep", "defect") == (Decimal("0.5"), 4)
    assert share(us, "reship", "claim") == (Decimal(0), 1)


@pytest.mark.parametrize(
    "past",
    [
        Past(is_solved=False),
        Past(days_ago=29),  # too early to tell
        Past(days_ago=731),  # too long ago
        Past(chosen=""),  # nobody knows what was done
        Past(chosen="", steps=("answer",)),  # a step of every way out
        Past(chosen="return_refund", steps=("send_again", "take_back"), issue_type="nothing"),
    ],
)
def test_what_does_not_count(us: Shop, past: Past) -> None:
    lived(us, past)
    learn(us)
    ways = {name for kind, name, _, _ in figures(us) if kind == "chance"}
    assert ways <= ({"return_refund"} if past.issue_type == "nothing" else set())


@pytest.mark.parametrize(
    ("past", "way"),
    [
        (Past(chosen="", steps=("send_again",)), "reship"),
        (Past(chosen="refund_keep", steps=("send_again",)), "reship"),  # what was done counts
        (Past(chosen="reship", steps=("send_again", "take_back")), "reship"),
        (Past(chosen="refund_keep", steps=("send_again", "take_back")), None),  # nobody knows which
        (Past(chosen="refund_keep", steps=("pay_back",)), "refund_keep"),  # the step of two ways out
    ],
)
def test_the_way_that_was_taken(us: Shop, past: Past, way: str | None) -> None:
    lived(us, past)
    learn(us)
    assert {name for kind, name, _, _ in figures(us) if kind == "chance"} == ({way} if way else set())


def test_what_was_there_before_did_not_come_of_it(us: Shop) -> None:
    lived(us, Past(claim_after=-1, stars=1, stars_after=-2))
    learn(us)
    assert share(us, "refund_keep", "defect") == (Decimal(0), 1)


def test_feedback_of_the_same_day_counts(us: Shop) -> None:
    """Files of feedback know the day only: it begins before the way out was taken."""
    case = lived(us, Past(days_ago=60))
    assert case.order is not None
    left(case.order, 1, NOW - timedelta(days=60, hours=7))
    learn(us)
    assert share(us, "refund_keep", "bad_review") == (Decimal(1), 1)


def test_a_claim_told_by_another_case_of_the_order_counts(us: Shop) -> None:
    case = lived(us, Past())
    later = lived(us, Past(chosen="", claim_after=4, is_solved=False))
    type(later).objects.filter(pk=later.pk).update(order=case.order)
    learn(us)
    assert share(us, "refund_keep", "claim") == (Decimal(1), 1)


@pytest.mark.parametrize(
    ("marketplace", "told", "defect"),
    [("amazon", {}, 1), ("ebay", {}, 0), ("shopify", {}, 0), ("ebay", {"claim_outcome": "lost"}, 1)],
)
def test_a_defect_is_what_the_marketplace_counts_as_one(
    db: None, marketplace: str, told: dict[str, Any], defect: int
) -> None:
    of = shop(organisation(), "X", marketplace=marketplace)
    case = lived(of, Past(claim_after=2))
    for name, value in told.items():
        case.answers[name] = {"value": value, "at": NOW.isoformat(), "by": None}
    case.save()
    learn(of)
    assert share(of, "refund_keep", "defect") == (Decimal(defect), 1)


def test_carriers_are_learnt_by_cause_and_by_amount(us: Shop) -> None:
    def paid(amount: str, currency: str = "USD") -> dict[str, Any]:
        return {"carrier_paid": {"amount": amount, "currency": currency}}

    lived(us, Past(claimed=("lost", "20.00"), told=paid("20.00")))
    lived(us, Past(claimed=("lost", "20.00"), told=paid("5.00")))
    lived(us, Past(claimed=("lost", "20.00"), told=paid("0")))
    lived(us, Past(claimed=("lost", "20.00"), told=paid("99.00")))
    lived(us, Past(claimed=("lost", "20.00")))  # not answered yet
    lived(us, Past(claimed=("lost", "20.00"), told=paid("9.00", "EUR")))
    lived(us, Past(claimed=("damaged", "10.00"), told=paid("0")))
    learn(us)
    assert figures(us)["recovery", "lost", "", ""] == (Decimal("0.5625"), 4)
    assert figures(us)["recovery", "damaged", "", ""] == (Decimal(0), 1)


def test_own_prices_are_the_median_of_what_is_known(us: Shop) -> None:
    for amount in ("5.00", "6.00", "8.00", "900.00"):
        lived(us, Past(told={"freight_out": {"amount": amount, "currency": "USD"}}))
    for amount in ("10.00", "12.00", "38.00"):
        lived(us, Past(told={"goods_cost": {"amount": amount, "currency": "USD"}}, is_solved=False))
    lived(us, Past(told={"freight_out": {"amount": "5.00", "currency": "EUR"}}))
    learn(us)
    found = figures(us)
    assert found["price", "freight_out", "", "USD"] == (Decimal(7), 4)
    assert found["price", "freight_out", "", "EUR"] == (Decimal(5), 1)
    assert found["price", "goods_cost", "", "USD"] == (Decimal("0.3"), 3)


def test_other_shops_and_organisations_teach_nothing(us: Shop) -> None:
    beside = shop(us.organisation, "UK", country="GB")
    stranger = shop(organisation("Another"), "US")
    lived(beside, Past(claim_after=1, told={"freight_out": {"amount": "5.00", "currency": "USD"}}))
    lived(stranger, Past(claim_after=1))
    mine = lived(us, Past(chosen="", is_solved=False))
    learn_all()
    assert figures(us) == {}
    assert share(beside, "refund_keep", "claim") == (Decimal(1), 1)
    assert share(stranger, "refund_keep", "claim") == (Decimal(1), 1)
    facts = facts_of(mine)
    assert (facts.learnt, facts.recovery, facts.learnt_prices) == ({}, {}, {})
    learn(us)
    assert share(stranger, "refund_keep", "claim") == (Decimal(1), 1)


def test_the_same_again_changes_nothing_and_what_is_gone_goes(us: Shop) -> None:
    case = lived(us, Past(claim_after=1))
    assert learn(us) == 3
    first = LearntFigure.objects.order_by("pk").first()
    assert learn(us) == 0
    assert LearntFigure.objects.order_by("pk").first() == first
    assert Event.objects.filter(verb="figures_learnt").count() == 1
    type(case).objects.filter(pk=case.pk).update(state="open", solved_at=None)
    assert learn(us) == 3
    assert figures(us) == {}


def test_the_queries_do_not_grow_with_the_cases(us: Shop) -> None:
    lived(us, Past(claim_after=1))
    learn(us)
    with CaptureQueriesContext(connection) as few:
        learn(us)
    for _ in range(30):
        lived(us, Past(stars=1))
    with CaptureQueriesContext(connection) as many:
        assert learn(us) > 0
    assert len(many) <= len(few) + 2  # saving and history, once for all


def test_learning_is_the_leads(us: Shop) -> None:
    with pytest.raises(NotAllowed):
        learn_figures(by=actor(user(us.organisation, "ana", "agent")))
    lead_of_one = actor(user(us.organisation, "lou", "lead", shop=us))
    with pytest.raises(NotAllowed):
        learn_figures(by=lead_of_one)
    assert learn_figures(by=actor(user(us.organisation, "lea", "lead"))) == 0


@pytest.mark.parametrize(
    "change",
    [{"value": Decimal("1.1")}, {"value": Decimal("-0.1")}, {"cases": 0}, {"kind": "mood"}, {"line": ""}],
)
def test_the_database_refuses_what_is_no_chance(us: Shop, change: dict[str, Any]) -> None:
    row = {"kind": "chance", "name": "reship", "line": "claim", "cases": 3, "value": Decimal("0.5")}
    with pytest.raises(IntegrityError), transaction.atomic():
        LearntFigure.objects.create(
            organisation=us.organisation, shop=us, learnt_at=NOW, issue_type="damaged", **(row | change)
        )


PASTS = st.builds(
    Past,
    chosen=st.sampled_from(["", "refund_keep", "reship"]),
    steps=st.sampled_from([(), ("send_again",), ("take_back",), ("send_again", "take_back")]),
    days_ago=st.sampled_from([10, 31, 60, 700, 800]),
    claim_after=st.none() | st.integers(-3, 20),
    stars=st.none() | st.integers(1, 5),
    stars_after=st.integers(-3, 20),
    is_solved=st.booleans() | st.just(True),
)


def counted_one_by_one(pasts: list[Past]) -> Figures:
    """The same, case by case, without a database."""
    came: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for past in pasts:
        done = [{"send_again": "reship", "take_back": "return_refund"}[step] for step in past.steps]
        way = done[0] if len(done) == 1 else past.chosen if not done or past.chosen in done else ""
        # the first day of the period is solved a day later: it is inside
        if not way or not past.is_solved or not 30 <= past.days_ago <= 730:
            continue
        claim = past.claim_after is not None and past.claim_after > 0
        review = past.stars is not None and past.stars <= 2 and past.stars_after >= 0
        for line, hit in (("claim", claim), ("bad_review", review), ("defect", claim or review)):
            came[way, line].append(hit)
    return {
        ("chance", way, line, ""): (
            Decimal(round(sum(hits) / len(hits), 6)).quantize(Decimal("1e-6")),
            len(hits),
        )
        for (way, line), hits in came.items()
    }


class CountedOneByOne(TestCase):
    @given(st.lists(PASTS, max_size=8))
    @settings(max_examples=25)
    def test_the_figures_are_those_of_counting_one_by_one(self, pasts: list[Past]) -> None:
        with clock.frozen_at(NOW):
            us = shop(organisation(), "US")
            for past in pasts:
                lived(us, past)
            learn(us)
            there = figures(us)
            assert there == counted_one_by_one(pasts)
            back = shop(us.organisation, "BACK")
            for past in reversed(pasts):
                lived(back, past)
            learn(us)
            assert figures(back) == there == figures(us)
