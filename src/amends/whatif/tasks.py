"""The job of the what-if reports."""

from procrastinate.contrib.django import app

from amends.core.jobs import PASSING, again_when, fresh_connection
from amends.whatif.taken import TakenOver


@app.task(retry=again_when(TakenOver))
def run_what_if(report_id: int) -> None:
    """Replay a draft over a period; after a crash, or when the database had gone, it is begun again."""
    from amends.whatif.actions import give_up, run_report

    fresh_connection()
    try:
        run_report(report_id)
    except (TakenOver, *PASSING):
        raise
    except Exception as error:
        give_up(report_id, error)
        raise
