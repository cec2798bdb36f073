import json

import pytest

from amends.accounts.models import Shop
from amends.cli import main
from amends.core import clock
from tests.people import organisation, shop, user
from tests.playbooks.outcomes import NOW, Past, lived

pytestmark = pytest.mark.django_db


@pytest.fixture
def us() -> Shop:
    made = shop(organisation(), "US")
    user(made.organisation, "olga", "owner")
    user(made.organisation, "ana", "agent")
    lived(made, Past(claim_after=2))
    lived(made, Past(told={"freight_out": {"amount": "5.10", "currency": "USD"}}))
    return made


def learn(*words: str) -> int | str | None:
    with pytest.raises(SystemExit) as ended, clock.frozen_at(NOW):
        main.run(["learn", *words])
    return ended.value.code


def test_what_was_learnt_is_told(us: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    assert learn("--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["changed"] == len(told["figures"]) == 4
    claim = next(one for one in told["figures"] if one["line"] == "claim")
    assert (claim["shop"], claim["name"], claim["value"], claim["cases"]) == ("US", "refund_keep", "0.5", 2)
    assert learn() == 0
    said = capsys.readouterr().out
    assert "price     freight_out: 5.1 USD (1 cases)" in said
    assert said.endswith("4 figures, 0 changed.\n")


def test_an_agent_may_not(us: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    assert learn("--as", "ana") == 2
    assert "learn_figures" in capsys.readouterr().err
