"""Quarantined mails decided: tried again, by a person or after an upgrade, or dismissed."""

from collections.abc import Collection
from datetime import timedelta
from typing import Protocol

from django.db import transaction
from django.db.models import QuerySet

from amends.accounts.permission import require
from amends.connectors.mail.mailbox import LARGEST_MAIL, looks_like_mail, read_mails
from amends.core import clock
from amends.core.actor import Actor
from amends.core.errors import NotAllowed, NotFound, Refused
from amends.imports.mail_records import ArrivedMail
from amends.imports.mails import hold_mails, try_mails
from amends.imports.models import QuarantinedMail, QuarantinedMailPerson
from amends.imports.quarantine import reader_version, tell
from amends.platform_records.contents import forget_contents, read_content
from amends.runtime.nameless_file import nameless_file

AT_ONCE = 50
NOT_A_MAIL = ("no_mail", "not_fetched")  # unless it looks like one by now
DISMISSED_KEPT = timedelta(days=30)


class Act(Protocol):
    """What is done to one quarantined mail."""

    def __call__(self, mail_id: int, *, by: Actor) -> QuarantinedMail: ...


def retry_mail(mail_id: int, *, by: Actor) -> QuarantinedMail:
    """Try to take the mail in as the program reads now; its state tells whether that went well.

    Raises NotFound, NotAllowed, Refused (quarantine_decided) where it was taken in already.
    """
    with transaction.atomic():
        mail = hold_mail(mail_id, by=by)
        if mail.state == "taken":
            raise Refused("quarantine_decided", "This mail was taken in already.", mend="Reload the page.")
        _try_again(mail, by=by)
    return mail


@transaction.atomic
def dismiss_mail(mail_id: int, *, by: Actor) -> QuarantinedMail:
    """Put the mail away: it is none, or not wanted. It can be tried again for thirty days; then it goes.

    Raises NotFound, NotAllowed, Refused (quarantine_decided).
    """
    mail = hold_mail(mail_id, by=by)
    if mail.state != "waiting":
        raise Refused("quarantine_decided", "This mail was decided already.", mend="Reload the page.")
    mail.state, mail.decided_at = "dismissed", clock.now()
    mail.save(update_fields=["state", "decided_at"])
    tell("quarantined_mail_dismissed", mail, by=by)
    return mail


def dismiss_mails(mail_ids: Collection[int], *, by: Actor) -> int:
    """Put several away, each as one is; how many. What was decided meanwhile is passed over."""
    return sum(_done(dismiss_mail, mail_id, by=by) is not None for mail_id in sorted(mail_ids))


def retry_mails(mail_ids: Collection[int], *, by: Actor) -> int:
    """Try several again, each as one is; how many went in. What was decided meanwhile is passed over."""
    tried = (_done(retry_mail, mail_id, by=by) for mail_id in sorted(mail_ids))
    return sum(mail is not None and mail.state == "taken" for mail in tried)


def _done(act: Act, mail_id: int, *, by: Actor) -> QuarantinedMail | None:
    try:
        return act(mail_id, by=by)
    except (NotAllowed, NotFound, Refused):
        return None


def retry_after_upgrade(*, by: str = "worker") -> int:
    """Try those again that an older reader gave up; how many went in. Safe to repeat and to break off."""
    went_in = 0
    older = QuarantinedMail.objects.filter(state="waiting").exclude(reader=reader_version())
    for mail_id in list(older.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            mail = _locked().filter(pk=mail_id, state="waiting").first()
            if mail is not None:
                _try_again(mail, by=Actor(mail.organisation_id, None, by))
                went_in += mail.state == "taken"
    return went_in


@transaction.atomic
def forget_dismissed() -> None:
    """What was dismissed long ago goes, with its bytes."""
    over = QuarantinedMail.objects.filter(state="dismissed", decided_at__lt=clock.now() - DISMISSED_KEPT)
    contents = [each for each in over.values_list("content_id", flat=True) if each is not None]
    over.filter(content__isnull=False).update(content=None)
    forget_contents(contents)


def hold_mail(mail_id: int, *, by: Actor) -> QuarantinedMail:
    """The mail, locked, with its shop and octets. Raises NotFound, NotAllowed, Refused (quarantine_empty)."""
    mail = _locked().filter(pk=mail_id, organisation_id=by.organisation_id).first()
    if mail is None:
        raise NotFound("quarantined_mail_unknown", f"There is no quarantined mail {mail_id}.")
    require(by, "import_file", mail.shop)
    if mail.content is None:
        raise Refused("quarantine_empty", "Nothing of this mail is kept any more.", mend="Reload the page.")
    return mail


def _locked() -> QuerySet[QuarantinedMail]:
    return QuarantinedMail.objects.select_related("shop", "content").select_for_update(of=("self",))


def _try_again(mail: QuarantinedMail, *, by: Actor) -> None:
    mail.reader, mail.tries, mail.tried_at = reader_version(), mail.tries + 1, clock.now()
    hold_mails(mail.shop)
    if _goes_in(mail, by=by):
        content_id, mail.content = mail.content_id, None
        mail.state, mail.decided_at = "taken", clock.now()
        mail.save()
        forget_contents([content_id] if content_id is not None else [])
        tell("quarantined_mail_taken", mail, by=by)
    else:
        mail.save()


def _goes_in(mail: QuarantinedMail, *, by: Actor) -> bool:
    found = _mails_in(mail)
    if not found:
        return False
    with transaction.atomic():
        _, unread = try_mails(mail.shop, found, by=by)
        if unread:
            transaction.set_rollback(True)
    if unread:
        mail.reason = unread[0].reason
        QuarantinedMailPerson.objects.filter(mail=mail).update(words=unread[0].words)
    return not unread


def _mails_in(mail: QuarantinedMail) -> list[ArrivedMail]:
    """What the kept bytes hold, as it is read now; nothing where that is no mail, or more than is read."""
    if mail.content is None or mail.size > LARGEST_MAIL:
        return []
    place = QuarantinedMailPerson.objects.filter(mail=mail).values_list("place", flat=True).first() or ""
    with nameless_file() as (copy, path):
        copy.writelines(read_content(mail.content))
        copy.flush()
        if mail.reason in NOT_A_MAIL and looks_like_mail(path) is None:
            return []
        found = [each.octets for each in read_mails(path)]
    return [
        ArrivedMail(octets, place, is_sent=mail.is_sent, trusted=mail.trusted, is_typed=mail.is_typed)
        for octets in found
        if octets is not None
    ]
