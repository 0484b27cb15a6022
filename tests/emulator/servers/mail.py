"""A mail server that keeps what it is sent."""

import email
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import default
from typing import override

from .pop import PopServer
from .server import Line, Server


@dataclass(frozen=True)
class Mail:
    """A mail with its envelope."""

    sender: str
    recipient: str
    message: EmailMessage
    raw: bytes

    @property
    def text(self) -> str:
        """Return what is to be read."""
        body = self.message.get_body(("plain",))
        return body.get_content().rstrip("\r\n") if body else ""

    @property
    def pictures(self) -> list[bytes]:
        """Return what is attached."""
        return [part.get_content() for part in self.message.iter_attachments()]


class MailServer(Server):
    """SMTP, as far as a camera speaks it.

    With a `pop` server it takes mail only from who has logged in there before.
    """

    def __init__(
        self, host: str = "127.0.0.1", port: int = 0, *, pop: PopServer | None = None
    ) -> None:
        """Prepare to listen."""
        super().__init__(host, port)
        self.mails: list[Mail] = []
        self._pop = pop

    @override
    async def talk(self, line: Line) -> None:
        await line.say("220 mail.test ready")
        sender = recipient = ""
        while (heard := await line.hear())[0]:
            match heard:
                case "HELO" | "EHLO", _:
                    await line.say("250 mail.test")
                case "MAIL", rest if self._pop and line.peer not in self._pop.logins:
                    await line.say(f"530 {rest}: POP before SMTP")
                case "MAIL", rest:
                    sender = _address(rest)
                    await line.say("250 sender")
                case "RCPT", rest:
                    recipient = _address(rest)
                    await line.say("250 recipient")
                case "DATA", _ if recipient:
                    await line.say("354 go on")
                    self._keep(sender, recipient, await _data(line))
                    await line.say("250 kept")
                case "QUIT", _:
                    await line.say("221 bye")
                    return
                case word, _:
                    await line.say(f"503 {word} here")

    def _keep(self, sender: str, recipient: str, raw: bytes) -> None:
        message = email.message_from_bytes(raw, policy=default)
        assert isinstance(message, EmailMessage)
        self.mails.append(Mail(sender, recipient, message, raw))


async def _data(line: Line) -> bytes:
    lines = []
    while (text := await line.reader.readline()) not in (b".\r\n", b""):
        lines.append(text[1:] if text.startswith(b".") else text)
    return b"".join(lines)


def _address(text: str) -> str:
    return text.partition("<")[2].partition(">")[0]
