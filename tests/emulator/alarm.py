"""The alarm port of the guide's section 4."""

import asyncio
import contextlib
import socket
from typing import TYPE_CHECKING

from .alarm_flood import AlarmFlood
from .faults import Faults
from .listening import stop_listening
from .wire import BlackHole, reset

if TYPE_CHECKING:
    from .camera import EmulatedCamera

PLACES = 10
# A client that reads nothing for this long loses its place instead of our memory.
MOST_UNREAD = 64 * 1024


class AlarmServer:
    """Ten places for clients; each hears of every change of inputs and motion."""

    def __init__(self, camera: EmulatedCamera, host: str, port: int) -> None:
        """Prepare to listen."""
        self._camera = camera
        self._host = host
        self.port = port
        self._server: asyncio.Server | None = None
        self._hole: BlackHole | None = None
        self._clients: set[asyncio.StreamWriter] = set()
        self.accepted = 0
        """Connections that were taken, refused ones included."""
        self._idle: dict[asyncio.StreamWriter, asyncio.TimerHandle] = {}
        self._sending: set[asyncio.Task[None]] = set()
        self._turn = asyncio.Lock()
        self.flood = AlarmFlood(camera, self._clients)

    @property
    def _faults(self) -> Faults:
        return self._camera.faults

    @property
    def clients(self) -> int:
        """Count the places taken."""
        return len(self._clients)

    async def start(self) -> None:
        """Open the port."""
        self._server = await asyncio.start_server(self._serve, self._host, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Close the port and every connection."""
        if self._server is None:
            return
        if self._hole is not None:
            self._hole.close()
            self._hole = None
        await stop_listening(self._server)
        self.flood.stop()
        for task in self._sending:
            task.cancel()
        self.drop()
        self._server.abort_clients()
        await self._server.wait_closed()
        self._server = None

    def die(self) -> None:
        """Stop taking connections and let those that are there hang."""
        if self._server is not None:
            self._server.close()
            self._hole = BlackHole(self._host, self.port)

    def push(self, data: bytes) -> None:
        """Send bytes to every client."""
        if self._faults.dead:
            return
        if size := self._faults.alarm_pieces:
            task = asyncio.get_running_loop().create_task(self._in_pieces(data, size))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)
        else:
            self._write(data)

    async def _in_pieces(self, data: bytes, size: int) -> None:
        async with self._turn:
            for at in range(0, len(data), size):
                self._write(data[at : at + size])
                await asyncio.sleep(0.001)

    def _write(self, data: bytes) -> None:
        for writer in tuple(self._clients):
            writer.write(data)
            self._watch(writer)
            if writer.transport.get_write_buffer_size() > MOST_UNREAD:
                self._clients.discard(writer)
                writer.transport.abort()

    def _watch(self, writer: asyncio.StreamWriter) -> None:
        """Close a connection over which nothing comes for a while, if told to."""
        if handle := self._idle.pop(writer, None):
            handle.cancel()
        if seconds := self._faults.alarm_idle_seconds:
            loop = asyncio.get_running_loop()
            self._idle[writer] = loop.call_later(seconds, writer.close)

    def drop(self) -> None:
        """Close every connection."""
        for writer in self._clients:
            if self._faults.dead:
                # What comes back to life knows nothing of its old connections.
                reset(writer)
            else:
                writer.close()
        self._clients.clear()

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.accepted += 1
        # Guide section 4: the eleventh connection is accepted and then closed.
        if self._faults.alarm_full or len(self._clients) >= PLACES:
            writer.close()
            return
        self._clients.add(writer)
        # The server may have been stopped since the connection was taken.
        with contextlib.suppress(OSError):
            sock: socket.socket = writer.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        try:
            with contextlib.suppress(ConnectionError):
                self._greet(writer)
                while await reader.read(1024):
                    pass
        finally:
            self._clients.discard(writer)
            if handle := self._idle.pop(writer, None):
                handle.cancel()
            writer.close()

    def _greet(self, writer: asyncio.StreamWriter) -> None:
        lines = self._camera.alarm_lines()
        most = self._faults.alarm_closes_after
        if most is not None:
            writer.write(b"".join(lines.splitlines(keepends=True)[:most]))
            writer.close()
            return
        if self._camera.forms.push_on_connect:
            writer.write(lines)
        self._watch(writer)
        if self._faults.alarm_flood:
            self.flood.start()


def alarm_lines(inputs: dict[int, str], *, motion: bool) -> bytes:
    """Print the three lines of a push; "off" is inferred, the guide prints "on"."""
    return (
        f"peripheral.input_pin.pin(1).status={inputs[1]}\r\n"
        f"peripheral.input_pin.pin(2).status={inputs[2]}\r\n"
        f"video.input(1).detection(motion).status={'on' if motion else 'off'}\r\n"
    ).encode()
