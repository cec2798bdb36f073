"""Links, also spelt out or pulled apart, except those of carriers and of the marketplace itself."""

import re
from collections.abc import Iterator

from amends.compliance.findings import Mark
from amends.compliance.message import Outgoing

_SURE = (
    "com|net|org|cn|shop|store|io|fr|de|uk|eu|info|biz|top|xyz|vip|link|club|site|online|app|cc|hk|tw|be|ch|ru"
    "|jp|ca"
)
_SHORT = "ly|gl|gle|co|me|gd|to|is|tv|it|us|in|es|nl|pl"
_NAME = r"[a-z0-9](?:[a-z0-9-]{0,60}[a-z0-9])?"
_ENDS = "com|net|org|cn|shop|store|io|fr"
_LINKS = (
    re.compile(r"h ?[tx] ?[tx] ?p ?s? ?: ?/ ?/ ?(?:[a-z0-9-]+ ?\. ?)*[^\s]+"),
    re.compile(rf"(?<![a-z0-9])www ?\. ?{_NAME}(?: ?\. ?{_NAME})+(?:/[^\s]*)?"),
    re.compile(rf"(?<![a-z0-9@._-])(?:{_NAME}\.)+(?:{_SURE})(?![a-z0-9@-])(?:/[^\s\u3000-\u9fff]*)?"),
    re.compile(rf"(?<![a-z0-9@._-])(?:{_NAME}\.)+(?:{_SHORT})/[a-z0-9][^\s\u3000-\u9fff]*"),
    re.compile(
        r"(?<![a-z0-9@-])[a-z0-9-]{2,60}"
        r"(?: ?[\[({] ?(?:dot|point|\.) ?[\])}] ?| dot | point | ?点 ?| ?。 ?| ?\. )"
        rf"(?:{_ENDS})(?![a-z0-9])"
    ),
)
# What a text with such a link has; quick to look for.
_HINTS = (
    re.compile("h ?[tx] ?[tx]"),
    re.compile("www"),
    re.compile(rf"\.(?:{_SURE})(?![a-z0-9@-])"),
    re.compile(rf"\.(?:{_SHORT})/"),
    re.compile(rf"[ 点。)}}\]](?:{_ENDS})(?![a-z0-9])"),
)
_HOST = re.compile(r"(?:h ?[tx] ?[tx] ?p ?s? ?: ?/ ?/ ?)?((?:[a-z0-9-]+ ?\. ?)+[a-z]+)")


def links(outgoing: Outgoing) -> Iterator[Mark]:
    """Addresses of pages the buyer must not be sent to."""
    text = outgoing.text
    for hint, form in zip(_HINTS, _LINKS, strict=True):
        for found in form.finditer(text) if hint.search(text) else ():
            if not _is_allowed(outgoing, found[0]) and text[found.start() - 1 : found.start()] != "@":
                yield Mark(*found.span(), "link")


def _is_allowed(outgoing: Outgoing, link: str) -> bool:
    host = _HOST.match(link)
    if host is None:
        return False
    name = host[1].replace(" ", "")
    domains = outgoing.book.domains
    allowed = domains["carriers"] | domains.get(outgoing.marketplace, frozenset())
    return any(name == domain or name.endswith(f".{domain}") for domain in allowed)
