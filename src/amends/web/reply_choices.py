"""The templates of a case: the one to send, the list of all, and putting one into the box."""

from dataclasses import dataclass
from typing import Any

from amends.insights.case_drafts import CaseReplies, Choice
from amends.replies.stages import ALLOWED
from amends.web.language import pack_language
from amends.web.reply_words import stage_name, value_name


@dataclass(frozen=True, slots=True)
class ShownChoice:
    """A line of the list: `words` are searched, `why` is what the marketplace says, `lacks` is to write in.

    `is_offered` is False where it must not be sent; `fits`: something known of the case speaks for it.
    """

    stage: str
    name: str
    words: str
    why: str
    lacks: str
    is_offered: bool
    fits: bool


def replies_shown(replies: CaseReplies) -> dict[str, Any]:
    """The recommended reply where the buyer waits for one, and the list of all."""
    return {
        "proposal": None if replies.is_unasked else replies.proposal(),
        "choices": [_shown(each, replies.is_unasked) for each in replies.choices()],
    }


def _shown(each: Choice, is_unasked: bool) -> ShownChoice:
    said = each.allowance
    name = stage_name(each.stage)
    # An answer's form is the same for all of them: the linter speaks of it where it matters.
    tells = not said.is_writable or (is_unasked and said.verdict != ALLOWED)
    return ShownChoice(
        each.stage,
        name,
        f"{name} {each.stage.replace('_', ' ')}",
        said.texts[pack_language()] if tells else "",
        ", ".join(value_name(missing) for missing in each.missing),
        said.is_writable,
        each.fits > 0,
    )
