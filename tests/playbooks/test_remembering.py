"""How a case was judged last is kept with it, and nothing personal is."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amends.accounts.models import Organisation
from amends.cases.models import Case
from amends.core import clock
from amends.playbooks.assess import assess
from amends.playbooks.facts_reading import facts_from_json
from amends.playbooks.gathering import facts_of
from amends.playbooks.models import Judgement
from amends.playbooks.noting import note_fact
from amends.playbooks.remembering import remember_case
from amends.playbooks.runner import review_case
from amends.playbooks.verdict_document import judgement_document, rulebook_hash
from tests.inbox.desk import BUYER, TEXT, WROTE_AT, Desk
from tests.playbooks.test_runner import LATER, desk_of

pytestmark = pytest.mark.django_db


def kept(desk: Desk) -> Judgement:
    return Judgement.objects.get(case=desk.case)


def test_a_review_keeps_what_was_judged() -> None:
    desk = desk_of("damaged")
    with clock.frozen_at(WROTE_AT):
        review_case(desk.case.pk)
        judgement = kept(desk)
        facts = facts_from_json(judgement.facts)
    assert (judgement.shop, judgement.opened_at, judgement.judged_at) == (
        desk.shop,
        desk.case.opened_at,
        WROTE_AT,
    )
    assert (judgement.marketplace, judgement.issue_type) == (desk.shop.marketplace, "damaged")
    assert judgement.packs == rulebook_hash("damaged")
    verdict: dict[str, Any] = dict(judgement.verdict)
    verdict.pop("clocks")
    assert verdict == judgement_document(assess(facts))


def test_the_same_again_writes_nothing() -> None:
    desk = desk_of("how_to_use")
    with clock.frozen_at(LATER):
        review_case(desk.case.pk)
        review_case(desk.case.pk)
        version = xmin(desk)
        review_case(desk.case.pk)
        assert xmin(desk) == version


def test_what_people_tell_is_judged_at_once() -> None:
    desk = desk_of("damaged")
    with clock.frozen_at(LATER):
        review_case(desk.case.pk)
        before = kept(desk).facts
        note_fact(desk.fresh(), "stock_good", 3, by=desk.by)
    assert "stock_good" not in before
    assert kept(desk).facts["stock_good"] == 3


def test_one_of_each_case() -> None:
    desk = desk_of("damaged")
    with clock.frozen_at(LATER):
        for _ in range(3):
            remember_case(desk.case.pk)
    assert Judgement.objects.count() == 1


def test_remembering_changes_nothing_else() -> None:
    desk = desk_of("damaged")
    before = Case.objects.values().get(pk=desk.case.pk)
    with clock.frozen_at(LATER), CaptureQueriesContext(connection) as queries:
        remember_case(desk.case.pk)
    written = [
        each["sql"] for each in queries if not each["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))
    ]
    assert [sql.split()[:3] for sql in written] == [["INSERT", "INTO", "amends_judgement"]]
    assert Case.objects.values().get(pk=desk.case.pk) == before


def test_no_word_of_the_buyer_is_kept() -> None:
    desk = desk_of("damaged")
    desk.write(TEXT)
    with clock.frozen_at(LATER):
        review_case(desk.case.pk)
    text = str(kept(desk).facts) + str(kept(desk).verdict)
    for word in (BUYER, desk.case.order_number, "lamp", "祝好"):
        assert word not in text
    assert Organisation.objects.exists()


def test_clocks_are_kept_with_when_they_were_met() -> None:
    desk = desk_of("damaged")
    running = desk.clock()
    with clock.frozen_at(LATER):
        remember_case(desk.case.pk)
        row = next(one for one in kept(desk).verdict["clocks"] if one["ran"])
        assert (row["kind"], row["met_at"], row["runs"]) == (running.kind, None, True)
        running.state, running.met_at = "met", LATER
        running.save()
        remember_case(desk.case.pk)
        rows = [one for one in kept(desk).verdict["clocks"] if one["ran"]]
    assert [(one["met_at"], one["runs"]) for one in rows] == [("2026-11-20T10:00:00Z", False)]
    assert facts_of(desk.fresh())


def xmin(desk: Desk) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT xmin::text::bigint FROM amends_judgement WHERE case_id = %s", [desk.case.pk])
        return int(cursor.fetchone()[0])
