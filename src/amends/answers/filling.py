"""What one case of a group is written, or why it gets nothing: judged from what is known of it now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from amends.answers.case_values import values_of
from amends.answers.wording import fill_text
from amends.cases.actions import CaseConflict
from amends.cases.models import Case
from amends.compliance.findings import ERROR
from amends.core import clock
from amends.core.errors import AmendsError
from amends.inbox.addressing import way_to_buyer
from amends.inbox.checking import findings_on
from amends.inbox.contacts import verdict_on
from amends.playbooks.assess import assess
from amends.playbooks.gathering import facts_of
from amends.releases.in_force import by_rulebook_of
from amends.replies.drafts import nearest_locale
from amends.replies.errors import ReplyValueBad, ReplyValueMissing

PURPOSE = "answer"


@dataclass(frozen=True, slots=True)
class Filled:
    """The text for one case; where it must not get it, `reason` is a code and `named` what it speaks of."""

    language: str
    text: str = ""
    reason: str = ""
    named: str = ""


def language_of(case: Case) -> str:
    """The language in which the case's buyer is written to."""
    return nearest_locale(case.language or case.shop.language)


def fill_case(case: Case, texts: Mapping[str, str], *, agent_name: str, at: datetime) -> Filled:
    """Fill the text of the case's language. Times in it count from `at`."""
    language = language_of(case)
    hindrance = _hindrance(case)
    if hindrance:
        return Filled(language, reason=hindrance)
    if language not in texts:
        return Filled(language, reason="no_text", named=language)
    try:
        with clock.frozen_at(at), by_rulebook_of(case.organisation_id):
            facts = facts_of(case)
            values = values_of(case, facts, assess(facts), language, agent_name=agent_name)
            text = fill_text(texts[language], language, values)
    except ReplyValueMissing as missing:
        return Filled(language, reason="value_missing", named=", ".join(missing.names))
    except ReplyValueBad as bad:
        return Filled(language, reason="value_bad", named=bad.name)
    except AmendsError as error:
        return Filled(language, reason=error.code)
    return _checked(case, text, language)


def _hindrance(case: Case) -> str:
    if case.merged_into_id is not None:
        return "case_merged"
    if case.state == "closed":
        return "case_closed"
    if case.unanswered_since is None:
        return "answered"
    try:
        way_to_buyer(case)
    except CaseConflict as conflict:
        return conflict.code
    verdict = verdict_on(case, PURPOSE)
    return "" if verdict.is_allowed else f"contact_{verdict.kind}"


def _checked(case: Case, text: str, language: str) -> Filled:
    """What a person may let pass for one buyer is not let pass for many: the text is to be changed."""
    findings = sorted(findings_on(case, text, language=language), key=lambda each: each.severity != ERROR)
    if not findings:
        return Filled(language, text)
    first = findings[0]
    return Filled(language, text, "linter" if first.severity == ERROR else "warned", first.rule)
