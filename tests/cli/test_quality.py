"""`amends quality`: for a terminal and for a program."""

import json
from datetime import timedelta

import pytest

from amends.cli import main
from amends.core import clock
from tests import people
from tests.web import case_rows, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> rows.Desk:
    with clock.frozen_at(rows.NOON):
        made = rows.desk()
        case_rows.case_of(made.amazon, None, ["delayed"], 5, [("in", 30, "?"), ("out", 28, "!")], "en")
    return made


def asked(*words: str) -> int | str | None:
    with clock.frozen_at(rows.NOON + timedelta(hours=1)), pytest.raises(SystemExit) as ended:
        main.run(["quality", *words])
    return ended.value.code


def test_as_json_and_as_lines(desk: rows.Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked("--json", "--days", "7") == 0
    document = json.loads(capsys.readouterr().out)
    assert document["total"]["first_answer"] == {"count": 1, "median_s": 7200, "p90_s": 7200}
    assert document["by"]["shop"][0]["name"] == "LANTERN-US"
    assert asked("--shop", "LANTERN-US") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("all")
    assert "first 2:00 h (n=1)" in lines[0]


def test_who_leads_nothing_is_told_so(desk: rows.Desk, capsys: pytest.CaptureFixture[str]) -> None:
    people.user(desk.organisation, "otto", "agent")
    assert asked("--as", "otto", "--json") == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "not_allowed"
    assert asked("--shop", "nowhere", "--json") == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "shop_unknown"
