"""Serves H.264 for recording, HLS and WebRTC at loopback addresses.

libav opens them. They are not under Home Assistant's own port, because of its TLS,
authentication and banned addresses. Whoever knows the random name may read.
"""

import asyncio
import contextlib
import logging
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import web
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import Event, HomeAssistant
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from .encoder import Encoder, EncoderError, MakeEncoder
from .hub import FrameHub
from .mpegts import TsFanOut, TsReader
from .viewer import Viewer

_LOGGER = logging.getLogger(__name__)

QUIET = 1.5
"""Seconds without a frame after which the last one is sent again.

Home Assistant's stream worker gives up after 30 s without data or with a jump of the
stamps; it then marks the camera as unavailable and pauses 10, 20, 30 s. Repeated
pictures avoid that: a recording shows the last picture for as long as the camera was
away, and goes on with the next one."""
FIRST = 10.0
"""Seconds that a reader waits for its first bytes."""


class LiveSource:
    """One camera's frames as MPEG-TS: one encoder, and only while somebody reads."""

    def __init__(self, hub: FrameHub, rate: float, make_encoder: MakeEncoder) -> None:
        """Encode at most `rate` frames per second; nothing runs yet."""
        self._hub = hub
        self._rate = rate
        self._make_encoder = make_encoder
        self._fan: TsFanOut | None = None
        self._task: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        """`_task`, and those that are about to end."""

    @property
    def readers(self) -> int:
        """The number of readers."""
        return self._fan.readers if self._fan else 0

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Send MPEG-TS until the reader disconnects or the source ends."""
        response = web.StreamResponse(headers={"Content-Type": "video/mp2t"})
        with self._reader() as reader:
            data = b""
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(FIRST):
                    data = await reader.read()
            if not data:
                raise web.HTTPServiceUnavailable
            await response.prepare(request)
            while data:
                await response.write(data)
                data = await reader.read()
        return response

    async def close(self) -> None:
        """End all readers and the encoder."""
        if self._fan:
            self._stop(self._fan)
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @contextmanager
    def _reader(self) -> Iterator[TsReader]:
        fan = self._fan or self._start()
        reader = fan.join()
        try:
            yield reader
        finally:
            fan.leave(reader)
            if not fan.readers:
                self._stop(fan)

    def _start(self) -> TsFanOut:
        fan = self._fan = TsFanOut()
        self._task = asyncio.create_task(self._run(fan), name=f"{DOMAIN} encoder")
        self._tasks.add(self._task)
        self._task.add_done_callback(self._tasks.discard)
        return fan

    def _stop(self, fan: TsFanOut) -> None:
        # One that ends by itself is not disturbed while it closes its encoder.
        if self._fan is fan and self._task:
            self._task.cancel()
            self._fan = self._task = None

    async def _run(self, fan: TsFanOut) -> None:
        encoder = self._make_encoder(fan.feed)
        try:
            with self._hub.viewer(self._rate) as viewer:
                await _encode(viewer, encoder)
        except (EncoderError, OSError) as err:
            _LOGGER.warning("The encoder stopped: %s", err)
        finally:
            if self._fan is fan:
                self._fan = self._task = None
            fan.close()
            with contextlib.suppress(EncoderError):
                await encoder.close()


async def _encode(viewer: Viewer, encoder: Encoder) -> None:
    """Encode the newest frames; of those that come meanwhile, only the last waits."""
    frame = None
    while not viewer.closed:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(QUIET):
                frame = await viewer.take() or frame
        if frame:
            await encoder.add([(time.monotonic(), frame.jpeg)])


class SourceServer:
    """Serves the sources of all cameras, on a port of its own while there are any."""

    def __init__(self) -> None:
        """Start without a port and without sources."""
        self._names: dict[LiveSource, str] = {}
        self._runner: web.AppRunner | None = None
        self._lock = asyncio.Lock()

    async def url(self, source: LiveSource) -> str:
        """Return the address of a source; it stays until the source is removed."""
        async with self._lock:
            runner = self._runner or await self._start()
            name = self._names.setdefault(source, f"{secrets.token_urlsafe(32)}.ts")
            host, port = runner.addresses[0][:2]
            return f"http://{host}:{port}/{name}"

    async def remove(self, source: LiveSource) -> None:
        """Stop serving a source."""
        async with self._lock:
            self._names.pop(source, None)
            await source.close()
            if not self._names:
                await self._close()

    async def _start(self) -> web.AppRunner:
        app = web.Application()
        app.router.add_get("/{name}", self._serve, allow_head=False)
        # A reader that disconnects is noticed at once, not at the next write.
        runner = web.AppRunner(
            app, access_log=None, handler_cancellation=True, shutdown_timeout=1
        )
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self._runner = runner
        return runner

    async def _close(self) -> None:
        runner, self._runner = self._runner, None
        if runner:
            await runner.cleanup()

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        asked = request.match_info["name"].encode()
        for source, name in self._names.items():
            if secrets.compare_digest(asked, name.encode()):
                return await source.serve(request)
        raise web.HTTPNotFound

    async def stop(self, _event: Event) -> None:
        """Remove all sources, as Home Assistant stops."""
        for source in tuple(self._names):
            await self.remove(source)


_SERVER: HassKey[SourceServer] = HassKey(f"{DOMAIN}_sources")


def source_server(hass: HomeAssistant) -> SourceServer:
    """Return the one server of this Home Assistant."""
    if _SERVER not in hass.data:
        server = hass.data[_SERVER] = SourceServer()
        hass.bus.async_listen_once(EVENT_HOMEASSISTANT_STOP, server.stop)
    return hass.data[_SERVER]
