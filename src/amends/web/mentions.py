"""Notes that name one: the list, and the colleagues that a note can name."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from amends.cases.mentioning import mark_read, mentions_for, people_to_name
from amends.cases.models import Mention, Note
from amends.web.access import Reader, reads
from amends.web.case_page import case_for_page
from amends.web.desk import name_of
from amends.web.shown import are_mixed

SEE = "see_cases"
MOST_NAMES = 500


@require_safe
@reads(SEE)
def mention_list(request: HttpRequest, reader: Reader) -> HttpResponseBase:
    """GET /desk/mentions: what is unread first."""
    rows = [_shown(each, reader) for each in mentions_for(reader.user.pk, reader.shops(SEE))]
    mixed = are_mixed(row["shop"].time_zone for row in rows)
    return render(request, "cases/mentions.html", {"rows": rows, "zones_mixed": mixed})


@require_POST
@reads(SEE)
def mentions_read(request: HttpRequest, reader: Reader) -> HttpResponseBase:
    """POST /desk/mentions/read: all of them."""
    mark_read(reader.user.pk, reader.shops(SEE))
    return redirect("mentions")


@require_safe
@reads("work_case")
def case_names(request: HttpRequest, reader: Reader, *, case_id: int) -> HttpResponseBase:
    """GET /desk/7/names: whom a note on this case can name: all who may see it, but for oneself."""
    case = case_for_page(reader, case_id, "work_case")
    people = [user for user in people_to_name(case.shop) if user.pk != reader.user.pk]
    names = [{"login": user.login, "name": user.name} for user in people[:MOST_NAMES]]
    return JsonResponse({"people": names})


def unreached(note: Note) -> list[str]:
    """What is to be said of the names in a note just written that reached nobody."""
    said = []
    if note.nobody:
        names = _list(note.nobody)
        said.append(
            ngettext(
                "Kept. Nobody who sees this case is called %(names)s: nobody was told by it.",
                "Kept. Nobody who sees this case is called any of these: %(names)s. Nobody was told by them.",
                len(note.nobody),
            )
            % {"names": names}
        )
    if note.several:
        said.append(
            _("Kept. Several are called %(names)s: name them by their login.")
            % {"names": _list(note.several)}
        )
    return said


def _list(names: Any) -> str:
    return ", ".join(f"@{name}" for name in names)


def _shown(mention: Mention, reader: Reader) -> dict[str, Any]:
    note, case = mention.note, mention.note.case
    return {
        "note": note,
        "case": case,
        "shop": reader.every_shop[case.shop_id],
        "who": note.author.name or note.author.login,
        "name": name_of(case),
        "is_unread": mention.read_at is None,
    }
