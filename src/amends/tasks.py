"""Every job and its timetable, on one screen."""

from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from amends.accounts.tasks import forget_what_is_over
from amends.demo.tasks import settle_demo
from amends.imports.tasks import import_file
from amends.inbox.tasks import refresh_clocks_of_shop, send_message, send_what_waits
from amends.playbooks.tasks import review_cases

KEEP_FINISHED_JOBS_HOURS = 7 * 24


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="retry_stalled_jobs", pass_context=False)
async def retry_stalled_jobs(timestamp: int) -> None:
    """Jobs of a worker that was killed are done again: their verbs are safe to repeat."""
    stalled: list[Job] = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=30))
    for job in stalled:
        await app.job_manager.retry_job(job)


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="prune_finished_jobs", pass_context=False)
async def prune_finished_jobs(timestamp: int) -> None:
    """Finished jobs are forgotten after a week."""
    await app.job_manager.delete_old_jobs(nb_hours=KEEP_FINISHED_JOBS_HOURS)


app.periodic(cron="41 3 * * *")(forget_what_is_over)
app.periodic(cron="* * * * *")(send_what_waits)
app.periodic(cron="* * * * *")(review_cases)

__all__ = [
    "forget_what_is_over",
    "import_file",
    "prune_finished_jobs",
    "refresh_clocks_of_shop",
    "retry_stalled_jobs",
    "review_cases",
    "send_message",
    "send_what_waits",
    "settle_demo",
]
