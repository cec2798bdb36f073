"""`amends decide`, as a person runs it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from amends.cli.decide import MOST_BYTES, decide
from amends.core.errors import AmendsError
from amends.core.packs import PACKS

FACTS: dict[str, Any] = {
    "issue_types": ["damaged"],
    "marketplace": "amazon",
    "country": "US",
    "zone": "America/Chicago",
    "as_of": "2026-11-20T15:07:00-06:00",
    "fulfilment": "seller",
    "paid": {"amount": "41.98", "currency": "USD"},
    "stock_good": 31,
    "evidence": ["photo_goods"],
}


def ran(*arguments: str, facts: object = FACTS, typed: str | None = None) -> Result:
    app = typer.Typer()
    app.command()(decide)
    return CliRunner().invoke(app, ["-", *arguments], input=json.dumps(facts) if typed is None else typed)


def told(*arguments: str, facts: object = FACTS) -> dict[str, Any]:
    result = ran(*arguments, "--json", facts=facts)
    assert result.exit_code == 0, result.exception
    document: dict[str, Any] = json.loads(result.stdout)
    return document


def test_as_json() -> None:
    document = told()
    assert document["recommended"] == "reship"
    assert document["draft"]["template"] == "choices"
    assert "1. A new one leaves by Saturday 21 November, 16:00" in document["draft"]["text"]


def test_as_text() -> None:
    result = ran()
    assert "> Send a new one: allowed, costs" in result.stdout
    assert "liable: seller." in result.stdout
    assert "Please answer with the number." in result.stdout


def test_in_chinese_for_a_chat() -> None:
    document = told("--language", "zh-Hans", "--channel", "chat")
    assert document["draft"]["text"].startswith("亲，")


def test_what_the_draft_still_needs_is_said() -> None:
    result = ran(facts=FACTS | {"issue_types": ["how_to_use"], "answer_known": True})
    assert "draft how_to still needs: steps" in result.stdout


def test_no_playbook_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("amends.playbooks.assess.playbooks", dict)
    result = ran(facts=FACTS | {"issue_types": ["safety_incident"]})
    assert "no_playbook: safety_incident (no playbook yet)" in result.stdout


def test_from_a_file_and_its_absence(tmp_path: Path) -> None:
    place = tmp_path / "facts.json"
    place.write_text(json.dumps(FACTS), encoding="utf-8")
    app = typer.Typer()
    app.command()(decide)
    assert CliRunner().invoke(app, [str(place)]).exit_code == 0
    missing = CliRunner().invoke(app, [str(tmp_path / "none.json")])
    assert isinstance(missing.exception, AmendsError)
    assert missing.exception.code == "file_unreadable"


@pytest.mark.parametrize(
    ("arguments", "typed", "code"),
    [
        ([], "{", "json_bad"),
        ([], "[" * 100_000, "json_bad"),
        ([], "", "json_bad"),
        ([], "3", "facts_bad"),
        ([], " " * (MOST_BYTES + 1), "file_too_big"),
        (["--language", "de"], "{}", "language_unknown"),
        (["--channel", "fax"], "{}", "channel_unknown"),
    ],
)
def test_bad_input_is_named(arguments: list[str], typed: str, code: str) -> None:
    result = ran(*arguments, typed=typed)
    assert isinstance(result.exception, AmendsError)
    assert result.exception.code == code


def test_judging_needs_neither_django_nor_a_database() -> None:
    program = (
        f"import sys; sys.path.insert(0, {str(PACKS.parents[1])!r}); import amends.cli.decide\n"
        "assert 'django' not in sys.modules and 'psycopg' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
