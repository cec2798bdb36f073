"""Own rules of wording at the desk: written in a form, tried, kept in a draft; once released they hold."""

import pytest
from django.test import Client

from amends.accounts.models import User
from amends.publishing.actions import find_draft, release_draft
from amends.publishing.own_wording import own_wording
from amends.publishing.wording import save_template
from amends.releases.models import RulebookDraft
from tests import people
from tests.publishing.drafts import read_by
from tests.web.conftest import HOSTILE

FORM = {
    "do": "keep",
    "severity": "error",
    "text.en": "We do not gush.",
    "phrases.en": "lovel*\n\n  gorgeous  \nlovel*",
    "suggestion.en": "A good lamp.",
    "bad.en": "A lovely lamp.",
    "good.en": "A lamp.",
    "exact": "!!",
}

pytestmark = pytest.mark.django_db


def at(draft: RulebookDraft, name: str = "") -> str:
    return f"/rulebook/drafts/{draft.pk}/wording" + (f"/{name}" if name else "")


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


@pytest.mark.parametrize(
    ("language", "heading"),
    [("en", "Our own rules of wording"), ("zh-Hans", "自家用语规则"), ("fr", "Nos règles de formulation")],
)
def test_in_three_languages(
    client: Client, lead: User, draft: RulebookDraft, language: str, heading: str
) -> None:
    User.objects.filter(pk=lead.pk).update(language=language)
    assert heading in page(client, at(draft))
    assert heading in page(client, f"/rulebook/drafts/{draft.pk}")
    page(client, at(draft, "rule_1"))


def test_a_rule_is_written_listed_and_taken_away(client: Client, draft: RulebookDraft) -> None:
    assert client.post(at(draft, "rule_1"), FORM).status_code == 302
    kept = own_wording(RulebookDraft.objects.get().files, "rule_1")
    assert kept.phrases == {"en": ("lovel*", "gorgeous")}
    assert kept.exact == ("!!",)
    listed = page(client, at(draft))
    assert "We do not gush." in listed
    assert at(draft, "rule_2") in listed
    assert "The checks find nothing." in page(client, at(draft, "rule_1"))
    ended = {**FORM, "until": "2026-01-31"}
    client.post(at(draft, "rule_1"), ended)
    assert "ended" in page(client, at(draft))
    assert client.post(at(draft, "rule_1"), {"do": "remove"}).status_code == 302
    assert RulebookDraft.objects.get().files == {}


def test_trying_keeps_nothing_and_tells_what_is_wrong(client: Client, draft: RulebookDraft) -> None:
    answer = client.post(at(draft, "rule_1"), {**FORM, "do": "check", "bad.en": "A nice lamp."})
    assert "it does not object" in answer.content.decode()
    assert 'value="We do not gush."' in answer.content.decode()
    assert RulebookDraft.objects.get().files == {}


def test_what_is_typed_is_text(client: Client, draft: RulebookDraft) -> None:
    form = {**FORM, "text.en": HOSTILE, "phrases.en": HOSTILE, "bad.en": HOSTILE, "marketplaces": [HOSTILE]}
    client.post(at(draft, "rule_1"), form)
    for address in (at(draft), at(draft, "rule_1"), f"/rulebook/drafts/{draft.pk}"):
        assert "<script>alert" not in page(client, address)
    assert own_wording(RulebookDraft.objects.get().files, "rule_1").marketplaces == ()


def test_a_name_that_is_none(client: Client, draft: RulebookDraft) -> None:
    assert client.post(at(draft, "Rule-1"), FORM).status_code == 409
    assert RulebookDraft.objects.get().files == {}


@pytest.mark.parametrize("role", ["agent", "warehouse", "finance"])
def test_only_leads_and_owners(client: Client, draft: RulebookDraft, role: str) -> None:
    client.force_login(people.user(draft.organisation, role, role))
    assert client.get(at(draft)).status_code == 403
    assert client.post(at(draft, "rule_1"), FORM).status_code == 403


def test_once_released_it_is_in_the_rulebook(client: Client, draft: RulebookDraft, lead: User) -> None:
    client.post(at(draft, "rule_1"), FORM)
    fresh = find_draft(draft.pk, by=people.actor(lead))
    owner = people.user(lead.organisation, "wang", "owner")
    read_by(fresh, owner)
    release_draft(fresh.pk, revision=fresh.revision, effective_at=None, by=people.actor(owner))
    assert "We do not gush." in page(client, "/rulebook?kind=wording")
    assert "We do not gush." in page(client, "/rulebook/rules/own_wording/rule_1")


@pytest.mark.parametrize(
    ("language", "heading", "ours"),
    [
        ("en", "In our templates", "our wording, version 1"),
        ("zh-Hans", "在我们的模板里", "自家文字，第 1 版"),
        ("fr", "Dans nos modèles", "notre texte, version 1"),
    ],
)
def test_the_templates_that_would_be_stopped_are_told(
    client: Client, lead: User, draft: RulebookDraft, language: str, heading: str, ours: str
) -> None:
    by = people.actor(lead)
    save_template("acknowledge", "en", "default", "A gorgeous lamp.", seen=0, by=by)
    User.objects.filter(pk=lead.pk).update(language=language)
    tried = client.post(at(draft, "rule_1"), {**FORM, "do": "check"}).content.decode()
    client.post(at(draft, "rule_1"), FORM)
    for told in (tried, page(client, at(draft, "rule_1")), page(client, at(draft))):
        assert heading in told
        assert ours in told
        assert "gorgeous</q>" in told
        assert "/settings/replies/acknowledge/en/default" in told


def test_a_rule_that_cannot_be_read_tells_nothing_of_templates(client: Client, draft: RulebookDraft) -> None:
    broken = client.post(
        at(draft, "rule_1"), {**FORM, "phrases.en": "(lovel", "do": "check"}
    ).content.decode()
    assert "A bracket is not closed" in broken
    assert 'id="met"' not in broken
