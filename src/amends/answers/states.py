"""The states of an answer to a whole group and of each case in it, and which moves there are."""

from collections.abc import Mapping

GROUP_ANSWER_MOVES: Mapping[str, tuple[str, ...]] = {
    "prepared": ("sending", "dropped"),
    "sending": ("stopped", "done"),
    "stopped": ("sending", "dropped"),
    "done": (),
    "dropped": (),
}
GROUP_ANSWER_STATES = tuple(GROUP_ANSWER_MOVES)
OPEN = ("prepared", "stopped")  # its texts can be changed, its members be left out
MEMBER_STATES = ("ready", "left_out", "written")
