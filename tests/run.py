"""Everything that is checked, in order: `./amends test`. With arguments, pytest alone with these."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

CHECKOUT = Path(__file__).parent.parent
SYSTEM_PROGRAMS = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PYTHON = [sys.executable, "-m"]


def main(arguments: list[str]) -> int:
    """Run the checks, print what became of each, and return 0 when all are green."""
    os.chdir(CHECKOUT)
    if arguments:
        return subprocess.run([*PYTHON, "pytest", *arguments], check=False).returncode
    missing = _missing_programs()
    if missing:
        names, packages = ", ".join(missing), " ".join(missing.values())
        print(f"Missing: {names}. On Debian or Ubuntu: sudo apt-get install -y {packages}", file=sys.stderr)
        return 1
    results = [(name, *_run(name, command)) for name, command in checks()]
    print()
    for name, code, seconds in results:
        print(f"{name:<16}{'ok' if code == 0 else 'FAILED':<8}{seconds:6.0f} s")
    return 1 if any(code for _, code, _ in results) else 0


def _missing_programs() -> dict[str, str]:
    """The programs of the system that the tests need and cannot find, each with its package."""
    browser = any(shutil.which(name) for name in BROWSERS)
    mail_server = shutil.which("dovecot", path=SYSTEM_PROGRAMS)
    found = {"Chromium": (browser, "chromium"), "Dovecot": (mail_server, "dovecot-imapd")}
    return {name: package for name, (is_there, package) in found.items() if not is_there}


def checks() -> list[tuple[str, list[str]]]:
    """Name and command of each check."""
    workers = str(min(os.cpu_count() or 1, 4))
    lint_imports = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return [
        ("ruff", [*PYTHON, "ruff", "check", "."]),
        ("ruff format", [*PYTHON, "ruff", "format", "--check", "."]),
        ("mypy", [*PYTHON, "mypy"]),
        ("imports", [sys.executable, "-c", lint_imports]),
        ("pytest", [*PYTHON, "pytest", "-n", workers, "--dist", "worksteal"]),
    ]


def _run(name: str, command: list[str]) -> tuple[int, float]:
    print(f"== {name}", flush=True)
    started = time.monotonic()
    code = subprocess.run(command, check=False).returncode
    return code, time.monotonic() - started


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
