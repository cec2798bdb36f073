"""The queue, the page of a case with its panel, and `amends cases`, at 10,000 and at 1,000,000 cases."""

import random
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from io import StringIO
from typing import Any

from benchmarks import desk
from benchmarks.fill_cases import AGENTS, OWNER, filled, working_day
from benchmarks.measuring import Finding, p95, seconds

SMALL, BIG = 10_000, 1_000_000
ROUNDS = 4
CASES_PER_ROUND = 40
MOST_TIMES_SLOWER = 1.5
MOST_SECONDS = 0.1
MOST_QUERIES = 15
COMMON, RARE = "damaged", "late_return"  # of the issue types of a set
KINDS = ("queue", "case", "panel", "command")
Samples = dict[str, list[float]]


def run(address: str, *, full: bool) -> list[Finding]:
    """The bars: p95 at a million cases at most 1.5 times that at ten thousand, and under 100 ms."""
    from amends.core import clock

    names = {cases: filled(address, cases) for cases in (SMALL, BIG)}
    times: dict[tuple[str, int], list[float]] = {}
    queries: dict[str, int] = dict.fromkeys(KINDS, 0)
    with clock.frozen_at(working_day()):
        for _ in range(ROUNDS * (4 if full else 1)):
            for cases, name in names.items():
                desk.point_django_at(name)
                for kind, ways in _round().items():
                    queries[kind] = max(queries[kind], *map(_queries, ways[:: max(1, len(ways) // 9)]))
                    ways[0]()
                    times.setdefault((kind, cases), []).extend(map(seconds, ways))
    return [
        finding
        for kind in KINDS
        for finding in _findings(kind, times[kind, SMALL], times[kind, BIG], queries[kind])
    ]


def _findings(kind: str, small: list[float], big: list[float], queries: int) -> list[Finding]:
    ratio = p95(big) / p95(small)
    return [
        Finding(
            name=f"{kind} at {BIG:,} cases, p95 of {len(big)}",
            measured=f"{p95(big) * 1000:.1f} ms",
            yardstick=f"at {SMALL:,} cases: {p95(small) * 1000:.1f} ms",
            ratio=round(ratio, 2),
            bar=f"at most {MOST_TIMES_SLOWER} and under {MOST_SECONDS * 1000:.0f} ms",
            ok=ratio <= MOST_TIMES_SLOWER and p95(big) < MOST_SECONDS,
        ),
        Finding(
            name=f"queries of one {kind}",
            measured=str(queries),
            yardstick="",
            ratio=None,
            bar=f"at most {MOST_QUERIES}",
            ok=queries <= MOST_QUERIES,
        ),
    ]


def _round() -> dict[str, list[Callable[[], object]]]:
    """What is measured once in this database, by kind: each a call without arguments."""
    from amends.accounts.models import User

    client = client_of(User.objects.get(login=OWNER))
    agent = client_of(User.objects.get(login=AGENTS[0]))
    chosen = list(_chosen())
    return {
        "queue": [
            lambda who=who, path=path: page_of(who, path)  # type: ignore[misc]
            for who, path in ((who, path) for path in addresses() for who in (client, agent))
        ],
        "case": [lambda pk=pk: page_of(client, f"/desk/{pk}") for pk in chosen],  # type: ignore[misc]
        "panel": [lambda pk=pk: page_of(client, f"/desk/{pk}/panel") for pk in chosen],  # type: ignore[misc]
        "command": [
            lambda view=view, after=after: _command(view, after)  # type: ignore[misc]
            for view in _views()
            for after in ("", *_somewhere(view))
        ],
    }


def addresses() -> Iterator[str]:
    """Every view, as it is and narrowed to a shop and to issue types; its first, second and last page."""
    from amends.accounts.models import Shop

    code = Shop.objects.order_by("code").values_list("code", flat=True)[0]
    for view in _views():
        for narrowed in (
            "",
            f"&shop={code}",
            f"&type={COMMON}",
            f"&type={RARE}",
            f"&shop={code}&type={RARE}",
        ):
            yield f"/desk?view={view}{narrowed}"
        for place in _places(view):
            yield f"/desk?view={view}&after={place}"
            yield f"/desk?view={view}&after={place}&type={COMMON}"


def _views() -> list[str]:
    from amends.cases.queries import views

    return list(views(None))


def _places(view: str) -> list[str]:
    """Where the second page of the view begins, and the last."""
    return [f"{key.isoformat().replace('+', '%2B')}_{pk}" for key, pk in _ends(view)]


def _somewhere(view: str) -> list[str]:
    return [str(pk) for _, pk in _ends(view)]


def _ends(view: str) -> list[tuple[Any, int]]:
    from django.db import connection

    from amends.accounts.models import User
    from amends.cases.queries import views

    chosen = views(User.objects.get(login=AGENTS[0]).pk)[view]
    found = []
    with connection.cursor() as cursor:
        for way in ("ASC", "DESC"):
            cursor.execute(
                f"SELECT queue_key, id FROM amends_case WHERE merged_into_id IS NULL AND {chosen.condition} "
                f"ORDER BY queue_key {way}, id {way} OFFSET 49 LIMIT 1",
                chosen.values,
            )
            found += cursor.fetchall()
    return found


def _chosen() -> Iterator[int]:
    """Cases at work, and cases of any time."""
    from amends.cases.models import Case

    at_work = list(Case.objects.filter(state="open").order_by("pk").values_list("pk", flat=True)[:5_000])
    newest = Case.objects.order_by("-pk").values_list("pk", flat=True)[0]
    chance = random.Random(newest)
    yield from chance.sample(at_work, CASES_PER_ROUND // 2)
    wanted = [chance.randrange(1, newest + 1) for _ in range(CASES_PER_ROUND // 2)]
    yield from Case.objects.filter(pk__in=wanted).order_by("pk").values_list("pk", flat=True)


def _queries(way: Callable[[], object]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        way()
    return len(captured)


def client_of(user: Any) -> Any:
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    return client


def page_of(client: Any, path: str) -> None:
    response = client.get(path)
    if response.status_code != 200:
        raise SystemExit(f"{path} answered {response.status_code}")


def _command(view: str, after: str) -> None:
    """`amends cases`, without the start of the program."""
    from amends.cli.cases import cases

    with redirect_stdout(StringIO()) as said:
        cases(view=view, limit=50, after=after, as_login=OWNER, as_json=True)
    if '"cases"' not in said.getvalue():
        raise SystemExit(f"amends cases --view {view} said nothing")
