"""How sentences are judged, without saying them."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from tests.voice_check.acts import (
    Act,
    AutoFocus,
    Move,
    Night,
    Other,
    Preset,
    Program,
    Stop,
)
from tests.voice_check.expectation import parse
from tests.voice_check.heard import Answer, Handled, Heard, Truth, says, says_time
from tests.voice_check.houses import houses
from tests.voice_check.judge import Verdict, judge, judge_foreign
from tests.voice_check.size import PICTURE

HOUSE = houses()["en"]
ALARM = datetime(2026, 3, 1, 15, 7)  # noqa: DTZ001 - as the clock on the wall shows it
TRUTHS = {
    letter: Truth(camera, camera.presets[1], ALARM)
    for letter, camera in HOUSE.cameras.items()
}
ALONE = Heard(Answer("error", "I don't understand", "no_intent_match"))
DONE = Heard(
    Answer("action_done", "Done."),
    ALONE,
    TRUTHS,
    handled=(Handled("JvcVnMove", frozenset("a")),),
)
LEFT = Move("pan", "left", 0.3 * PICTURE)
UP = Move("tilt", "up", 0.3 * PICTURE)
IN = Move("zoom", "in", 15)
PATROL_2 = Program("patrol", on=True, number=2)
PATROL_ENDS = Program("patrol", on=False, number=1)


def verdict(expect: str, heard: Heard = DONE, **acts: tuple[Act, ...]) -> Verdict:
    """Judge what cameras did."""
    return judge(parse(expect), [replace(heard, acts=acts)]).verdict


@pytest.mark.parametrize(
    ("expect", "acts"),
    [
        ("move a left", (LEFT,)),
        ("move a left", (Move("pan", "left", seconds=1.0),)),
        ("move a left", (Stop("tilt"), LEFT)),
        ("move a left little", (Move("pan", "left", 0.1 * PICTURE),)),
        ("move a left lot", (Move("pan", "left", 0.8 * PICTURE),)),
        ("move a left full", (Move("pan", "left", limit=True),)),
        ("move a left full", (Move("pan", "left", 170),)),
        ("move a left full", (Move("pan", "left"),)),
        ("move a out full", (Move("zoom", "out", 99),)),
        ("move a left on", (Move("pan", "left"),)),
        ("move a up 3s", (Move("tilt", "up", seconds=3.1),)),
        ("move a down 10deg", (Move("tilt", "down", 10),)),
        ("move a left+up", (LEFT, UP)),
        ("move a in", (IN,)),
        ("move a in lot", (Move("zoom", "in", 40),)),
        ("stop a", (Stop("pan"), PATROL_ENDS)),
        ("home a", (Preset(0),)),
        ("preset a 2", (Preset(2),)),
        ("patrol a start", (PATROL_2,)),
        ("patrol a start 2", (PATROL_2,)),
        ("patrol a stop", (PATROL_ENDS,)),
        ("autopan a start", (Program("autopan", on=True),)),
        ("track a stop", (Program("track", on=False),)),
        ("bw a on", (Night("bw"),)),
        ("bw a off", (Night("color"),)),
        ("focus a auto", (AutoFocus(),)),
        ("focus a near", (Move("focus", "near", 10),)),
    ],
)
def test_right(expect: str, acts: tuple[Act, ...]) -> None:
    """Exactly that, by one camera only."""
    assert verdict(expect, a=acts) is Verdict.RIGHT
    assert verdict(expect, b=acts) is Verdict.WRONG
    assert verdict(expect, a=acts, b=acts) is Verdict.WRONG


@pytest.mark.parametrize(
    ("expect", "acts"),
    [
        ("move a left", (Move("pan", "left", 0.1 * PICTURE),)),
        ("move a left", (Move("pan", "left"),)),
        ("move a left little", (LEFT,)),
        ("move a left full", (LEFT,)),
        ("move a out full", (Move("zoom", "out", 15),)),
        ("move a left on", (LEFT,)),
        ("move a up 3s", (Move("tilt", "up", seconds=1.0),)),
        ("move a up 3s", (UP,)),
        ("move a down 10deg", (Move("tilt", "down", 4),)),
        ("move a left+up", (LEFT,)),
        ("move a left", (LEFT, UP)),
    ],
)
def test_part(expect: str, acts: tuple[Act, ...]) -> None:
    """The right camera and kind, but not the amount or axis."""
    assert verdict(expect, a=acts) is Verdict.PART


def test_part_of_the_cameras() -> None:
    """Or of what runs."""
    home = (Preset(0),)
    assert verdict("home all", a=home, b=home) is Verdict.PART
    assert verdict("home all", a=home, b=home, c=home) is Verdict.RIGHT
    runs_on = replace(DONE, running={"a": frozenset({"pan"})})
    assert verdict("stop a", runs_on, a=(PATROL_ENDS,)) is Verdict.PART
    assert verdict("patrol a stop", runs_on, a=(PATROL_ENDS,)) is Verdict.RIGHT


@pytest.mark.parametrize(
    ("expect", "acts"),
    [
        ("move a left", (Move("pan", "right", 4.0),)),
        ("move a left", (UP,)),
        ("move a left", (Preset(1),)),
        ("move a left", (LEFT, Night("bw"))),
        ("move a left+up", (LEFT, Move("tilt", "down", 4.0))),
        ("move a left", (Stop("pan"),)),
        ("stop a", (LEFT,)),
        ("home a", (Preset(1),)),
        ("preset a 2", (Preset(1),)),
        ("preset a 2", (Preset(2), LEFT)),
        ("patrol a start 1", (PATROL_2,)),
        ("patrol a stop", (Program("patrol", on=True, number=1),)),
        ("autopan a start", (PATROL_2,)),
        ("bw a off", (Night("bw"),)),
        ("focus a near", (Move("focus", "far", 10),)),
        ("focus a auto", (Other("camera.iris=manual"),)),
        ("where a", (LEFT,)),
        ("snap a", (LEFT,)),
    ],
)
def test_wrong(expect: str, acts: tuple[Act, ...]) -> None:
    """Anything else that moves or switches."""
    assert verdict(expect, a=acts) is Verdict.WRONG


def test_other_devices_are_none_of_it() -> None:
    """Whatever our camera does besides."""
    opened = replace(DONE, calls=("cover.open_cover",))
    assert verdict("preset a 1", opened, a=(Preset(1),)) is Verdict.WRONG
    assert verdict("presets a", opened) is Verdict.WRONG
    taken = replace(DONE, pictures=frozenset("a"))
    assert verdict("preset a 1", taken, a=(Preset(1),)) is Verdict.WRONG


def answered(speech: str, *, kind: str = "action_done", **more: Any) -> Heard:
    """Answer, and do nothing."""
    return replace(DONE, answer=Answer(kind, speech), **{"handled": (), **more})


@pytest.mark.parametrize("expect", ["move a left", "snap a", "presets a"])
def test_nothing_happens(expect: str) -> None:
    """Then the answer decides."""
    several = (Handled("JvcVnMove", failure="several"),)
    fails = (Handled("JvcVnMove", failure="no preset Moon"),)
    asked = [answered("Which camera?"), answered("Say which.", handled=several)]
    declined = [
        answered("There is none.", kind="error"),
        answered("No.", handled=fails),
    ]
    missed = [
        replace(DONE, answer=ALONE.answer, handled=()),
        answered("I don't get it"),
    ]
    for verdict_, answers in (
        (Verdict.ASKED, asked),
        (Verdict.DECLINED, declined),
        (Verdict.MISSED, missed),
    ):
        assert {verdict(expect, heard) for heard in answers} == {verdict_}


def test_what_is_said_to_be_done_is_not_right() -> None:
    """As long as nothing is."""
    assert verdict("move a left") is Verdict.MISSED


def test_questions() -> None:
    """Right are a camera and a fact, in part one of them; others are a lie."""
    tells = {
        "where a": "The front camera looks at the front door.",
        "seen a": "Driveway camera: motion at 3:07 pm.",
        "presets a": "Driveway camera has Gate, Front door, Street and Mailbox.",
    }
    for expect, speech in tells.items():
        assert verdict(expect, answered(speech)) is Verdict.RIGHT
        of_another = speech.replace("Driveway", "Garden").replace("front c", "garden c")
        assert verdict(expect, answered(of_another)) is Verdict.WRONG
        assert verdict(expect, answered("Driveway camera!")) is Verdict.PART
    assert verdict("where a", answered("At the front door.")) is Verdict.PART
    by_intent = (Handled("JvcVnWhere", frozenset("a")),)
    silent = answered("At the front door.", handled=by_intent)
    assert verdict("where a", silent) is Verdict.RIGHT
    assert verdict("presets a", answered("Driveway camera has Gate.")) is Verdict.PART


def test_whether_something_moves() -> None:
    """The answer differs when something does, and is no lie."""
    moving = {n: replace(truth, motion=True) for n, truth in TRUTHS.items()}

    def asked(quiet: str, motion: str) -> Verdict:
        said = [answered(quiet), answered(motion, truths=moving)]
        return judge(parse("motion a"), said).verdict

    nothing, something = "No, not at the front camera.", "The front camera sees motion."
    assert asked(nothing, something) is Verdict.RIGHT
    assert asked(nothing, nothing) is Verdict.WRONG
    assert asked(something, something) is Verdict.PART
    assert asked("Nobody.", "Somebody.") is Verdict.PART
    assert asked("Yes, at the front camera.", something) is Verdict.WRONG
    cover = Answer("query_answer", "Yes, Gate")
    theirs = replace(DONE, answer=cover, alone=Heard(cover), handled=())
    assert judge(parse("motion a"), [theirs, theirs]).verdict is Verdict.MISSED


def test_pictures_and_clips() -> None:
    """Of the cameras that are meant; one is not the other."""
    picture = replace(DONE, pictures=frozenset("a"))
    clip = replace(DONE, recordings=frozenset("a"))
    assert verdict("snap a", picture) is Verdict.RIGHT
    assert verdict("record a", clip) is Verdict.RIGHT
    assert verdict("snap a", clip) is Verdict.WRONG
    assert verdict("record a", picture) is Verdict.WRONG
    assert verdict("snap b", picture) is Verdict.WRONG
    of_any = replace(DONE, pictures=frozenset("?"))
    assert verdict("snap a", of_any) is Verdict.RIGHT
    assert verdict("snap b", of_any) is Verdict.WRONG
    assert verdict("snap a", replace(of_any, handled=())) is Verdict.PART
    assert verdict("snap all", picture) is Verdict.PART


def test_what_is_not_ours() -> None:
    """Must be as without us, down to what other devices do."""
    opening = Answer("action_done", "Opening")
    alone = Heard(opening, calls=("cover.open_cover",))
    left = replace(alone, alone=alone)
    assert judge_foreign(left).verdict is Verdict.LEFT
    for changed in (
        replace(left, answer=Answer("error", "Which camera?")),
        replace(left, answer=replace(opening, kind="query_answer")),
        replace(left, calls=()),
        replace(left, acts={"a": (LEFT,)}),
        replace(left, handled=(Handled("JvcVnMove"),)),
        replace(left, recordings=frozenset("b")),
    ):
        assert judge_foreign(changed).verdict is Verdict.STOLEN


def test_titles_in_answers() -> None:
    """Inflected by what the language does at the end of a word."""
    assert says("Kamera obraca się na bramę.", "Brama")
    assert says("Kameran tittar på grinden", "Grind")
    assert says("駐車場カメラは道路を向いています。", "道路")
    assert not says("It looks at the garage.", "Gate")
    assert not says("Kamera patrzy na drzwi", "Drzwi wejściowe")


def test_times_in_answers() -> None:
    """By either clock."""
    for speech in ("at 15:07", "at 3:07 pm", "15 Uhr 07", "15時07分"):
        assert says_time(speech, ALARM)
    for speech in ("at 15:08", "at 5:07", "at 13:07", "at 15:071"):
        assert not says_time(speech, ALARM)


@pytest.mark.parametrize(
    "text",
    ["", "move", "move d left", "move a sideways", "zoom a in", "preset a", "bw a"],
)
def test_nobody_can_judge(text: str) -> None:
    """What is not in the list."""
    with pytest.raises(ValueError, match="nobody knows"):
        parse(text)
