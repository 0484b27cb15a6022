"""Runs the check: one question after the other, and nothing stays changed."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from ..protocol import parameters as p
from ..protocol.errors import (
    AuthenticationError,
    InvalidResponseError,
    OtherModelError,
    UnreachableError,
    VnError,
)
from .evidence import Evidence
from .finding import Finding, Needs, Question, UnseenError
from .questions import QUESTIONS

FLAW = "a flaw of the check"
"""Why a question has no answer that should have one."""

type Told = Callable[[int, int, Question], None]


@dataclass(frozen=True, slots=True)
class Row:
    """A question with its answer, or with why it has none."""

    question: Question
    finding: Finding | None
    unseen: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """What the check has found.

    Attributes:
        rows: the questions in the order of the table.
        stopped: why it stopped early; empty if it did not.
        left: keys that could not be put back.
    """

    rows: tuple[Row, ...]
    stopped: str = ""
    left: tuple[str, ...] = ()


async def ensure_camera(evidence: Evidence) -> None:
    """Make sure that a camera of this kind is there, and that it takes the login.

    The first without a password.

    Raises:
        OtherModelError: it is none.
        AuthenticationError, UnreachableError
    """
    if await evidence.camera.is_ours() is False:
        raise OtherModelError("no JVC VN camera answers there")
    try:
        await evidence.camera.get(p.MODEL)
    except AuthenticationError, UnreachableError:
        raise
    except VnError:
        # What is odd about it the check itself tells.
        return


def chosen(needs: Collection[Needs]) -> list[Question]:
    """Choose the questions for which all that they need is allowed."""
    allowed = {Needs.NOTHING, *needs}
    return [question for question in QUESTIONS if question.needs in allowed]


async def check(
    evidence: Evidence,
    needs: Collection[Needs] = (),
    told: Told = lambda *_: None,
    questions: Sequence[Question] | None = None,
) -> Checked:
    """Ask all questions for which what they need is allowed.

    It stops where the camera cannot be reached any more, or where something could
    not be put back.
    """
    wanted = chosen(needs) if questions is None else questions
    rows: list[Row] = []
    left: list[str] = []
    stopped = ""
    await evidence.note_personal()
    for number, question in enumerate(wanted):
        told(number, len(wanted), question)
        try:
            rows.append(await _ask(evidence, question))
        except UnreachableError as err:
            stopped = f"{question.name}: {err}"
        finally:
            left += await evidence.put_back()
        if left:
            stopped = f"{question.name}: not put back"
        if stopped:
            break
    asked = {row.question for row in rows}
    rows += [_not_asked(q, stopped) for q in QUESTIONS if q not in asked]
    order = {question: at for at, question in enumerate(QUESTIONS)}
    rows.sort(key=lambda row: order.get(row.question, len(order)))
    return Checked(tuple(rows), stopped, tuple(left))


def _not_asked(question: Question, stopped: str) -> Row:
    if stopped:
        return Row(question, None, "the check had stopped")
    if question.needs is Needs.NOTHING:
        return Row(question, None, "not asked here")
    return Row(question, None, f"only asked with --{question.needs}")


async def _ask(evidence: Evidence, question: Question) -> Row:
    """Ask one question; what goes wrong with it alone is its answer.

    Raises:
        UnreachableError: the camera has gone.
    """
    try:
        return Row(question, await question.probe(evidence))
    except UnseenError as err:
        return Row(question, None, str(err))
    except UnreachableError:
        # One connection that fails is an answer; a camera that has gone is trouble.
        answer = await evidence.wire.param(p.MODEL.key, evidence.login)
        if answer.silent:
            raise
        return Row(question, None, "the connection failed")
    except InvalidResponseError as err:
        return Row(question, None, f"no answer in its language: {type(err).__name__}")
    except VnError as err:
        return Row(question, None, type(err).__name__)
    except Exception as err:  # noqa: BLE001 - no camera was foreseen that does this
        return Row(question, None, f"{FLAW}: {type(err).__name__}")
