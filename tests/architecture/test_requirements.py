"""What the program needs is what the start script installs, and the locks name no place to fetch it from."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def locked(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")


def names(requirements: list[str]) -> set[str]:
    found = (re.match(r"[A-Za-z0-9._-]+", each) for each in requirements)
    return {re.sub(r"[-_.]+", "-", match[0]).lower() for match in found if match}


def names_locked(text: str) -> set[str]:
    return names(re.findall(r"^[A-Za-z0-9].*", text, re.MULTILINE))


def test_everything_needed_is_locked() -> None:
    assert names(PROJECT["dependencies"]) <= names_locked(locked("runtime"))
    for extra in ("dev", "bench"):
        assert names(PROJECT["optional-dependencies"][extra]) <= names_locked(locked(extra))


@pytest.mark.parametrize("name", ["runtime", "dev", "bench"])
def test_each_is_pinned_by_hash_and_names_no_address(name: str) -> None:
    text = locked(name)
    pinned = re.findall(
        r"^[A-Za-z0-9][^\n]*==[^\n]*\\\n(?:    --hash=sha256:[0-9a-f]{64}[^\n]*\n?)+", text, re.MULTILINE
    )
    assert len(pinned) == len(names_locked(text))
    assert "://" not in text
