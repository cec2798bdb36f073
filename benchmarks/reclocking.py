"""A calendar, or a rule with a clock, has changed: the clocks of all open cases are reckoned anew."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from benchmarks import desk
from benchmarks.fill_cases import CASES_IMPORTED, case_kind, import_copy, make_desk, working_day
from benchmarks.measuring import Finding
from benchmarks.multiplying import highest, multiply
from benchmarks.without_indexes import without_indexes

CASES, FULL = 5_000, 100_000
MOST_SECONDS = 60.0
IN_MEMORY = 2_000
FIRST = 1  # the number of the set that is imported
HOLIDAY = "2026-11-23"  # within the clocks of the set's working day


def run(address: str, *, full: bool) -> list[Finding]:
    """The bar: a minute for 100,000 open cases, in proportion for fewer."""
    from amends.core import clock

    count = FULL if full else CASES
    desk.filled(address, f"open_{count}", f"{count:,} open cases", lambda: fill(count))
    changes: dict[str, Callable[[], dict[str, bytes]]] = {
        "a holiday in every calendar": _one_holiday_more,
        "the shop's own answer time": _another_answer_time,
    }
    with clock.frozen_at(working_day()):
        alone = _judging_alone()
        return [_measured(name, packs(), alone) for name, packs in changes.items()]


def fill(count: int) -> None:
    """Bring the database Django speaks to, which is empty, to so many open cases of the demo's shops."""
    from django.db import connection

    from amends.core import clock

    kind = case_kind()
    with clock.frozen_at(working_day()), connection.cursor() as cursor:
        owner = make_desk()
        begun = highest(cursor, kind.models)
        import_copy(owner, cases=min(count, CASES_IMPORTED), copy=FIRST)
        _something_by_business_days()
        done = highest(cursor, kind.models)
        copies = -(-count // (done[kind.case] - begun[kind.case]))
        with without_indexes(cursor, [model._meta.db_table for model in kind.models]):
            multiply(cursor, kind, begun, done, numbered=FIRST, copies=range(FIRST + 1, FIRST + copies))
        cursor.execute("VACUUM ANALYZE")


def _something_by_business_days() -> None:
    """Claims at eBay and returns at Amazon, noted the day before, as agents do."""
    from amends.cases.models import Case

    at = (working_day() - timedelta(days=1)).isoformat()
    for marketplace, event in (("ebay", "claim_opened"), ("amazon", "return_received")):
        Case.objects.filter(shop__marketplace=marketplace).update(happened={event: {"at": at}})
    _settled()


def _measured(name: str, packs: dict[str, bytes], alone: float) -> Finding:
    """The change is put back afterwards, so that the next run finds the same desk."""
    from amends.cases.models import Case
    from amends.cases.states import AT_WORK

    count = Case.objects.filter(merged_into=None, state__in=AT_WORK).count()
    before = _due()
    with _rulebook(packs):
        took = _settled()
    after = _due()
    moved = sum(1 for key, due in after.items() if before.get(key) != due)
    _settled()
    if _due() != before:
        raise SystemExit("The clocks did not come back to what they were.")
    bar = MOST_SECONDS * count / FULL
    return Finding(
        name=f"clocks of {count:,} open cases after {name}",
        measured=f"{took:.1f} s, {count / took:,.0f} a second, {moved:,} of {len(after):,} clocks moved",
        yardstick=f"judging the clocks alone, in memory: {alone * count:.1f} s",
        ratio=round(alone * count / took, 2),
        bar=f"under {bar:.1f} s ({MOST_SECONDS:.0f} s for {FULL:,})",
        ok=took < bar,
    )


def _settled() -> float:
    from amends.accounts.models import Shop
    from amends.inbox.intake import refresh_all_clocks

    begun = time.perf_counter()
    for shop in Shop.objects.order_by("pk"):
        refresh_all_clocks(shop)
    return time.perf_counter() - begun


def _due() -> dict[Any, Any]:
    from amends.cases.models import Clock
    from amends.cases.states import CLOCK_RUNNING

    running = Clock.objects.filter(state__in=CLOCK_RUNNING).order_by("pk")
    return {tuple(key): due for *key, due in running.values_list("case_id", "kind", "side", "due_at")}


def _judging_alone() -> float:
    """Seconds for the clocks of one case, its facts known."""
    from amends.cases.models import Case
    from amends.cases.states import AT_WORK
    from amends.inbox.clocks import clock_facts
    from amends.policies.clocks import clocks_for

    cases = Case.objects.filter(merged_into=None, state__in=AT_WORK).select_related("shop", "order__person")
    known = [clock_facts(case, case.shop) for case in cases.order_by("pk")[:IN_MEMORY]]
    clocks_for(known[0])
    begun = time.perf_counter()
    for facts in known:
        clocks_for(facts)
    return (time.perf_counter() - begun) / len(known)


@contextmanager
def _rulebook(files: dict[str, bytes]) -> Iterator[None]:
    """Every organisation judges by these packs laid over the product's."""
    from amends.core.pack_sets import PackSet
    from amends.releases import in_force

    packs, kept = PackSet(files), in_force.packs_of
    in_force.packs_of = lambda organisation_id: packs
    try:
        yield
    finally:
        in_force.packs_of = kept


def _one_holiday_more() -> dict[str, bytes]:
    from amends.core.packs import pack_bytes, pack_names

    holiday = f"      - {{date: {HOLIDAY}, name: {{en: One more}}}}\n".encode()
    found = {}
    for name in pack_names("calendars"):
        raw = pack_bytes(name)
        year = re.search(rb"  - year: 2026\n(?:.*\n)*?    holidays:\n", raw)
        assert year is not None, f"{name} has no holidays in 2026"
        found[name] = raw[: year.end()] + holiday + raw[year.end() :]
    return found


def _another_answer_time() -> dict[str, bytes]:
    from amends.core.packs import pack_bytes

    raw = pack_bytes("policies/shop")
    assert b"minutes: 720" in raw
    return {"policies/shop": raw.replace(b"minutes: 720", b"minutes: 660", 1)}
