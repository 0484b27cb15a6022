"""A camera from a report of the check: it behaves as the reported one did.

The report is JSON that an owner sent: `rows`, each with a name and the facts that a
machine can use. What is not in it stays as it most likely is.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .forms import Forms
from .identity import MODELS
from .levers import put

type Facts = Mapping[str, Any]

# Row and fact → the form that it sets, where its value is the fact's.
_SAME = {
    ("api.length", "length"): "content_length",
    ("api.wrong_password", "login_refused"): "login_refused",
    ("api.unknown_key", "unknown_key"): "unknown_key",
    ("api.forbidden", "bad_role"): "bad_role",
    ("api.batch", "keys"): "keys_per_request",
    ("api.batch_network", "alone"): "network_status_alone",
    ("api.reply_keys", "misprints"): "misprints",
    ("api.reply_path", "path"): "reply_path",
    ("value.programs", "words"): "program_words",
    ("value.summer", "summer"): "summer_time",
    ("value.threshold", "threshold"): "threshold",
    ("value.position", "motors"): "ptz",
    ("jpeg.push", "boundary"): "boundary_known",
    ("jpeg.boundary", "boundary"): "boundary",
    ("jpeg.delimiter", "delimiter"): "delimiter",
    ("jpeg.head", "connection"): "push_connection",
    ("jpeg.type_header", "header"): "video_type_header",
    ("jpeg.echo", "broken"): "echo_broken",
    ("jpeg.refused", "refused"): "stream_refused",
    ("jpeg.clients", "clients"): "jpeg_clients",
    ("comment.layout", "blanks"): "comment_blanks",
    ("comment.layout", "fill"): "comment_fill",
    ("comment.alarm", "size"): "alarm_size",
    ("comment.names", "timestamp"): "timestamp_name",
    ("comment.names", "tilt"): "tilt_name",
    ("alarm.greeting", "on_connect"): "push_on_connect",
    ("alarm.form", "line_end"): "alarm_line_end",
    ("alarm.third", "third"): "motion_off_line",
    ("alarm.motion_end", "motion_end"): "push_on_motion_end",
    ("write.reply", "accepted"): "accepted",
    ("write.bad_value", "bad_value"): "bad_value",
    ("write.letters", "blank"): "plus_is_blank",
    ("write.letters", "high_bytes"): "high_bytes",
    ("write.titles", "titles"): "titles_counted",
    ("write.one_push", "one_push"): "one_push",
    ("write.spelling", "documented"): "documented_keys",
    ("write.spelling", "printed"): "printed_keys",
    ("move.click", "click"): "click",
}
# Row and fact → the form that it sets, and what each value of the fact means.
_OTHERWISE: dict[tuple[str, str], tuple[str, dict[object, str]]] = {
    ("value.zone", "known"): ("zone_words", {True: "sister", False: "own"}),
    ("write.reply", "broken"): ("hints", {True: "broken", False: "whole"}),
    ("jpeg.echo", "name"): ("echo", {"vnv25": "vnv25"}),
}


def read(path: Path) -> dict[str, Any]:
    """Read a report; ValueError if it is none."""
    try:
        report = json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise ValueError(f"{path}: {error}") from None
    if isinstance(report, dict) and isinstance(report.get("rows"), list):
        return report
    raise ValueError(f"{path} is no report: it has no rows")


def facts(report: Mapping[str, Any]) -> dict[str, Facts]:
    """Return the facts of each row by its name."""
    return {
        row["name"]: row.get("facts", {})
        for row in report["rows"]
        if isinstance(row, dict) and isinstance(row.get("name"), str)
    }


def model(report: Mapping[str, Any]) -> str | None:
    """Return which of the emulated models it is, None if it is another."""
    name = str(report.get("model", ""))
    found = [each for each in MODELS if name.startswith(each)]
    return max(found, key=len, default=None)


def firmware(report: Mapping[str, Any]) -> str:
    """Return the firmware; a new one where the report does not tell."""
    told = str(report.get("firmware", ""))
    return told if re.search(r"\d+[.-]\d+", told) else "V3-00"


def forms(report: Mapping[str, Any]) -> tuple[Forms, list[str]]:
    """Choose the forms in which the camera speaks, and tell what cannot be emulated."""
    chosen = Forms()
    odd: list[str] = []
    known = facts(report)
    if model(report) is None:
        chosen.called = str(report.get("model", ""))
    for (row, fact), form in _SAME.items():
        _put(chosen, form, _text(known.get(row, {}).get(fact)), odd)
    for (row, fact), (form, meant) in _OTHERWISE.items():
        value = known.get(row, {}).get(fact)
        _put(chosen, form, meant.get(value) if value is not None else None, odd)
    return chosen, odd


def _put(chosen: Forms, form: str, text: str | None, odd: list[str]) -> None:
    if text is None:
        return
    try:
        put(chosen, form, text)
    except ValueError as error:
        odd.append(str(error))


def _text(value: object) -> str | None:
    """Write a fact as a lever is written."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return None if value is None else str(value)
