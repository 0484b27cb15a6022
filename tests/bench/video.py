"""One upstream for any number of viewers, beside Home Assistant's own `mjpeg`.

A real Home Assistant, the emulated cameras, and the viewers are three processes; the
processor time is that of Home Assistant's alone. Both integrations look at the same
camera, one after the other, each loaded alone.
"""

import asyncio
import json
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from typing import override

import aiohttp

from . import report
from .house import House, house, ours, theirs
from .report import Figure
from .watching import Watcher, frames, mjpeg, stalled, watching

VIEWERS = 16
RATE = 15
CAMERAS = 20
SLOW_RATE = 5
WARM = 3.0
"""Seconds until viewers have settled down."""
WINDOW = 3.0
"""Seconds of one measurement of processor time; the median of three counts."""

NETWORKS = {
    "wire": "at the pace of 100 Mbit/s",
    "loopback": "each picture all at once, as no network brings it",
}
"""How pictures come from the camera, see cameras.py."""

type Look = Callable[[House, str, Watcher], Awaitable[None]]


async def run() -> list[Figure]:
    """Measure everything."""
    entries = [
        theirs(0, RATE),
        ours(0, frame_rate=RATE),
        *(ours(number, frame_rate=SLOW_RATE) for number in range(1, CAMERAS)),
    ]
    figures = []
    async with house(entries, CAMERAS) as home:
        figures += await sixteen(home)
        figures += await one_stalled(home)
        figures += await first_frames(home)
        figures += await stills(home)
        figures += await many_cameras(home)
    return [*figures, await an_hour()]


class Load:
    """What sixteen viewers cost, and what they saw."""

    def __init__(self, windows: list[float], slowest: float, streams: int) -> None:
        """Take processor time in percent of a core, each window's."""
        self.cpu = statistics.median(windows)
        self.slowest = slowest
        self.streams = streams
        self._spread = f"{min(windows):.1f} to {max(windows):.1f}"

    @override
    def __str__(self) -> str:
        """Tell the processor time: median and range of the windows."""
        return f"{self.cpu:.1f} % of a core ({self._spread})"


async def load(home: House, entity_id: str, look: Look, network: str) -> Load:
    """Let sixteen look on for a while."""
    await home.connect_cameras(network)
    # A camera has places for twenty.
    while await home.asked("streams", 0) > 1:
        await asyncio.sleep(0.2)
    watchers = [Watcher() for _ in range(VIEWERS)]
    async with watching(*(look(home, entity_id, watcher) for watcher in watchers)):
        await asyncio.sleep(WARM)
        begin = time.monotonic()
        windows = []
        for _ in range(3):
            used, since = home.cpu(), time.monotonic()
            await asyncio.sleep(WINDOW)
            windows.append(100 * (home.cpu() - used) / (time.monotonic() - since))
        end = time.monotonic()
        streams = await home.asked("streams", 0)
    slowest = min(watcher.rate(begin, end) for watcher in watchers)
    return Load(windows, slowest, streams)


async def sixteen(home: House) -> list[Figure]:
    """Compare the two integrations, and show what the WebSocket costs."""
    await home.enable("theirs0")
    camera = await home.camera_of("theirs0")
    other = {network: await load(home, camera, mjpeg, network) for network in NETWORKS}
    await home.disable("theirs0")
    await home.enable("ours0")
    camera = await home.camera_of("ours0")
    own = {network: await load(home, camera, mjpeg, network) for network in NETWORKS}
    sockets = await load(home, camera, frames, "wire")
    what = f"{VIEWERS} viewers at {RATE} frames per second"
    streams, others = own["wire"].streams, other["wire"].streams
    figures = [
        Figure(
            f"{what}: connections to the camera (mjpeg: {others})",
            str(streams),
            "1",
            streams == 1,
        )
    ]
    for network, title in NETWORKS.items():
        mine, its = own[network], other[network]
        ratio = mine.cpu / its.cpu
        figures += [
            Figure(f"{what}, {title}: processor of mjpeg", str(its)),
            Figure(f"{what}, {title}: processor of ours", str(mine)),
            Figure(
                f"{what}, {title}: ours by mjpeg's processor",
                f"{ratio:.2f}",
                "at most 0.4" if network == "wire" else "",
                ratio <= 0.4 if network == "wire" else None,
            ),
            report.at_least(
                f"{what}, {title}: the slowest viewer (mjpeg: {its.slowest:.1f})",
                mine.slowest,
                RATE - 0.5,
                "frames/s",
            ),
        ]
    return [
        *figures,
        Figure(
            f"{what}, over WebSockets: processor; the slowest viewer",
            f"{sockets}; {sockets.slowest:.1f} frames/s",
        ),
    ]


