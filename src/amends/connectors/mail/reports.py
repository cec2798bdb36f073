"""What a mail server reports of a mail of ours: what became of it, and which one it was."""

import re

from amends.connectors.mail.parts import MESSAGE, Part
from amends.connectors.mail.problems import Problems

ACTION = re.compile(rb"(?im)^action[ \t]*:[ \t]*([a-z]{4,12})")
DELAYED = re.compile(r"(?i)delay|still being retried|warning|延迟|retard|diff[ée]r")
RETURNED_ID = re.compile(rb"(?im)^[> \t]*message-id[ \t]*:[ \t]*(?:\r?\n[ \t]+)?<([^<>\s]{3,250})>")
RETURNED = {MESSAGE, "text/rfc822-headers", "message/rfc822-headers", "message/global"}
LOOKED_AT = 256 * 1024


def reported_actions(root: Part) -> set[str]:
    """failed, delayed, delivered, relayed, expanded: what the report says of each recipient."""
    found = (ACTION.findall(_octets(part)) for part in _leaves(root) if _is_status(part))
    return {action.decode("ascii").lower() for actions in found for action in actions}


def is_delayed(subject: str) -> bool:
    """Whether the server says that it goes on trying."""
    return DELAYED.search(subject) is not None


def returned_id(root: Part) -> str | None:
    """The Message-ID of the mail that a report gives back: attached, or copied below its words."""
    leaves = list(_leaves(root))
    given_back = [part for part in leaves if part.media_type in RETURNED]
    for part in given_back or leaves:
        found = RETURNED_ID.search(_octets(part))
        if found:
            return found[1].decode("ascii", "replace")
    return None


def _octets(part: Part) -> bytes:
    return part.content(Problems())[:LOOKED_AT]


def _is_status(part: Part) -> bool:
    return part.media_type in {"message/delivery-status", "message/global-delivery-status"}


def _leaves(root: Part) -> list[Part]:
    waiting, found = [root], []
    while waiting:
        part = waiting.pop(0)
        waiting = [*part.children, *waiting]
        if not part.children:
            found.append(part)
    return found
