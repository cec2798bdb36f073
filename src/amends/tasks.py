"""Every job and its timetable, on one screen."""

from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from amends.accounts.tasks import forget_what_is_over
from amends.answers.tasks import acknowledge_messages, send_group_answer, send_group_answers
from amends.demo.tasks import settle_demo
from amends.imports.tasks import import_file, retry_quarantined_mails
from amends.inbox.tasks import (
    ask_language_models,
    group_cases,
    learn_triage,
    learn_triage_anew,
    make_thumbnails,
    make_waiting_thumbnails,
    refresh_clocks_of_shop,
    remind_of_promises,
    send_message,
    send_what_waits,
)
from amends.insights.quality.tasks import count_changed_cases
from amends.playbooks.tasks import learn_figures, review_cases
from amends.publishing.tasks import settle_rulebooks
from amends.whatif.tasks import run_what_if

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
app.periodic(cron="7 4 * * *")(learn_figures)
app.periodic(cron="27 4 * * *")(learn_triage_anew)
app.periodic(cron="* * * * *")(send_what_waits)
app.periodic(cron="* * * * *")(send_group_answers)
app.periodic(cron="* * * * *")(acknowledge_messages)
app.periodic(cron="* * * * *")(review_cases)
app.periodic(cron="*/5 * * * *")(retry_quarantined_mails)
app.periodic(cron="*/5 * * * *")(make_waiting_thumbnails)
app.periodic(cron="* * * * *")(ask_language_models)
app.periodic(cron="* * * * *")(group_cases)
app.periodic(cron="* * * * *")(remind_of_promises)
app.periodic(cron="* * * * *")(settle_rulebooks)
app.periodic(cron="* * * * *")(count_changed_cases)

__all__ = [
    "acknowledge_messages",
    "ask_language_models",
    "count_changed_cases",
    "forget_what_is_over",
    "group_cases",
    "import_file",
    "learn_figures",
    "learn_triage",
    "learn_triage_anew",
    "make_thumbnails",
    "make_waiting_thumbnails",
    "prune_finished_jobs",
    "refresh_clocks_of_shop",
    "remind_of_promises",
    "retry_quarantined_mails",
    "retry_stalled_jobs",
    "review_cases",
    "run_what_if",
    "send_group_answer",
    "send_group_answers",
    "send_message",
    "send_what_waits",
    "settle_demo",
    "settle_rulebooks",
]
