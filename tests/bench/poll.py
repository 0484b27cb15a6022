"""What polling costs the camera and Home Assistant, beside REST sensors.

A minute is measured at five times the speed (the intervals of both are a fifth of what
they are) and scaled to an hour. The presets, which are read every hour, are not in it.
What Home Assistant spends without any camera is taken off the processor time, and with
viewers none is told: pictures cannot come faster.
"""

import asyncio

from tests.load import cameras
from tests.load.house import House, house

from .report import Figure

CAMERAS = 10
SPEED = 5
SECONDS = 60.0
OPTIONS = {"live_interval": 10 // SPEED, "settings_interval": 300 // SPEED}
REST_INTERVAL = 10 // SPEED
REST_KEYS = (
    "camera.motion.pan",
    "camera.motion.tilt",
    "camera.motion.zoom",
    "camera.status",
    "camera.focus",
    "camera.motion.auto_pan.status",
    "camera.motion.auto_trace.status",
    "camera.motion.auto_patrol(0).status",
    "camera.motion.auto_patrol(1).status",
    "camera.motion.auto_patrol(2).status",
    "camera.motion.auto_tracking(1).status",
    "camera.motion.auto_tracking(2).status",
    "camera.motion.auto_return.status",
    "camera.detection.status",
    "camera.detection.level",
    "camera.private_mask.status",
    "camera.image.stabilizer.status",
    "camera.image.true_daynight",
    "camera.focus.mode",
    "peripheral.output_pin.pin(1).status",
    "peripheral.output_pin.pin(2).status",
    "peripheral.input_pin.pin(1).status",
    "peripheral.input_pin.pin(2).status",
)
"""What the default entities show, as far as the API tells it."""


def rest() -> str:
    """Configure a sensor for each of the keys of each camera."""
    lines = ["rest:"]
    for number in range(CAMERAS):
        base = f"http://{cameras.host(number)}:{cameras.HTTP_PORT}/api/param"
        for key in REST_KEYS:
            lines += [
                f"  - resource: {base}?{key}",
                "    authentication: basic",
                "    username: admin",
                "    password: jvc",
                f"    scan_interval: {REST_INTERVAL}",
                "    sensor:",
                f"      - name: {number} {key}",
                "        value_template: \"{{ value.partition('=')[2] }}\"",
            ]
    return "\n".join(lines) + "\n"


async def _spent(home: House) -> float:
    """Seconds of processor time that Home Assistant uses meanwhile."""
    begin = await home.observe("cost")
    await asyncio.sleep(SECONDS)
    end = await home.observe("cost")
    return float(end["cpu"] - begin["cpu"])


async def _requests(home: House) -> float:
    """Requests of one camera in an hour, counted since the last call."""
    asked = sum((await home.street("asked")).values())
    return asked * 3600 / SECONDS / SPEED / CAMERAS


async def _cost(home: House, who: str, idle: float) -> list[Figure]:
    await home.street("asked")
    spent = (await _spent(home) - idle) * 3600 / SECONDS / SPEED / CAMERAS
    return [
        Figure(f"{who}: requests per hour", f"{await _requests(home):.0f}"),
        Figure(f"{who}: processor time per hour", f"{spent:.1f} s"),
    ]


async def run() -> list[Figure]:
    """Measure ours as it is, with several keys per request and watched; then theirs."""
    figures: list[Figure] = []
    everybody = range(CAMERAS)
    idle = 0.0
    for several in (False, True):
        async with house(CAMERAS, "", OPTIONS) as home:
            idle = idle or await _spent(home)
            await home.street("several_keys", several)
            await home.enable(*everybody)
            await asyncio.sleep(SECONDS / 2)
            keys = "five keys per request" if several else "one key per request"
            figures += await _cost(home, keys, idle)
            async with home.watching(everybody):
                await asyncio.sleep(2)
                await home.street("asked")
                await asyncio.sleep(SECONDS)
                asked = f"{await _requests(home):.0f}"
            figures.append(Figure(f"{keys}, watched: requests per hour", asked))
    async with house(CAMERAS, rest()) as home:
        figures += await _cost(home, "REST sensors every 10 s", idle)
    return figures
