"""Who wrote first, where somebody passes a mail on: attached whole, or copied into the words."""

from amends.connectors.mail.envelope import read_person, read_subject
from amends.connectors.mail.head import read_head
from amends.connectors.mail.parts import MESSAGE, Part
from amends.connectors.mail.problems import Problems
from amends.connectors.mail.quoting import Original, original_of

DEEPEST = 3


def original_sender(root: Part, text: str) -> Original | None:
    """The writer of the one mail that is attached, else of the one the words copy; None for no forward."""
    attached = _mails(root)
    if len(attached) == 1:
        found = _head_of(attached[0])
        if found is not None:
            return found
    return original_of(text)


def _mails(root: Part) -> list[Part]:
    """The attached mails, but not those that a server gives back."""
    if root.media_type == "multipart/report":
        return []
    if root.media_type == MESSAGE:
        return [root]
    found, waiting = [], [(root, 0)]
    while waiting:
        part, depth = waiting.pop()
        found += [child for child in part.children if child.media_type == MESSAGE]
        if depth < DEEPEST:
            waiting += [(child, depth + 1) for child in part.children]
    return found


def _head_of(part: Part) -> Original | None:
    problems = Problems()
    octets = part.content(problems)
    head, _ = read_head(octets, 0, len(octets), problems)
    name, address = read_person(head, ("from", "sender", "reply-to"), problems)
    if not name and not address:
        return None
    return Original((name or "")[:200], (address or "")[:250], (read_subject(head, problems) or "")[:300])
