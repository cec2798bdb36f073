"""Prices and the shop's own answer time, changed as figures in a draft."""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods

from amends.core import clock
from amends.core.errors import AmendsError
from amends.publishing.actions import find_draft
from amends.publishing.checking import check_files
from amends.publishing.keeping import keep
from amends.publishing.price_editing import (
    COSTS,
    NAMES,
    OWN,
    AnswerTime,
    PriceRow,
    answer_time,
    price_rows,
    with_answer_time,
    with_prices,
    without_price_row,
)
from amends.releases.models import RulebookDraft
from amends.web.access import Reader, reads_whole
from amends.web.draft_findings import files_before, shown
from amends.web.form_errors import words_of

PRICE: Mapping[str, Promise] = {
    "freight_out": pgettext_lazy("price", "Shipment to the buyer"),
    "freight_back": pgettext_lazy("price", "Shipment back"),
    "handling": pgettext_lazy("price", "Handling"),
    "pickup": pgettext_lazy("price", "Thanks for fetching it"),
    "gift": pgettext_lazy("price", "Gift"),
    "repair": pgettext_lazy("price", "Repair"),
    "claim": pgettext_lazy("price", "One more dispute"),
    "defect": pgettext_lazy("price", "One more defect"),
    "bad_review": pgettext_lazy("price", "One more bad review"),
    "cheap_below": pgettext_lazy("price", "Cheap goods: below"),
    "dear_above": pgettext_lazy("price", "Dear goods: above"),
}
_FIELD = re.compile(r"p(\d{1,4})\.([a-z_]+)")


@require_http_methods(["GET", "HEAD", "POST"])
@reads_whole("prepare_rulebook")
def draft_prices(request: HttpRequest, reader: Reader, *, draft_id: int) -> HttpResponseBase:
    """/rulebook/drafts/7/prices: amounts by currency and shop, and the answer time."""
    draft = find_draft(draft_id, by=reader.actor)
    if request.method != "POST":
        return _page(request, reader, draft)
    do = request.POST.get("do", "")
    acts = {"answer": _keep_answer, "remove": _remove, "add": _keep_prices}
    act = acts.get(do.partition(":")[0], _keep_prices)
    try:
        act(request, reader, draft)
    except AmendsError as error:
        return _page(
            request, reader, find_draft(draft_id, by=reader.actor), problem=words_of(error) or str(error)
        )
    messages.success(request, _("Kept in the draft."))
    return redirect("rulebook_draft_prices", draft_id)


def _keep_prices(request: HttpRequest, reader: Reader, draft: RulebookDraft) -> None:
    was, adds = request.POST.get("was", ""), request.POST.get("do") == "add"
    typed = _typed(request)
    added = None
    if adds:
        amounts = {name: request.POST[f"new.{name}"] for name in NAMES if request.POST.get(f"new.{name}")}
        shops = tuple(code for code in request.POST.getlist("new.shops") if code)
        added = PriceRow(request.POST.get("new.currency", "").strip().upper(), shops, amounts)

    def changes(files: Mapping[str, str]) -> dict[str, str | None] | None:
        rows = price_rows(files)
        if mark_of(rows) != was:
            raise AmendsError("prices_changed", "Somebody else has changed the prices meanwhile.")
        changed = {
            n: differing
            for n, row in enumerate(rows)
            if (
                differing := {
                    name: text
                    for name, text in typed.get(n, {}).items()
                    if text.strip() != row.amounts.get(name, "")
                }
            )
        }
        return {COSTS: with_prices(files, changed, added)} if changed or added else None

    keep(draft.pk, changes, by=reader.actor)


def _remove(request: HttpRequest, reader: Reader, draft: RulebookDraft) -> None:
    was, at = request.POST.get("was", ""), request.POST.get("do", "").partition(":")[2]
    position = int(at) if at.isascii() and at.isdecimal() and len(at) < 5 else -1

    def changes(files: Mapping[str, str]) -> dict[str, str | None]:
        if mark_of(price_rows(files)) != was:
            raise AmendsError("prices_changed", "Somebody else has changed the prices meanwhile.")
        return {COSTS: without_price_row(files, position)}

    keep(draft.pk, changes, by=reader.actor)


def _keep_answer(request: HttpRequest, reader: Reader, draft: RulebookDraft) -> None:
    minutes = request.POST.get("minutes", "")
    wanted = AnswerTime(
        int(minutes) if minutes.isascii() and minutes.isdecimal() and len(minutes) < 7 else 0,
        request.POST.get("staffed_from", "")[:5],
        request.POST.get("staffed_until", "")[:5],
    )
    if not all(
        re.fullmatch(r"[0-2][0-9]:[0-5][0-9]", at) for at in (wanted.staffed_from, wanted.staffed_until)
    ):
        raise AmendsError("answer_time_bad", "That is no answer time.", mend="Write times like 09:00.")
    keep(draft.pk, lambda files: {OWN: with_answer_time(files, wanted)}, by=reader.actor)


def _page(request: HttpRequest, reader: Reader, draft: RulebookDraft, *, problem: str = "") -> HttpResponse:
    rows = price_rows(draft.files)
    typed = _typed(request)
    files = {n: draft.files[n] for n in (COSTS, OWN) if n in draft.files}
    findings = check_files(files, clock.now().date(), before=files_before(draft))
    answer: Any = answer_time(draft.files)
    if problem and request.POST.get("do") == "answer":
        answer = {name: request.POST.get(name, "") for name in ("minutes", "staffed_from", "staffed_until")}
    context = {
        "place": "drafts",
        "draft": draft,
        "is_open": draft.state == "open",
        "rows": [
            {
                "position": n,
                "currency": row.currency,
                "shops": row.shops,
                "cells": [
                    (f"p{n}.{name}", PRICE[name], typed.get(n, {}).get(name, row.amounts.get(name, "")))
                    for name in NAMES
                ],
            }
            for n, row in enumerate(rows)
        ],
        "names": [(name, PRICE[name], request.POST.get(f"new.{name}", "")) for name in NAMES],
        "currencies": list(dict.fromkeys(row.currency for row in rows)),
        "new_currency": request.POST.get("new.currency", ""),
        "shops": [
            (shop.code, shop.code in request.POST.getlist("new.shops")) for shop in reader.every_shop.values()
        ],
        "was": mark_of(rows),
        "answer": answer,
        "problem": problem,
        "findings": shown(draft.pk, draft.files, findings),
        "is_checked": True,
    }
    return render(request, "rulebook/draft_prices.html", context, status=409 if problem else 200)


def _typed(request: HttpRequest) -> dict[int, dict[str, str]]:
    """Row → price → what was typed."""
    typed: dict[int, dict[str, str]] = {}
    for field, text in request.POST.items():
        found = _FIELD.fullmatch(field)
        if found and found[2] in NAMES:
            typed.setdefault(int(found[1]), {})[found[2]] = str(text)[:40]
    return typed


def mark_of(rows: list[PriceRow]) -> str:
    """By which a form knows the prices it began with."""
    said = json.dumps([[row.currency, list(row.shops), dict(row.amounts)] for row in rows])
    return hashlib.sha256(said.encode()).hexdigest()[:16]
