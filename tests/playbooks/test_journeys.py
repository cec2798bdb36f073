"""Plans from beginning to end, through the database: what begins when, who does it, and when it stops."""

from datetime import timedelta

import pytest

from amends.cases.actions import CaseConflict, solve_case
from amends.core import clock
from amends.core.actor import Actor
from amends.playbooks.finishing import finish_step
from amends.playbooks.noting import note_deadline, note_event, note_fact
from amends.playbooks.runner import review_case
from tests.inbox.desk import WROTE_AT, Desk
from tests.people import actor, user
from tests.playbooks.test_runner import LATER, desk_of, items, reply_at, states

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def somebody(desk: Desk, role: str) -> Actor:
    return actor(user(desk.shop.organisation, role, role))


def claimed(desk: Desk, *, answer_within: timedelta) -> None:
    """The buyer has opened a claim an hour after writing; the platform names the time for an answer."""
    note_deadline(desk.case, "claim_answer", LATER + answer_within, by=desk.by)
    note_event(desk.case, "claim_opened", LATER, by=desk.by)


class TestDefendingAClaim:
    def test_contact_cools_off_and_the_answer_keeps_eight_hours_in_hand(self) -> None:
        desk = desk_of("dispute_opened", claim_reason="not_received", delivery_proof=True)
        with clock.frozen_at(LATER):
            claimed(desk, answer_within=7 * DAY)
            begun = items(desk)
            assert begun["first_contact"].opens_at == LATER + 12 * HOUR, "it cools off first"
            assert begun["ask_carrier"].due_at == LATER + 4 * HOUR
        with clock.frozen_at(LATER + 13 * HOUR):
            review_case(desk.case.pk)
            assert items(desk)["first_contact"].due_at == LATER + 24 * HOUR
            note_fact(desk.case, "chosen", "defend", by=desk.by)
            answer = items(desk)["representation"]
            assert answer.due_at == LATER + 7 * DAY - 8 * HOUR

    def test_with_little_time_left_it_begins_at_once(self) -> None:
        desk = desk_of("dispute_opened", claim_reason="not_received")
        with clock.frozen_at(LATER):
            claimed(desk, answer_within=48 * HOUR)
            assert items(desk)["first_contact"].due_at == LATER

    def test_a_closed_claim_ends_the_plan(self) -> None:
        desk = desk_of("dispute_opened", claim_reason="not_received", delivery_proof=True, chosen="defend")
        with clock.frozen_at(LATER):
            claimed(desk, answer_within=7 * DAY)
        with clock.frozen_at(LATER + DAY):
            note_event(desk.case, "claim_closed", LATER + DAY, by=desk.by)
            left = [
                code
                for code, row in items(desk).items()
                if row.state == "open" and row.plan == "claim_defence"
            ]
            assert left == []


def test_behind_a_storm_the_buyer_is_paid_first_and_the_loss_is_booked() -> None:
    desk = desk_of("delayed", disruption=True, shipped_at="2026-11-08T18:00:00Z", chosen="refund")
    finance = somebody(desk, "finance")
    with clock.frozen_at(LATER):
        review_case(desk.case.pk)
        begun = items(desk)
        assert {"note_region", "pay_back", "book_to_carrier"} <= set(begun)
        assert not {"tell_buyer", "stop_parcel", "watch_booking"} & set(begun)
        finish_step(begun["pay_back"], by=desk.by)
        assert {"tell_buyer", "stop_parcel"} <= set(items(desk))
    reply_at(desk, 3)
    with clock.frozen_at(LATER + 3 * HOUR):
        review_case(desk.case.pk)
        assert states(desk)["tell_buyer"] == "done"
        with pytest.raises(CaseConflict):
            solve_case(desk.fresh(), by=desk.by)
        finish_step(items(desk)["book_to_carrier"], by=finance)
        assert items(desk)["watch_booking"].opens_at == LATER + 3 * HOUR + 30 * DAY


def test_the_wrong_carrier_hands_it_on_and_somebody_sees_it_arrive() -> None:
    desk = desk_of("wrong_carrier", serves_address=False, parcel_state="in_transit", chosen="transfer")
    with clock.frozen_at(LATER):
        review_case(desk.case.pk)
        assert "see_transfer" not in items(desk)
        finish_step(items(desk)["hand_to_other_carrier"], by=desk.by)
        see = items(desk)["see_transfer"]
        assert see.opens_at == LATER + DAY
    with clock.frozen_at(LATER + 2 * DAY):
        note_fact(desk.case, "parcel_state", "delivered", by=desk.by)
        assert states(desk)["see_transfer"] == "cancelled"


def test_fetched_at_the_branch_it_is_compensated_and_looked_after() -> None:
    desk = desk_of(
        "wrong_carrier", serves_address=False, parcel_state="in_transit", pickup_km=3, chosen="self_pickup"
    )
    with clock.frozen_at(WROTE_AT + HOUR):
        review_case(desk.case.pk)
        finish_step(items(desk)["pay_compensation"], by=desk.by)
        assert items(desk)["see_pickup"].opens_at == WROTE_AT + HOUR + 2 * DAY
