"""What is said of a case: codes, rules, times, amounts. Sentences are found by code in the pack."""

from dataclasses import dataclass
from datetime import datetime

from amends.playbooks.costs import Cost

JUDGED, ASK, NO_PLAYBOOK, MARKETPLACE_ACTS = "judged", "ask", "no_playbook", "marketplace_acts"
ALLOWED, NEEDS_APPROVAL, NOT_ADVISED, REFUSED = "allowed", "needs_approval", "not_advised", "refused"
NOW, WAITING, DONE, MOOT = "now", "waiting", "done", "moot"


@dataclass(frozen=True, slots=True)
class Ask:
    """A fact to ask for. `is_blocking`: without it nothing can be judged; else it may change a verdict."""

    fact: str
    of: str  # buyer | agent | warehouse | lead
    is_blocking: bool


@dataclass(frozen=True, slots=True)
class Cause:
    """A cause to check. `status`: likely, possible or ruled_out; the order is that of checking."""

    code: str
    status: str
    owner: str
    liable: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A piece of evidence, `status` have or missing, and who has it."""

    code: str
    status: str
    of: str


@dataclass(frozen=True, slots=True)
class Liable:
    """Who bears it, the reason's code, and the rule it follows from where there is one."""

    party: str
    code: str
    rule: str | None


@dataclass(frozen=True, slots=True)
class Resolution:
    """A way out. `rule` and `reason` say what refuses it, advises against it, or asks for approval.

    None where it is simply allowed. `approval` is who must approve: lead or owner.

    `is_right`: the buyer asked for it and the law or the marketplace gives a right to it (`rule` cites it).
    `cost` is None only where a price is not known (then the assessment asks for it).
    """

    code: str
    verdict: str
    rule: str | None
    reason: str | None
    is_right: bool
    cost: Cost | None
    approval: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do: by whom, with which verb, until when (aware; None where nobody can tell yet).

    `status`: now, waiting, done or moot. `waits_for` names the event, the step, the clock ("clock:kind") or
    "moment", which is `opens_at`. `began_at` is when it came up: None while that has not happened.
    """

    code: str
    owner: str
    verb: str
    due_at: datetime | None
    status: str = NOW
    waits_for: str | None = None
    opens_at: datetime | None = None
    began_at: datetime | None = None
    ended_at: datetime | None = None
    plan: str | None = None
    is_blocking: bool = False


@dataclass(frozen=True, slots=True)
class CaseWarning:
    """Something to beware of, with the rule that says so where there is one."""

    code: str
    rule: str | None


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is to be said of a case. Codes, rules, times and amounts; sentences are found by code in the pack.

    `outcome`: judged; ask (a blocking fact is missing: see `asks`); no_playbook (a person decides);
    marketplace_acts (the marketplace ships, so most acts are its own). `issue_type` is the one judged, the
    first. `playbook` and `version` name the pack. `recommended` is a resolution's code and `recommended_for`
    why: chosen (the buyer chose it), right (the buyer's right), least_cost. `choices` are the resolutions to
    offer, numbered, the recommended first. `template` is the stage of the reply to draft; None: no draft.
    """

    outcome: str
    issue_types: tuple[str, ...]
    issue_type: str
    playbook: str | None
    version: str | None
    asks: tuple[Ask, ...] = ()
    causes: tuple[Cause, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    liable: Liable | None = None
    resolutions: tuple[Resolution, ...] = ()
    recommended: str | None = None
    recommended_for: str | None = None
    choices: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    warnings: tuple[CaseWarning, ...] = ()
    template: str | None = None
