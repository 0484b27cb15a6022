"""The alarm mail (guide 6.4 and 6.5)."""

import base64
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING

from .talk import Talk

if TYPE_CHECKING:
    from ..camera import EmulatedCamera

BOUNDARY = "alarm-picture"


@dataclass(frozen=True)
class Letter:
    """A mail that is to be sent; `picture` is the name and content of a JPEG."""

    sender: str
    name: str
    recipient: str
    subject: str
    text: str
    when: datetime
    picture: tuple[str, bytes] | None = None

    def print(self) -> bytes:
        """Print it with its headers."""
        lines = [
            f"From: {self.name}<{self.sender}>",
            f"To: {self.recipient}",
            f"Subject: {self.subject}",
            f"Date: {format_datetime(self.when)}",
            "MIME-Version: 1.0",
        ]
        lines += self._plain() if self.picture is None else self._mixed(*self.picture)
        return "\r\n".join(lines).encode() + b"\r\n"

    def _plain(self) -> list[str]:
        return [
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: 8bit",
            *("", self.text),
        ]

    def _mixed(self, name: str, jpeg: bytes) -> list[str]:
        return [
            f'Content-Type: multipart/mixed; boundary="{BOUNDARY}"',
            *("", f"--{BOUNDARY}", *self._plain(), f"--{BOUNDARY}"),
            f'Content-Type: image/jpeg; name="{name}"',
            f'Content-Disposition: attachment; filename="{name}"',
            "Content-Transfer-Encoding: base64",
            *("", *_lines(base64.b64encode(jpeg).decode())),
            f"--{BOUNDARY}--",
        ]


def _lines(text: str) -> list[str]:
    return [text[at : at + 76] for at in range(0, len(text), 76)]


def sender(camera: EmulatedCamera) -> str:
    """Work out the sender's address (guide 6.5, mailfrom)."""
    address = camera.get("application.smtp.mailfrom")
    if address:
        return address
    fallback = "vn_v685" if camera.identity.model == "VN-V685" else "vn_v686"
    local = camera.get("application.pop.user") or fallback
    # Without a host name the mail server has to find a domain.
    return f"{local}@{camera.get('network.hostname')}".rstrip("@")


async def pop_login(camera: EmulatedCamera, host: str) -> None:
    """Log in at the POP server, as POP before SMTP wants it."""
    port = int(camera.get("application.pop.port"))
    # The guide's name for a blank one, whatever the model.
    user = camera.get("application.pop.user") or "vn_v686"
    password = camera.parameters.live["application.pop.password"]
    async with Talk(host, port, camera.host) as talk:
        await talk.hear("+OK")
        await talk.say(f"USER {user}", "+OK")
        await talk.say(f"PASS {password}", "+OK")
        await talk.say("QUIT", "+OK")


async def deliver(camera: EmulatedCamera, host: str, letter: Letter) -> None:
    """Hand a mail to the server."""
    port = int(camera.get("application.smtp.port"))
    async with Talk(host, port, camera.host) as talk:
        await talk.hear("220")
        await talk.say(f"HELO {camera.identity.host_name}", "250")
        await talk.say(f"MAIL FROM:<{letter.sender}>", "250")
        await talk.say(f"RCPT TO:<{letter.recipient}>", "250")
        await talk.say("DATA", "354")
        # A line that starts with a dot gets a second one.
        await talk.write(letter.print().replace(b"\r\n.", b"\r\n.."))
        await talk.say(".", "250")
        await talk.say("QUIT", "221")
