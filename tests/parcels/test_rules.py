from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from amends.parcels.rules import RANK, Standing, standing
from amends.parcels.states import PARCEL_STATES

START = datetime(2026, 11, 11, tzinfo=UTC)
NOTHING = Standing("label_made", None, None, None)


def at(hours):
    return START + timedelta(hours=hours)


def test_every_state_has_its_rank():
    assert set(RANK) == set(PARCEL_STATES)


def test_the_last_event_by_its_own_time_decides():
    events = [(at(30), "delivered"), (at(1), "handed_over"), (at(10), "in_transit")]
    assert standing(events) == Standing("delivered", at(1), at(30), at(30))


def test_a_late_event_does_not_move_the_parcel_back():
    assert standing([(at(30), "delivered"), (at(10), "in_transit")]).state == "delivered"


def test_a_platforms_delivered_holds_against_slower_tracking():
    now = standing([(at(10), "in_transit"), (at(31), "exception")], shipped_at=at(2), delivered_at=at(30))
    assert now == Standing("delivered", at(2), at(30), at(31))


def test_a_platforms_delivered_does_not_hold_against_a_way_back_that_began_after_it():
    assert standing([(at(31), "returning")], delivered_at=at(30)).state == "returning"
    assert standing([(at(29), "returning")], delivered_at=at(30)).state == "delivered"


def test_events_without_a_status_only_tell_when_it_was_last_seen():
    assert standing([(at(5), "")]) == Standing("label_made", None, None, at(5))
    assert standing([]) == NOTHING


def test_returned_after_delivery():
    assert standing([(at(30), "delivered"), (at(60), "returned")]).state == "returned"


@given(st.lists(st.tuples(st.integers(0, 50).map(at), st.sampled_from(["", *PARCEL_STATES]))), st.randoms())
def test_the_order_of_arrival_does_not_matter(events, random):
    shuffled = list(events)
    random.shuffle(shuffled)
    assert standing(events) == standing(shuffled)
