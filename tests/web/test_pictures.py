from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from amends.web.pictures import EDGE, WIDTH, route, shortened, timeline

START = datetime(2026, 11, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 500).map(lambda hours: START + timedelta(hours=hours))


def test_no_route_with_fewer_than_two_places() -> None:
    assert route([]) is None
    assert route([("Reno", START), ("Reno", START), ("", START)]) is None


@given(st.lists(st.tuples(st.text(max_size=30), MOMENTS), max_size=20))
def test_a_route_stays_inside_and_in_order(passed: list[tuple[str, datetime]]) -> None:
    drawn = route(passed)
    if drawn is None:
        return
    places = [stop.x for stop in drawn.stops]
    assert places == sorted(set(places))
    assert places[0] == EDGE
    assert places[-1] == WIDTH - EDGE
    assert 2 <= len(drawn.stops) <= 4
    assert [stop.last for stop in drawn.stops] == [False] * (len(places) - 1) + [True]


def test_places_between_are_counted() -> None:
    drawn = route([(name, START) for name in "ABCDEFG"])
    assert drawn is not None
    assert ([stop.name for stop in drawn.stops], drawn.skipped) == (["A", "D", "F", "G"], 3)


def test_chinese_labels_are_cut_by_width() -> None:
    assert shortened("呼和浩特转运中心", 9) == "呼和浩特…"
    assert shortened("Reno", 4) == "Reno"


@given(st.lists(st.none() | MOMENTS, min_size=6, max_size=6), MOMENTS)
def test_a_timeline_stays_inside(times: list[datetime | None], now: datetime) -> None:
    placed, shipped, ended, ship_by, since, until = times
    drawn = timeline(
        placed_at=placed,
        shipped_at=shipped,
        ended_at=ended,
        ship_by=ship_by,
        promised=(since, until),
        now=now,
    )
    if drawn is None:
        return
    marks = [*drawn.dots, *(mark for mark in (drawn.ship_by, drawn.now) if mark is not None)]
    assert all(EDGE <= mark <= WIDTH - EDGE for mark in marks)
    assert all(span.width > 0 for span in drawn.spans)


def test_late_handling_is_late() -> None:
    drawn = timeline(
        placed_at=START, shipped_at=START + timedelta(days=3), ended_at=None,
        ship_by=START + timedelta(days=1),
        promised=(None, None), now=START + timedelta(days=60),
    )  # fmt: skip
    assert drawn is not None
    assert [span.tone for span in drawn.spans] == ["late"]
    assert drawn.now is None, "long ago: the present is off the picture"
