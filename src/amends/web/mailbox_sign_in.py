"""Signing in at a mailbox's provider: the seller's own program there, going, and coming back."""

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amends.accounts.sign_ins import SignIn, sign_in_at
from amends.core.errors import AmendsError, Refused
from amends.core.sealing import NotOurSeal
from amends.mailboxes.models import Mailbox, MailProgram
from amends.mailboxes.programs import program_of, provider, remove_program, set_program
from amends.mailboxes.providers import Provider
from amends.mailboxes.signing_in import SignInFailed, Wish, begin_sign_in, finish_sign_in
from amends.web.access import Reader, reads, reads_whole
from amends.web.form_errors import tell
from amends.web.mailbox_sign_in_forms import ProgramForm, SignInForm
from amends.web.sign_in_words import went_wrong

STEPS = {"google": "settings/mail_program_google.html", "microsoft": "settings/mail_program_microsoft.html"}


def offered(
    reader: Reader, told: Provider | None, mailbox: Mailbox | None, given: dict[str, Any]
) -> dict[str, Any] | None:
    """What a mailbox's page shows of signing in at its provider; None where that is no way in."""
    found = sign_in_at(mailbox.host if mailbox is not None else told.host if told is not None else "")
    if found is None:
        return None
    return {
        "told": found,
        "program": program_of(reader.organisation_id, found.code),
        "form": SignInForm(shops=_shops(reader), initial={**given, "provider": found.code}),
        "is_only_way": told is not None and told.password == "none",
        "is_anew": mailbox is not None and mailbox.sign_in == "oauth",
    }


def of_mailbox(mailbox: Mailbox) -> dict[str, Any]:
    """What the form begins with where the mailbox is known."""
    return {
        "mailbox_id": mailbox.pk,
        "shop_id": mailbox.shop_id,
        "address": mailbox.address,
        "login": mailbox.login if mailbox.login != mailbox.address else "",
        "fetch_from": mailbox.fetch_from,
        "trusted": mailbox.trusted,
    }


@require_POST
@reads("change_shop")
def sign_in(request: HttpRequest, reader: Reader) -> HttpResponse:
    """POST /settings/mailboxes/sign-in: where to go now, as a link to the provider."""
    form = SignInForm(request.POST, shops=_shops(reader))
    if not form.is_valid():
        return _page(request, reader, form)
    wish = form.wish()
    if program_of(reader.organisation_id, wish.provider) is None:
        return redirect("settings_mail_program", provider=provider(wish.provider).code)
    try:
        session = request.session.session_key or ""
        leads_to = begin_sign_in(wish, session=session, comes_back_to=_address(request), by=reader.actor)
    except (Refused, NotOurSeal) as error:
        tell(form, error)
        return _page(request, reader, form, wish)
    return _page(request, reader, None, wish, leads_to=leads_to)


@require_safe
@reads("change_shop")
def signed_in(request: HttpRequest, reader: Reader) -> HttpResponse:
    """GET /settings/mailboxes/signed-in?code=…&state=…: the provider has sent the person back."""
    told = {name: request.GET.get(name, "") for name in ("state", "code", "error")}
    try:
        mailbox, sends = finish_sign_in(**told, session=request.session.session_key or "", by=reader.actor)
    except AmendsError as error:
        wish = error.wish if isinstance(error, SignInFailed) else None
        form = SignInForm(shops=_shops(reader), initial=asdict(wish)) if wish is not None else None
        return _page(request, reader, form, wish, trouble=went_wrong(error, wish))
    messages.success(request, _kept_words(sends))
    return redirect("settings_mailbox", mailbox_id=mailbox.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@reads_whole("change_shop")
def mail_program(request: HttpRequest, reader: Reader, *, provider: str) -> HttpResponse:
    """/settings/mailboxes/programs/google: id and secret of the seller's own program there."""
    told, row = _known(reader, provider)
    form = ProgramForm(request.POST or None, told=told, row=row)
    if request.method == "POST" and form.is_valid():
        try:
            set_program(told.code, form.wanted(), by=reader.actor)
        except Refused as error:
            tell(form, error)
        else:
            messages.success(request, _("The program is kept. Mailboxes can be signed in now."))
            return redirect("settings_mailbox_add")
    context = {
        "reader": reader,
        "place": "mailboxes",
        "form": form,
        "told": told,
        "row": row,
        "comes_back_to": _address(request),
        "steps": STEPS.get(told.code),
    }
    is_bad = bool(form.is_bound and form.errors)
    return render(request, "settings/mail_program.html", context, status=400 if is_bad else 200)


@require_POST
@reads_whole("change_shop")
def mail_program_remove(request: HttpRequest, reader: Reader, *, provider: str) -> HttpResponse:
    """POST /settings/mailboxes/programs/google/remove"""
    told, _row = _known(reader, provider)
    if remove_program(told.code, by=reader.actor):
        messages.success(request, _("The program is forgotten. Mailboxes signed in through it stay."))
    return redirect("settings_mail_program", provider=told.code)


def _known(reader: Reader, code: str) -> tuple[SignIn, MailProgram | None]:
    told = provider(code)
    return told, program_of(reader.organisation_id, told.code)


def _kept_words(sends: bool) -> str:
    if sends:
        return _("Signed in. Its mails come in from now on, and the shop's replies leave through it.")
    return _("Signed in. Its mails come in from now on.")


def _shops(reader: Reader) -> list[Any]:
    return list(reader.shops("change_shop").values())


def _address(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("settings_mailbox_signed_in"))


def _page(
    request: HttpRequest, reader: Reader, form: SignInForm | None, wish: Wish | None = None, **more: Any
) -> HttpResponse:
    told = provider(wish.provider) if wish is not None else None
    context = {"reader": reader, "place": "mailboxes", "form": form, "wish": wish, "told": told, **more}
    status = 200 if "leads_to" in more else 400
    return render(request, "settings/mailbox_sign_in.html", context, status=status)
