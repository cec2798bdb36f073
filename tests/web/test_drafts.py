"""Drafts of the rulebook at the desk: who may, what is shown, what is kept, and two people at once."""

from datetime import timedelta

import pytest
from django.test import Client

from amends.accounts.models import User
from amends.core import clock
from amends.core.packs import pack_bytes
from amends.publishing.actions import begin_draft, change_draft, find_draft, release_draft
from amends.publishing.rules import CHECKLIST
from amends.releases.models import RulebookDraft, RulebookRelease, WhatIfReport
from tests import people
from tests.publishing.drafts import OWN_CLOCKS, longer_answer_time, read_by

HOSTILE = "<script>alert(1)</script>\"'"
SHOP = "policies/shop"

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(client: Client) -> User:
    made = people.user(people.organisation(), "limin", "lead")
    people.shop(made.organisation, "US")
    client.force_login(made)
    return made


@pytest.fixture
def second(lead: User) -> User:
    return people.user(lead.organisation, "wang", "owner")


@pytest.fixture
def draft(lead: User) -> RulebookDraft:
    return begin_draft("Longer answers", by=people.actor(lead), files={SHOP: longer_answer_time()})


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.content.decode()[:2_000]
    return answer.content.decode()


def here(draft: RulebookDraft, rest: str = "") -> str:
    return f"/rulebook/drafts/{draft.pk}{rest}"


PAGES = (
    "", "/prices", "/packs", "/packs/policies/shop", "/packs/case_costs", "/packs/tables/own_new",
    "/tables/shop_return", "/tables/refund_approval", "/tables/refund_approval?as_text=1&at=1",
)  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh-Hans", "fr"])
def test_every_page_comes_in_three_languages(
    client: Client, lead: User, draft: RulebookDraft, language: str
) -> None:
    User.objects.filter(pk=lead.pk).update(language=language)
    for page in PAGES:
        answer = client.get(here(draft, page))
        assert answer.status_code == 200, page
        assert answer["Content-Language"] == language
    assert client.get("/rulebook/drafts").status_code == 200


def test_a_draft_is_begun_renamed_and_discarded(client: Client, lead: User) -> None:
    assert client.post("/rulebook/drafts/begin", {"title": HOSTILE}).status_code == 302
    draft = RulebookDraft.objects.get()
    for page in ("/rulebook/drafts", *(here(draft, page) for page in PAGES)):
        assert "<script>alert" not in text(client, page)
    assert client.post(here(draft, "/rename"), {"title": "Plain"}).status_code == 302
    assert "Plain" in text(client, here(draft))
    assert client.post(here(draft, "/discard")).status_code == 302
    assert "Plain" not in text(client, "/rulebook/drafts").replace("“Plain”", "")
    assert client.post("/rulebook/drafts/begin", {"title": ""}).status_code == 400


@pytest.mark.parametrize("role", ["agent", "technical_agent", "warehouse", "finance"])
def test_only_leads_and_owners_prepare(client: Client, draft: RulebookDraft, role: str) -> None:
    client.force_login(people.user(draft.organisation, role, role))
    for page in ("/rulebook/drafts", *(here(draft, page) for page in PAGES)):
        assert client.get(page).status_code == 403
    for act in ("/rename", "/discard", "/update", "/release", "/what-if", "/tables", "/prices"):
        assert client.post(here(draft, act), {"title": "x"}).status_code == 403
    assert "Drafts" not in text(client, "/rulebook")


def test_a_lead_of_one_shop_does_not(client: Client, draft: RulebookDraft) -> None:
    shop = people.shop(draft.organisation, "UK")
    client.force_login(people.user(draft.organisation, "amy", "lead", shop=shop))
    assert client.get("/rulebook/drafts").status_code == 403
    assert client.get(here(draft)).status_code == 403


