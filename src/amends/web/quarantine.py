"""Mails that could not be taken in: why, what stands in them as plain text, and what to do with each."""

from collections.abc import Callable
from itertools import islice

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from amends.connectors.mail.plainly import LONGEST, head_and_text
from amends.core.errors import NotFound, Refused
from amends.imports.models import QuarantinedMail
from amends.imports.queries import quarantined_mail_of, quarantined_mails
from amends.imports.retrying import dismiss_mail, dismiss_mails, retry_mail, retry_mails
from amends.imports.taking_anyway import take_mail_anyway
from amends.platform_records.contents import read_content
from amends.web.access import Reader, reads
from amends.web.contents import download
from amends.web.error_sentences import mend_for, sentence_for
from amends.web.quarantine_words import why

PAGE = 50
STATES = ("waiting", "dismissed")
Act = Callable[[int, Reader], str]


@require_safe
@reads("see_messages")
def quarantine_list(request: HttpRequest, reader: Reader) -> HttpResponse:
    """GET /messages/quarantine: those that wait, or (`state`) those put away in the last thirty days."""
    state = request.GET.get("state", "")
    state = state if state in STATES else STATES[0]
    before = request.GET.get("before", "")
    found = quarantined_mails(
        reader.organisation_id,
        reader.shops("see_messages"),
        state=state,
        before_id=int(before) if before.isascii() and before.isdecimal() and len(before) < 19 else None,
        size=PAGE + 1,
    )
    context = {
        "rows": [{**_shown(mail), "may_act": _may_act(mail, reader)} for mail in found[:PAGE]],
        "may_act": any(_may_act(mail, reader) for mail in found[:PAGE]),
        "older": found[PAGE - 1].pk if len(found) > PAGE else None,
        "state": state,
        "states": STATES,
    }
    return render(request, "messages/quarantine.html", context)


@require_safe
@reads("see_messages")
def quarantined(request: HttpRequest, reader: Reader, *, mail_id: int) -> HttpResponse:
    """GET /messages/quarantine/7: its head and text, as plain text, as much as one looks at."""
    mail = quarantined_mail_of(reader.organisation_id, reader.shops("see_messages"), mail_id)
    start = b""
    if mail.content is not None:
        start = b"".join(islice(read_content(mail.content), 1))[: LONGEST + 1]
    head, text = head_and_text(start[:LONGEST])
    context = {
        **_shown(mail),
        "head": head,
        "text": text,
        "is_cut": len(start) > LONGEST or mail.size > LONGEST,
        "may_act": _may_act(mail, reader),
        "may_take": mail.reason != "not_fetched",
    }
    return render(request, "messages/quarantined.html", context)


@require_safe
@reads("see_messages")
def quarantined_source(request: HttpRequest, reader: Reader, *, mail_id: int) -> HttpResponseBase:
    """GET /messages/quarantine/7.eml: the octets exactly as they came."""
    mail = quarantined_mail_of(reader.organisation_id, reader.shops("see_messages"), mail_id)
    if mail.content is None:
        raise NotFound("content_unknown", f"Nothing of mail {mail_id} is kept any more.")
    return download(mail.content, f"quarantined-{mail.pk}.eml")


def _may_act(mail: QuarantinedMail, reader: Reader) -> bool:
    is_kept = mail.content_id is not None and mail.state != "taken"
    return is_kept and mail.shop_id in reader.shops("import_file")


def _shown(mail: QuarantinedMail) -> dict[str, object]:
    return {"mail": mail, "person": getattr(mail, "person", None), "why": why(mail.reason)}


def _to_mail(act: Act) -> Callable[..., HttpResponse]:
    """A view that does `act` to a mail and says what came of it."""

    @require_POST
    @reads("import_file")
    def view(request: HttpRequest, reader: Reader, *, mail_id: int) -> HttpResponse:
        quarantined_mail_of(reader.organisation_id, reader.shops("import_file"), mail_id)
        try:
            messages.success(request, act(mail_id, reader))
        except Refused as error:
            messages.error(request, f"{sentence_for(error.code)} {mend_for(error.code)}".strip())
        return redirect("messages_quarantined", mail_id=mail_id)

    return view  # type: ignore[return-value]


def _retry(mail_id: int, reader: Reader) -> str:
    if retry_mail(mail_id, by=reader.actor).state == "taken":
        return _("It was taken in.")
    return _("It still cannot be taken in; the reason stands here.")


def _dismiss(mail_id: int, reader: Reader) -> str:
    dismiss_mail(mail_id, by=reader.actor)
    return _("It is put away. For thirty days it can be tried again, then it goes.")


def _take(mail_id: int, reader: Reader) -> str:
    take_mail_anyway(mail_id, by=reader.actor)
    return _("It was taken in as plain text.")


def _to_several(act: Callable[[list[int], Reader], str]) -> Callable[..., HttpResponse]:
    """A view that does `act` to the mails that are ticked (`mail`), or to all of the page (`all`)."""

    @require_POST
    @reads("import_file")
    def view(request: HttpRequest, reader: Reader) -> HttpResponse:
        said = request.POST.getlist("of_page" if "all" in request.POST else "mail")[:PAGE]
        chosen = [int(each) for each in said if each.isascii() and each.isdecimal() and len(each) < 19]
        if chosen:
            messages.success(request, act(chosen, reader))
        else:
            messages.error(request, _("No mail is ticked."))
        state = request.POST.get("state", "")
        at = reverse("messages_quarantine")
        return redirect(f"{at}?{urlencode({'state': state})}" if state in STATES[1:] else at)

    return view  # type: ignore[return-value]


def _dismiss_several(mail_ids: list[int], reader: Reader) -> str:
    count = dismiss_mails(mail_ids, by=reader.actor)
    return ngettext(
        "%(count)s mail is put away. For thirty days it can be tried again, then it goes.",
        "%(count)s mails are put away. For thirty days they can be tried again, then they go.",
        count,
    ) % {"count": count}  # fmt: skip


def _retry_several(mail_ids: list[int], reader: Reader) -> str:
    count = retry_mails(mail_ids, by=reader.actor)
    return _("Taken in: %(count)s of %(tried)s. The others stay here.") % {
        "count": count,
        "tried": len(mail_ids),
    }


SEVERAL = {"retry": _to_several(_retry_several), "dismiss": _to_several(_dismiss_several)}
VERBS = {"retry": _to_mail(_retry), "dismiss": _to_mail(_dismiss), "take": _to_mail(_take)}
