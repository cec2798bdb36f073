"""What a rule of wording would have stopped, had it held already: tried on the replies sent last."""

from collections.abc import Mapping
from dataclasses import dataclass

from amends.compliance.findings import Finding
from amends.compliance.lint import lint
from amends.core.clock import civil_day
from amends.core.pack_sets import PackSet, judging_by
from amends.inbox.checking import kind_of, language_of
from amends.inbox.models import OutgoingMessage

LOOKED_AT = 200
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Caught:
    """A reply that was sent, and the words in it that the rule objects to."""

    case_id: int
    words: str


@dataclass(frozen=True, slots=True)
class Tried:
    """Of `looked_at` replies, the newest, `caught` are objected to; the first few with their words."""

    looked_at: int
    caught: int
    shown: tuple[Caught, ...]


def tried_on_replies(organisation_id: int, pack: str, files: Mapping[str, str]) -> Tried:
    """Try the rule of that pack name among `files`. Raises BadPhrase, BadPack for one that cannot be read."""
    sent = OutgoingMessage.objects.filter(organisation_id=organisation_id, state="sent").exclude(text="")
    replies = list(sent.select_related("case__shop").order_by("-id")[:LOOKED_AT])
    rule = files.get(pack, "")
    with judging_by(PackSet({pack: rule.encode()} if rule else {})):
        found = [(reply, objected) for reply in replies if (objected := _objected(reply, pack))]
    shown = (Caught(reply.case_id, reply.text[one.start : one.end][:80]) for reply, one in found[:SHOWN])
    return Tried(len(replies), len(found), tuple(shown))


def _objected(reply: OutgoingMessage, pack: str) -> Finding | None:
    case = reply.case
    found = lint(
        reply.text,
        language=language_of(case),
        marketplace=case.shop.marketplace,
        kind=kind_of(case, reply.purpose),
        on=civil_day(reply.written_at, case.shop.time_zone),
    )
    return next((one for one in found if one.rule == pack), None)
