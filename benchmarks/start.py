"""From `./amends up` on an existing folder to a 200 of /healthz, and the memory of it all at rest."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measuring import Finding, proportional_kb

MOST_SECONDS = 5
MOST_MEGABYTES = 400
GIVE_UP_AFTER = 120
STARTS = 3
PORT = 18_431


def run(address: str, *, full: bool) -> list[Finding]:
    """The bars: under 5 s, under 400 MB (proportional set sizes summed)."""
    bare = min(_python_seconds() for _ in range(STARTS))
    with TemporaryDirectory(prefix="amends-bench-start-") as folder:
        _start(Path(folder))  # makes the folder
        started = [_start(Path(folder)) for _ in range(STARTS * (3 if full else 1))]
    best = sorted(taken for taken, _ in started)[len(started) // 2]
    megabytes = sorted(size for _, size in started)[len(started) // 2]
    return [
        Finding(
            name=f"start on an existing folder, median of {len(started)}",
            measured=f"{best:.1f} s",
            yardstick=f"an empty Python process: {bare:.2f} s",
            ratio=round(best / bare, 1),
            bar=f"under {MOST_SECONDS} s",
            ok=best < MOST_SECONDS,
        ),
        Finding(
            name="whole stack at rest",
            measured=f"{megabytes:.0f} MB",
            yardstick="",
            ratio=None,
            bar=f"under {MOST_MEGABYTES} MB",
            ok=megabytes < MOST_MEGABYTES,
        ),
    ]


def _python_seconds() -> float:
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    return time.perf_counter() - begun


def _start(folder: Path) -> tuple[float, float]:
    """Seconds until the desk is fit, and its megabytes then."""
    environment = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL",)}
    begun = time.perf_counter()
    up = subprocess.Popen(
        [sys.executable, "-m", "amends.cli.main", "up", "--port", str(PORT)],
        env=environment | {"AMENDS_DATA": str(folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        taken = _wait_until_fit(begun)
        return taken, _megabytes(up.pid, folder)
    finally:
        up.send_signal(signal.SIGTERM)
        up.wait(30)


def _wait_until_fit(begun: float) -> float:
    while time.perf_counter() - begun < GIVE_UP_AFTER:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=2) as response:
                if response.status == 200:
                    return time.perf_counter() - begun
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.02)
    raise SystemExit("the desk did not become fit")


def _megabytes(supervisor: int, folder: Path) -> float:
    """Proportional set sizes of the supervisor, all its children, and the database of this folder."""
    parents = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            fields = (process / "stat").read_text().rpartition(")")[2].split()
            parents[int(process.name)] = (int(fields[1]), (process / "cmdline").read_bytes())
        except OSError:
            continue
    ours = {supervisor} | {pid for pid, (_, line) in parents.items() if str(folder).encode() in line}
    while more := {pid for pid, (parent, _) in parents.items() if parent in ours} - ours:
        ours |= more
    return sum(map(proportional_kb, ours)) / 1024
