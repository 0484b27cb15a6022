"""How a sentence came off, by what reached the cameras and by what was answered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .acts import OPPOSITES, Act, AutoFocus, Move, Night, Preset, Program, Stop
from .expectation import FILES, PROGRAMS, QUERIES, Expectation
from .heard import Heard, says, says_time
from .size import far_enough

NO = ("no", "nein", "non", "nee", "nie", "não", "nej", "いいえ")
YES = ("yes", "ja", "oui", "sí", "sì", "tak", "sim", "はい")


class Verdict(StrEnum):
    """What became of a sentence."""

    RIGHT = "right"
    PART = "part"
    WRONG = "wrong"
    ASKED = "asked"
    DECLINED = "declined"
    MISSED = "missed"
    STOLEN = "stolen"
    LEFT = "left alone"


@dataclass(frozen=True)
class Judgement:
    """A verdict and its reason."""

    verdict: Verdict
    why: str = ""


RIGHT = Judgement(Verdict.RIGHT)


def _wrong(why: str) -> Judgement:
    return Judgement(Verdict.WRONG, why)


def _part(why: str) -> Judgement:
    return Judgement(Verdict.PART, why)


def judge(expected: Expectation, said: Sequence[Heard]) -> Judgement:
    """Judge a sentence that is meant for our cameras.

    Args:
        expected: what it must do.
        said: what came of it; of a question about motion twice, first while nothing
            moves, then while something does.
    """
    if expected.verb in QUERIES:
        return _query(expected, said)
    (heard,) = said
    if heard.calls:
        return _wrong(f"{', '.join(heard.calls)} of another device")
    if expected.verb in FILES:
        return _file(expected, heard)
    if heard.pictures or heard.recordings:
        return _wrong("a picture or clip was taken")
    if not heard.acts:
        return _nothing(heard)
    return _command(expected, heard)


def judge_foreign(heard: Heard) -> Judgement:
    """Judge a sentence that is not meant for us."""
    if heard.acts or heard.pictures or heard.recordings:
        return Judgement(Verdict.STOLEN, "a camera did something")
    if heard.handled:
        return Judgement(Verdict.STOLEN, heard.handled[0].intent)
    if heard.alone and not same(heard, heard.alone):
        alone = (heard.alone.answer, *heard.alone.calls)
        return Judgement(Verdict.STOLEN, f"without us {alone}")
    return Judgement(Verdict.LEFT)


def same(heard: Heard, alone: Heard) -> bool:
    """Whether our sentences have made no difference."""
    return (heard.answer, heard.calls) == (alone.answer, alone.calls)


def _nothing(heard: Heard) -> Judgement:
    """Judge what did nothing by what was answered."""
    failures = [one.failure for one in heard.handled if one.failure]
    if not heard.ours or heard.answer.code == "no_intent_match":
        return Judgement(Verdict.MISSED)
    if "several" in failures or heard.answer.asks:
        return Judgement(Verdict.ASKED)
    if failures or heard.answer.kind == "error":
        return Judgement(Verdict.DECLINED, ", ".join(failures))
    # Neither answering something else nor pretending moves anything.
    why = "answered, but nothing was done" if heard.handled else ""
    return Judgement(Verdict.MISSED, why)


def _command(expected: Expectation, heard: Heard) -> Judgement:
    """Judge what reached the cameras: all that are meant, and no other."""
    others = heard.acts.keys() - set(expected.cameras)
    if others:
        return _wrong(f"camera {', '.join(sorted(others))} was commanded")
    each = [_one(expected, heard, letter) for letter in heard.acts]
    worst = max(each, key=lambda one: list(Verdict).index(one.verdict))
    idle = set(expected.cameras) - heard.acts.keys()
    if worst == RIGHT and idle:
        return _part(f"not camera {', '.join(sorted(idle))}")
    return worst


def _one(expected: Expectation, heard: Heard, letter: str) -> Judgement:
    """Judge what one camera was told."""
    acts = heard.acts[letter]
    if expected.verb == "stop":
        return _stopped(acts, heard.running.get(letter, frozenset()))
    if expected.verb in PROGRAMS and not expected.on:
        left = heard.running.get(letter, frozenset()) & {expected.verb}
        return _stopped(acts, left)
    doing = tuple(act for act in acts if not _ends(act))
    if expected.verb == "move":
        return _moved(expected, doing)
    return RIGHT if doing and all(_is(expected, act) for act in doing) else _other(acts)


def _ends(act: Act) -> bool:
    """Whether it only ends something; before something else that does no harm."""
    return isinstance(act, Stop) or (isinstance(act, Program) and not act.on)


def _other(acts: Iterable[Act]) -> Judgement:
    return _wrong(", ".join(map(str, acts)))


def _stopped(acts: Sequence[Act], running: frozenset[str]) -> Judgement:
    if not all(map(_ends, acts)):
        return _other(acts)
    return _part(f"{', '.join(sorted(running))} runs on") if running else RIGHT


def _is(expected: Expectation, act: Act) -> bool:
    """Whether an act is exactly what was expected."""
    match expected.verb, act:
        case "home", Preset(number):
            return number == 0
        case "preset", Preset(number):
            return number == expected.number
        case "patrol", Program("patrol", True, number):
            return expected.number in (None, number)
        case ("autopan" | "track") as name, Program(running, True):
            return name == running
        case "bw", Night(value):
            return value == ("bw" if expected.on else "color")
        case "focus", AutoFocus():
            return expected.arguments == ("auto",)
        case "focus", Move("focus", direction):
            return expected.arguments == (direction,)
        case _:
            return False


def _moved(expected: Expectation, acts: Sequence[Act]) -> Judgement:
    moves = [act for act in acts if isinstance(act, Move) and act.axis != "focus"]
    wanted = set(expected.directions)
    gone = {move.direction for move in moves}
    if len(moves) < len(acts) or not gone & wanted:
        return _other(acts)
    if gone & {OPPOSITES[direction] for direction in wanted}:
        return _other(acts)
    if gone != wanted:
        return _part(f"{'+'.join(sorted(gone))}")
    amiss = [move for move in moves if not far_enough(expected, move)]
    return _part(", ".join(map(str, amiss))) if amiss else RIGHT


def _file(expected: Expectation, heard: Heard) -> Judgement:
    """Judge a picture or clip: of the cameras that are meant, and nothing else."""
    wanted, other = heard.pictures, heard.recordings
    if expected.verb == "record":
        wanted, other = other, wanted
    if heard.acts:
        return _other(act for acts in heard.acts.values() for act in acts)
    if not wanted and not other:
        return _nothing(heard)
    meant = frozenset(expected.cameras)
    if wanted == frozenset("?"):
        wanted = heard.cameras
    if other or wanted - meant:
        return _wrong(f"pictures {set(heard.pictures)}, clips {set(heard.recordings)}")
    return RIGHT if wanted == meant else _part(f"of {', '.join(sorted(wanted)) or '?'}")


def _query(expected: Expectation, said: Sequence[Heard]) -> Judgement:
    """Judge an answer: by us, of that camera, true, and nothing has happened."""
    for heard in said:
        if heard.happened:
            acts = [*heard.acts.values(), *heard.calls, *heard.pictures]
            return _wrong(f"it did something: {acts}")
    for heard in said:
        failed = any(one.failure for one in heard.handled)
        refused = failed or heard.answer.kind == "error"
        if not heard.ours or heard.answer.asks or refused:
            return _nothing(heard)
    meant = frozenset(expected.cameras)
    named = said[-1].cameras
    if named and named != meant:
        return _wrong(f"the answer is about {', '.join(sorted(named))}")
    if _lies(expected, said):
        return _wrong("the answer is not true")
    true = all(_tells(expected, said, letter) for letter in meant)
    if named and true:
        return RIGHT
    if named or true:
        return _part("the camera alone" if named else "no camera named")
    return Judgement(Verdict.MISSED, "an answer that tells nothing")


def _tells(expected: Expectation, said: Sequence[Heard], letter: str) -> bool:
    """Whether the fact that was asked for is in the answer."""
    answer, truth = said[-1].answer.speech, said[-1].truths[letter]
    match expected.verb:
        case "where":
            return says(answer, truth.at)
        case "presets":
            return all(says(answer, title) for title in truth.camera.presets)
        case "seen":
            return truth.alarm is not None and says_time(answer, truth.alarm)
        case _:
            # What is said while nothing moves and while something does differs.
            return said[0].answer.speech != answer


def _lies(expected: Expectation, said: Sequence[Heard]) -> bool:
    """Whether a yes or no is the wrong one."""
    if expected.verb != "motion":
        return False
    lies = {False: YES, True: NO}
    for heard in said:
        word = heard.answer.speech.casefold().replace("、", " ").split(maxsplit=1)
        motion = any(heard.truths[letter].motion for letter in expected.cameras)
        if word and word[0].strip(",.!。") in lies[motion]:
            return True
    return False
