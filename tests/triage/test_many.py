"""Many messages judged at once: each as if it stood alone."""

from hypothesis import given, settings
from hypothesis import strategies as st

from amends.triage.classify import Asked, classify, classify_all
from amends.triage.judgement import TriageFacts
from amends.triage.trials import trials

TEXTS = [trial.text for trial in trials()][::40]
ASKED = st.builds(
    Asked,
    text=st.one_of(st.sampled_from(TEXTS), st.text(max_size=80)),
    language_hint=st.sampled_from([None, "fr", "zh-Hant", "de"]),
    facts=st.builds(
        TriageFacts,
        order_state=st.sampled_from([None, "paid", "shipped"]),
        has_order=st.sampled_from([None, True, False]),
        subject=st.sampled_from(["", "Remboursement", "退款", "Where is it?"]),
        attachments=st.integers(0, 2),
    ),
)


@given(st.lists(ASKED, max_size=8))
@settings(max_examples=60, deadline=None)
def test_each_is_judged_as_if_it_stood_alone(asked: list[Asked]) -> None:
    alone = [classify(one.text, language_hint=one.language_hint, facts=one.facts) for one in asked]
    assert classify_all(asked) == alone
