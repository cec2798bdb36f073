"""What a playbook is made of. Compiled from a pack by `reading`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from amends.playbooks.conditions import Condition
from amends.playbooks.costs import LineRule
from amends.policies.durations import Amount

Texts = Mapping[str, str]  # locale → sentence
MINUTES_IN = {"minutes": 1, "hours": 60}
# A person writes these answers, or nobody does.
NO_TEMPLATE = frozenset({"safety_incident", "authority_complaint", "thanks", "notification"})


@dataclass(frozen=True, slots=True)
class Need:
    """A fact without which nothing can be judged here, and whom to ask for it."""

    fact: str
    of: str
    when: Condition


@dataclass(frozen=True, slots=True)
class CauseRule:
    """A likely cause: who checks it, who would be liable, which facts make it likely or rule it out."""

    code: str
    owner: str
    liable: str
    likely: tuple[Condition, ...]
    ruled_out: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class EvidenceRule:
    """Something to show what happened, and who has it."""

    code: str
    of: str
    when: Condition


@dataclass(frozen=True, slots=True)
class LiableRule:
    """Who bears it, under which condition; the first that holds counts."""

    code: str
    party: str
    rule: str | None
    when: Condition


@dataclass(frozen=True, slots=True)
class Ground:
    """Why a resolution is refused, not advised, or the buyer's right; `rule` is what a verdict cites.

    Where it hangs on a `question` of decision tables, the row that answered it is cited instead.
    """

    code: str
    rule: str
    when: Condition
    question: str | None = None


@dataclass(frozen=True, slots=True)
class ResolutionRule:
    """A way out. `wishes` are what a buyer asks for who means it; `is_offered`: as a numbered choice."""

    code: str
    fulfilment: str
    wishes: frozenset[str]
    is_offered: bool
    refused: tuple[Ground, ...]
    not_advised: tuple[Ground, ...]
    rights: tuple[Ground, ...]
    lines: tuple[LineRule, ...]


@dataclass(frozen=True, slots=True)
class StepRule:
    """Something to do: who, by which verb, from when and until when.

    It starts when it first applies, or `after` an event or another step, and begins `on` so much later.
    From there it is due `within` an amount (None: before the shop's day ends), and in any case `before` a
    clock is. `moot` stops it for good, `done` ends it by itself. `is_dated`: by `within` or `today`, so that
    `before` only makes it earlier.
    """

    code: str
    owner: str
    verb: str
    within: Amount | None
    resolutions: frozenset[str]  # only while one of these is recommended; empty: always
    when: Condition
    plan: str | None = None
    after: str | None = None
    on: Amount | None = None
    before: "BeforeClock | None" = None
    is_dated: bool = True
    moot: Condition = ()
    done: Condition = ()
    is_blocking: bool = False

    @property
    def within_minutes(self) -> int | None:
        """The minutes of a term that is counted in minutes or hours."""
        if self.within is None or self.within.unit not in MINUTES_IN:
            return None
        return self.within.n * MINUTES_IN[self.within.unit]


@dataclass(frozen=True, slots=True)
class BeforeClock:
    """So long before a clock of that kind is due."""

    kind: str
    amount: timedelta


@dataclass(frozen=True, slots=True)
class StageRule:
    """Which reply template fits; the first that holds counts."""

    stage: str
    resolutions: frozenset[str]  # only while one of these is recommended; empty: always
    when: Condition


@dataclass(frozen=True, slots=True)
class WarningRule:
    """An old habit or a trap that these facts invite."""

    code: str
    rule: str | None
    when: Condition


@dataclass(frozen=True, slots=True)
class Playbook:
    """One issue type's knowledge. `fulfilment`: whose act it is, `seller` or `any`.

    `wishes` are what a buyer with this problem wants where the messages name nothing else.
    """

    issue_type: str
    fulfilment: str
    wishes: frozenset[str]
    needs: tuple[Need, ...]
    causes: tuple[CauseRule, ...]
    evidence: tuple[EvidenceRule, ...]
    liable: tuple[LiableRule, ...]
    resolutions: tuple[ResolutionRule, ...]
    steps: tuple[StepRule, ...]
    stages: tuple[StageRule, ...]
    warnings: tuple[WarningRule, ...]
    texts: Mapping[tuple[str, str], Mapping[str, Texts]]  # (section, code) → field → locale → sentence
    name: str
    version: str
