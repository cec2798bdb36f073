"""Numbers from a noisy machine: medians and high percentiles of many runs, ratios rather than seconds."""

import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Finding:
    """One measured thing beside its yardstick. `ok` is None where there is no bar."""

    name: str
    measured: str
    yardstick: str
    ratio: float | None
    bar: str
    ok: bool | None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def seconds(run: Callable[[], object]) -> float:
    """How long one run takes."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def p95(times: list[float]) -> float:
    """The time that one run in twenty exceeds."""
    return statistics.quantiles(times, n=20)[18]


def proportional_kb(pid: int) -> int:
    """The memory of a process, its part of what it shares counted; 0 where it has gone."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")), 0)
