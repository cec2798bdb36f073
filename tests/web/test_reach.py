"""Nobody sees or changes what is not theirs: asked of every page and every endpoint there is."""

import pytest
from django.db.models import Model
from django.http import HttpResponseBase
from django.test import Client

from amends import models
from amends.accounts.models import User
from amends.accounts.rules import TOKEN_VERBS
from amends.accounts.tokens import create_token
from amends.answers.actions import prepare_group_answer
from amends.cases.models import CaseGroup
from amends.cases.saved_views import save_view
from amends.imports.mail_records import ArrivedMail
from amends.imports.mails import put_aside
from amends.imports.quarantine import Unread
from amends.inbox.correcting import correct_issue_type
from amends.inbox.grouping import group_cases_of
from amends.inbox.merging import merge_cases
from amends.inbox.models import CaseMessage
from amends.mailboxes.actions import add_mailbox
from amends.mailboxes.settings import MailboxSettings
from amends.publishing.actions import begin_draft, release_draft
from amends.releases.models import RulebookDraft
from tests import people
from tests.publishing.drafts import longer_answer_time, read_by
from tests.web import case_rows, rows
from tests.web.addresses import Address, addresses
from tests.web.case_rows import file_of, written_for
from tests.web.group_rows import late_parcel
from tests.web.single_rows import NOON