async def one_stalled(home: House) -> list[Figure]:
    """See whether one who never reads harms the others, or grows."""
    await home.connect_cameras("wire")
    camera = await home.camera_of("ours0")
    watchers = [Watcher() for _ in range(VIEWERS - 1)]
    async with watching(*(mjpeg(home, camera, watcher) for watcher in watchers)):
        await asyncio.sleep(2 * WARM)
        before = home.memory()
        async with watching(stalled(home, camera)):
            begin = time.monotonic()
            await asyncio.sleep(3 * WINDOW)
            end = time.monotonic()
            growth = home.memory() - before
    slowest = min(watcher.rate(begin, end) for watcher in watchers)
    what = f"one of {VIEWERS} viewers never reads"
    return [
        report.at_least(
            f"{what}: the slowest of the others", slowest, RATE - 0.5, "frames/s"
        ),
        report.below(f"{what}: growth of memory", growth, 1, "MB", 2),
    ]


async def first_frames(home: House) -> list[Figure]:
    """Time from asking to the first picture, while another looks on already."""
    camera = await home.camera_of("ours0")
    waits = []
    async with watching(mjpeg(home, camera, Watcher())):
        await asyncio.sleep(WARM)
        for _ in range(20):
            new, asked = Watcher(), time.monotonic()
            async with watching(mjpeg(home, camera, new)):
                while not new.seen:
                    await asyncio.sleep(0.001)
            waits.append(1000 * (new.seen[0] - asked))
            await asyncio.sleep(0.05)
    typical = statistics.median(waits)
    what = f"first frame of a running stream, worst of 20 (median {typical:.0f} ms)"
    return [report.below(what, max(waits), 50, "ms", 0)]


async def stills(home: House) -> list[Figure]:
    """Count what ten who ask at once cost the camera while nobody looks on."""
    camera = await home.camera_of("ours0")
    while await home.asked("streams", 0):
        await asyncio.sleep(0.2)
    counts = []
    headers = {"Authorization": f"Bearer {home.token}"}
    async with aiohttp.ClientSession(headers=headers) as session:

        async def fetch() -> None:
            url = f"{home.url}/api/camera_proxy/{camera}"
            async with session.get(url) as response:
                response.raise_for_status()
                await response.read()

        for _ in range(5):
            # A still is good for a second.
            await asyncio.sleep(1.2)
            before = await home.asked("stills", 0)
            await asyncio.gather(*(fetch() for _ in range(10)))
            counts.append(await home.asked("stills", 0) - before)
    requests = statistics.median(counts)
    what = "ten stills at once while idle, median of 5"
    return [report.below(what, requests, 1, "requests to the camera", 0)]


async def many_cameras(home: House) -> list[Figure]:
    """See how late the event loop is with twenty cameras, each watched by one."""
    entries = [f"ours{number}" for number in range(CAMERAS)]
    await home.enable(*entries[1:])
    watchers = [Watcher() for _ in entries]
    seconds = 4 * WINDOW
    async with watching(
        *[
            mjpeg(home, await home.camera_of(entry), watcher)
            for entry, watcher in zip(entries, watchers, strict=True)
        ]
    ):
        await asyncio.sleep(WARM)
        begin = time.monotonic()
        answer = await home.client.command(
            "call_service",
            domain="loop_lag",
            service="measure",
            service_data={"seconds": seconds},
            return_response=True,
        )
        end = time.monotonic()
    lags = answer["response"]["lags"]
    slowest = min(watcher.rate(begin, end) for watcher in watchers[1:])
    what = f"{CAMERAS} cameras, a viewer each at {SLOW_RATE} frames per second"
    return [
        report.below(
            f"{what}: lag of the event loop, p99 (median {statistics.median(lags):.1f},"
            f" worst {max(lags):.0f} ms)",
            report.percentile(lags, 99),
            20,
            "ms",
        ),
        Figure(f"{what}: the slowest viewer", f"{slowest:.1f} frames/s"),
    ]


async def an_hour() -> Figure:
    """Let an hour of pictures pass as fast as it goes; see tests/bench/hour.py."""
    begin = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench.hour"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    printed, wrong = await process.communicate()
    if process.returncode:
        raise RuntimeError(wrong.decode())
    told = json.loads(printed)
    what = (
        f"an hour of streaming (54 000 pictures in {time.monotonic() - begin:.0f} s,"
        f" two viewers): growth of memory"
    )
    return report.below(what, max(0.0, told["end"] - told["warm"]), 2, "MB", 2)
