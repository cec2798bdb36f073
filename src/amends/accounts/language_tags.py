"""Language tags after RFC 5646 (BCP 47): well-formed or not, and the usual capitals."""

import re

_LANGTAG = re.compile(
    r"""
    (?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4}|[a-z]{5,8})   # language, extended language
    (?:-[a-z]{4})?                                         # script
    (?:-(?:[a-z]{2}|[0-9]{3}))?                            # region
    (?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*               # variants
    (?:-[0-9a-wy-z](?:-[a-z0-9]{2,8})+)*                   # extensions
    (?:-x(?:-[a-z0-9]{1,8})+)?                             # private use
    | x(?:-[a-z0-9]{1,8})+
    """,
    re.VERBOSE,
)
# Registered before the grammar was, and still well-formed by the standard's own list.
_IRREGULAR = """
    en-gb-oed i-ami i-bnn i-default i-enochian i-hak i-klingon i-lux i-mingo i-navajo i-pwn i-tao i-tay i-tsu
    sgn-be-fr sgn-be-nl sgn-ch-de art-lojban cel-gaulish no-bok no-nyn zh-guoyu zh-hakka zh-min zh-min-nan
    zh-xiang
"""
_GRANDFATHERED = frozenset(_IRREGULAR.split())


def normal_language_tag(text: str) -> str | None:
    """`ZH-hans-cn` → `zh-Hans-CN`; None when the text is not a well-formed tag."""
    tag = text.strip().lower()
    if not tag.isascii() or not (tag in _GRANDFATHERED or _LANGTAG.fullmatch(tag)):
        return None
    first, *rest = tag.split("-")
    parts = [first]
    for part in rest:
        # After a single letter (an extension, private use) everything stays in small letters.
        if any(len(earlier) == 1 for earlier in parts):
            parts.append(part)
        elif len(part) == 4 and part.isalpha():
            parts.append(part.title())
        else:
            parts.append(part.upper() if len(part) == 2 else part)
    return "-".join(parts)
