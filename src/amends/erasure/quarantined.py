"""Mails in quarantine are found by what stands in them: nobody has read them yet."""

from amends.erasure.traces import Traces
from amends.imports.models import QuarantinedMail, QuarantinedMailPerson
from amends.platform_records.contents import forget_contents, read_content


def erase_quarantined(traces: Traces) -> None:
    """Empty the quarantined mails that name the buyer; each stays as a number with its reason."""
    words = sorted({name.lower().encode() for name in traces.names if name})
    if not words:
        return
    mails = QuarantinedMail.objects.filter(organisation_id=traces.organisation_id)
    kept = mails.exclude(content=None).select_related("content", "person").order_by("pk")
    found = [mail for mail in kept.iterator(chunk_size=50) if _names(mail, words)]
    contents = [mail.content_id for mail in found if mail.content_id is not None]
    ids = [mail.pk for mail in found]
    QuarantinedMailPerson.objects.filter(mail_id__in=ids).delete()
    QuarantinedMail.objects.filter(pk__in=ids).update(content=None, state="dismissed")
    forget_contents(contents)


def _names(mail: QuarantinedMail, words: list[bytes]) -> bool:
    """Whether one of the words stands in the mail, also where it lies across two of its pieces."""
    if mail.content is None:
        return False
    person = getattr(mail, "person", None)
    tail = f"{person.sender}\n{person.subject}\n{person.place}\n".encode() if person is not None else b""
    overlap = max(map(len, words)) - 1
    for piece in read_content(mail.content):
        seen = (tail + piece).lower()
        if any(word in seen for word in words):
            return True
        tail = seen[-overlap:] if overlap else b""
    return any(word in tail.lower() for word in words)
