"""Whatever happens: no clock that was started is lost; each is in one state, which its moves lead to."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.cases.actions import need_no_response, reopen_case, solve_case
from amends.cases.models import Clock
from amends.cases.states import CLOCK_MOVES, CLOCK_RUNNING, CLOCK_STATES, CLOCK_UNMET
from amends.core import clock
from amends.core.errors import AmendsError
from amends.inbox.intake import refresh_all_clocks
from amends.inbox.replying import send_reply
from tests.inbox.rearranging import MONDAY, Talk, case_of, talk

ACTS = ("write", "answer", "reply", "quiet", "solve", "reopen", "zone")
STEP = st.tuples(st.sampled_from(ACTS), st.sampled_from("ab"), st.integers(1, 90))
ZONES = ("Asia/Shanghai", "America/Chicago", "Asia/Kolkata")

Shown = dict[int, tuple[int, str, str, str]]  # id → case, kind, side, state


def act(of: Talk, what: str, thread: str, hours: int) -> None:
    """One thing that happens so many hours after Monday morning; what cannot be done is refused and left."""
    if what == "write":
        of.write(f"{thread}{hours}", "where is it?", hours=hours)
    elif what == "answer":
        of.answer(f"{thread}{hours}", hours=hours)
    elif what == "zone":
        of.shop.time_zone = ZONES[hours % len(ZONES)]
        of.shop.save(update_fields=["time_zone"])
        refresh_all_clocks(of.shop)
    else:
        case = case_of(f"{thread}0")
        try:
            if what == "reply":
                send_reply(case, f"reply {hours}", seen_message_id=case.newest_message_id, by=of.by)
            else:
                {"quiet": need_no_response, "solve": solve_case, "reopen": reopen_case}[what](case, by=of.by)
        except AmendsError:
            return


def shown() -> Shown:
    rows = Clock.objects.order_by("pk").values_list("pk", "case_id", "kind", "side", "state")
    return {pk: (case, kind, side, state) for pk, case, kind, side, state in rows}


def reachable(before: str, after: str) -> bool:
    """Whether moves lead from one state to the other, several within one act included."""
    found, waiting = {before}, [before]
    while waiting:
        for state in CLOCK_MOVES[waiting.pop()]:
            if state not in found:
                found.add(state)
                waiting.append(state)
    return after in found


@pytest.mark.django_db(transaction=True)
@settings(max_examples=20, deadline=None)
@given(st.lists(STEP, max_size=10))
def test_every_clock_started_is_accounted_for(steps: list[tuple[str, str, int]]) -> None:
    with transaction.atomic():
        of = talk()
        for thread in "ab":
            of.write(f"{thread}0", "where is my parcel?", hours=0)
        started: Shown = shown()
        hours = 0
        for what, thread, more in steps:
            hours += more
            with clock.frozen_at(MONDAY + timedelta(hours=hours, minutes=1)):
                act(of, what, thread, hours)
            now = shown()
            assert started.keys() <= now.keys(), "a clock was lost"
            for pk, (*which, state) in started.items():
                assert list(now[pk][:3]) == which
                assert reachable(state, now[pk][3]), (which, state, now[pk][3])
            _check(now)
            started = now
        transaction.set_rollback(True)


def _check(now: Shown) -> None:
    counted = Counter(state for *_, state in now.values())
    assert sum(counted[state] for state in CLOCK_STATES) == len(now) == Clock.objects.count()
    unmet = Counter((case, kind, side) for case, kind, side, state in now.values() if state in CLOCK_UNMET)
    assert not [which for which, count in unmet.items() if count > 1], "two clocks of one kind at once"
    met = Clock.objects.filter(state="met")
    assert not met.filter(met_at=None).exists()
    assert not Clock.objects.filter(state__in=CLOCK_RUNNING).exclude(met_at=None).exists()
