"""Pasting a chat that was held on the marketplace into its case."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.http import HttpResponseRedirect as Redirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amends.core.errors import Refused
from amends.inbox.chats import LONGEST_TEXT, Pasted, WhoIsTheBuyer, paste_chat
from amends.web.access import Reader, reads
from amends.web.case_page import case_for_page
from amends.web.error_sentences import mend_for, sentence_for


@reads("work_case")
def case_chat(request: HttpRequest, reader: Reader, *, case_id: int) -> HttpResponseBase:
    """GET and POST /desk/7/chat: a copied chat goes in; asks back where the buyer's name is not sure."""
    case = case_for_page(reader, case_id, "work_case")
    text = request.POST.get("text", "")[:LONGEST_TEXT]
    nicks: tuple[str, ...] = ()
    refused: Refused | None = None
    if request.method == "POST":
        try:
            buyer = request.POST.get("buyer", "")
            pasted = paste_chat(case.shop, text, case=case, buyer=buyer, by=reader.actor)
            messages.success(request, _told(pasted))
            return Redirect(reverse("case", args=[case_id]))
        except WhoIsTheBuyer as unsure:
            nicks = unsure.nicks[:20]
        except Refused as refusal:
            refused = refusal
    context: dict[str, object] = {
        "case": case,
        "shop": case.shop,
        "text": text,
        "nicks": nicks,
        "refused": refused,
    }
    if refused is not None:
        context |= {"problem": sentence_for(refused.code), "mend": mend_for(refused.code)}
    return render(request, "cases/chat.html", context, status=400 if refused else 200)


def _told(pasted: Pasted) -> str:
    if not pasted.created:
        return _("Every message of this chat was here already.")
    return ngettext(
        "%(count)s message of the chat came in.", "%(count)s messages of the chat came in.", pasted.created
    ) % {"count": pasted.created}
