"""A lead corrects a rule of the marketplace: a draft that a second person confirms by releasing it."""

import pytest
from django.test import Client

from amends.accounts.models import User
from amends.core import clock
from amends.core.pack_sets import PackSet, judging_by
from amends.policies.rulebook import corrections
from amends.policies.tables.loading import our_rulebook
from amends.publishing.actions import release_draft
from amends.publishing.checking import check_files, is_clean
from amends.releases.models import RulebookDraft, RulebookRelease
from tests import people
from tests.publishing.drafts import read_by

RULE, ROW = "/rulebook/rules/amz.ret.refund", "/rulebook/rules/amazon_return/window"
SOURCE = {"address": "https://example.com/now", "read_on": "2026-11-20", "confidence": "A"}
DUE = "{counts_from: return_received, amount: {n: 2, unit: business_days}}"

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(client: Client) -> User:
    made = people.user(people.organisation(), "limin", "lead")
    client.force_login(made)
    return made


def released_by_another(draft: RulebookDraft) -> RulebookRelease:
    second = people.user(draft.organisation, "wang", "owner")
    read_by(draft, second)
    return release_draft(draft.pk, revision=draft.revision, effective_at=None, by=people.actor(second))


def test_a_deadline_is_corrected(client: Client, lead: User) -> None:
    assert "Correct this rule" in client.get(RULE).content.decode()
    assert "return_received" in client.get(f"{RULE}/correct").content.decode()
    answer = client.post(f"{RULE}/correct", SOURCE | {"part.due": DUE})
    assert answer.status_code == 302
    draft = RulebookDraft.objects.get()
    assert is_clean(check_files(draft.files, clock.now().date()))
    assert "amz.ret.refund" in client.get(answer["Location"]).content.decode()
    files = released_by_another(draft).files
    with judging_by(PackSet({name: text.encode() for name, text in files.items()})):
        [one] = corrections().values()
    assert (one.by, one.confirmed_by) == ("limin", "wang")
    page = client.get(RULE).content.decode()
    assert "by limin, read again by wang" in page
    again = client.post(f"{RULE}/correct", SOURCE | {"part.due": DUE.replace("2", "3")})
    assert again.status_code == 302
    assert RulebookDraft.objects.latest("pk").files["policies/corrections"].count("- rule:") == 1


def test_a_row_of_a_table_is_corrected(client: Client, lead: User) -> None:
    page = client.get(f"{ROW}/correct").content.decode()
    assert "days_kept" in page
    answer = client.post(f"{ROW}/correct", SOURCE | {"part.when": "{days_kept: {min: 0 days, max: 45 days}}"})
    assert answer.status_code == 302
    files = RulebookDraft.objects.get().files
    assert list(files) == ["tables/returns/corrections"]
    with judging_by(PackSet({name: text.encode() for name, text in files.items()})):
        table = next(one for one in our_rulebook("returns").tables if one.id == "amazon_return")
    assert next(row for row in table.rows if row.id == "window").correction is not None


@pytest.mark.parametrize(
    "fault",
    [{"read_on": ""}, {"address": "", "known_from": ""}, {"address": "javascript:alert(1)"},
     {"part.due": "{a: ["},
     {"part.due": "{counts_from: nothing}"}, {"confidence": "Z"}, {"part.due": ""}],
)  # fmt: skip
def test_a_bad_correction_is_answered_with_what_was_typed(
    client: Client, lead: User, fault: dict[str, str]
) -> None:
    answer = client.post(
        f"{RULE}/correct", SOURCE | {"part.due": DUE, "text.en": "<script>x</script>"} | fault
    )
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "&lt;script&gt;" in page
    assert "<script>x" not in page
    assert not RulebookDraft.objects.exists()


def test_our_own_rules_are_changed_and_others_may_not(client: Client, lead: User) -> None:
    assert client.get("/rulebook/rules/own.answer/correct").status_code == 404
    assert client.get("/rulebook/rules/shop_return/fault/correct").status_code == 404
    assert "Correct this rule" not in client.get("/rulebook/rules/own.answer").content.decode()
    client.force_login(people.user(lead.organisation, "amy", "agent"))
    assert client.get(f"{RULE}/correct").status_code == 403
    assert "Correct this rule" not in client.get(RULE).content.decode()
