"""French sets a space before some signs: one that no line breaks at, so that none begins with a colon."""

import re

_BEFORE_HIGH = re.compile(r"[ \u00a0](?=[;!?])")
_BEFORE_COLON = re.compile(r"[ \u202f](?=:(?!\w))")
_INSIDE_OPENING = re.compile(r"(?<=«)[ \u202f]")
_INSIDE_CLOSING = re.compile(r"[ \u202f](?=»)")


def with_firm_spaces(text: str) -> str:
    """U+202F before ; ! ? and U+00A0 before a colon and inside « », where a plain space stands."""
    text = _BEFORE_HIGH.sub("\u202f", text)
    for place in (_BEFORE_COLON, _INSIDE_OPENING, _INSIDE_CLOSING):
        text = place.sub("\u00a0", text)
    return text
