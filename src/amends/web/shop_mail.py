"""The mail server of a shop: its particulars, a mail to try it, and taking it away again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amends.accounts.mail_accounts import (
    MailServer,
    mail_account_of,
    remove_mail_account,
    set_mail_account,
)
from amends.accounts.models import MailAccount, Shop
from amends.connectors.mail.submission import Outcome
from amends.core.errors import NotFound, Refused
from amends.inbox.trial_mail import send_trial_mail
from amends.web.access import Reader, reads
from amends.web.form_errors import tell
from amends.web.mail_forms import MailServerForm, TrialForm
from amends.web.mail_outcomes import said_of


@require_http_methods(["GET", "HEAD", "POST"])
@reads("change_shop")
def shop_mail(request: HttpRequest, reader: Reader, shop_id: int) -> HttpResponse:
    """GET, POST /settings/shops/7/mail"""
    shop = _shop(reader, shop_id)
    account = mail_account_of(shop)
    form = MailServerForm(request.POST or None, account=account)
    if request.method == "POST" and form.is_valid():
        typed = dict(form.cleaned_data)
        password = typed.pop("password") or None
        try:
            set_mail_account(shop, MailServer(**typed), password=password, by=reader.actor)
        except Refused as error:
            tell(form, error)
        else:
            messages.success(request, _("The mail server is kept. Send yourself a mail to try it."))
            return redirect("settings_shop_mail", shop_id=shop.pk)
    return _page(request, reader, shop, account, form=form)


@require_POST
@reads("change_shop")
def shop_mail_try(request: HttpRequest, reader: Reader, shop_id: int) -> HttpResponse:
    """POST /settings/shops/7/mail/try: one mail, now, and what the server said to it."""
    shop = _shop(reader, shop_id)
    account = mail_account_of(shop)
    trial = TrialForm(request.POST)
    outcome = None
    if trial.is_valid():
        try:
            outcome = send_trial_mail(
                shop,
                to=trial.cleaned_data["to"],
                subject=_("A mail to try the mail server of %(code)s") % {"code": shop.code},
                text=_("It has arrived: buyers' answers leave this way."),
                by=reader.actor,
            )
        except Refused as error:
            tell(trial, error)
    return _page(request, reader, shop, account, trial=trial, outcome=outcome)


@require_POST
@reads("change_shop")
def shop_mail_remove(request: HttpRequest, reader: Reader, shop_id: int) -> HttpResponse:
    """POST /settings/shops/7/mail/remove: replies are pasted by hand again."""
    shop = _shop(reader, shop_id)
    if remove_mail_account(shop, by=reader.actor):
        messages.success(request, _("The mail server is taken away: replies are pasted by hand."))
    return redirect("settings_shop_mail", shop_id=shop.pk)


def _shop(reader: Reader, shop_id: int) -> Shop:
    found = reader.shops("change_shop").get(shop_id)
    if found is None:
        raise NotFound("shop_unknown", "There is no such shop.")
    return found


def _page(
    request: HttpRequest,
    reader: Reader,
    shop: Shop,
    account: MailAccount | None,
    *,
    form: MailServerForm | None = None,
    trial: TrialForm | None = None,
    outcome: Outcome | None = None,
) -> HttpResponse:
    facts = {
        "reader": reader,
        "place": "shops",
        "shop": shop,
        "account": account,
        "form": form or MailServerForm(account=account),
        "trial": trial or TrialForm(initial={"to": reader.user.login if "@" in reader.user.login else ""}),
        "outcome": said_of(outcome) if outcome is not None else None,
    }
    is_bad = bool((form and form.errors) or (trial and trial.errors))
    return render(request, "settings/shop_mail.html", facts, status=400 if is_bad else 200)
