"""Assessing one case end to end, database included: facts gathered, judged, steps worked out."""

from benchmarks import desk
from benchmarks.fill_cases import filled, working_day
from benchmarks.measuring import Finding, p95, seconds

CASES = 10_000
SAMPLE = 1_000
MOST_SECONDS = 0.02


def run(address: str, *, full: bool) -> list[Finding]:
    """The bar: p95 under 20 ms."""
    from amends.core import clock

    desk.point_django_at(filled(address, CASES))
    with clock.frozen_at(working_day()):
        times = _measured(SAMPLE * (4 if full else 1))
    return [
        Finding(
            name=f"assessing one of {CASES:,} cases, p95 of {len(times)}",
            measured=f"{p95(times) * 1000:.1f} ms",
            yardstick=f"the middle one: {sorted(times)[len(times) // 2] * 1000:.1f} ms",
            ratio=None,
            bar=f"under {MOST_SECONDS * 1000:.0f} ms",
            ok=p95(times) < MOST_SECONDS,
        )
    ]


def _measured(count: int) -> list[float]:
    from amends.cases.models import Case

    ids = list(Case.objects.exclude(order=None).order_by("pk").values_list("pk", flat=True)[:count])
    _assess(ids[0])
    return [seconds(lambda: _assess(case_id)) for case_id in ids]  # noqa: B023 - run at once


def _assess(case_id: int) -> object:
    from amends.cases.models import Case
    from amends.playbooks.assess import assess
    from amends.playbooks.gathering import facts_of

    return assess(facts_of(Case.objects.select_related("shop", "order__person").get(pk=case_id)))
