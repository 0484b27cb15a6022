"""The page that the check hands back: Markdown for people, JSON for machines."""

import re
from collections.abc import Iterable
from typing import Any

from ..protocol import parameters as p
from .evidence import Evidence, excerpt
from .finding import UnseenError, Verdict
from .run import Checked

FORMAT = 1
"""Counts up when a report is written in another way."""
WHERE_TO = "https://github.com/jvc-vn/jvc_vn/issues/new?template=camera_report.yml"
HIDDEN = "•"

_ADDRESS = re.compile(
    r"(?<![0-9.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![0-9.])"
    r"|(?<![0-9A-Fa-f:])(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}(?![0-9A-Fa-f])"
    r"|(?<![0-9A-Fa-f])008088[0-9A-Fa-f]{6}(?![0-9A-Fa-f])"
    r"|(?<![0-9A-Za-z:])[0-9A-Fa-f]{1,4}:(?:[0-9A-Fa-f]{0,4}:){2,}[0-9A-Fa-f]{0,4}"
)
_SHORTEST = 3
"""Letters of a text that is looked for: a shorter one would be found everywhere."""


def scrub(text: str, personal: Iterable[str]) -> str:
    """Take addresses and what people wrote out of a text."""
    text = _ADDRESS.sub(HIDDEN, text)
    for word in sorted(personal, key=len, reverse=True):
        if len(word) >= _SHORTEST:
            # As it came, and as bytes are shown.
            for form in {word, excerpt(word, len(word))}:
                text = re.sub(_whole(form), HIDDEN, text)
    return text


def _whole(word: str) -> str:
    """Match a text where it stands by itself: not `jvc` in `jvc_vn`."""
    return rf"(?<![0-9A-Za-z_]){re.escape(word)}(?![0-9A-Za-z_])"


async def as_json(evidence: Evidence, checked: Checked) -> dict[str, Any]:
    """Write the report for machines: `rows` are what was seen, `unseen` is the rest."""

    def clean(text: str) -> str:
        return scrub(text, evidence.personal)

    rows = [
        {
            "name": row.question.name,
            "question": row.question.text,
            "guide": row.question.guide,
            "came": clean(row.finding.came),
            "verdict": row.finding.verdict.value,
            "facts": {
                name: clean(fact) if isinstance(fact, str) else fact
                for name, fact in row.finding.facts.items()
            },
        }
        for row in checked.rows
        if row.finding
    ]
    unseen = [
        {
            "name": row.question.name,
            "question": row.question.text,
            "why": clean(row.unseen),
        }
        for row in checked.rows
        if not row.finding
    ]
    return {
        "format": FORMAT,
        "model": clean(await _told(evidence, p.MODEL.key)),
        "firmware": clean(await _told(evidence, p.FIRMWARE_NET.key)),
        "stopped": clean(checked.stopped),
        "rows": rows,
        "unseen": unseen,
        "not_put_back": list(checked.left),
    }


async def _told(evidence: Evidence, key: str) -> str:
    try:
        return excerpt(await evidence.value(key), 40)
    except UnseenError:
        return "unknown"


_BOLD = {Verdict.NOT_HANDLED.value: "**not handled**"}


def as_markdown(report: dict[str, Any]) -> str:
    """Write the report for people."""
    counts = ", ".join(
        f"{sum(row['verdict'] == each for row in report['rows'])} {each.value}"
        for each in Verdict
    )
    lines = [
        f"# Check of a {report['model']}, firmware {report['firmware']}",
        "",
        f"{len(report['rows'])} questions were answered: {counts}.",
        *([f"It stopped early: {report['stopped']}."] if report["stopped"] else []),
        "",
        "| Question | The guide | What came | Verdict |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| {row['question']} | {_cell(row['guide'])} | {_code(row['came'])} "
        f"| {_BOLD.get(row['verdict'], row['verdict'])} |"
        for row in report["rows"]
    ]
    if report["unseen"]:
        lines += ["", "Not seen:", ""]
        lines += [f"- {row['question']} {row['why']}." for row in report["unseen"]]
    if report["not_put_back"]:
        keys = ", ".join(report["not_put_back"])
        lines += ["", f"**Could not be put back as it was:** {keys}"]
    lines += ["", _send(), ""]
    return "\n".join(lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _code(text: str) -> str:
    """Show what came as it came; a backquote in it would end the code."""
    return f"`{_cell(text.replace('`', "'"))}`" if text else ""


def _send() -> str:
    return (
        "This page holds no password, address, MAC, title or picture. Please read it "
        f"once, and send it with its JSON: {WHERE_TO}"
    )
