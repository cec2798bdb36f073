"""text/enriched and text/richtext (RFC 1896, 1341) to plain words."""

import re

MARKED_UP = {"text/enriched", "text/richtext"}
PARAMETERS = re.compile(r"(?is)<param>.{0,200}?</param>")
BREAKS = re.compile(r"\n+")
NEW_LINE = re.compile(r"(?i)<(?:nl|np|paragraph)>")
MARK = re.compile(r"</?[A-Za-z][A-Za-z0-9-]{0,60}>")
OPEN = "\x01"
LONGEST = 500_000  # characters whose marks are taken out


def unmarked(text: str, media_type: str) -> str:
    """The words. In text/enriched one line end is a space, and each further one a line end."""
    words = PARAMETERS.sub("", text[:LONGEST].replace("<<", OPEN))
    if media_type == "text/enriched":
        words = BREAKS.sub(lambda found: "\n" * (len(found[0]) - 1) or " ", words)
    else:
        words = NEW_LINE.sub("\n", words.replace("\n", " ")).replace("<lt>", OPEN)
    return MARK.sub("", words).replace(OPEN, "<") + text[LONGEST:]
