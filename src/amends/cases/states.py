"""The states of a case, a clock and a work item, and which moves there are."""

from collections.abc import Mapping

Moves = Mapping[str, tuple[str, ...]]

CASE_MOVES: Moves = {
    "open": ("waiting_buyer", "waiting_other", "snoozed", "solved"),
    "waiting_buyer": ("open", "waiting_other", "snoozed", "solved"),
    "waiting_other": ("open", "waiting_buyer", "snoozed", "solved"),
    "snoozed": ("open", "waiting_buyer", "waiting_other", "solved"),
    "solved": ("open", "closed"),
    "closed": (),
}
CASE_STATES = tuple(CASE_MOVES)
AT_WORK = ("open", "waiting_buyer", "waiting_other", "snoozed")

CLOCK_MOVES: Moves = {
    "running": ("paused", "met", "missed", "cancelled"),
    "paused": ("running", "met", "cancelled"),
    "missed": ("met", "cancelled"),
    "met": ("running",),
    "cancelled": (),
}
CLOCK_STATES = tuple(CLOCK_MOVES)
CLOCK_RUNNING = ("running", "paused")
CLOCK_UNMET = (*CLOCK_RUNNING, "missed")
CLOCK_SIDES = ("platform", "law", "carrier", "own")

WORK_ITEM_MOVES: Moves = {"open": ("done", "cancelled"), "done": ("open",), "cancelled": ("open",)}
WORK_ITEM_STATES = tuple(WORK_ITEM_MOVES)

CHANGE_KINDS = ("merge", "split", "join", "decline")


def may_move(moves: Moves, before: str, after: str) -> bool:
    """Whether there is a move from one state to the other."""
    return after in moves[before]
