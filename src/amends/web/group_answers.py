"""Answering a whole group: writing the text, looking each one through, sending, stopping, the report."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.http import HttpResponseRedirect as Redirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amends.answers.actions import (
    change_group_texts,
    drop_group_answer,
    fill_group_anew,
    leave_out,
    prepare_group_answer,
    put_back,
    send_group_answer,
    stop_group_answer,
)
from amends.answers.fitting import sorted_for
from amends.answers.models import GroupAnswer
from amends.answers.queries import find_group_answer, languages_of
from amends.answers.wording import beginnings
from amends.cases.actions import CaseConflict
from amends.cases.groups import groups_in
from amends.core.errors import AmendsError, NotFound, Refused
from amends.replies.liquid import BrokenTemplate
from amends.replies.values import LOCALES
from amends.web.access import Reader, reads
from amends.web.error_sentences import exact_for, mend_for, sentence_for
from amends.web.group_answer_page import answer_context, text_fields
from amends.web.group_lines import group_line

Act = Callable[[HttpRequest, Reader, GroupAnswer], object]


@require_http_methods(["GET", "HEAD", "POST"])
@reads("work_case")
def group_answer_new(request: HttpRequest, reader: Reader, *, group_id: int) -> HttpResponseBase:
    """/desk/groups/7/answer: write the text in the languages of its buyers; POST fills it for each."""
    shops = list(reader.shops("work_case"))
    group = next((each for each in groups_in(shops, chosen=group_id) if each.id == group_id), None)
    if group is None:
        raise NotFound("group_unknown", "This group is no more.", mend="Look at the groups there are now.")
    begun = beginnings()
    offered = sorted_for(group.question, begun)
    asked = request.POST.get("stage", request.GET.get("stage", ""))
    stage = asked if asked in (*offered.fitting, *offered.others) else ""
    error: dict[str, str] | None = None
    texts = begun.get(stage, {})
    if request.method == "POST":
        texts = texts_in(request)
        try:
            answer = prepare_group_answer(group_id, texts, template=stage, by=reader.actor)
        except (Refused, CaseConflict, BrokenTemplate) as refusal:
            error = said_of(refusal)
        else:
            return Redirect(reverse("group_answer", args=[answer.pk]))
    spoken = [language for _, language in languages_of(group_id, shops)]
    context = {
        "line": group_line(group),
        "fields": text_fields(spoken, texts),
        "stages": offered,
        "stage": stage,
        "misfit": stage if stage in offered.others else "",
        "error": error,
    }
    return render(request, "cases/group_answer_new.html", context, status=400 if error else 200)


@require_safe
@reads("see_cases")
def group_answer(request: HttpRequest, reader: Reader, *, answer_id: int) -> HttpResponseBase:
    """GET /desk/group-answers/7: each text before it leaves, and what became of each after."""
    answer = find_group_answer(answer_id, by=reader.actor)
    return render(request, "cases/group_answer.html", answer_context(reader, answer))


def texts_in(request: HttpRequest) -> dict[str, str]:
    """The texts of the form, by language."""
    said = {locale: request.POST.get(f"text-{locale}", "") for locale in LOCALES}
    return {locale: text for locale, text in said.items() if text.strip()}


def _to_answer(act: Act) -> Callable[..., HttpResponseBase]:
    """A view that does `act` to an answer and shows it."""

    @require_POST
    @reads("work_case")
    def view(request: HttpRequest, reader: Reader, *, answer_id: int) -> HttpResponseBase:
        answer = find_group_answer(answer_id, by=reader.actor, verb="work_case")
        try:
            act(request, reader, answer)
        except (Refused, CaseConflict, BrokenTemplate) as refusal:
            answer = find_group_answer(answer_id, by=reader.actor)
            context = answer_context(reader, answer, typed=texts_in(request)) | {"error": said_of(refusal)}
            return render(request, "cases/group_answer.html", context, status=409)
        return Redirect(reverse("group_answer", args=[answer_id]))

    return view


def said_of(error: AmendsError) -> dict[str, str]:
    """What is wrong in the reader's words, the exact words, and what to do."""
    said = sentence_for(error.code)
    return {
        "said": said or error.message,
        "exact": exact_for(error),
        "mend": mend_for(error.code) or error.mend,
    }


def _case_ids(request: HttpRequest) -> list[int]:
    return [int(said) for said in request.POST.getlist("case") if said.isascii() and said.isdecimal()]


VERBS = {
    "texts": _to_answer(
        lambda request, reader, answer: change_group_texts(answer, texts_in(request), by=reader.actor)
    ),
    "fill": _to_answer(lambda _, reader, answer: fill_group_anew(answer, by=reader.actor)),
    "leave_out": _to_answer(
        lambda request, reader, answer: leave_out(answer, _case_ids(request), by=reader.actor)
    ),
    "put_back": _to_answer(
        lambda request, reader, answer: put_back(answer, _case_ids(request), by=reader.actor)
    ),
    "send": _to_answer(lambda _, reader, answer: send_group_answer(answer, by=reader.actor)),
    "stop": _to_answer(lambda _, reader, answer: stop_group_answer(answer, by=reader.actor)),
    "drop": _to_answer(lambda _, reader, answer: drop_group_answer(answer, by=reader.actor)),
}
