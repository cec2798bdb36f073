"""What to do next: each step of a playbook with its status, what it waits for, and until when. Pure."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from amends.core.calendar import CalendarUnknown
from amends.core.clock import civil_day, rfc3339
from amends.playbooks.assessment import DONE, MOOT, NOW, WAITING, Step
from amends.playbooks.conditions import Condition, holds
from amends.playbooks.derived import Known, KnownFacts, Value
from amends.playbooks.facts import BegunStep, CaseFacts
from amends.playbooks.playbook import Playbook, StageRule, StepRule
from amends.policies.durations import end_of
from amends.policies.facts import zone_of
from amends.policies.walltime import day_begins

MOMENT = "moment"
REPLY = "reply"
_HOURS_LEFT = "hours_left_"


def fits(rule: StepRule | StageRule, recommended: str | None, known: Known) -> bool:
    """Whether a row applies: its condition holds, and one of its resolutions is recommended."""
    return (not rule.resolutions or recommended in rule.resolutions) and bool(holds(rule.when, known))


def steps_of(
    book: Playbook, facts: CaseFacts, known: KnownFacts, recommended: str | None
) -> tuple[Step, ...]:
    """The steps that apply, as the playbook orders them; done and moot ones too."""
    return _Steps(book, facts, known, recommended).all()


class _Steps:
    """One case's steps, each worked out once, after those it waits for."""

    def __init__(self, book: Playbook, facts: CaseFacts, known: KnownFacts, recommended: str | None) -> None:
        self.rules = {rule.code: rule for rule in book.steps}
        self.facts, self.known, self.recommended = facts, known, recommended
        self.zone = zone_of(facts.zone)
        self.found: dict[str, Step | None] = {}

    def all(self) -> tuple[Step, ...]:
        return tuple(step for code in self.rules if (step := self.step(code)) is not None)

    def step(self, code: str) -> Step | None:
        if code not in self.found:
            self.found[code] = self._judged(self.rules[code], self.facts.steps.get(code))
        return self.found[code]

    def _judged(self, rule: StepRule, stood: BegunStep | None) -> Step | None:
        stood = self._asked_again(rule, stood)
        if stood is not None and stood.state in (DONE, MOOT):
            return self._made(rule, stood.state, began_at=stood.began_at, ended_at=stood.ended_at)
        if not fits(rule, self.recommended, self._known_when_begun(stood)):
            return None
        if self._surely(rule.moot):
            return self._made(
                rule, MOOT, began_at=stood.began_at if stood else None, ended_at=self.facts.as_of
            )
        start = self._start(rule, stood)
        if start is None:
            return self._made(rule, WAITING, waits_for=rule.after)
        try:
            opens_at = end_of(start, rule.on, self.zone, self.facts.country) if rule.on else start
            due_at, clock_lacks = self._due(rule, start, opens_at)
        except CalendarUnknown:
            return self._made(rule, NOW, began_at=start, waits_for="calendar")
        opens_at = min(opens_at, due_at) if due_at is not None else opens_at
        ended_at = self._ended(rule, opens_at, stood)
        if ended_at is not None:
            return self._made(rule, DONE, began_at=start, due_at=due_at, ended_at=ended_at)
        is_early = opens_at > self.facts.as_of
        return self._made(
            rule,
            WAITING if is_early else NOW,
            began_at=start,
            opens_at=opens_at,
            due_at=due_at,
            waits_for=MOMENT if is_early else clock_lacks,
        )

    def _start(self, rule: StepRule, stood: BegunStep | None) -> datetime | None:
        """When what it waits for happened; None while it has not."""
        begun = stood.began_at if stood is not None and stood.state == "open" else None
        if rule.after is None:
            return begun or self.facts.as_of
        if rule.after in self.rules:
            before = self.step(rule.after)
            return before.ended_at if before is not None and before.status == DONE else begun
        return self.known.events.get(rule.after, begun)

    def _asked_again(self, rule: StepRule, stood: BegunStep | None) -> BegunStep | None:
        """An answer that was given is to be given again once the buyer has written anew."""
        heard_at = self.facts.heard_at
        if stood is None or stood.state != DONE or rule.verb != REPLY or rule.after is not None:
            return stood
        if heard_at is None or stood.ended_at is None or heard_at <= stood.ended_at:
            return stood
        return BegunStep("open", heard_at)

    def _due(self, rule: StepRule, start: datetime, opens_at: datetime) -> tuple[datetime | None, str | None]:
        """When it is due, and the clock it would need for that where that is not known."""
        term = self._term(rule, opens_at) if rule.is_dated else None
        if rule.before is None:
            return term, None
        ends = [clock.due_at for clock in self.known.clocks if clock.kind == rule.before.kind]
        if not ends:
            return term, f"clock:{rule.before.kind}"
        fitted = max(start, min(ends) - rule.before.amount)
        return (fitted if term is None else min(term, fitted)), None

    def _term(self, rule: StepRule, opens_at: datetime) -> datetime:
        if rule.within is not None:
            return end_of(opens_at, rule.within, self.zone, self.facts.country)
        return day_begins(civil_day(opens_at, self.facts.zone) + timedelta(days=1), self.zone)

    def _ended(self, rule: StepRule, opens_at: datetime, stood: BegunStep | None) -> datetime | None:
        replied_at, heard_at = self.facts.replied_at, self.facts.heard_at
        if rule.verb == REPLY and replied_at is not None:
            # One that comes up only now may have been met before: the buyer's newest message is answered.
            is_new = rule.after is None and stood is None and heard_at is not None
            if replied_at >= (heard_at if is_new and heard_at is not None else opens_at):
                return replied_at
        return self.facts.as_of if self._surely(rule.done) else None

    def _surely(self, condition: Condition) -> bool:
        return bool(condition) and holds(condition, self.known) is True

    def _known_when_begun(self, stood: BegunStep | None) -> Known:
        """Hours left to a clock are told as they were when the step began: going by, they change nothing."""
        if stood is None or stood.state != "open":
            return self.known
        return _AsBegun(self.known, stood.began_at)

    def _made(
        self,
        rule: StepRule,
        status: str,
        *,
        waits_for: str | None = None,
        began_at: datetime | None = None,
        opens_at: datetime | None = None,
        due_at: datetime | None = None,
        ended_at: datetime | None = None,
    ) -> Step:
        return Step(
            code=rule.code,
            owner=rule.owner,
            verb=rule.verb,
            due_at=due_at,
            status=status,
            waits_for=waits_for,
            opens_at=opens_at,
            began_at=began_at,
            ended_at=ended_at,
            plan=rule.plan,
            is_blocking=rule.is_blocking,
        )


class _AsBegun(Mapping[str, Value]):
    """Facts as they are, but hours left as they were when a step began."""

    def __init__(self, known: KnownFacts, began_at: datetime) -> None:
        self.known, self.began_at = known, began_at

    def __getitem__(self, name: str) -> Value:
        if not name.startswith(_HOURS_LEFT):
            return self.known[name]
        kind = name.removeprefix(_HOURS_LEFT)
        ends = [clock.due_at for clock in self.known.clocks if clock.kind == kind]
        return max(0, (min(ends) - self.began_at) // timedelta(hours=1)) if ends else None

    def __iter__(self) -> Iterator[str]:
        return iter(self.known)

    def __len__(self) -> int:
        return len(self.known)


def waits_text(step: Step) -> str | None:
    """What it waits for as documents say it: the code, or the moment."""
    return rfc3339(step.opens_at) if step.waits_for == MOMENT else step.waits_for
