"""Cases in hand: locked, with their clocks and what was said in them, to be changed and saved together."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from amends.cases.models import Case, Clock
from amends.cases.states import AT_WORK, CLOCK_RUNNING, CLOCK_UNMET
from amends.inbox.about import wants_answer
from amends.inbox.models import CaseMessage, Conversation
from amends.inbox.rules import happened_at
from amends.policies.facts import ClockFacts


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a case, as far as answering goes. `wants`: a buyer's that waits for an answer.

    `is_told`: an answer that somebody else told us of, so that nobody knows which messages it had seen.
    """

    message_id: int
    at: datetime
    is_in: bool
    wants: bool = False
    is_told: bool = False


@dataclass(eq=False, slots=True)
class CaseInHand:
    """A case, held until we commit; a new one has no id before it is saved. `kept_by`: see clocks.keep."""

    case: Case
    clocks: list[Clock] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    kept_by: ClockFacts | None = None
    before: dict[str, Any] = field(default_factory=dict)
    moved_clocks: dict[int, Clock] = field(default_factory=dict)
    moved_columns: set[str] = field(default_factory=set)  # of its clocks
    held: bool = False  # a person has said what it is about
    ruled_out: frozenset[str] = frozenset()  # and what it is not

    @property
    def is_at_work(self) -> bool:
        return self.case.state in AT_WORK

    @property
    def running(self) -> list[Clock]:
        """The clocks that are neither over nor past."""
        return [clock for clock in self.clocks if clock.state in CLOCK_RUNNING]

    def move(self, clock: Clock, **columns: Any) -> None:
        """Change a clock, to be saved with the case."""
        changed = {name for name, value in columns.items() if getattr(clock, name) != value}
        for name in changed:
            setattr(clock, name, columns[name])
        if changed and clock.pk is not None:
            self.moved_clocks[clock.pk] = clock
            self.moved_columns |= changed

    @property
    def is_changed(self) -> bool:
        """Whether anything is to be saved."""
        return (
            self.before != stored(self.case)
            or bool(self.moved_clocks)
            or any(clock.pk is None for clock in self.clocks)
        )


def in_hand(case: Case) -> CaseInHand:
    """A case that the caller has locked."""
    taken = CaseInHand(case, before=stored(case))
    _read_clocks({case.pk: taken})
    _read_messages({case.pk: taken})
    return taken


class CasesInHand:
    """The cases a batch may touch: those of its conversations, and all of its orders."""

    def __init__(self) -> None:
        self._by_id: dict[int, CaseInHand] = {}
        self._of_order: dict[int, list[CaseInHand]] = defaultdict(list)
        self._of_thread: dict[int, CaseInHand] = {}

    def __iter__(self) -> Iterator[CaseInHand]:
        return iter(self._by_id.values())

    def those_at_work(self) -> list[CaseInHand]:
        """Those being worked on now that they are locked."""
        return [each for each in self if each.is_at_work and each.case.merged_into_id is None]

    def take(self, case_ids: Collection[int], *, with_messages: bool = True) -> None:
        """Lock these cases, and those they were merged into, and read what belongs to them.

        Without messages where nothing is asked but their clocks: then nobody knows what was said in them.
        """
        wanted = {*case_ids} - self._by_id.keys()
        taken = {}
        while wanted:
            locked = Case.objects.filter(pk__any=wanted).select_for_update(of=("self",)).order_by("pk")
            for case in locked:
                taken[case.pk] = CaseInHand(case, before=stored(case))
            wanted = {each.case.merged_into_id for each in taken.values() if each.case.merged_into_id}
            wanted -= {*taken} | {*self._by_id}
        self._by_id |= taken
        for each in taken.values():
            if each.case.order_id is not None and each.case.merged_into_id is None:
                self._of_order[each.case.order_id].append(each)
        _read_clocks(taken)
        if with_messages:
            _read_messages(taken)

    def take_of_orders(self, order_ids: Collection[int]) -> None:
        """Take all cases of these orders in hand, whatever their state."""
        if order_ids:
            found = Case.objects.filter(order_id__any=order_ids, merged_into=None)
            self.take(found.values_list("pk", flat=True))

    def follow(self, case_id: int | None) -> CaseInHand | None:
        """The case of this id; where it was merged into another, that one."""
        while case_id is not None:
            found = self._by_id[case_id]
            case_id = found.case.merged_into_id
            if case_id is None:
                return found
        return None

    def of_thread(self, conversation: Conversation) -> CaseInHand | None:
        """Where the conversation's messages go."""
        return self._of_thread.get(conversation.pk) or self.follow(conversation.case_id)

    def tie(self, conversation: Conversation, to: CaseInHand) -> None:
        """From now on the conversation's messages go there."""
        self._of_thread[conversation.pk] = to

    def at_work(self, order_id: int) -> CaseInHand | None:
        """The one case of the order that is being worked on, beside what a person split off."""
        cases = self._of_order.get(order_id, ())
        return next((each for each in cases if each.is_at_work and not each.case.is_split), None)

    def latest(self, order_id: int) -> CaseInHand | None:
        """The order's newest case that was not split off, else the newest."""
        cases = self._of_order.get(order_id, ())
        return max(cases, key=lambda each: (not each.case.is_split, each.case.pk or _NEW), default=None)

    def settle(self, each: CaseInHand) -> None:
        """The case has its order now."""
        assert each.case.order_id is not None
        self._of_order[each.case.order_id].append(each)


_NEW = 1 << 63


def stored(case: Case) -> dict[str, Any]:
    """The columns of the case as they stand on the object."""
    return {each.attname: getattr(case, each.attname) for each in Case._meta.concrete_fields}


def _read_clocks(cases: dict[int, CaseInHand]) -> None:
    if not cases:
        return
    for clock in Clock.objects.filter(case_id__any=list(cases), state__in=CLOCK_UNMET).order_by("pk"):
        cases[clock.case_id].clocks.append(clock)


def _read_messages(cases: dict[int, CaseInHand]) -> None:
    if not cases:
        return
    links = CaseMessage.objects.filter(case_id__any=list(cases), message__platform_event=None)
    rows: Iterable[tuple[Any, ...]] = links.order_by("pk").values_list(
        "case_id",
        "message_id",
        "message__direction",
        "message__sent_at",
        "message__received_at",
        "message__outgoing__pk",
        "issue_types",
        "corrected_to",
        "ruled_out",
    )
    for case_id, message_id, direction, sent_at, received_at, outgoing_id, issue_types, to, not_these in rows:
        is_in = direction == "in"
        if to:
            each = cases[case_id]
            each.held, each.ruled_out = True, (each.ruled_out | set(not_these)) - {to}
        cases[case_id].said.append(
            Said(
                message_id,
                happened_at(sent_at, received_at),
                is_in=is_in,
                wants=is_in and wants_answer(issue_types, to, not_these),
                is_told=not is_in and outgoing_id is None,
            )
        )
