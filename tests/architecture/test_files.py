"""Small rooms with names from the field."""

import re
import statistics
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = [path for path in (ROOT / "src" / "amends").rglob("*.py") if "migrations" not in path.parts]
OTHERS = [*(ROOT / "tests").rglob("*.py"), *(ROOT / "benchmarks").rglob("*.py")]
MOST_LINES = 400
BANNED_FILES = {
    "utils",
    "helpers",
    "services",
    "signals",
    "managers",
    "handler",
    "processor",
    "common",
    "misc",
}
BANNED_WORDS = re.compile(r"\b(ticket|tickets|customer|customers)\b", re.IGNORECASE)
PLATFORM_WORDS = re.compile(r"customer[- ](?:return|comments|help)|Customer Returns", re.IGNORECASE)


def lines(path):
    return path.read_text(encoding="utf-8").count("\n")


def test_no_file_is_too_long():
    assert [str(path) for path in [*SOURCES, *OTHERS] if lines(path) > MOST_LINES] == []


def test_the_median_file_is_short():
    assert statistics.median(lines(path) for path in SOURCES if lines(path) > 0) < 100


def test_files_are_named_for_what_they_hold():
    assert [str(path) for path in [*SOURCES, *OTHERS] if path.stem in BANNED_FILES] == []


def test_the_words_of_the_field():
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in SOURCES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if BANNED_WORDS.search(PLATFORM_WORDS.sub("", line))
    ]
    assert found == []
