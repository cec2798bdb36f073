"""The order list and the order page at 10,000 and at 1,000,000 orders."""

import random
from typing import Any

from benchmarks import desk
from benchmarks.fill import filled
from benchmarks.measuring import Finding, p95, seconds

SMALL, BIG = 10_000, 1_000_000
ROUNDS = 12
PAGES_PER_ROUND = 25
MOST_TIMES_SLOWER = 1.5


def run(address: str, *, full: bool) -> list[Finding]:
    """The bar: p95 at a million orders no more than 1.5 times that at ten thousand."""
    names = {orders: filled(address, orders) for orders in (SMALL, BIG)}
    times: dict[tuple[str, int], list[float]] = {}
    for _ in range(ROUNDS * (4 if full else 1)):
        for orders, name in names.items():
            desk.point_django_at(name)
            for page, samples in _round().items():
                times.setdefault((page, orders), []).extend(samples)
    return [
        _finding(page, times[page, SMALL], times[page, BIG]) for page in ("order list", "order page", "find")
    ]


def _finding(page: str, small: list[float], big: list[float]) -> Finding:
    ratio = p95(big) / p95(small)
    return Finding(
        name=f"{page} at {BIG:,} orders, p95 of {len(big)}",
        measured=f"{p95(big) * 1000:.1f} ms",
        yardstick=f"at {SMALL:,} orders: {p95(small) * 1000:.1f} ms",
        ratio=round(ratio, 2),
        bar=f"at most {MOST_TIMES_SLOWER}",
        ok=ratio <= MOST_TIMES_SLOWER,
    )


def _round() -> dict[str, list[float]]:
    """One warm-up of each page, then some of each, in turn; server time, without the network."""
    from amends.accounts.models import User
    from amends.models import Order

    client = _client(User.objects.get(login="bench"))
    newest = Order.objects.order_by("-id").values_list("id", flat=True)[0]
    chance = random.Random(newest)
    chosen = list(
        Order.objects.filter(pk__in=[chance.randrange(1, newest) for _ in range(PAGES_PER_ROUND)])
        .select_related("shop")
        .only("id", "number", "shop")
    )
    addresses = {
        "order list": ["/orders"]
        + [f"/orders?state={state}" for state in ("shipped", "cancelled", "awaiting_payment")] * 8,
        "order page": [f"/orders/{order.pk}" for order in chosen],
        "find": [f"/orders?q={order.number}" for order in chosen],
    }
    samples: dict[str, list[float]] = {}
    for page, paths in addresses.items():
        _get(client, paths[0])
        samples[page] = [seconds(lambda path=path: _get(client, path)) for path in paths]  # type: ignore[misc]
    return samples


def _client(user: Any) -> Any:
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    return client


def _get(client: Any, path: str) -> None:
    response = client.get(path, follow=True)
    if response.status_code != 200:
        raise SystemExit(f"{path} answered {response.status_code}")
