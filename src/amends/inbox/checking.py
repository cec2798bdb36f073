"""Every text to a buyer is checked here before it is written down, whoever wrote it."""

from collections.abc import Collection
from dataclasses import dataclass

from amends.accounts.permission import require
from amends.cases.actions import CaseConflict
from amends.cases.models import Case
from amends.compliance.findings import ERROR, LANGUAGES, Finding
from amends.compliance.lint import lint
from amends.core import clock
from amends.core.actor import Actor
from amends.core.clock import civil_day
from amends.core.errors import Refused
from amends.inbox.told_facts import told_facts
from amends.releases.in_force import by_rulebook_of

DISPUTES = ("dispute_opened", "authority_complaint")
LONGEST_REASON = 500
_MOST_TOLD = 3


@dataclass(frozen=True, slots=True)
class LetPass:
    """Why a text may leave though it is warned of. `rules`: those let pass before, for this very text."""

    reason: str
    rules: frozenset[str] = frozenset()


class ReplyObjected(CaseConflict):
    """The text must not leave like this: reply_objected for an error, reply_warned where a lead may allow it.

    `findings` tell words, rule, source and a wording that passes; `text` is what was looked at.
    """

    def __init__(self, text: str, findings: Collection[Finding]) -> None:
        self.text, self.findings = text, tuple(findings)
        stops = [each for each in findings if each.severity == ERROR]
        code = "reply_objected" if stops else "reply_warned"
        told = stops or list(findings)
        words = "; ".join(
            f"“{text[each.start : each.end]}” ({each.rule}, {each.source})" for each in told[:_MOST_TOLD]
        )
        super().__init__(code, f"Not sent: {words}.", mend=f"Write for instance: {told[0].suggestion}")


def findings_on(case: Case, text: str, *, language: str = "", purpose: str = "") -> tuple[Finding, ...]:
    """What the rules of its organisation object to in a text to this case's buyer, held against its facts.

    `language` (en, zh-Hans, fr) is that of the offered wordings, by default the buyer's.
    """
    with by_rulebook_of(case.organisation_id):
        return lint(
            text,
            language=language or language_of(case),
            marketplace=case.shop.marketplace,
            kind=kind_of(case, purpose),
            facts=told_facts(case),
            on=civil_day(clock.now(), case.shop.time_zone),
        )


def kind_of(case: Case, purpose: str = "") -> str:
    """What a message is, as the rules ask: a request for a review, one in a dispute, or any other."""
    if purpose == "review_request":
        return "review_request"
    return "dispute_message" if set(case.issue_types) & set(DISPUTES) else "order_message"


def language_of(case: Case) -> str:
    """The language of the buyer as far as there are wordings in it, else English."""
    spoken = case.language or case.shop.language
    whole = "zh-Hans" if spoken.startswith("zh") else spoken.partition("-")[0]
    return whole if whole in LANGUAGES else "en"


def checked(case: Case, text: str, purpose: str, let_pass: LetPass | None, *, by: Actor) -> list[str]:
    """The rules whose warnings are let pass, sorted. Raises ReplyObjected, NotAllowed, Refused."""
    findings = findings_on(case, text, purpose=purpose)
    if not findings:
        return []
    warned = sorted({each.rule for each in findings})
    if let_pass is None or any(each.severity == ERROR for each in findings):
        raise ReplyObjected(text, findings)
    if not let_pass.rules >= set(warned):
        require(by, "let_warning_pass", case.shop)
    return warned


def why_let_pass(reason: str) -> LetPass | None:
    """A reason as typed; None where nothing was. Raises Refused (reason_too_long)."""
    told = " ".join(reason.replace("\0", " ").split())
    if len(told) > LONGEST_REASON:
        raise Refused("reason_too_long", f"Over {LONGEST_REASON} characters.", mend="Shorten it.")
    return LetPass(told) if told else None
