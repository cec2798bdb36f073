"""Adding a mailbox, and changing one: logged in for a trial first, then kept."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amends.core import clock
from amends.core.clock import civil_day
from amends.core.errors import Refused
from amends.mailboxes.actions import OF_SERVER, USUALLY_FROM, add_mailbox, change_mailbox
from amends.mailboxes.models import Mailbox
from amends.mailboxes.once import Tried, try_settings
from amends.mailboxes.providers import Provider, password_hint, provider_at, provider_of, providers
from amends.mailboxes.queries import asked_mailbox, mailbox_of, settings_of, shown
from amends.mailboxes.settings import MailboxSettings
from amends.mailboxes.trusting import Suggestion, suggested_trust
from amends.web.access import Reader, reads
from amends.web.form_errors import tell
from amends.web.language import pack_language
from amends.web.mailbox_forms import AddressForm, MailboxForm, again, begun, looked_up_anew
from amends.web.mailbox_sign_in import of_mailbox, offered
from amends.web.mailbox_words import health_line, trouble_of


@require_http_methods(["GET", "HEAD", "POST"])
@reads("change_shop")
def mailbox_add(request: HttpRequest, reader: Reader) -> HttpResponse:
    """/settings/mailboxes/add: the address first; with it, everything that is known of its provider."""
    shops = list(reader.shops("change_shop").values())
    if request.method == "POST":
        anew = looked_up_anew(request.POST)
        if anew is not None:
            return _looked_up(request, reader, anew)
        form = MailboxForm(request.POST, shops=shops)
        return _kept(request, reader, form, None)
    if not shops:
        return redirect("settings_shops")
    asked = AddressForm(request.GET or None)
    if not request.GET or not asked.is_valid():
        context = {"reader": reader, "place": "mailboxes", "form": asked}
        return render(request, "settings/mailbox_add.html", context, status=400 if request.GET else 200)
    address = asked.cleaned_data["address"].strip()
    provider = _provider(address, asked.cleaned_data["provider"])
    zone = shops[0].time_zone if shops else "UTC"
    first_day = civil_day(clock.now() - USUALLY_FROM, zone)
    shop_id = str(shops[0].pk) if len(shops) == 1 else request.GET.get("shop", "")
    form = MailboxForm(
        shops=shops, initial=begun(provider, address=address, shop_id=shop_id, first_day=first_day)
    )
    return _page(request, reader, form, None, provider=provider)


@require_http_methods(["GET", "HEAD", "POST"])
@reads("change_shop")
def mailbox_page(request: HttpRequest, reader: Reader, *, mailbox_id: int) -> HttpResponse:
    """/settings/mailboxes/7: how it is doing, and its particulars."""
    mailbox = mailbox_of(mailbox_id, by=reader.actor)
    shops = list(reader.shops("change_shop").values())
    if request.method == "POST":
        return _kept(request, reader, MailboxForm(request.POST, shops=shops, mailbox=mailbox), mailbox)
    return _page(request, reader, MailboxForm(shops=shops, mailbox=mailbox), mailbox)


@require_POST
@reads("change_shop")
def mailbox_trust(request: HttpRequest, reader: Reader, *, mailbox_id: int) -> HttpResponse:
    """POST /settings/mailboxes/7/trust: believe the server that its mails carry on top."""
    mailbox = mailbox_of(mailbox_id, by=reader.actor)
    found = suggested_trust(mailbox)
    if found is not None and found.authserv == request.POST.get("authserv"):
        wanted = _with_trust(settings_of(mailbox), found.authserv)
        change_mailbox(mailbox, wanted, by=reader.actor)
        messages.success(request, _("From now on, its word about senders counts."))
    return redirect("settings_mailbox", mailbox_id=mailbox.pk)


def _looked_up(request: HttpRequest, reader: Reader, given: QueryDict) -> HttpResponse:
    """The same step once more, with the server of the address as it is typed now."""
    shops = list(reader.shops("change_shop").values())
    form = MailboxForm(given, shops=shops)
    if form.is_valid():
        password = form.password_typed(reader.user.pk)
        form = again(form, password, reader.user.pk, found=(), shops=shops)
    said = _("The address is another one now: its server was looked up anew. Look at it, then go on.")
    messages.info(request, said)
    return _page(request, reader, form, None, provider=provider_of(given.get("address", "")))


def _kept(request: HttpRequest, reader: Reader, form: MailboxForm, mailbox: Mailbox | None) -> HttpResponse:
    """Log in for a trial; keep it where that went well, or where the person says so all the same."""
    provider = provider_at(request.POST.get("host", ""))
    if not form.is_valid():
        return _page(request, reader, form, mailbox, provider=provider)
    wish = request.POST.get("do", "keep")
    password = form.password_typed(reader.user.pk)
    try:
        wanted = form.settings().checked()
        tried = None if wish == "anyway" else _tried(wanted, password, mailbox)
        if tried is None or (wish == "keep" and tried.fault is None):
            kept = _save(reader, wanted, password, int(form.cleaned_data["shop"]), mailbox)
            messages.success(request, _kept_words(tried))
            return redirect("settings_mailbox", mailbox_id=kept.pk)
    except Refused as error:
        tell(form, error)
        return _page(request, reader, form, mailbox, provider=provider)
    shops = list(reader.shops("change_shop").values())
    form = again(form, password, reader.user.pk, found=tried.folders, shops=shops, mailbox=mailbox)
    return _page(request, reader, form, mailbox, provider=provider, tried=tried)


def _kept_words(tried: Tried | None) -> str:
    if tried is None:
        return _("The mailbox is kept. Its mails come in as soon as it answers.")
    return _("The mailbox is kept. Its mails come in from now on.")


def _tried(wanted: MailboxSettings, password: str | None, mailbox: Mailbox | None) -> Tried:
    """Log in with the password typed, else with what is kept for this server and login. Raises Refused."""
    if password is not None:
        return try_settings(wanted, password=password)
    if mailbox is None or any(getattr(mailbox, name) != getattr(wanted, name) for name in OF_SERVER):
        raise Refused("mail_password_needed", "No password was given.", mend="Type the password too.")
    account = asked_mailbox(mailbox).account
    return try_settings(wanted, password=account.password, grant=account.grant)


def _save(
    reader: Reader, wanted: MailboxSettings, password: str | None, shop_id: int, mailbox: Mailbox | None
) -> Mailbox:
    shop = reader.shops("change_shop")[shop_id]
    if mailbox is not None:
        return change_mailbox(mailbox, wanted, by=reader.actor, password=password, shop=shop)
    if password is None:
        raise Refused("mail_password_bad", "No password was given.", mend="Type it.")
    return add_mailbox(shop, wanted, password=password, by=reader.actor)


def _given(form: MailboxForm) -> dict[str, Any]:
    """What is known of a new mailbox, for signing in."""
    names = ("address", "fetch_from", "trusted")
    return {**{name: form[name].value() for name in names}, "shop_id": form["shop"].value()}


def _provider(address: str, chosen: str) -> Provider | None:
    return None if chosen == "other" else providers().get(chosen) or provider_of(address)


def _with_trust(known: MailboxSettings, authserv: str) -> MailboxSettings:
    return replace(known, trusted=authserv)


def _suggestion(mailbox: Mailbox | None) -> Suggestion | None:
    found = suggested_trust(mailbox) if mailbox is not None else None
    return found if found is not None and mailbox is not None and found.authserv != mailbox.trusted else None


def _page(
    request: HttpRequest,
    reader: Reader,
    form: MailboxForm,
    mailbox: Mailbox | None,
    *,
    provider: Provider | None = None,
    tried: Tried | None = None,
) -> HttpResponse:
    provider = provider or (provider_at(mailbox.host) if mailbox is not None else None)
    fault = tried.fault if tried is not None else None
    host = form.data.get("host", "") if form.is_bound else ""
    context: dict[str, Any] = {
        "reader": reader,
        "place": "mailboxes",
        "form": form,
        "mailbox": mailbox,
        "zone": mailbox.shop.time_zone if mailbox is not None else "UTC",
        "health": health_line(shown(mailbox)) if mailbox is not None else None,
        "provider": provider,
        "hint": password_hint(provider.password, pack_language()) if provider is not None else "",
        "hinted": mailbox is None or mailbox.failing_since is not None or fault is not None,
        "tried": tried,
        "trouble": trouble_of(fault.code, fault.words, host=host) if fault is not None else None,
        "suggestion": _suggestion(mailbox),
        "sign_in": offered(reader, provider, mailbox, of_mailbox(mailbox) if mailbox else _given(form)),
    }
    is_bad = bool(form.is_bound and (form.errors or fault is not None))
    return render(request, "settings/mailbox.html", context, status=400 if is_bad else 200)
