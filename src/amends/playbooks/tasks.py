"""The jobs of the steps and of learning."""

from procrastinate.contrib.django import app

from amends.core.jobs import again_when, fresh_connection


@app.task(
    queueing_lock="review_cases",
    pass_context=False,
    retry=again_when(),
)
def review_cases(timestamp: int) -> None:
    """Cases have changed: what is to be done for them follows."""
    from amends.playbooks.runner import review_all_due

    fresh_connection()
    review_all_due()


@app.task(
    queueing_lock="learn_figures",
    pass_context=False,
    retry=again_when(),
)
def learn_figures(timestamp: int) -> None:
    """What ways out cost and what comes of them is learnt from the shops' own cases."""
    from amends.playbooks.learning import learn_all

    fresh_connection()
    learn_all()