def test_another_organisations_draft_report_and_release_are_not_there(
    client: Client, draft: RulebookDraft, lead: User, second: User
) -> None:
    report = read_by(draft, lead)
    release = released(draft, lead, second)
    client.force_login(people.user(people.organisation("Other"), "eve", "owner"))
    for page in PAGES:
        assert client.get(here(draft, page)).status_code == 404
        assert client.post(here(draft, page), {"do": "keep", "text": "x"}).status_code in (404, 405)
    for address in (f"/rulebook/what-if/{report.pk}", f"/rulebook/what-if/{report.pk}/cases.csv"):
        assert client.get(address).status_code == 404
    assert client.get(f"/rulebook/releases/{release.pk}/roll_back").status_code == 404
    assert client.post(f"/rulebook/releases/{release.pk}/roll_back").status_code == 404


def test_a_form_without_its_token_is_turned_away(draft: RulebookDraft, lead: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(lead)
    for act in ("/discard", "/release", "/packs/policies/shop", "/tables/refund_approval", "/prices"):
        assert strict.post(here(draft, act), {"do": "keep"}).status_code == 403
    assert RulebookDraft.objects.get().state == "open"


def test_the_page_says_what_differs_and_what_stands_in_the_way(
    client: Client, draft: RulebookDraft, lead: User
) -> None:
    page = text(client, here(draft))
    assert "rules/own.answer" in page
    assert "<del>" in page
    assert "1440" in page
    assert "No what-if has been run on it as it is now." in page
    read_by(draft, lead)
    assert "No what-if has been run" not in text(client, here(draft))


def released(draft: RulebookDraft, lead: User, second: User) -> RulebookRelease:
    read_by(draft, second)
    return release_draft(draft.pk, revision=draft.revision, effective_at=None, by=people.actor(second))


def test_a_second_person_releases(client: Client, draft: RulebookDraft, lead: User, second: User) -> None:
    form = {"revision": draft.revision, "from": "now"}
    refused = client.post(here(draft, "/release"), form)
    assert refused.status_code == 409
    assert "No what-if has been run" in refused.content.decode()
    read_by(draft, second)
    own = client.post(here(draft, "/release"), form).content.decode()
    assert "Whoever changed it cannot release it." in own
    client.force_login(second)
    assert client.post(here(draft, "/release"), form).status_code == 302
    assert RulebookRelease.objects.get().title == "Longer answers"
    assert "in force" in text(client, "/rulebook/drafts")
    assert client.get(here(draft)).status_code == 200  # a released draft can still be read


def test_it_takes_effect_at_a_moment_of_the_shops_zone(
    client: Client, draft: RulebookDraft, second: User
) -> None:
    read_by(draft, second)
    client.force_login(second)
    wrong = {"revision": draft.revision, "from": "date", "at": "tomorrow"}
    assert client.post(here(draft, "/release"), wrong).status_code == 409
    past = wrong | {"at": "2020-01-01T00:00"}
    assert "It cannot take effect in the past." in client.post(here(draft, "/release"), past).content.decode()
    assert client.post(here(draft, "/release"), past | {"at": "2999-01-01T00:00"}).status_code == 302
    assert RulebookRelease.objects.get().effective_at.isoformat() == "2999-01-01T08:00:00+00:00"


def test_alone_one_ticks_and_reads_it_again(client: Client, draft: RulebookDraft, lead: User) -> None:
    read_by(draft, lead)
    form = {"revision": draft.revision, "from": "now", "ticked": list(CHECKLIST)}
    assert "Alone, one reads it a second time" in client.post(here(draft, "/release"), form).content.decode()
    with clock.frozen_at(clock.now() + timedelta(minutes=11)):
        half = form | {"ticked": list(CHECKLIST)[:2]}
        page = client.post(here(draft, "/release"), half).content.decode()
        assert "the checklist takes the place" in page
        assert page.count(" checked> ") == 3
        assert client.post(here(draft, "/release"), form).status_code == 302
    assert RulebookRelease.objects.get().is_second_reading


def test_what_was_changed_since_it_was_read_is_not_released(
    client: Client, draft: RulebookDraft, lead: User, second: User
) -> None:
    read_by(draft, second)
    client.force_login(second)
    change_draft(draft.pk, {}, revision=draft.revision, by=people.actor(lead), title="Other")
    answer = client.post(here(draft, "/release"), {"revision": draft.revision, "from": "now"})
    assert answer.status_code == 409
    assert "changed the draft since you read it" in answer.content.decode()
    assert not RulebookRelease.objects.exists()


def test_an_earlier_release_comes_back(
    client: Client, draft: RulebookDraft, lead: User, second: User
) -> None:
    first = released(draft, lead, second)
    other = begin_draft("As before", by=people.actor(lead), files={SHOP: OWN_CLOCKS})
    released(other, lead, second)
    page = text(client, f"/rulebook/releases/{first.pk}/roll_back")
    assert "own.answer" in page
    assert client.post(f"/rulebook/releases/{first.pk}/roll_back").status_code == 302
    assert RulebookRelease.objects.order_by("-number")[0].goes_back_to == first
    assert "back to 1: Longer answers" in text(client, "/rulebook/drafts")
    assert "Nothing to bring back" not in text(client, "/rulebook/releases/0/roll_back")
    assert client.post("/rulebook/releases/0/roll_back").status_code == 302
    assert RulebookRelease.objects.order_by("-number")[0].files == {}


def test_an_outdated_draft_is_brought_up_to_date(
    client: Client, draft: RulebookDraft, lead: User, second: User
) -> None:
    costs = pack_bytes("case_costs").decode()
    other = begin_draft(
        "Costs", by=people.actor(lead), files={"case_costs": costs.replace("'6.50'", "'7.50'")}
    )
    released(draft, lead, second)
    assert "Bring it up to date" in text(client, here(other))
    assert client.post(here(other, "/update")).status_code == 302
    assert "Bring it up to date first" not in text(client, here(other))
    assert set(find_draft(other.pk, by=people.actor(lead)).files) == {"case_costs", SHOP}


def test_a_what_if_is_asked_for_and_read(client: Client, draft: RulebookDraft, lead: User) -> None:
    form = {"from_day": "2026-10-01", "until_day": "2026-10-31"}
    answer = client.post(here(draft, "/what-if"), form)
    report = WhatIfReport.objects.get()
    assert answer["Location"] == f"/rulebook/what-if/{report.pk}"
    assert 'hx-trigger="every 2s"' in text(client, answer["Location"])
    WhatIfReport.objects.filter(pk=report.pk).update(state="done", summary=SUMMARY, done_at=clock.now())
    part = client.get(answer["Location"], headers={"HX-Request": "true", "HX-Target": "report"})
    assert part.status_code == 286
    assert "<html" not in part.content.decode()
    page = text(client, answer["Location"])
    for said in ("$400.00", "−$100.00", "1,204", "&lt;script&gt;"):
        assert said in page, said
    assert "<script>alert" not in page
    assert WhatIfReport.objects.get().seen_by_ids == [lead.pk]
    for bad in ({"from_day": "x", "until_day": ""}, {"from_day": "2026-10-31", "until_day": "2026-10-01"}):
        assert client.post(here(draft, "/what-if"), bad).status_code == 400


SUMMARY = {
    "cases_in_period": 1204, "not_judged": 0, "concerned": 12, "judged": 12, "changed": 1, "unreadable": 0,
    "kinds": {"money": 1}, "issue_types": {"delayed": 1}, "shops": {"US": 1},
    "deadlines": {"moved": 2, "missed": 1, "saved": 0},
    "money": {"USD": {"before": "400.00", "after": "300.00", "difference": "-100.00"}},
    "cases": [{
        "case": "999999", "shop": HOSTILE, "issue_type": "delayed", "opened_on": "2026-10-02",
        "kinds": ["money"],
        "before": {"outcome": "judged", "recommended": "refund", "cost": "40.00"},
        "after": {"outcome": "judged", "recommended": HOSTILE, "cost": "30.00"}, "currency": "USD",
        "difference": "-10.00", "steps": [],
        "ways": [{"way": "refund", "before": "allowed", "after": None}],
        "deadlines": [{"kind": "answer", "side": "own", "before": None, "after": None, "fate": "missed"}],
    }],
}  # fmt: skip
