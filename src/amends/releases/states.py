"""Where drafts and what-if reports of a rulebook stand."""

DRAFT_MOVES: dict[str, tuple[str, ...]] = {"open": ("released", "discarded"), "released": (), "discarded": ()}
DRAFT_STATES = tuple(DRAFT_MOVES)
REPORT_MOVES: dict[str, tuple[str, ...]] = {
    "waiting": ("running", "failed"),
    "running": ("done", "failed"),
    "done": (),
    "failed": (),
}
REPORT_STATES = tuple(REPORT_MOVES)
