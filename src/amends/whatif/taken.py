"""Two processes do not make one report."""

from amends.core.errors import AmendsError


class TakenOver(AmendsError):
    """Another process makes this report."""

    def __init__(self, report_id: int) -> None:
        super().__init__("report_taken", f"What-if {report_id} is being made.", mend="Wait until it is done.")
