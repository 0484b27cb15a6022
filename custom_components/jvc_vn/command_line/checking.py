"""The command `check`."""

import argparse
import asyncio
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from ..check.evidence import Evidence
from ..check.finding import Needs, Question
from ..check.report import as_json, as_markdown
from ..check.run import Checked, check, ensure_camera
from ..check.wire import Pace, Wire
from .exits import CommandError, Exit
from .session import Session
from .terminal import Bar, colored, complain, show, show_json

_QUESTIONS = {
    Needs.WRITES: "It writes settings as they are, the camera's title and a preset's, "
    "and puts them back.",
    Needs.MOVES: "It turns the camera, and turns it back.",
}


async def run(session: Session) -> None:
    """Ask everything that is allowed, and hand back the page.

    Raises:
        CommandError: it stopped early, or is not to go on.
    """
    options = session.options
    needs = _wanted(options)
    if options.long:
        needs.append(Needs.LONG)
    bar = Bar()
    evidence = Evidence(
        wire=Wire(session.place.host, session.place.port, Pace()),
        camera=session.camera,
        login=session.login,
        alarm_port=options.alarm_port,
        search_ports=(session.place.port, 80),
        thorough=options.long,
        timing=session.timing,
        progress=bar.within,
    )
    await ensure_camera(evidence)

    def told(number: int, total: int, question: Question) -> None:
        bar.begin(number, total, question.text)

    try:
        checked = await check(evidence, needs, told)
    finally:
        bar.end()
    report = await as_json(evidence, checked)
    try:
        await asyncio.to_thread(_hand_back, session, report)
    finally:
        # A page that cannot be written hides nothing that stays changed.
        _tell_trouble(checked)


def _tell_trouble(checked: Checked) -> None:
    if checked.left:
        keys = ", ".join(checked.left)
        raise CommandError(f"could not be put back: {keys}", Exit.STOPPED)
    if checked.stopped:
        raise CommandError(f"the check stopped at {checked.stopped}", Exit.STOPPED)


def _wanted(options: argparse.Namespace) -> list[Needs]:
    return [each for each in _QUESTIONS if getattr(options, each.value)]


def consent(options: argparse.Namespace) -> None:
    """Ask before anything is written or turned.

    Raises:
        CommandError: no, or nobody can answer.
    """
    for need in () if options.yes else _wanted(options):
        if not sys.stdin.isatty():
            sentence = f"--{need.value} asks before: say --yes where nobody can answer"
            raise CommandError(sentence, Exit.USAGE)
        complain(_QUESTIONS[need])
        try:
            answer = input("Go on? [y/N] ")
        except EOFError:
            answer = ""
        if answer.strip().lower() not in {"y", "yes"}:
            raise CommandError("not done", Exit.USAGE)


def _hand_back(session: Session, report: dict[str, Any]) -> None:
    name = session.options.report
    if name:
        pages = {".json": json.dumps(report, indent=2) + "\n"}
        pages[".md"] = as_markdown(report)
        for ending, text in pages.items():
            try:
                Path(f"{name}{ending}").write_text(text)
            except OSError as err:
                sentence = f"{name}{ending} cannot be written: {err.strerror}"
                raise CommandError(sentence, Exit.USAGE) from None
    if session.options.json:
        show_json(report)
    elif name:
        counts = Counter(row["verdict"] for row in report["rows"])
        for verdict, number in counts.items():
            show(colored(f"{number:3} {verdict}", verdict))
        show(f"written to {name}.md and {name}.json")
    else:
        show(as_markdown(report))
