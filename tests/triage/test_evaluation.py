from amends.triage.evaluation import Answered, by_language, figures

LOST, LATE, THANKS = "lost", "delayed", "thanks"


def answer(*accepted: str, guess: str, confidence: float = 0.9, unsure: bool = False) -> Answered:
    return Answered("en", accepted, (guess, "other", "thanks"), confidence, unsure)


def test_an_accepted_guess_counts_for_the_type_guessed() -> None:
    told = figures([answer(LOST, LATE, guess=LATE), answer(LOST, guess=LOST)])
    assert (told["first"], told["types"][LOST]["recall"]) == (1.0, 1.0)


def test_precision_recall_and_confusion() -> None:
    told = figures([answer(LOST, guess=LOST), answer(LOST, guess=LATE), answer(LATE, guess=LATE)])
    assert told["types"][LOST] == {"messages": 2, "precision": 1.0, "recall": 0.5, "f1": 0.6667}
    assert told["types"][LATE] == {"messages": 1, "precision": 0.5, "recall": 1.0, "f1": 0.6667}
    assert told["macro_f1"] == 0.6667
    assert told["confusion"] == [{"told": LOST, "guessed": LATE, "messages": 1}]


def test_the_right_type_among_three() -> None:
    told = figures([answer(THANKS, guess=LOST), answer(LATE, guess=LOST)])
    assert (told["first"], told["among_three"]) == (0.0, 0.5)


def test_calibration_error_is_the_distance_between_confidence_and_right() -> None:
    sure = [answer(LOST, guess=LOST, confidence=0.8) for _ in range(4)]
    told = figures([*sure, answer(LATE, guess=LOST, confidence=0.8)])
    assert told["calibration_error"] == 0.0
    assert figures([answer(LATE, guess=LOST, confidence=1.0)])["calibration_error"] == 1.0


def test_coverage_is_what_the_surest_reach_at_ninety_five_of_a_hundred() -> None:
    right = [answer(LOST, guess=LOST, confidence=0.9) for _ in range(19)]
    wrong = [answer(LATE, guess=LOST, confidence=at) for at in (0.5, 0.4)]
    assert figures([*right, *wrong])["coverage"] == round(20 / 21, 4)


def test_sure_and_unsure_apart() -> None:
    told = figures([answer(LOST, guess=LOST), answer(LOST, guess=LATE, unsure=True)])
    assert told["sure"] == {"share": 0.5, "right": 1.0}
    assert told["unsure"] == {"share": 0.5, "wrong": 1.0}


def test_nothing_asked_gives_nothing() -> None:
    assert figures([])["macro_f1"] == 0.0
    assert by_language([]) == {}
