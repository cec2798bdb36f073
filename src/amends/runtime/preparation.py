"""Makes the private Python environment of a checkout: `python preparation.py CHECKOUT runtime|dev`.

A bare script for any Python 3.11: nothing is installed yet when it runs. The environment is built apart and
put in place whole, so that a start killed half way, or two at once, never leave a broken one.
"""

import fcntl
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

DEBIAN_LINE = "sudo apt-get install -y python3-venv python3-pip"
INCOMPLETE = 1


def main(checkout: Path, needed: str) -> int:
    """Bring `.venv` up to the lock file `requirements/<needed>.txt`. Returns the exit code."""
    if not all(importlib.util.find_spec(module) for module in ("venv", "ensurepip")):
        print(f"This Python has no venv and pip. Install them first:\n  {DEBIAN_LINE}", file=sys.stderr)
        return INCOMPLETE
    with (checkout / ".venv.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_prepared(checkout, needed):
            return prepare(checkout, _wanted(checkout, needed))
    return 0


def is_prepared(checkout: Path, needed: str) -> bool:
    """Whether the environment in place was made from this very lock file, and its Python still exists."""
    installed = checkout / ".venv" / "installed" / f"{needed}.txt"
    try:
        same = installed.read_bytes() == _lock_file(checkout, needed).read_bytes()
    except FileNotFoundError:
        return False
    return same and (checkout / ".venv" / "bin" / "python").exists()


def prepare(checkout: Path, wanted: list[str]) -> int:
    """Build a new environment with the lock files `wanted` and put it in the place of the old one."""
    print("Preparing Amends (first start or new packages, about a minute)...", file=sys.stderr, flush=True)
    new, final, old = (checkout / name for name in (".venv.new", ".venv", ".venv.old"))
    for left_over in (new, old):
        shutil.rmtree(left_over, ignore_errors=True)
    for step in _steps(new, [_lock_file(checkout, name) for name in wanted]):
        done = subprocess.run(step, capture_output=True, text=True, env=_quiet(), check=False)
        if done.returncode != 0:
            _complain(done)
            return INCOMPLETE
    (new / "installed").mkdir()
    for name in wanted:
        shutil.copyfile(_lock_file(checkout, name), new / "installed" / f"{name}.txt")
    _correct_paths(new, final)
    if final.exists():
        final.rename(old)
    new.rename(final)
    shutil.rmtree(old, ignore_errors=True)
    return 0


def _wanted(checkout: Path, needed: str) -> list[str]:
    had_dev = (checkout / ".venv" / "installed" / "dev.txt").exists()
    return ["runtime", "dev"] if needed == "dev" or had_dev else ["runtime"]


def _lock_file(checkout: Path, name: str) -> Path:
    return checkout / "requirements" / f"{name}.txt"


def _steps(environment: Path, lock_files: list[Path]) -> Iterator[list[str]]:
    yield [sys.executable, "-m", "venv", str(environment)]
    pip = [str(environment / "bin" / "python"), "-m", "pip", "install", "--quiet"]
    for lock_file in lock_files:
        yield [*pip, "--require-hashes", "--no-deps", "-r", str(lock_file)]


def _quiet() -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    return kept | {
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_INPUT": "1",
        "PIP_ROOT_USER_ACTION": "ignore",
    }


def _complain(done: "subprocess.CompletedProcess[str]") -> None:
    lines = [line for line in (done.stderr or done.stdout).splitlines() if line.strip()]
    loud = [line for line in lines if "ERROR" in line] or lines[-3:]
    print("Amends could not be prepared:", *loud[-3:], sep="\n  ", file=sys.stderr)
    print(
        "See that this machine reaches its package index and the disk has room, then start again.",
        file=sys.stderr,
    )


def _correct_paths(new: Path, final: Path) -> None:
    """Scripts name the environment they were made in; it is about to move."""
    for script in (new / "bin").iterdir():
        if script.is_symlink() or not script.is_file():
            continue
        text = script.read_bytes()
        if bytes(new) in text and b"\0" not in text:
            script.write_bytes(text.replace(bytes(new), bytes(final)))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
