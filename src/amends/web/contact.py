"""The page where buyers of an own shop write to it: without login, without script, the same answer to all."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.http import HttpResponseRedirect as Redirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from amends.accounts.contact_forms import open_contact_form
from amends.accounts.login import Locked, take_try
from amends.accounts.models import ContactForm
from amends.core.errors import NotFound, Refused
from amends.imports.contact_form import (
    MOST_FILES,
    MOST_OCTETS,
    TypedFile,
    TypedMessage,
    check_files,
    receive_typed,
)
from amends.web.contact_form import LEAST, MOST, TypedForm, new_page, page_read, sender_subject
from amends.web.errors import readable
from amends.web.language import HTML_LANG, desk_language
from amends.web.login import address_of

PER_ADDRESS = 8  # messages in a row; then a quarter of an hour of rest
PER_SHOP = 300
BESIDE_FILES = 200_000  # octets of the other fields
NAMES = {"en": "English", "zh-hans": "简体中文", "fr": "Français"}


# Nobody is logged in here, so there is no form to forge; and no page is read before its size is known.
@csrf_exempt
@never_cache
@sensitive_post_parameters("address", "order_number", "text")
@require_http_methods(["GET", "HEAD", "POST"])
def contact_page(request: HttpRequest, slug: str) -> HttpResponse:
    """GET, POST /contact/lantern-house?lang=fr"""
    try:
        form = open_contact_form(slug)
    except NotFound as unknown:
        with translation.override(_wished_language(request) or "en"):
            return readable(request, unknown)
    with translation.override(_language(request, form)):
        if request.method != "POST":
            return _page(request, form, TypedForm(initial={"page": new_page(form)}))
        if _is_too_large(request):
            return _page(request, form, TypedForm(initial={"page": new_page(form)}), problem=_too_large())
        return _received(request, form)


def _received(request: HttpRequest, form: ContactForm) -> HttpResponse:
    typed = TypedForm(request.POST)
    files = [TypedFile(file.name or "", file.read()) for file in request.FILES.getlist("files")]
    read = page_read(request.POST.get("page", ""), form)
    if not typed.is_valid():
        return _page(request, form, typed, status=400)
    problem = _page_problem(read)
    if read is None or problem:
        return _page(request, form, _afresh(typed, form, read), problem=problem)
    try:
        check_files(files)
        take_try(sender_subject(address_of(request)), limit=PER_ADDRESS)
        take_try(f"contact-shop:{form.shop_id}", limit=PER_SHOP)
        said = typed.cleaned_data
        receive_typed(
            form.shop,
            TypedMessage(said["address"], said["text"], read[0], said["order_number"], files),
        )
    except Locked:
        later = _("Too many messages came from here. Please try again in a quarter of an hour.")
        answer = _page(request, form, typed, problem=later, status=429)
        answer["Retry-After"] = "900"
        return answer
    except Refused as refused:
        return _page(request, form, typed, problem=_file_problem(refused))
    query = urlencode({"sent": "1", "lang": HTML_LANG[translation.get_language() or "en"]})
    return Redirect(f"{reverse('contact', args=[form.slug])}?{query}", status=303)


def _page(
    request: HttpRequest, form: ContactForm, typed: TypedForm, *, problem: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "shop_name": form.shop.name or form.organisation.name,
        "slug": form.slug,
        "form": typed,
        "problem": problem,
        "is_sent": request.method != "POST" and request.GET.get("sent") == "1",
        "languages": [(HTML_LANG[code], name) for code, name in NAMES.items()],
        "html_lang": HTML_LANG[translation.get_language() or "en"],
        "most_files": MOST_FILES,
        "megabytes": MOST_OCTETS // 1_000_000,
    }
    answer = render(
        request, "contact/page.html", context, status=400 if problem and status == 200 else status
    )
    answer["Content-Language"] = HTML_LANG[translation.get_language() or "en"]
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _language(request: HttpRequest, form: ContactForm) -> str:
    """The one asked for, else one the browser prefers, else the shop's."""
    return _wished_language(request) or desk_language(form.shop.language) or "en"


def _wished_language(request: HttpRequest) -> str:
    wished = desk_language(request.GET.get("lang", ""))
    if wished:
        return wished
    for each in request.headers.get("Accept-Language", "").split(","):
        if known := desk_language(each.partition(";")[0]):
            return known
    return ""


def _page_problem(read: tuple[str, timedelta] | None) -> str:
    if read is None or read[1] > MOST:
        return _("This page was open for long. Your text is kept: please send it once more.")
    if read[1] < LEAST:
        return _("That was very quick. Your text is kept: please send it once more.")
    return ""


def _afresh(typed: TypedForm, form: ContactForm, read: tuple[str, timedelta] | None) -> TypedForm:
    """The same words on a page that may be sent; one that was only too quick stays the same page."""
    if read is not None and read[1] <= MOST:
        return typed
    return TypedForm({**typed.cleaned_data, "page": new_page(form)})


def _is_too_large(request: HttpRequest) -> bool:
    said = request.META.get("CONTENT_LENGTH") or "0"
    return not said.isdecimal() or int(said) > MOST_OCTETS + BESIDE_FILES


def _too_large() -> str:
    return _("The files are too large together (at most %(megabytes)s MB). Nothing was sent.") % {
        "megabytes": MOST_OCTETS // 1_000_000
    }


def _file_problem(refused: Refused) -> str:
    """What is wrong with the files, in the buyer's language."""
    if refused.code == "contact_files_too_large":
        return _too_large()
    if refused.code == "contact_too_many_files":
        return ngettext(
            "At most %(count)d file goes with a message. Nothing was sent.",
            "At most %(count)d files go with a message. Nothing was sent.",
            MOST_FILES,
        ) % {"count": MOST_FILES}
    if refused.code == "contact_file_runs":
        return _("One of the files is a program: such files are not taken. Nothing was sent.")
    return _("One of the files is empty. Nothing was sent.")
