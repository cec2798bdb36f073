"""`amends triage learn` and `amends case correct`: what people say a case is about, from a terminal."""

import json

import pytest

from amends.accounts.models import User
from amends.cases.models import Case
from amends.cli import main
from amends.core import clock
from amends.inbox.models import CaseMessage, TriageExample, TriageLesson, TriageSetting
from amends.triage.own import Own, written
from tests.web import case_rows, rows
from tests.web.single_rows import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> rows.Desk:
    return rows.desk()


def run(*words: str) -> int | str | None:
    with pytest.raises(SystemExit) as ended, clock.frozen_at(NOON):
        main.run(list(words))
    return ended.value.code


def login(desk: rows.Desk) -> str:
    return User.objects.get(pk=desk.owner.pk).login


def test_a_case_is_said_to_be_about_something(desk: rows.Desk, capsys: pytest.CaptureFixture[str]) -> None:
    case = case_rows.broken_planters(desk)
    CaseMessage.objects.filter(case=case, message__direction="in").update(issue_types=[["delayed", 0.4]])
    assert run("case", "correct", str(case.pk), "leaking", "--as", login(desk)) == 0
    assert capsys.readouterr().out == f"Case {case.pk} is about leaking.\n"
    assert Case.objects.get(pk=case.pk).issue_types[0] == "leaking"
    assert TriageExample.objects.get().code == "leaking"
    assert run("case", "correct", str(case.pk), "nonsense", "--as", login(desk)) == 2


def test_what_was_learnt_is_switched_on_and_off(desk: rows.Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("triage", "learn", "--as", login(desk)) == 2
    assert "are not learnt from" in capsys.readouterr().err
    TriageSetting.objects.create(organisation=desk.organisation, learns=True, changed_at=NOON)
    shares = {"first": 0.4, "among_three": 0.6}
    TriageLesson.objects.create(
        organisation=desk.organisation,
        made_at=NOON,
        newest_example_id=1,
        weights=written(Own({}, {})),
        figures={
            "corrections": 30,
            "held_back": {"before": shares, "after": shares},
            "trials": {"en": {"before": 0.9, "after": 0.9}},
        },
        verdict="no_better",
    )
    assert run("triage", "learn", "on", "--as", login(desk), "--json") == 0
    assert json.loads(capsys.readouterr().out)["used_since"] is not None
    assert run("triage", "learn", "off", "--as", login(desk)) == 0
    told = capsys.readouterr().out
    assert "30 corrections, each judged by what the others teach: first guess 40.0% → 40.0%" in told
    assert "No better." in told
    assert TriageLesson.objects.get().used_since is None
    assert run("triage", "learn", "sideways", "--as", login(desk)) == 2
