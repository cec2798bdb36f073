"""What every page of the desk knows. Asks the database nothing that the view has not asked."""

from functools import partial
from typing import Any

from django.http import HttpRequest
from django.utils import translation

from amends.accounts.rules import may
from amends.web.access import Reader
from amends.web.language import HTML_LANG
from amends.web.mailbox_alarm import mailbox_alarm
from amends.web.release_notice import set_aside_for

THEMES = ("light", "dark")
THEME_COOKIE = "theme"


def appearance(request: HttpRequest) -> dict[str, Any]:
    """`html_lang` and `theme` (light, dark, or empty: as the system)."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return {
        "html_lang": HTML_LANG.get(translation.get_language() or "en", "en"),
        "theme": theme if theme in THEMES else "",
    }


def desk(request: HttpRequest) -> dict[str, Any]:
    """For templates: appearance, the current area of the rail, the words in the find box, initials.

    `release_set_aside` and `mailbox_alarm` are asked for only by pages that show them.
    """
    known = appearance(request)
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        known["theme"] = user.theme if user.theme in THEMES else ""
        known["initials"] = initials(user.name or user.login)
    match = getattr(request, "resolver_match", None)
    known["area"] = (match.url_name or "").split("_")[0] if match else ""
    known["sees"] = _areas(getattr(request, "reader", None))
    known["release_set_aside"] = partial(set_aside_for, getattr(request, "reader", None))
    known["mailbox_alarm"] = partial(mailbox_alarm, getattr(request, "reader", None))
    known["unread_mentions"] = reader.unread_mentions if (reader := getattr(request, "reader", None)) else 0
    known["found_words"] = request.GET.get("q", "")[:500]
    return known


def _areas(reader: Reader | None) -> dict[str, bool]:
    """The areas the rail offers: those whose pages the reader may open."""
    verbs = {
        "desk": "see_cases",
        "orders": "see_orders",
        "messages": "see_messages",
        "imports": "see_imports",
        "steps": "see_steps",
        "rulebook": "see_rulebook",
        "mailboxes": "change_shop",
        "quality": "see_quality",
    }
    areas = {area: reader is None or reader.may(verb) for area, verb in verbs.items()}
    return areas | {"drafts": reader is not None and may("prepare_rulebook", reader.grants)}


def initials(name: str) -> str:
    """At most two letters that stand for a name: `Li Min` → `LM`, `王小明` → `小明`."""
    words = name.split()
    if len(words) > 1:
        return (words[0][0] + words[-1][0]).upper()
    word = words[0] if words else "?"
    return word[-2:] if ord(word[0]) > 0x2E7F else word[:2].upper()
