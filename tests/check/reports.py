"""Writes the reports in tests/reports/ anew: python -m tests.check.reports."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

from custom_components.jvc_vn.check.report import as_json
from custom_components.jvc_vn.check.run import check
from tests.emulator import EmulatedCamera
from tests.emulator.client import Clock
from tests.emulator.forms import Forms

from .helpers import EVERYTHING, evidence_of, happenings

FOLDER = Path(__file__).parents[1] / "reports"
CAMERAS: dict[str, Callable[[], Forms]] = {
    "plain": Forms,
    "as_printed": Forms.as_printed,
    "vn_e4": Forms.vn_e4,
    "vn_h": Forms.vn_h,
}


async def write() -> None:
    """Check each camera, and keep what came."""
    for name, forms in CAMERAS.items():
        made = EmulatedCamera(
            scene="plain", search_delay=(0.0, 0.0), clock=Clock(), forms=forms()
        )
        async with made as camera, evidence_of(camera) as evidence:
            around = asyncio.create_task(happenings(camera))
            report = await as_json(evidence, await check(evidence, EVERYTHING))
            around.cancel()
        text = json.dumps(report, indent=2, ensure_ascii=False)
        FOLDER.joinpath(f"{name}.json").write_text(f"{text}\n")


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    asyncio.run(write())
