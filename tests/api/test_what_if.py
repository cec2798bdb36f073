"""A what-if through the API: asked for once under its key, followed until it is done."""

import json
from datetime import date
from typing import Any

import pytest
from django.test import Client

from amends.accounts.tokens import create_token
from amends.core import clock
from amends.publishing import actions
from amends.releases.models import RulebookDraft, WhatIfReport
from amends.whatif.actions import run_report
from tests import people
from tests.api.test_cases import ask, with_key
from tests.publishing.drafts import longer_answer_time
from tests.web import case_rows, rows

PREPARE = ("prepare_rulebook",)
LONGER = {"policies/shop": longer_answer_time()}
PERIOD = {"from": "2026-01-01", "to": "2026-12-31"}


@pytest.fixture
def desk(db: None) -> rows.Desk:
    return rows.desk()


def post(client: Client, person: Any, content: Any, **headers: str) -> tuple[int, Any]:
    return ask(client, person, "POST", "/rulebook/what-if", content, verbs=PREPARE, **headers)


def get(client: Client, person: Any, report_id: int) -> tuple[int, Any]:
    return ask(client, person, "GET", f"/rulebook/what-if/{report_id}", verbs=PREPARE)


def test_packs_become_a_draft_that_is_replayed(desk: rows.Desk, client: Client) -> None:
    case = case_rows.broken_planters(desk)
    status, told = post(client, desk.owner, {"packs": LONGER, **PERIOD})
    assert (status, told["state"], told["summary"]) == (202, "waiting", None)
    assert (told["from"], told["to"]) == ("2026-01-01", "2026-12-31")
    assert RulebookDraft.objects.get(pk=told["draft"]).files == LONGER
    with clock.frozen_at(case.opened_at):
        run_report(told["id"])
    status, done = get(client, desk.owner, told["id"])
    assert (status, done["state"], done["problem"]) == (200, "done", "")
    assert done["summary"]["changed_rows"]
    key = create_token(desk.owner, by=people.actor(desk.owner), name="", verbs=PREPARE)[1]
    path = f"/api/v1/rulebook/what-if/{told['id']}/cases.csv"
    answer = client.get(path, headers={"Authorization": f"Bearer {key}"})
    assert b"".join(answer).startswith(b"case,shop,issue_type")


def test_it_is_asked_for_once_under_its_key(desk: rows.Desk, client: Client) -> None:
    key = create_token(desk.owner, by=people.actor(desk.owner), name="", verbs=PREPARE)[1]
    asked = {"packs": LONGER, **PERIOD}
    path, once = "/rulebook/what-if", {"Idempotency-Key": "k1"}
    answers = [with_key(client, key, "POST", path, asked, **once) for _ in range(2)]
    assert [status for status, _ in answers] == [202, 200]
    assert answers[0][1] == answers[1][1]
    assert (RulebookDraft.objects.count(), WhatIfReport.objects.count()) == (1, 1)
    other = {**asked, "to": "2026-11-30"}
    assert with_key(client, key, "POST", path, other, **once)[1]["code"] == "idempotency_key_reused"


def test_a_draft_that_is_there(desk: rows.Desk, client: Client) -> None:
    draft = actions.begin_draft("Longer", by=people.actor(desk.owner), files=LONGER)
    status, told = post(client, desk.owner, {"draft": draft.pk, **PERIOD})
    assert (status, told["draft"], told["revision"]) == (202, draft.pk, 1)
    assert RulebookDraft.objects.count() == 1
    actions.discard_draft(draft.pk, by=people.actor(desk.owner))
    assert post(client, desk.owner, {"draft": draft.pk, **PERIOD})[1]["code"] == "draft_over"


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (PERIOD, 400, "draft_missing"),
        ({"packs": LONGER, "draft": 1, **PERIOD}, 400, "draft_missing"),
        ({"draft": 1, **PERIOD}, 404, "draft_unknown"),
        ({"packs": LONGER, "from": "2026-12-31", "to": "2026-01-01"}, 400, "period_bad"),
        ({"packs": {"policies/../x": "a: 1"}, **PERIOD}, 400, "pack_not_yours"),
        ({"packs": {"policies/shop": "x" * 1_000_001}, **PERIOD}, 400, "too_large"),
        ({"packs": LONGER, "from": "soon", "to": "2026-01-01"}, 422, "request_bad"),
        ({"packs": LONGER}, 422, "request_bad"),
    ],
)
def test_what_cannot_be_asked(
    desk: rows.Desk, client: Client, content: dict[str, Any], status: int, code: str
) -> None:
    got, told = post(client, desk.owner, content)
    assert (got, told["code"]) == (status, code)
    assert RulebookDraft.objects.count() == WhatIfReport.objects.count() == 0


def test_others_see_nothing_of_it(desk: rows.Desk, client: Client) -> None:
    report = post(client, desk.owner, {"packs": LONGER, **PERIOD})[1]
    stranger = people.user(people.organisation("Elsewhere"), "anna", "owner")
    assert get(client, stranger, report["id"])[1]["code"] == "what_if_unknown"
    assert post(client, stranger, {"draft": report["draft"], **PERIOD})[1]["code"] == "draft_unknown"
    assert ask(client, stranger, "GET", f"/rulebook/what-if/{2**70}", verbs=PREPARE)[0] == 404
    assert ask(client, desk.owner, "POST", "/rulebook/what-if", PERIOD, verbs=("see_rulebook",))[0] == 403
    assert WhatIfReport.objects.get().from_day == date(2026, 1, 1)
    key = create_token(desk.owner, by=people.actor(desk.owner), name="", verbs=PREPARE)[1]
    path = f"/api/v1/rulebook/what-if/{report['id']}/cases.csv"
    answer = client.get(path, headers={"Authorization": f"Bearer {key}"})
    assert (answer.status_code, json.loads(answer.content)["code"]) == (404, "what_if_not_done")


def test_a_key_for_one_shop_prepares_nothing(desk: rows.Desk, client: Client) -> None:
    key = create_token(desk.owner, by=people.actor(desk.owner), name="", verbs=PREPARE, shop=desk.amazon)[1]
    assert with_key(client, key, "POST", "/rulebook/what-if", {"packs": LONGER, **PERIOD})[0] == 403
