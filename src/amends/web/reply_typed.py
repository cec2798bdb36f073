"""What stands in a reply box that was sent."""

from django.http import HttpRequest

from amends.web.case import ReplyBox

MOST_FILES = 100


def typed_in(request: HttpRequest) -> ReplyBox:
    """Text, template and what it has seen; what is no number counts as not said."""
    return ReplyBox(
        text=request.POST.get("text", "").replace("\r\n", "\n"),
        template=request.POST.get("template", "")[:100],
        seen=_number(request.POST.get("seen", "")),
    )


def files_in(request: HttpRequest) -> list[int]:
    """The ids of the files that stood in the box."""
    named = map(_number, request.POST.getlist("file")[:MOST_FILES])
    return [pk for pk in named if pk is not None]


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
