"""A text for many buyers, with the variables that reply templates know, filled for each of them."""

import re
from collections.abc import Mapping
from dataclasses import replace

from amends.core.errors import Refused
from amends.core.pack_sets import kept_by
from amends.core.packs import load_packs
from amends.inbox.rules import LONGEST_TEXT, hinders_sending
from amends.replies.drafts import fill
from amends.replies.liquid import asked_for, compiled
from amends.replies.templates import DEFAULT, Variable, Variant, stages
from amends.replies.values import LOCALES

NAME = "group_answer"
_GUARDED = re.compile(r"{%-?\s*(?:if|unless)\s+(\w+)\b")
TAKES = ("text", "lines", "money", "day", "moment", "count")  # lists belong into templates of their own


def check_text(text: str, locale: str) -> None:
    """Raises Refused (reply_empty, text_too_long, text_unreadable, variable_unknown), BrokenTemplate."""
    hindrance = hinders_sending(text)
    if hindrance == "text_too_long":
        raise Refused(hindrance, f"The text has over {LONGEST_TEXT} characters.", mend="Shorten it.")
    if hindrance is not None:
        raise Refused(hindrance, f"The text ({locale}) is empty or cannot be kept.", mend="Write it again.")
    used = asked_for(compiled(f"{NAME}.{locale}", text))
    unknown = sorted(used - set(variables_in(locale)))
    if unknown:
        known = ", ".join(sorted(variables_in(locale)))
        raise Refused(
            "variable_unknown",
            f"The text ({locale}) uses {unknown[0]}, which nobody knows.",
            mend=f"There are: {known}.",
            about="{{ " + unknown[0] + " }}",
        )


def fill_text(text: str, locale: str, values: Mapping[str, object]) -> str:
    """The text with these values in it; one that is asked after with {% if %} may be missing.

    Raises ReplyValueMissing, ReplyValueBad, BrokenTemplate.
    """
    body = compiled(f"{NAME}.{locale}", text)
    guarded = set(_GUARDED.findall(text))
    variables = {
        name: replace(each, is_optional=name in guarded) for name, each in variables_in(locale).items()
    }
    wording = Variant(DEFAULT, None, None, body, frozenset(asked_for(body)))
    known = {name: value for name, value in values.items() if name in variables}
    return fill(f"{NAME}.{locale}", variables, wording, known, locale)


@kept_by("replies")
def variables_in(locale: str) -> Mapping[str, Variable]:
    """Every variable that a template of that language declares, by name."""
    return {
        name: each
        for (known, _), stage in stages().items()
        if known == locale
        for name, each in stage.variables.items()
    }


@kept_by("replies")
def beginnings() -> Mapping[str, Mapping[str, str]]:
    """Stage → language → its text, for the stages that can be said to many: written in every language."""
    found: dict[str, dict[str, str]] = {}
    for pack in load_packs("replies"):
        body = pack.body
        if "stage" not in body:
            continue
        text = next(row["text"] for row in body["variants"] if row["name"] == DEFAULT)
        declared = {name: row["type"] for name, row in body["variables"].items()}
        used = asked_for(compiled(pack.name, text))
        if all(declared[name] in TAKES for name in used):
            found.setdefault(body["stage"], {})[body["locale"]] = text
    return {stage: texts for stage, texts in sorted(found.items()) if set(texts) == set(LOCALES)}
