"""The job of the demo: its people's work, once everything has come in."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

LOOK_AGAIN_AFTER_S = 3


@app.task(queue="demo", retry=RetryStrategy(max_attempts=3, wait=LOOK_AGAIN_AFTER_S))
def settle_demo(organisation_id: int, seed: int) -> None:
    """Wait for the demo's files, then let its people work."""
    from amends.demo.settling import is_coming_in, settle

    if is_coming_in(organisation_id):
        later = settle_demo.configure(schedule_in={"seconds": LOOK_AGAIN_AFTER_S})
        later.defer(organisation_id=organisation_id, seed=seed)
        return
    settle(organisation_id, seed=seed)
