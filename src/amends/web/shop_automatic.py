"""Which messages a shop acknowledges by itself: off until somebody chooses an issue type."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amends.accounts.mail_accounts import mail_account_of
from amends.answers.automatic import STAGE, acknowledged_types, set_automatic_answers
from amends.answers.models import AutomaticAnswer
from amends.core.errors import NotFound
from amends.replies.stages import allowance
from amends.web.access import Reader, reads
from amends.web.language import pack_language


@require_http_methods(["GET", "HEAD", "POST"])
@reads("change_shop")
def shop_automatic(request: HttpRequest, reader: Reader, shop_id: int) -> HttpResponse:
    """GET, POST /settings/shops/7/automatic"""
    shop = reader.shops("change_shop").get(shop_id)
    if shop is None:
        raise NotFound("shop_unknown", "There is no such shop.")
    if request.method == "POST":
        set_automatic_answers(shop, request.POST.getlist("issue_type"), by=reader.actor)
        messages.success(request, _("What is acknowledged by itself is kept."))
        return redirect("settings_shop_automatic", shop_id=shop.pk)
    rows = AutomaticAnswer.objects.filter(shop=shop).order_by("pk")
    said = allowance(STAGE, shop.marketplace, unasked=False)
    facts = {
        "reader": reader,
        "place": "shops",
        "shop": shop,
        "types": acknowledged_types(),
        "chosen": set(rows.values_list("issue_type", flat=True)),
        "is_allowed": said.is_writable,
        "why": said.texts[pack_language()],
        "mails": mail_account_of(shop) is not None,
    }
    return render(request, "settings/shop_automatic.html", facts)
