"""Sentences of our own, said in the English house."""

import asyncio
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from homeassistant.components.camera import async_get_image
from homeassistant.helpers.script import ScriptRunResult
from homeassistant.helpers.trigger import async_initialize_triggers

from tests.voice_check import report
from tests.voice_check.check import Result
from tests.voice_check.expectation import parse
from tests.voice_check.heard import Answer, Heard
from tests.voice_check.home import DOMAIN, Home, home
from tests.voice_check.houses import Sentence, houses, sentences
from tests.voice_check.judge import Judgement, Verdict, judge
from tests.voice_check.speaker import Speaker

SAID = (
    ("pan driveway camera left", "move a left", "right"),
    ("pan driveway camera left", "move a left little", "part"),
    ("pan driveway camera left", "move b left", "wrong"),
    ("open the garage door", "stop c", "wrong"),
    ("tilt the camera down", "move a down", "right"),
    ("keep panning the garage camera right", "move c right on", "right"),
    ("stop the camera in the garden", "stop b", "right"),
    ("stop auto pan on the garage camera", "autopan c stop", "right"),
    ("set the garden camera to day mode", "bw b off", "right"),
    ("where is the garden camera pointing", "where b", "right"),
    ("point the garden camera at the car", "preset b 9", "declined"),
    ("juggle with the garden camera", "home b", "missed"),
    ("close the garage door", "not ours", "left alone"),
    ("pan the garden camera right", "not ours", "stolen"),
)


@pytest.mark.timeout(180)
async def test_sentences_are_said_and_judged(tmp_path: Path) -> None:
    """Each comes off as it must; the table counts them."""
    file, out = tmp_path / "en.yaml", tmp_path / "out.json"
    rows = [
        {"n": n, "family": "ours", "text": text, "expect": expect}
        for n, (text, expect, _) in enumerate(SAID)
    ]
    file.write_text(yaml.safe_dump(rows))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.voice_check", str(file)),
        *("--json", str(out), "--verbose"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    told, errors = await process.communicate()
    assert out.exists(), errors.decode()
    found = json.loads(out.read_text())
    assert [(one["text"], one["verdict"]) for one in found] == [
        (text, verdict) for text, _, verdict in SAID
    ]
    assert "| en | 12 | 7 (58 %) | 1 | 2 | 0 | 1 | 1 | 2 | 1 |" in told.decode()
    assert process.returncode == 1


async def test_pictures_and_clips_are_seen() -> None:
    """However they are taken: by an action, or by whoever writes a file."""
    async with home(houses()["en"], 3) as running:
        camera = running.places["b"].entity_id

        async def snapshot() -> None:
            file = running.folder / "media" / "b.jpg"
            data = {"entity_id": camera, "filename": str(file)}
            await running.hass.services.async_call("camera", "snapshot", data)

        async def still() -> None:
            image = await async_get_image(running.hass, running.places["c"].entity_id)
            file = running.folder / "media" / "still.jpg"
            await running.hass.async_add_executor_job(file.write_bytes, image.content)

        async def clip() -> None:
            file = running.folder / "media" / "b.mp4"
            data = {"entity_id": camera, "filename": str(file), "before": 0, "after": 1}
            await running.hass.services.async_call(DOMAIN, "save_clip", data)

        tries = (("snap b", snapshot), ("snap c", still), ("record b", clip))
        for satellite, (expect, act) in zip(running.satellites, tries, strict=True):
            deafen = await _do_when_told(running, act)
            expected = parse(expect)
            said = await Speaker(running, satellite, "say cheese").command(expected)
            deafen()
            assert judge(expected, said).verdict is Verdict.RIGHT, (expect, said)


async def _do_when_told(running: Home, act: Any) -> Any:
    """Do something in the background when somebody says cheese."""

    async def told(
        variables: Mapping[str, Any], context: object = None
    ) -> ScriptRunResult:
        running.hass.async_create_task(act())
        return ScriptRunResult("Taken.", None, {})

    triggers = [{"platform": "conversation", "command": ["say cheese"]}]
    return await async_initialize_triggers(
        running.hass, triggers, told, "test", "test", lambda *args: None
    )


def result(language: str, family: str, verdict: Verdict) -> Result:
    """Return what came of a sentence."""
    expect = "not ours" if family == "foreign" else "home a"
    sentence = Sentence(language, 1, family, "go home", expect)
    return Result(sentence, Judgement(verdict), (Heard(Answer("error", "No.")),))


RESULTS = [
    result("en", "home", Verdict.RIGHT),
    result("en", "stop", Verdict.WRONG),
    result("de", "home", Verdict.RIGHT),
    result("de", "foreign", Verdict.LEFT),
    result("de", "foreign", Verdict.STOLEN),
]


def test_tables() -> None:
    """By language and by family, with what is missing to the goal."""
    lines = report.tables(RESULTS).splitlines()
    assert "| en | 2 | 1 (50 %) | 0 | 1 | 0 | 0 | 0 | 0 | 0 |" in lines
    assert "| de | 1 | 1 (100 %) | 0 | 0 | 0 | 0 | 0 | 2 | 1 |" in lines
    assert "| home | 2 | 2 (100 %) | 0 | 0 | 0 | 0 | 0 |" in lines
    assert lines[-1] == "| all | 3 | 2 (67 %) | 0 | 1 | 0 | 0 | 0 |"
    assert report.shortfalls(RESULTS, 95) == [
        "1 wrong",
        "1 stolen",
        "en: 50.0 % right, the goal is 95 %",
    ]
    assert report.shortfalls(RESULTS[:1], 95) == []


def test_tables_are_kept_in_the_docs(tmp_path: Path) -> None:
    """Between the two marks, and nowhere else."""
    docs = tmp_path / "voice.md"
    docs.write_text("a\n<!-- voice-check -->\nold\n<!-- end -->\nb\n")
    report.write(RESULTS, docs)
    text = docs.read_text()
    assert text.startswith("a\n<!-- voice-check -->\nSaid on ")
    assert text.endswith(
        "| all | 3 | 2 (67 %) | 0 | 1 | 0 | 0 | 0 |\n<!-- end -->\nb\n"
    )
    docs.write_text("nothing")
    with pytest.raises(SystemExit, match="no place"):
        report.write(RESULTS, docs)
    assert "<!-- voice-check -->" in report.VOICE.read_text()


def test_files_of_sentences(tmp_path: Path) -> None:
    """Their name is the language; what is no sentence is said."""
    file = tmp_path / "de.yaml"
    file.write_text("- {n: 2, text: hallo, expect: not ours}\n")
    assert sentences(file) == [Sentence("de", 2, "foreign", "hallo", "not ours")]
    file.write_text("- {n: 2, text: hallo}\n")
    with pytest.raises(ValueError, match="a sentence has"):
        sentences(file)
    with pytest.raises(ValueError, match="there is no house"):
        sentences(tmp_path / "tlh.yaml")
