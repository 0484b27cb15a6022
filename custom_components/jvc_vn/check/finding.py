"""The words of the check: what is asked, and what was found."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .evidence import Evidence

type Fact = str | int | float | bool


class Verdict(StrEnum):
    """What an answer means for the product."""

    AS_GUIDE = "as the guide"
    TOLERATED = "tolerated"
    """Another way than the guide's likeliest, and understood."""
    NOT_HANDLED = "not handled"


class Needs(StrEnum):
    """What has to be allowed before a question may be asked."""

    NOTHING = ""
    WRITES = "writes"
    """It writes settings, and puts them back."""
    MOVES = "moves"
    """It turns the camera, and turns it back."""
    LONG = "long"
    """It takes a quarter of an hour."""


@dataclass(frozen=True, slots=True)
class Finding:
    """An answer to a question.

    Attributes:
        came: what the camera did, in words and shortened bytes.
        verdict: what that means.
        facts: the same for a machine: an emulated camera can be made from them.
    """

    came: str
    verdict: Verdict
    facts: Mapping[str, Fact] = field(default_factory=dict)


class UnseenError(Exception):
    """The question could not be answered; the text says why."""


type Probe = Callable[[Evidence], Awaitable[Finding]]


@dataclass(frozen=True, slots=True)
class Question:
    """A row of the check.

    Attributes:
        name: what a machine calls it.
        text: what is asked.
        guide: what the guide says, with the section.
        probe: how it is found out.
        needs: what has to be allowed for it.
    """

    name: str
    text: str
    guide: str
    probe: Probe
    needs: Needs = Needs.NOTHING


def judge(came: str, *, likeliest: bool, handled: bool, **facts: Fact) -> Finding:
    """Make a finding: as the guide, else tolerated where the product handles it."""
    if likeliest and handled:
        verdict = Verdict.AS_GUIDE
    else:
        verdict = Verdict.TOLERATED if handled else Verdict.NOT_HANDLED
    return Finding(came, verdict, facts)
