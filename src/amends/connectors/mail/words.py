"""Words of several parts made one: the same in several forms, or one after the other."""

import html
import re
from dataclasses import dataclass

# A plain text that only tells that there is HTML.
SAYS_NOTHING = re.compile(
    r"(?i)(?:not|n't|ne|nicht|no) [^.\n]{0,40}?\bhtml\b|html[- ](?:capable|compatible|enabled|mail|format)"
    r"|\bhtml\b[^.\n]{0,40}(?:not |n't )?(?:support|display|view)|view (?:this|the) (?:e-?mail|message) in"
    r"|不支持\s*html|无法显示\s*html|en html|im html-format"
)
LONGEST_EMPTY_WORDS = 300


@dataclass(slots=True)
class Words:
    """Text and HTML of one part or of several put together. `from_html`: the sender gave no plain text."""

    text: str = ""
    html: str = ""
    from_html: bool = False


def best(choices: list[Words]) -> Words:
    """Of the same words in several forms: the sender's own plain text if it says anything, the last HTML."""
    plain = [choice for choice in choices if choice.text.strip() and not choice.from_html]
    made = [choice for choice in choices if choice.text.strip() and choice.from_html]
    if plain and made and _says_nothing(plain[-1].text, beside=made[-1].text):
        plain = []
    chosen = (plain or made or [Words()])[-1]
    sources = [choice.html for choice in choices if choice.html.strip()]
    return Words(chosen.text, sources[-1] if sources else "", chosen.from_html)


def _says_nothing(plain: str, *, beside: str) -> bool:
    """Whether the plain text only tells that there is HTML."""
    is_short = len(plain) <= LONGEST_EMPTY_WORDS and " ".join(plain.split()) not in " ".join(beside.split())
    return is_short and SAYS_NOTHING.search(plain) is not None


def together(pieces: list[Words]) -> Words:
    said = [piece for piece in pieces if piece.text.strip() or piece.html.strip()]
    if len(said) == 1:
        return said[0]
    text = "\n".join(piece.text.strip("\n") for piece in said if piece.text.strip())
    if not any(piece.html for piece in said):
        return Words(text)
    sources = [piece.html or f"<pre>{html.escape(piece.text)}</pre>" for piece in said]
    return Words(text, "\n".join(sources), from_html=all(piece.from_html for piece in said))
