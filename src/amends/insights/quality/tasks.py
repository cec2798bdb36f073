"""The job of counting."""

from procrastinate.contrib.django import app

from amends.core.jobs import again_when, fresh_connection


@app.task(queueing_lock="count_changed_cases", pass_context=False, retry=again_when())
def count_changed_cases(timestamp: int) -> None:
    """Cases have changed: what their answers come to is counted anew."""
    from amends.insights.quality import counting

    fresh_connection()
    counting.count_changed_cases()
