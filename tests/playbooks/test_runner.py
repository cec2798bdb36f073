"""Steps as work items: begun, moved, done, moot, in the transaction of what changed them."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from amends.cases.actions import CaseConflict, solve_case
from amends.cases.models import Case, CaseReview, Clock, WorkItem
from amends.core import clock
from amends.core.errors import NotAllowed
from amends.history.models import Event
from amends.inbox.models import Message
from amends.orders.models import Order, OrderLine
from amends.playbooks.assess import assess
from amends.playbooks.finishing import finish_step, reopen_step
from amends.playbooks.gathering import facts_of
from amends.playbooks.noting import (
    forget_deadline,
    forget_fact,
    note_deadline,
    note_event,
    note_fact,
)
from amends.playbooks.runner import review_all_due, review_case, role_of
from amends.policies.facts import BadFacts
from amends.returns.models import Return
from tests.inbox.desk import WROTE_AT, Desk, desk_with_case
from tests.people import actor, user

pytestmark = pytest.mark.django_db
LATER = WROTE_AT + timedelta(hours=1)


def desk_of(issue_type: str, **answers: Any) -> Desk:
    desk = desk_with_case()
    order = Order.objects.create(
        organisation=desk.shop.organisation,
        seller_account=desk.shop.seller_account,
        shop=desk.shop,
        number=desk.case.order_number,
        currency="USD",
        total=Decimal("40.00"),
        sorted_at=WROTE_AT,
        created_at=WROTE_AT,
    )
    OrderLine.objects.create(
        organisation=desk.shop.organisation, order=order, key="1", quantity=1, fulfilment="seller"
    )
    said = {name: {"value": value, "at": WROTE_AT.isoformat(), "by": None} for name, value in answers.items()}
    Case.objects.filter(pk=desk.case.pk).update(order=order, issue_types=[issue_type], answers=said)
    desk.case = desk.fresh()
    return desk


def items(desk: Desk) -> dict[str, WorkItem]:
    return {row.step: row for row in WorkItem.objects.filter(case=desk.case).exclude(step="").order_by("pk")}


def states(desk: Desk) -> dict[str, str]:
    return {code: row.state for code, row in items(desk).items()}


def reply_at(desk: Desk, hours: int) -> None:
    """An answer of ours stands in the conversation."""
    message = desk.write(hours=hours)
    Message.objects.filter(pk=message.pk).update(direction="out")


def test_a_case_gets_its_steps_once(desk: Desk) -> None:
    with clock.frozen_at(LATER):
        assert review_case(desk.case.pk)
        first = states(desk)
        assert not review_case(desk.case.pk)
    assert first == {"answer": "open", "check_branch": "open", "record_error": "open"}
    assert items(desk)["answer"].due_at == LATER + timedelta(hours=1)
    with clock.frozen_at(LATER + timedelta(hours=5)):
        assert not review_case(desk.case.pk)
    assert items(desk)["answer"].due_at == LATER + timedelta(hours=1)


@pytest.fixture
def desk() -> Desk:
    return desk_of("wrong_carrier")


def test_an_answer_moves_the_steps_at_once_and_can_be_taken_back(desk: Desk) -> None:
    with clock.frozen_at(LATER):
        note_fact(desk.case, "serves_address", False, by=desk.by)
        note_fact(desk.case, "pickup_km", 4, by=desk.by)
        found = assess(facts_of(desk.fresh()))
        assert (found.outcome, found.recommended) == ("judged", "self_pickup")
        assert states(desk)["check_branch"] == "done"
        assert states(desk)["pay_compensation"] == "open"
        note_fact(desk.case, "pickup_km", 44, by=desk.by)
        assert assess(facts_of(desk.fresh())).recommended != "self_pickup"
        assert states(desk)["pay_compensation"] in ("cancelled", "open")
        forget_fact(desk.case, "serves_address", by=desk.by)
        assert assess(facts_of(desk.fresh())).outcome == "ask"
    assert Event.objects.filter(verb="fact_noted", subject_id=desk.case.pk).count() == 3
    assert Event.objects.filter(verb="fact_forgotten").count() == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("serves_address", "no"),
        ("mood", True),
        ("pickup_km", -1),
        ("duties", {"amount": "3.00", "currency": "EUR"}),
        ("chosen", "elope"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused(desk: Desk, name: str, value: object) -> None:
    with pytest.raises(BadFacts):
        note_fact(desk.case, name, value, by=desk.by)
    assert desk.fresh().answers == {}


def test_approval_is_the_leads(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        note_fact(desk.case, "approved", True, by=desk.by)
    lead = actor(user(desk.shop.organisation, "lea", "lead"))
    note_fact(desk.case, "approved", True, by=lead)
    assert desk.fresh().answers["approved"]["by"] == lead.user_id


def test_the_spare_part_from_the_shelf_to_the_buyer() -> None:
    desk = desk_of(
        "missing_item", missing_kind="accessory", stock_good=0, stock_unsellable=1, weight_short=True
    )
    hand = actor(user(desk.shop.organisation, "wei", "warehouse"))
    with clock.frozen_at(LATER):
        note_fact(desk.case, "chosen", "spare_from_unsellable", by=desk.by)
        begun = items(desk)
        assert (begun["take_part"].role, begun["take_part"].is_blocking) == ("warehouse", True)
        assert "send_part" not in begun
        with pytest.raises(CaseConflict):
            solve_case(desk.fresh(), by=desk.by)
        with pytest.raises(NotAllowed):
            finish_step(begun["answer"], by=hand)
        finish_step(begun["take_part"], by=hand)
    with clock.frozen_at(LATER + timedelta(hours=2)):
        sent = items(desk)["send_part"]
        assert sent.due_at == LATER + timedelta(hours=24)
        finish_step(sent, by=hand)
        found = items(desk)
        assert found["follow_part"].opens_at == LATER + timedelta(hours=2, days=5)
        assert (found["tell_number"].state, found["tell_number"].role) == ("open", "agent")
        reopen_step(items(desk)["send_part"], by=hand)
        assert states(desk)["send_part"] == "open"
        finish_step(items(desk)["send_part"], by=hand)
    reply_at(desk, 4)
    with clock.frozen_at(WROTE_AT + timedelta(hours=5)):
        review_case(desk.case.pk)
    assert states(desk)["tell_number"] == states(desk)["answer"] == "done"
    done = Event.objects.filter(verb="step_done", subject_id=desk.case.pk)
    assert [event.detail["step"] for event in done.order_by("pk")] == ["take_part", "send_part", "send_part"]


def test_a_moot_step_does_not_come_back_by_itself() -> None:
    desk = desk_of("delayed", disruption=True, shipped_at="2026-11-08T18:00:00Z", chosen="refund")
    with clock.frozen_at(LATER):
        review_case(desk.case.pk)
        finish_step(items(desk)["pay_back"], by=desk.by)
        note_fact(desk.case, "parcel_state", "delivered", by=desk.by)
        assert items(desk)["stop_parcel"].moot_at is not None
        note_fact(desk.case, "parcel_state", "in_transit", by=desk.by)
        assert states(desk)["stop_parcel"] == "cancelled"
        stood = facts_of(desk.fresh()).steps
        assert stood["stop_parcel"].state == "moot"
    counts = [row.state for row in items(desk).values()]
    assert len(counts) == sum(counts.count(state) for state in ("open", "done", "cancelled"))


def test_a_typed_deadline_wins_and_is_taken_back(desk: Desk) -> None:
    due = LATER + timedelta(hours=3)
    with clock.frozen_at(LATER):
        note_deadline(desk.case, "answer", due, by=desk.by)
        typed = Clock.objects.get(case=desk.case, kind="answer", side="platform", state="running")
        assert typed.due_at == due
        assert desk.fresh().next_due_at == due
        forget_deadline(desk.case, "answer", by=desk.by)
        assert not Clock.objects.filter(case=desk.case, kind="answer", due_at=due, state="running").exists()
        with pytest.raises(BadFacts):
            note_deadline(desk.case, "doom", due, by=desk.by)
        with pytest.raises(BadFacts):
            note_deadline(desk.case, "answer", LATER + timedelta(days=900), by=desk.by)


def test_an_event_is_noted_in_the_past_only(desk: Desk) -> None:
    with clock.frozen_at(LATER):
        note_event(desk.case, "claim_opened", WROTE_AT, by=desk.by)
        assert "claim_opened" in facts_of(desk.fresh()).happened
        with pytest.raises(BadFacts):
            note_event(desk.case, "claim_opened", LATER + timedelta(hours=1), by=desk.by)
        with pytest.raises(BadFacts):
            note_event(desk.case, "wedding", WROTE_AT, by=desk.by)


def test_what_a_return_says_is_told_to_the_case(desk: Desk) -> None:
    order = desk.case.order
    assert order is not None
    Return.objects.create(
        organisation=desk.shop.organisation,
        seller_account=desk.shop.seller_account,
        shop=desk.shop,
        source="test",
        key="r1",
        order_number=order.number,
        order=order,
        requested_at=WROTE_AT,
        received_at=LATER,
        created_at=LATER,
    )
    assert review_case(desk.case.pk)
    told = desk.fresh().happened
    assert (told["return_requested"]["of"], set(told)) == ("return", {"return_requested", "return_received"})
    assert not review_case(desk.case.pk)


def test_what_changed_is_looked_at_once(desk: Desk) -> None:
    from amends.cases.announcing import announce

    announce([desk.case.pk])
    announce([desk.case.pk])
    assert CaseReview.objects.count() == 2
    assert review_all_due() == 1
    assert CaseReview.objects.count() == 0
    assert "answer" in items(desk)


def test_another_issue_type_puts_the_steps_aside(desk: Desk) -> None:
    review_case(desk.case.pk)
    Case.objects.filter(pk=desk.case.pk).update(issue_types=["damaged"])
    review_case(desk.case.pk)
    rows = WorkItem.objects.filter(case=desk.case).exclude(step="")
    assert {row.state for row in rows.filter(issue_type="wrong_carrier")} == {"cancelled"}
    assert rows.filter(issue_type="damaged", state="open").exists()
    Case.objects.filter(pk=desk.case.pk).update(issue_types=["wrong_carrier"])
    review_case(desk.case.pk)
    assert rows.get(issue_type="wrong_carrier", step="answer").state == "open"


def test_every_owner_has_a_list() -> None:
    assert [role_of(owner) for owner in ("warehouse", "order_check", "carrier")] == [
        "warehouse",
        "lead",
        "agent",
    ]
