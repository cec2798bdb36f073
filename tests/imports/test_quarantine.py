"""Mails that cannot be taken in are kept, shown, tried again, taken or dismissed; none blocks the next."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DataError

from amends.accounts.models import Shop
from amends.connectors.mail import mailbox, reading
from amends.core import clock
from amends.core.actor import Actor
from amends.core.errors import NotAllowed, NotFound, Refused
from amends.history.models import Event
from amends.imports import quarantine, records, retrying
from amends.imports.mail_records import ArrivedMail
from amends.imports.mails import MailsTaken, take_mails
from amends.imports.models import ImportFile, QuarantinedMail
from amends.imports.queries import quarantined_count, quarantined_mails
from amends.imports.retrying import dismiss_mail, forget_dismissed, retry_after_upgrade, retry_mail
from amends.inbox.models import Message
from amends.platform_records.contents import read_content
from amends.platform_records.models import Content
from tests import people
from tests.imports.counting import counts
from tests.imports.more_exports import mail, maildir, mbox

pytestmark = pytest.mark.django_db
Take = Callable[..., ImportFile]
POISON = "words that break the reader"


@pytest.fixture
def breakable(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Whatever holds the poison breaks the reader."""
    goes_on = reading.read_strictly

    def break_at(octets: bytes, **named: str) -> object:
        if POISON.encode() in octets:
            raise LookupError("no such shape")
        return goes_on(octets, **named)

    monkeypatch.setattr(reading, "read_strictly", break_at)
    return monkeypatch


def by(shop: Shop) -> Actor:
    return Actor(shop.organisation_id, None, "cli")


def taken(shop: Shop, *mails: bytes) -> MailsTaken:
    arrived = [ArrivedMail(octets, f"mail {number}") for number, octets in enumerate(mails)]
    return take_mails(shop, arrived, by=by(shop))


def upgraded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrying, "reader_version", lambda: "the next")


def test_a_mail_that_breaks_the_reader_waits_as_it_came(shop: Shop, breakable: pytest.MonkeyPatch) -> None:
    bad = mail("bad", text=POISON)
    assert taken(shop, mail("1"), bad, mail("2")) == MailsTaken(created=2, quarantined=1)
    kept = QuarantinedMail.objects.select_related("content", "person").get()
    assert kept.content is not None
    assert b"".join(read_content(kept.content)) == bad
    assert (kept.reason, kept.state, kept.size) == ("reader_fell", "waiting", len(bad))
    assert kept.person.place == "mail 1"
    assert taken(shop, bad) == MailsTaken(duplicates=1)


def test_it_is_taken_in_after_an_upgrade(shop: Shop, breakable: pytest.MonkeyPatch) -> None:
    taken(shop, mail("bad", text=POISON))
    assert retry_after_upgrade() == 0
    breakable.undo()
    assert retry_after_upgrade() == 0
    upgraded(breakable)
    assert retry_after_upgrade() == 1
    assert Message.objects.get().body.text.strip() == POISON
    kept = QuarantinedMail.objects.get()
    assert (kept.state, kept.content, kept.tries) == ("taken", None, 2)
    assert Event.objects.filter(verb="quarantined_mail_taken", subject_id=kept.pk).exists()


def test_it_waits_on_where_the_upgrade_does_not_help(shop: Shop, breakable: pytest.MonkeyPatch) -> None:
    taken(shop, mail("bad", text=POISON))
    upgraded(breakable)
    assert retry_after_upgrade() == 0
    kept = QuarantinedMail.objects.get()
    assert (kept.state, kept.tries, kept.reader) == ("waiting", 2, "the next")
    assert retry_after_upgrade() == 0
    assert QuarantinedMail.objects.get().tries == 2
    assert not Message.objects.exists()


