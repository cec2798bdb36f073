"""Replies ready to be read and sent: the templates that fit a case, filled with what is known of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from amends.answers.case_values import names_of, parcel_values
from amends.cases.models import Case
from amends.core.errors import NotFound
from amends.parcels.models import Parcel
from amends.playbooks.assessment import Assessment
from amends.playbooks.drafting import Promises, draft_values
from amends.playbooks.facts import CaseFacts
from amends.publishing.wordings_in_force import wordings_of
from amends.replies.drafts import draft_as_far, nearest_locale, template_for, values_asked_for
from amends.replies.errors import ReplyValueBad, ReplyValueMissing, TemplateForbidden
from amends.replies.stages import Allowance, allowance, fit, in_order
from amends.replies.templates import find_stage, stage_names
from amends.replies.wording import Key, Wording, worded_by

BY_HAND = frozenset(
    {"safety_incident", "authority_complaint"}
)  # no template, no retention, no partial refund
SAFETY = "safety_first"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A reply that only needs to be read: its template, the stage of that, whether it is the one to send.

    `missing` names the values that a person must write in first; they stand in the text as `{{ name }}`.
    """

    template: str
    stage: str
    text: str
    is_recommended: bool
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """A stage in the list of templates of a case: `fits` of what is known speaks for it, from 0.

    `allowance` says whether the marketplace lets it be written, and why not.
    """

    stage: str
    fits: int
    missing: tuple[str, ...]
    allowance: Allowance


@dataclass(frozen=True)
class CaseReplies:
    """What replies to a case are made of. `channel`: email, chat or platform; `last_place`: of the parcel."""

    case: Case
    facts: CaseFacts
    found: Assessment
    channel: str
    parcel: Parcel | None = None
    last_place: str = ""
    agent_name: str = ""

    @cached_property
    def locale(self) -> str:
        """The buyer's language, as far as there are templates in it."""
        return nearest_locale(self.case.language or self.case.shop.language)

    @property
    def is_unasked(self) -> bool:
        """Whether the buyer waits for nothing: what is written now was not asked for."""
        return self.case.unanswered_since is None

    @cached_property
    def wordings(self) -> Mapping[Key, Wording]:
        """The seller's own words for templates."""
        return wordings_of(self.case.organisation_id)

    @cached_property
    def values(self) -> Mapping[str, Any]:
        """What is known, by the names that templates use."""
        return self.values_in(self.locale)

    def values_in(self, locale: str) -> Mapping[str, Any]:
        """As `values`, for a text in that language."""
        return {
            **draft_values(self.facts, self.found, locale, Promises()),
            **names_of(self.case, self.agent_name),
            **(parcel_values(self.parcel, self.last_place) if self.parcel is not None else {}),
        }

    def proposal(self) -> Proposal | None:
        """The reply that the playbook recommends, where it can be filled; None where a person must write."""
        stage = self.found.template
        made = self.filled(stage) if stage is not None else None
        return made if made is not None and not made.missing else None

    def filled(self, stage: str) -> Proposal | None:
        """The template of that stage as far as it can be filled; None where it must not be sent."""
        if not self._may_be_offered(stage):
            return None
        try:
            with worded_by(self.wordings):
                template = self._template(stage)
                known = self._known(template)
                text, missing = draft_as_far(template, self.locale, known)
        except (ReplyValueMissing, ReplyValueBad, TemplateForbidden, NotFound):
            return None
        return Proposal(template, stage, text, stage == self.found.template, tuple(missing))

    def choices(self) -> list[Choice]:
        """Every stage, what fits the case and is complete first; what must not be sent stands last."""
        stages = [stage for stage in in_order(stage_names(self.locale)) if self._may_be_offered(stage)]
        with worded_by(self.wordings):
            made = [choice for stage in stages if (choice := self._choice(stage)) is not None]
        return sorted(made, key=self._place)

    def _choice(self, stage: str) -> Choice | None:
        said = allowance(stage, self.case.shop.marketplace, unasked=self.is_unasked)
        missing: tuple[str, ...] = ()
        if said.is_writable:
            try:
                missing = self._missing(stage)
            except (TemplateForbidden, NotFound):
                return None
            variables = find_stage(stage, self.locale).variables
            if any(variables[name].type in ("offer", "offers") for name in missing):
                return None
        return Choice(stage, self._fits(stage), missing, said)

    def _missing(self, stage: str) -> tuple[str, ...]:
        asked = values_asked_for(self._template(stage), self.locale)
        return tuple(
            name
            for name, variable in asked.items()
            if not variable.is_optional and self.values.get(name) in (None, "", [])
        )

    def _fits(self, stage: str) -> int:
        order = self.case.order
        return fit(
            stage,
            self.case.issue_types[:2],
            self.facts.parcel_state or "",
            order.state if order is not None else "",
        ) + (3 if stage == self.found.template else 0)

    def _place(self, choice: Choice) -> tuple[bool, int, bool]:
        return not choice.allowance.is_writable, -choice.fits, bool(choice.missing)

    def _may_be_offered(self, stage: str) -> bool:
        by_hand = BY_HAND & set(self.found.issue_types)
        if by_hand:
            return stage == SAFETY and "safety_incident" in by_hand
        return stage != SAFETY

    def _template(self, stage: str) -> str:
        return template_for(
            stage, self.locale, self.case.shop.marketplace, self.channel, unasked=self.is_unasked
        )

    def _known(self, template: str) -> dict[str, Any]:
        wanted = values_asked_for(template, self.locale)
        return {name: value for name, value in self.values.items() if name in wanted}
