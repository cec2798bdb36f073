"""The mailboxes that mails come from: the list with how each is doing, and its switches."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amends.mailboxes.actions import ask_now, remove_mailbox, switch_mailbox
from amends.mailboxes.models import Mailbox
from amends.mailboxes.queries import mailbox_of, mailboxes_shown
from amends.mailboxes.rules import Health
from amends.web.access import Reader, reads
from amends.web.mailbox_words import health_line
from amends.web.shown import are_mixed

Act = Callable[[HttpRequest, Reader, Mailbox], HttpResponse]
WORST_FIRST = (Health.FAILING, Health.INTERRUPTED, Health.NEW, Health.GOOD, Health.OFF)


@require_safe
@reads("change_shop")
def mailbox_list(request: HttpRequest, reader: Reader) -> HttpResponse:
    """GET /settings/mailboxes: the failing ones first."""
    shown = sorted(mailboxes_shown(reader.actor), key=lambda each: WORST_FIRST.index(each.health))
    rows = [{"each": each, "mailbox": each.mailbox, "health": health_line(each)} for each in shown]
    mixed = are_mixed(each.mailbox.shop.time_zone for each in shown)
    context = {"reader": reader, "place": "mailboxes", "rows": rows, "zones_mixed": mixed}
    return render(request, "settings/mailboxes.html", context)


def _to_mailbox(act: Act) -> Callable[..., HttpResponse]:
    """A view that does `act` to a mailbox of a shop that the reader changes."""

    @require_POST
    @reads("change_shop")
    def view(request: HttpRequest, reader: Reader, *, mailbox_id: int) -> HttpResponse:
        return act(request, reader, mailbox_of(mailbox_id, by=reader.actor))

    return view  # type: ignore[return-value]


def _switch(on: bool) -> Act:
    def act(request: HttpRequest, reader: Reader, mailbox: Mailbox) -> HttpResponse:
        switch_mailbox(mailbox, on=on, by=reader.actor)
        said = _("It is asked again.") if on else _("It is left alone; what arrives there waits.")
        messages.success(request, said)
        return redirect("settings_mailbox", mailbox_id=mailbox.pk)

    return act


def _ask(request: HttpRequest, reader: Reader, mailbox: Mailbox) -> HttpResponse:
    ask_now(mailbox, by=reader.actor)
    messages.success(request, _("It is being asked. What came of it stands here in a moment."))
    return redirect("settings_mailbox", mailbox_id=mailbox.pk)


def _remove(request: HttpRequest, reader: Reader, mailbox: Mailbox) -> HttpResponse:
    remove_mailbox(mailbox, by=reader.actor)
    messages.success(
        request, _("%(address)s is not fetched from any more. Its mails stay.") % {"address": mailbox.address}
    )
    return redirect("settings_mailboxes")


VERBS = {
    "on": _to_mailbox(_switch(True)),
    "off": _to_mailbox(_switch(False)),
    "ask": _to_mailbox(_ask),
    "remove": _to_mailbox(_remove),
}
