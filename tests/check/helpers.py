"""Runs the check against an emulated camera, in a hurry."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Collection
from datetime import UTC, datetime
from typing import Any

import aiohttp

from custom_components.jvc_vn.check.evidence import Evidence
from custom_components.jvc_vn.check.finding import Needs
from custom_components.jvc_vn.check.report import as_json
from custom_components.jvc_vn.check.run import Checked, check
from custom_components.jvc_vn.check.wire import Pace, Wire
from custom_components.jvc_vn.protocol.camera import Camera
from custom_components.jvc_vn.protocol.http import Http
from custom_components.jvc_vn.protocol.timing import Timing
from tests.emulator import EmulatedCamera

HURRY = Pace(answer=5.0, grace=0.2, listen=0.9, rate=0.3, settle=0.05, search=0.2)
EVERYTHING = (Needs.WRITES, Needs.MOVES)


@contextlib.asynccontextmanager
async def evidence_of(
    camera: EmulatedCamera, pace: Pace = HURRY, **changes: Any
) -> AsyncIterator[Evidence]:
    """Prepare the check of an emulated camera."""
    login = ("admin", camera.passwords["admin"])
    async with aiohttp.ClientSession() as session:
        http = Http(
            session, camera.host, camera.http_port, username="admin", password=login[1]
        )
        yield Evidence(
            **{
                "wire": Wire(camera.host, camera.http_port, pace),
                "camera": Camera(http),
                "login": login,
                "alarm_port": camera.alarm_port,
                "search_ports": (camera.search_port,),
                "wall": lambda: datetime.fromtimestamp(camera.wall(), UTC),
                "timing": Timing(sleep=pass_time(camera), clock=camera.clock),
                **changes,
            }
        )


def pass_time(camera: EmulatedCamera) -> Any:
    """Let the camera's time pass at once, where it has a clock that can be moved."""

    async def sleep(seconds: float) -> None:
        if hasattr(camera.clock, "now"):
            camera.clock.now += seconds
            await asyncio.sleep(0.01)
        else:
            await asyncio.sleep(seconds)

    return sleep


async def happenings(camera: EmulatedCamera) -> None:
    """Let an input change and something move whenever somebody listens."""
    known = None
    while True:
        await asyncio.sleep(0.02)
        if not camera.powered or camera.alarm.accepted == known:
            continue
        known = camera.alarm.accepted
        await asyncio.sleep(0.55)
        camera.motion_seconds = 0.05
        camera.trigger_motion()
        if hasattr(camera.clock, "now"):
            camera.clock.now += 0.06
        await asyncio.sleep(0.1)
        camera.set_input(1, "make" if camera.inputs[1] == "break" else "break")


async def run_check(
    camera: EmulatedCamera, needs: Collection[Needs] = EVERYTHING, **changes: Any
) -> tuple[Checked, dict[str, Any]]:
    """Check an emulated camera before which something happens."""
    around = asyncio.create_task(happenings(camera))
    try:
        async with evidence_of(camera, **changes) as evidence:
            checked = await check(evidence, needs)
            return checked, await as_json(evidence, checked)
    finally:
        around.cancel()


def odd(report: dict[str, Any]) -> dict[str, str]:
    """Name the rows that are not as the guide, with what came."""
    return {
        row["name"]: f"{row['verdict']}: {row['came']}"
        for row in report["rows"]
        if row["verdict"] != "as the guide"
    }
