"""From the files of a shop to what its next case costs: orders, messages, ways out, feedback, figures."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from amends.accounts.models import Shop
from amends.cases.actions import need_no_response, solve_case
from amends.cases.models import Case
from amends.core import clock
from amends.core.actor import Actor
from amends.erasure.actions import erase_order_buyer
from amends.imports.actions import import_path
from amends.insights.case_document import case_assessment
from amends.orders.models import Order
from amends.playbooks.finishing import finish_step
from amends.playbooks.learning import learn_figures
from amends.playbooks.models import CarrierClaim, LearntFigure
from amends.playbooks.noting import note_fact
from amends.playbooks.runner import review_all_due
from tests.imports.exports import amazon_orders, amazon_row, table
from tests.people import actor, organisation, shop, user

pytestmark = pytest.mark.django_db
FIRST = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
LATER = FIRST + timedelta(days=40)
PAST = range(1, 7)
TABLE = ("message_id", "conversation_id", "order_number", "buyer", "direction", "sent_at", "text")


@pytest.fixture
def us() -> Shop:
    return shop(organisation(), "US")


@pytest.fixture
def lead(us: Shop) -> Actor:
    return actor(user(us.organisation, "lena", "lead"))


def number(n: int) -> str:
    return f"112-0000000-000000{n}"


def bring(us: Shop, file: Path, by: Actor) -> None:
    done = import_path(file, us, by=by)
    assert done.state == "done", done.error


def orders_and_messages(us: Shop, folder: Path, numbers: range, at: datetime, by: Actor) -> None:
    rows = [amazon_row(amazon_order_id=number(n), buyer_email=f"buyer{n}@example.org") for n in numbers]
    bring(us, amazon_orders(folder / f"orders{numbers.start}.txt", *rows), by)
    letters = [
        {
            "message_id": f"m{n}",
            "conversation_id": f"c{n}",
            "order_number": number(n),
            "buyer": f"Buyer {n}",
            "direction": "in",
            "sent_at": at.isoformat(),
            "text": "The planter arrived broken and damaged. I have a photo.",
        }
        for n in numbers
    ]
    bring(us, table(folder / f"messages{numbers.start}.csv", TABLE, letters), by)


def work_off(case: Case, by: Actor) -> None:
    """The buyer chose a new one: what stands in the way of solving is done, and the case is solved."""
    note_fact(case, "photo_goods", True, by=by)
    note_fact(case, "photo_carton", True, by=by)
    note_fact(case, "stock_good", 9, by=by)
    note_fact(case, "chosen", "reship", by=by)
    need_no_response(case, by=by)
    for item in case.work_items.exclude(step="").filter(state="open").order_by("pk"):
        item.refresh_from_db()
        if item.state == "open":
            finish_step(item, by=by)
    solve_case(case, by=by)


def costs(case: Case, way: str) -> dict[str, Any]:
    told = case_assessment(case)["resolutions"]
    cost = next(one for one in told if one["code"] == way)["cost"]
    return {line["line"]: line for line in cost["lines"]}


def test_outcomes_teach_the_next_case(us: Shop, lead: Actor, tmp_path: Path) -> None:
    with clock.frozen_at(FIRST):
        orders_and_messages(us, tmp_path, PAST, FIRST, lead)
        review_all_due()
        cases = list(Case.objects.order_by("pk"))
        assert {case.issue_types[0] for case in cases} == {"damaged"}
        declared = costs(cases[0], "reship")["bad_review"]
        assert (declared["basis"], declared["cases"]) == ("default", None)
        for case in cases:
            work_off(case, lead)
    with clock.frozen_at(FIRST + timedelta(days=9)):
        assert "carrier_paid" in {ask["fact"] for ask in case_assessment(Case.objects.earliest("pk"))["asks"]}
        assert CarrierClaim.objects.filter(cause="damaged").count() == len(cases)
        for case, paid in zip(cases, ("0", "0", "99.00", "0", "0", "0"), strict=True):
            note_fact(case, "carrier_paid", {"amount": paid, "currency": "USD"}, by=lead)
        asked = {ask["fact"] for ask in case_assessment(Case.objects.earliest("pk"))["asks"]}
        assert "carrier_paid" not in asked
        rated = [
            {"Date": "11/25/26", "Rating": stars, "Comments": "Broken", "Order ID": number(n)}
            for n, stars in zip(PAST, "115555", strict=True)
        ]
        columns = ("Date", "Rating", "Comments", "Response", "Order ID", "Rater Email")
        bring(us, table(tmp_path / "feedback.csv", columns, rated), lead)
    with clock.frozen_at(LATER):
        learn_figures(by=lead)
        orders_and_messages(us, tmp_path, range(7, 8), LATER, lead)
        newest = Case.objects.order_by("-pk")[0]
        note_fact(newest, "photo_carton", True, by=lead)
        lines = costs(Case.objects.get(pk=newest.pk), "reship")
    review, carrier = lines["bad_review"], lines["carrier_claim"]
    before = Decimal(declared["chance"])
    assert (review["basis"], review["cases"], review["from"]) == ("learnt", 6, "from 6 of your cases")
    assert Decimal(review["chance"]) == round((20 * before + 2) / 26, 4)
    assert (carrier["basis"], carrier["cases"]) == ("learnt", 6)
    assert Decimal(carrier["chance"]) == round((20 * Decimal("0.5") + 1) / 26, 4)


def test_erasing_a_buyer_leaves_what_was_learnt(us: Shop, lead: Actor, tmp_path: Path) -> None:
    with clock.frozen_at(FIRST):
        orders_and_messages(us, tmp_path, PAST, FIRST, lead)
        review_all_due()
        for case in Case.objects.order_by("pk"):
            work_off(case, lead)
    with clock.frozen_at(LATER):
        learn_figures(by=lead)
        before = list(LearntFigure.objects.order_by("pk").values_list("pk", "value", "cases"))
        assert before
        erase_order_buyer(Order.objects.select_related("shop", "buyer").get(number=number(1)), by=lead)
        assert learn_figures(by=lead) == 0
    assert list(LearntFigure.objects.order_by("pk").values_list("pk", "value", "cases")) == before
