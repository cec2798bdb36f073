"""The job that brings open cases to a rulebook that has taken effect."""

from procrastinate.contrib.django import app

from amends.core.jobs import again_when, fresh_connection


@app.task(
    queueing_lock="settle_rulebooks",
    pass_context=False,
    retry=again_when(),
)
def settle_rulebooks(timestamp: int) -> None:
    """Clocks and steps follow a rulebook that holds since a moment ago."""
    from amends.publishing.settling import settle_all

    fresh_connection()
    settle_all()
