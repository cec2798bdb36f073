from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from amends.accounts.models import User
from amends.core import clock
from amends.core.actor import Actor
from amends.core.errors import NotAllowed, Refused
from amends.history.models import Event
from amends.publishing.reports import changed_cases
from amends.releases.models import RulebookDraft, WhatIfReport
from amends.whatif import actions
from amends.whatif.actions import give_up, run_report, start_report
from tests.people import actor, organisation, user
from tests.whatif.drafts import DRAFTS, answer_within
from tests.whatif.judged_cases import FIRST, LAST, judged, some

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead() -> User:
    return user(organisation(), "lena", "lead")


def draft_of(person: User, name: str = "handling", **columns: Any) -> RulebookDraft:
    now = clock.now()
    files = {pack: raw.decode() for pack, raw in DRAFTS[name].files.items()}
    return RulebookDraft.objects.create(
        organisation=person.organisation,
        title="Dearer",
        files=files,
        created_at=now,
        edited_at=now,
        **columns,
    )


def report_of(person: User, **columns: Any) -> WhatIfReport:
    return start_report(draft_of(person, **columns), FIRST, LAST, by=actor(person))


def test_a_report_is_asked_for_and_made(lead: User) -> None:
    judged(lead.organisation, some(30))
    report = report_of(lead)
    assert report.state == "waiting"
    assert ProcrastinateJob.objects.filter(args={"report_id": report.pk}).count() == 1
    assert Event.objects.filter(verb="rulebook_what_if_asked").count() == 1
    run_report(report.pk)
    report.refresh_from_db()
    assert (report.state, report.problem) == ("done", "")
    assert report.summary["cases_in_period"] == 30
    assert len([*changed_cases(report)]) == report.summary["changed"] + 1 > 1


def test_a_made_report_stays_as_it_is(lead: User) -> None:
    report = report_of(lead)
    run_report(report.pk)
    made = WhatIfReport.objects.get(pk=report.pk)
    run_report(report.pk)
    give_up(report.pk, ValueError())
    assert WhatIfReport.objects.get(pk=report.pk).done_at == made.done_at
    assert WhatIfReport.objects.get(pk=report.pk).state == "done"


def test_a_killed_one_is_made_by_the_next(lead: User, monkeypatch: pytest.MonkeyPatch) -> None:
    report = report_of(lead)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(actions, "run", killed)
        with pytest.raises(KeyboardInterrupt):
            run_report(report.pk)
    assert WhatIfReport.objects.get(pk=report.pk).state == "running"
    run_report(report.pk)
    assert WhatIfReport.objects.get(pk=report.pk).state == "done"


def test_asked_for_twice_it_is_made_once(lead: User) -> None:
    draft = draft_of(lead)
    one = start_report(draft, FIRST, LAST, by=actor(lead))
    assert start_report(draft, FIRST, LAST, by=actor(lead)).pk == one.pk


def test_a_draft_changed_since_is_said_so(lead: User) -> None:
    report = report_of(lead)
    RulebookDraft.objects.filter(pk=report.draft_id).update(revision=2)
    run_report(report.pk)
    report.refresh_from_db()
    assert (report.state, report.summary) == ("failed", {})
    assert "changed since" in report.problem


def test_a_draft_that_does_not_load_is_said_so(lead: User) -> None:
    draft = draft_of(lead)
    draft.files = {"case_costs": "prices: [}"}
    draft.save()
    report = start_report(draft, FIRST, LAST, by=actor(lead))
    run_report(report.pk)
    report.refresh_from_db()
    assert report.state == "failed"
    assert "case_costs:1" in report.problem


def test_a_draft_that_is_over_is_refused(lead: User) -> None:
    with pytest.raises(Refused, match="released or discarded"):
        report_of(lead, state="discarded")


def test_agents_may_not(lead: User) -> None:
    agent = user(lead.organisation, "ana", "agent")
    with pytest.raises(NotAllowed):
        start_report(draft_of(lead), FIRST, LAST, by=actor(agent))


def test_another_organisations_draft_is_not_there(lead: User) -> None:
    stranger = user(organisation("Elsewhere"), "sven", "owner")
    with pytest.raises(RulebookDraft.DoesNotExist):
        start_report(draft_of(lead), FIRST, LAST, by=actor(stranger))


def test_each_organisation_is_replayed_alone(lead: User) -> None:
    judged(organisation("Elsewhere"), some(20))
    report = report_of(lead)
    run_report(report.pk)
    report.refresh_from_db()
    assert report.summary["cases_in_period"] == 0


def test_what_holds_already_is_laid_under_a_folders_packs(lead: User) -> None:
    import io

    judged(lead.organisation, some(10))
    by = Actor(lead.organisation_id, lead.pk, "cli")
    packs = dict(answer_within(60).files)
    findings, summary = actions.replay_packs(packs, {}, FIRST, LAST, lines=io.BytesIO(), by=by)
    assert summary is not None
    assert summary["changed"] == 10
    assert {one.level for one in findings} == {"warning"}  # the examples of the product's own answer time
