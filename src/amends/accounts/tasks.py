"""The nightly tidying."""

from procrastinate.contrib.django import app


@app.task(queueing_lock="forget_what_is_over")
def forget_what_is_over(timestamp: int) -> None:
    """Delete counts, links and sessions that are over."""
    from amends.accounts import tidying

    tidying.forget_what_is_over()
