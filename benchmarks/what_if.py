"""A changed rulebook replayed over a big desk: an answer time, a ground of a playbook, a price."""

import io
import os
import re
import resource
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from benchmarks import fill_judgements
from benchmarks.measuring import Finding, proportional_kb

CASES, FULL = 20_000, 1_000_000
MOST_SECONDS, MOST_MB = 120.0, 1_000
SAMPLE_S = 0.2
ONE_BY_ONE = 1_000


def run(address: str, *, full: bool) -> list[Finding]:
    """The bars: under two minutes with two processes and under 1 GB, for a million cases."""
    count = FULL if full else CASES
    fill_judgements.filled(address, count)
    naive = _one_by_one()
    return [_measured(name, files, count, naive) for name, files in _drafts().items()]


def _drafts() -> dict[str, dict[str, bytes]]:
    from amends.core.packs import pack_bytes

    return {
        "the answer time": {"policies/shop": _changed("policies/shop", "minutes: 720", "minutes: 360")},
        "a ground of one playbook": {
            "playbooks/no_reason_return": pack_bytes("playbooks/no_reason_return").replace(
                b"{stock_good: {max: 0}}", b"{stock_good: {max: 2}}"
            )
        },
        "a price used everywhere": {"case_costs": _handling_everywhere(pack_bytes("case_costs"))},
    }


def _changed(name: str, before: str, after: str) -> bytes:
    from amends.core.packs import pack_bytes

    raw = pack_bytes(name)
    assert before.encode() in raw, f"{name} does not say {before}"
    return raw.replace(before.encode(), after.encode(), 1)


def _handling_everywhere(raw: bytes) -> bytes:
    """Handling costs half as much again, in every currency."""

    def dearer(found: re.Match[str]) -> str:
        return f"handling: '{Decimal(found[1]) * 3 / 2:f}'"

    return re.sub(r"handling: '([0-9.]+)'", dearer, raw.decode()).encode()


def _measured(name: str, files: dict[str, bytes], count: int, naive: float) -> Finding:
    from amends.accounts.models import Organisation
    from amends.core.pack_sets import SHIPPED, PackSet
    from amends.whatif.actions import shops_of
    from amends.whatif.running import WhatIf
    from amends.whatif.running import run as replay

    organisation = Organisation.objects.get(name=fill_judgements.CODE)
    asked = WhatIf(
        SHIPPED, PackSet(files), shops_of(organisation.pk), date(2000, 1, 1), date(2999, 12, 31), processes=2
    )
    with _peak() as peak:
        begun, worked = time.perf_counter(), _worked()
        summary = replay(asked, io.BytesIO())
        took, worked = time.perf_counter() - begun, _worked() - worked
    by_hand = count * naive
    return Finding(
        name=f"what if over {summary['cases_in_period']:,} cases: {name}",
        measured=f"{took:.1f} s, {peak():.0f} MB ({summary['concerned']:,} concerned, "
        f"{summary['changed']:,} changed; {worked:.0f} s of work by all processes)",
        yardstick=f"judging each by both rulebooks in one process: {by_hand:,.0f} s",
        ratio=round(by_hand / took, 1),
        bar=f"under {MOST_SECONDS:.0f} s and {MOST_MB:,} MB",
        ok=took < MOST_SECONDS and peak() < MOST_MB,
    )


def _worked() -> float:
    """Processor seconds of this process and those it has begun and ended."""
    own, ended = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + ended.ru_utime + ended.ru_stime


def _one_by_one() -> float:
    """Seconds to judge one case by two rulebooks, without asking what has changed."""
    import json

    from django.db import connection

    from amends.playbooks.facts_reading import facts_from_json
    from amends.playbooks.verdict_document import started_of, verdict_of

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT facts::text, verdict::text FROM amends_judgement ORDER BY id LIMIT %s", [ONE_BY_ONE]
        )
        rows = cursor.fetchall()
    begun = time.perf_counter()
    for facts_text, verdict_text in rows:
        facts, started = facts_from_json(json.loads(facts_text)), started_of(json.loads(verdict_text))
        assert verdict_of(facts, started) == verdict_of(facts, started)
    return (time.perf_counter() - begun) / len(rows)


@contextmanager
def _peak() -> Iterator[Callable[[], float]]:
    """The most memory of this process and those it began, and of the database's that serve them, in MB."""
    seen = [0]
    over = threading.Event()

    def watch() -> None:
        while not over.wait(SAMPLE_S):
            seen.append(sum(proportional_kb(pid) for pid in _pids()))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield lambda: max(seen) / 1024
    finally:
        over.set()
        watcher.join()


def _pids() -> list[int]:
    ours = [os.getpid(), *_children(os.getpid())]
    return ours + [pid for child in _children(os.getpid()) for pid in _children(child)]


def _children(pid: int) -> list[int]:
    found: list[Any] = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += path.read_text().split()
        except OSError:
            continue
    return [int(each) for each in found]