FOR_ANYBODY = {
    "login",
    "logout",
    "setup",
    "healthz",
    "preferences",
    "openapi-json",
    "api-root",
    "api_index",
    "start",
    "help",
    "contact",
}
ABOUT_ONESELF = {"settings", "settings_account", "settings_name", "settings_password"}
BOTH = ("get", "post")
NAMES = (
    "LANTERN-US",
    "灯笼家居",
    "112-8841907-5530612",
    "113-2000001",
    "Okafor",
    "小鹿乱撞",
    "limin",
    "secret-file",
    "secret draft",
    "secret-box",
    "secret-sender",
    "secret-subject",
    "secret-place",
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> rows.Desk:
    made = rows.desk()
    rows.reject_of(rows.import_file(made.amazon, "secret-file.csv"), 2, "amount", "no amount", "x")
    planters = case_rows.broken_planters(made)
    file_of(written_for(planters))
    CaseMessage.objects.filter(case=planters).update(issue_types=[["delayed", 0.4]])
    correct_issue_type(planters, "defective", by=people.actor(made.owner))
    rearranged(made)
    a_release(made)
    for n in range(3):
        late_parcel(made.amazon, n)
    group_cases_of(made.organisation.pk)
    group = CaseGroup.objects.get(organisation=made.organisation)
    prepare_group_answer(group.pk, {"en": "We look into {{ order_number }}."}, by=people.actor(made.owner))
    create_token(made.owner, by=people.actor(made.owner), name="limin's", verbs=list(TOKEN_VERBS))
    a_mailbox(made)
    return made


def a_mailbox(made: rows.Desk) -> None:
    """A mailbox, and a mail of it that nobody could read."""
    by = people.actor(made.owner)
    wanted = MailboxSettings("secret-box@lantern.example", "imap.lantern.example", NOON.date())
    add_mailbox(made.amazon, wanted, password="x", by=by)
    octets = b"From: secret-sender@buyer.example\nSubject: secret-subject\n\nwords"
    put_aside(made.amazon, [Unread([octets], "reader_fell", "", ArrivedMail(octets, "secret-place"))], by=by)


def a_release(made: rows.Desk) -> None:
    """A release of the rulebook, a what-if that is done, and a draft that is open."""
    lead, second = (people.user(made.organisation, login, "lead") for login in ("wang", "zhou"))
    draft = begin_draft("Longer", by=people.actor(lead), files={"policies/shop": longer_answer_time()})
    read_by(draft, second)
    release_draft(draft.pk, revision=draft.revision, effective_at=None, by=people.actor(second))
    RulebookDraft.objects.filter(pk=draft.pk).delete()
    read_by(begin_draft("secret draft", by=people.actor(lead)), made.owner)


def rearranged(made: rows.Desk) -> None:
    """A merge to undo, and a view of the owner's."""
    by = people.actor(made.owner)
    talks = [case_rows.case_of(made.amazon, None, ["other"], 9, [("in", 9, "hello")], "en") for _ in "ab"]
    merge_cases(talks[1], talks[0], by=by)
    save_view("secret view", {"view": "open"}, shared=False, by=by)


@pytest.fixture
def every(desk: rows.Desk) -> list[Address]:
    return addresses(desk.amazon, desk.orders["112-8841907-5530612"])


def ask(client: Client, method: str, path: str, key: str) -> HttpResponseBase:
    headers = {"Authorization": f"Bearer {key}"} if path.startswith("/api/") and key else {}
    answer: HttpResponseBase = getattr(client, method)(path, headers=headers)
    return answer


def text_of(answer: HttpResponseBase) -> str:
    pieces = answer.streaming_content if answer.streaming else [answer.content]  # type: ignore[attr-defined]
    return b"".join(pieces).decode("utf-8", "replace")


def told(answer: HttpResponseBase, address: Address) -> list[str]:
    """Names of the desk's rows in the answer; what was asked with may be said back."""
    text = text_of(answer)
    return [name for name in NAMES if name in text and name not in address.path]


def come_in(client: Client, person: User, maker: User) -> str:
    client.force_login(person)
    return create_token(person, by=people.actor(maker), name="", verbs=list(TOKEN_VERBS))[1]


def refusals(address: Address, *statuses: int) -> tuple[int, ...]:
    """An endpoint that is sent nothing says so (400, 422) before it looks for the row."""
    return (*statuses, 400, 422) if address.path.startswith("/api/") else statuses


def counts() -> dict[str, int]:
    tables: list[type[Model]] = [getattr(models, name) for name in models.__all__]
    return {table.__name__: table._default_manager.count() for table in tables}


def test_the_owner_reaches_every_row(desk: rows.Desk, every: list[Address], client: Client) -> None:
    """So that the refusals below are refusals, not addresses that lead nowhere."""
    key = come_in(client, desk.owner, desk.owner)
    answers = {
        address.name: ask(client, "get", address.path, key).status_code
        for address in every
        if address.of_a_row
    }
    for name in ("picture", "thumbnail", "reply_file_thumbnail"):
        assert answers.pop(name) == 404, "these files are none; what is shown stands in test_thumbnails.py"
    assert set(answers.values()) <= {200, 286, 405}, answers
    assert len(answers) >= 15


def test_who_has_not_logged_in_is_asked_to(every: list[Address], client: Client) -> None:
    before = counts()
    for address in every:
        for method in BOTH:
            answer = ask(client, method, address.path, "")
            if address.name not in FOR_ANYBODY:
                sent_away = answer.status_code in (401, 403, 405) or answer.headers.get(
                    "Location", ""
                ).startswith("/login")
                assert sent_away, (method, address, answer.status_code)
            assert told(answer, address) == []
    assert counts() == before


def test_another_organisation_finds_nothing(every: list[Address], client: Client) -> None:
    stranger = people.user(people.organisation("Other"), "stranger", "owner")
    key = come_in(client, stranger, stranger)
    before = counts()
    for address in every:
        for method in BOTH:
            if address.name == "logout":
                continue
            answer = ask(client, method, address.path, key)
            if address.of_a_row:
                wanted = refusals(address, 404, 405)
                assert answer.status_code in wanted, (method, address, answer.status_code)
            assert told(answer, address) == []
    assert counts() == before


def test_without_a_role_there_is_only_oneself(desk: rows.Desk, every: list[Address], client: Client) -> None:
    key = come_in(client, people.user(desk.organisation, "lin"), desk.owner)
    before = counts()
    for address in every:
        for method in BOTH:
            if address.name == "logout":
                continue
            answer = ask(client, method, address.path, key)
            if address.name not in FOR_ANYBODY | ABOUT_ONESELF and not address.path.startswith("/api/"):
                assert answer.status_code in (403, 404, 405), (method, address, answer.status_code)
            assert told(answer, address) == []
    assert counts() == before


def test_a_role_in_one_shop_shows_nothing_of_another(
    desk: rows.Desk, every: list[Address], client: Client
) -> None:
    lin = people.user(desk.organisation, "lin", "lead", shop=people.shop(desk.organisation, "third"))
    key = come_in(client, lin, desk.owner)
    for address in every:
        for method in BOTH:
            if address.name == "logout":
                continue
            answer = ask(client, method, address.path, key)
            if address.of_a_row:
                wanted = refusals(address, 403, 404, 405)
                assert answer.status_code in wanted, (method, address, answer.status_code)
            assert told(answer, address) == []