def test_a_mail_the_database_refuses_is_found_by_halving(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    goes_on = records.apply_records

    def refuse(shop: Shop, found: list[object], **named: object) -> None:
        if any(getattr(each, "octets", b"").find(POISON.encode()) >= 0 for each in found):
            raise DataError("it does not fit")
        goes_on(shop, found, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(records, "apply_records", refuse)
    mails = [mail(str(number), text=POISON if number == 5 else "Where is it?") for number in range(9)]
    assert taken(shop, *mails) == MailsTaken(created=8, quarantined=1)
    assert QuarantinedMail.objects.get().reason == "not_storable"
    assert Message.objects.count() == 8


def test_a_person_tries_again_or_dismisses(shop: Shop, breakable: pytest.MonkeyPatch) -> None:
    taken(shop, mail("bad", text=POISON))
    kept = QuarantinedMail.objects.get()
    assert retry_mail(kept.pk, by=by(shop)).state == "waiting"
    assert dismiss_mail(kept.pk, by=by(shop)).state == "dismissed"
    with pytest.raises(Refused, match="decided"):
        dismiss_mail(kept.pk, by=by(shop))
    breakable.undo()
    assert retry_mail(kept.pk, by=by(shop)).state == "taken"
    assert Message.objects.count() == 1
    with pytest.raises(Refused):
        retry_mail(kept.pk, by=by(shop))


def test_the_list_holds_what_waits(shop: Shop, taobao: Shop, breakable: pytest.MonkeyPatch) -> None:
    taken(shop, mail("bad", text=POISON), mail("worse", text=POISON))
    organisation, shops = shop.organisation_id, [shop.pk, taobao.pk]
    newest, oldest = quarantined_mails(organisation, shops)
    assert (newest.person.place, oldest.person.place) == ("mail 1", "mail 0")
    assert quarantined_mails(organisation, shops, before_id=newest.pk) == [oldest]
    assert quarantined_mails(organisation, [taobao.pk]) == []
    dismiss_mail(oldest.pk, by=by(shop))
    assert quarantined_count(organisation, shops) == 1


def test_only_who_may_import_decides(shop: Shop, breakable: pytest.MonkeyPatch) -> None:
    taken(shop, mail("bad", text=POISON))
    kept = QuarantinedMail.objects.get()
    technician = people.user(shop.organisation, "tess", "technical_agent")
    with pytest.raises(NotAllowed):
        retry_mail(kept.pk, by=people.actor(technician))
    stranger = people.user(people.organisation("Others"), "sam", "owner")
    with pytest.raises(NotFound):
        dismiss_mail(kept.pk, by=people.actor(stranger))


def test_what_was_dismissed_goes_in_time(shop: Shop, breakable: pytest.MonkeyPatch) -> None:
    taken(shop, mail("bad", text=POISON))
    dismiss_mail(QuarantinedMail.objects.get().pk, by=by(shop))
    forget_dismissed()
    assert Content.objects.count() == 1
    with clock.frozen_at(clock.now() + timedelta(days=31)):
        forget_dismissed()
    assert QuarantinedMail.objects.get().content is None
    assert Content.objects.count() == 0


def test_a_mail_too_large_is_kept_whole(take: Take, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    large = mail("large", text="x" * 3000)
    monkeypatch.setattr(mailbox, "LARGEST_MAIL", 2000)
    assert counts(take(mbox(tmp_path / "box", mail("1"), large, mail("2")))) == (3, 2, 0, 0, 1)
    kept = QuarantinedMail.objects.select_related("content", "person").get()
    assert kept.content is not None
    assert large.strip() in b"".join(read_content(kept.content))
    assert (kept.reason, kept.person.sender) == ("too_large", "ann@example.com")
    assert counts(take(maildir(tmp_path / "dir", large))) == (1, 0, 0, 0, 1)
    monkeypatch.undo()
    upgraded(monkeypatch)
    retry_after_upgrade()
    assert set(Message.objects.values_list("external_id", flat=True)) == {
        f"{name}@example.com" for name in ("1", "2", "large")
    }


def test_more_than_is_ever_kept_is_cut(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quarantine, "MOST_KEPT", 10)
    unread = quarantine.Unread(
        iter([b"abcdef", b"ghijkl", b"mno"]), "no_mail", "none", ArrivedMail(b"", "it")
    )
    assert quarantine.quarantine(shop, unread, by=by(shop))
    assert QuarantinedMail.objects.get().size == 10
