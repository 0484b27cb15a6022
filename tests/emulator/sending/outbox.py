"""Everything that leaves the camera by itself, and what became of it."""

import asyncio
import ipaddress
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .. import network
from . import ftp, mail
from .ftp import File, Naming
from .mail import Letter
from .recorder import Recorder

if TYPE_CHECKING:
    from ..camera import EmulatedCamera


@dataclass(frozen=True)
class Sent:
    """Something that was sent, or why it was not."""

    kind: str
    target: str
    error: str = ""


class Outbox:
    """Carries out what alarm actions send."""

    def __init__(self, camera: EmulatedCamera) -> None:
        """Send nothing yet."""
        self._camera = camera
        self.recorder = Recorder(camera)
        self.sent: list[Sent] = []

    def check(self, host: str) -> None:
        """Refuse to send anything beyond this machine."""
        if not network.may_send(self._camera, host):
            raise OSError(f"{host} is not a loopback address")

    async def _resolve(self, name: str) -> str:
        """Return the address of a host, which must be one that may be sent to."""
        try:
            host = str(ipaddress.ip_address(name))
        except ValueError:
            host = await self._look_up(name)
        if host == "0.0.0.0":
            raise OSError("no server is set")
        self.check(host)
        return host

    async def _look_up(self, name: str) -> str:
        if name in self._camera.hosts:
            return self._camera.hosts[name]
        if name == "localhost":
            return self._camera.host
        # No name of a test may reach a name server by mistake.
        if not name or not self._camera.allow_network:
            raise OSError(f"{name or 'no server'} is not known")
        found = await asyncio.get_running_loop().getaddrinfo(name, None)
        return str(found[0][4][0])

    def _begin(self, kind: str, target: str, work: Coroutine[Any, Any, None]) -> None:
        async def run() -> None:
            error = ""
            try:
                await work
            except (OSError, TimeoutError) as wrong:
                error = str(wrong) or type(wrong).__name__
            self.sent.append(Sent(kind, target, error))

        self._camera.spawn(run())

    # What actions ask for.

    def message(self, kind: str, host: str, port: int, text: str) -> None:
        """Send a text over TCP or UDP."""
        self._begin(kind, f"{host}:{port}", self._message(kind, host, port, text))

    async def _message(self, kind: str, host: str, port: int, text: str) -> None:
        host = await self._resolve(host)
        if kind == "udpto":
            loop = asyncio.get_running_loop()
            transport, _ = await loop.create_datagram_endpoint(
                asyncio.DatagramProtocol, local_addr=(self._camera.host, 0)
            )
            transport.sendto(text.encode(), (host, port))
            transport.close()
            return
        _, writer = await asyncio.open_connection(
            host, port, local_addr=(self._camera.host, 0)
        )
        writer.write(text.encode())
        writer.close()
        await writer.wait_closed()

    def mail(self, recipient: str, text: str, *, picture: bool) -> None:
        """Send an alarm mail."""
        self._begin("mailto", recipient, self._mail(recipient, text, picture=picture))

    async def _mail(self, recipient: str, text: str, *, picture: bool) -> None:
        camera = self._camera
        when = camera.local_time()
        attached = None
        if picture:
            frame = await camera.video.frame()
            attached = Naming("default", "").name(when), frame.jpeg
        letter = Letter(
            sender=mail.sender(camera),
            name=camera.get("camera.id"),
            recipient=recipient,
            subject=f"Alarm from {camera.identity.model}",
            text=text,
            when=when,
            picture=attached,
        )
        host = await self._resolve(camera.get("application.smtp.host"))
        if camera.get("application.smtp.type") == "pbs":
            pop = await self._resolve(camera.get("application.pop.host"))
            await mail.pop_login(camera, pop)
        await mail.deliver(camera, host, letter)

    def record(self) -> None:
        """Store the pictures around this moment on the FTP server."""
        self._begin("recftp", self._ftp_host, self._record())

    async def _record(self) -> None:
        files = await self.recorder.record()
        # The naming of the settings is that of periodic FTP alone (guide 6.5).
        await self._upload(files, Naming("default", ""))

    def store(self) -> None:
        """Store one picture on the FTP server."""
        self._begin("ftpto", self._ftp_host, self._store())

    async def _store(self) -> None:
        frame = await self._camera.video.frame()
        get = self._camera.parameters.live
        naming = Naming(
            get["application.ftp.naming"], get["application.ftp.naming_option"]
        )
        await self._upload([File(self._camera.local_time(), frame.jpeg)], naming)

    @property
    def _ftp_host(self) -> str:
        return self._camera.get("application.ftp.host")

    async def _upload(self, files: list[File], naming: Naming) -> None:
        host = await self._resolve(self._ftp_host)
        await ftp.upload(self._camera, host, files, naming)
