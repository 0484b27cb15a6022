"""What the questions share: each thing is asked of the camera once."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from ..protocol import parameters as p
from ..protocol.camera import Camera
from ..protocol.dialogue import first_reply
from ..protocol.errors import InvalidResponseError, VnError
from ..protocol.models import Identity, Model, Role
from ..protocol.parameters import Parameter
from ..protocol.reply import Reply
from ..protocol.timing import REAL, Timing
from .finding import UnseenError
from .wire import Answer, Wire


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(kw_only=True)
class Evidence:
    """What has been heard of one camera so far.

    Attributes:
        wire: bare connections, without a rule of their own.
        camera: the same camera as the product sees it.
        login: user and password.
        alarm_port: where it reports alarms.
        thorough: take the time that a thorough look needs.
        timing: clock and sleep.
        wall: the time of day.
        progress: told how far a long question is, from 0 to 1.
        personal: texts that no report may hold.
    """

    wire: Wire
    camera: Camera
    login: tuple[str, str]
    alarm_port: int
    search_ports: tuple[int, ...] = (80,)
    thorough: bool = False
    timing: Timing = REAL
    wall: Callable[[], datetime] = _now
    progress: Callable[[float], None] = lambda _: None
    personal: set[str] = field(default_factory=set)
    seconds: list[float] = field(default_factory=list)
    """How long each answer of the API took."""
    first_picture: float | None = None
    _answers: dict[tuple[str, ...], Answer] = field(default_factory=dict)
    _undo: list[tuple[str, str]] = field(default_factory=list)

    @property
    def role(self) -> Role | None:
        """Whose login it is."""
        return Role(self.login[0]) if self.login[0] in set(Role) else None

    async def ask(self, query: str, accept: str = "text/plain") -> Answer:
        """Ask the API, once for each query."""
        name = ("param", query, accept)
        if name not in self._answers:
            answer = await self.wire.param(query, self.login, accept)
            self.seconds.append(answer.seconds)
            self._answers[name] = answer
        return self._answers[name]

    async def once(self, *name: str, fetch: Callable[[], Awaitable[Answer]]) -> Answer:
        """Return what was fetched under this name, or fetch it."""
        if name not in self._answers:
            self._answers[name] = await fetch()
        return self._answers[name]

    async def reply(self, key: str) -> Reply:
        """Ask for a key and read the reply as the product does, also a refusal.

        Raises:
            UnseenError: there is none.
        """
        answer = await self.ask(key)
        try:
            return first_reply(key, answer.body)
        except InvalidResponseError:
            raise UnseenError(f"{key} is not answered with a reply") from None

    async def value(self, parameter: Parameter[Any] | str) -> str:
        """Read a value as text.

        Raises:
            UnseenError: the camera does not tell it.
        """
        key = parameter if isinstance(parameter, str) else parameter.key
        reply = await self.reply(key)
        if not 200 <= reply.code < 300 or reply.value is None:
            raise UnseenError(f"{key} is not told: {reply.code} {reply.reason}")
        return reply.value

    async def identity(self) -> Identity | None:
        """Tell which of our models it is, None if it is another."""
        try:
            match = Model.recognize(await self.value(p.MODEL))
        except UnseenError:
            return None
        return Identity(match.model, "", "", exact=match.exact) if match else None

    async def need_motors(self) -> None:
        """Go on only where the camera tells a position.

        Raises:
            UnseenError: it does not.
        """
        try:
            await self.value(p.PAN)
        except UnseenError:
            raise UnseenError("it tells no position: it has no motors") from None

    async def note_personal(self) -> None:
        """Learn what must not stand in the report."""
        self.personal |= {self.login[1], self.wire.host}
        texts: list[Parameter[str]] = [p.MAC, p.CAMERA_ID, p.HOSTNAME]
        texts += [p.PRESET_TITLE[number] for number in range(10)]
        for parameter in texts:
            try:
                self.personal.add(await self.value(parameter))
            except UnseenError:
                continue

    # Writing, and putting back.

    async def write(self, key: str, text: str, before: str | None = None) -> Reply:
        """Write a key as encoded; `before` is written again at the end.

        Raises:
            VnError: no answer, or none in the camera's language.
        """
        if before is not None:
            self.undo(key, before)
        answer = await self._asked(f"{key}={text}")
        return first_reply(key, answer.body)

    async def _asked(self, query: str) -> Answer:
        """Wait for the answer even when told to end: what puts back comes behind."""
        asking = asyncio.ensure_future(self.wire.param(query, self.login))
        try:
            return await asyncio.shield(asking)
        except asyncio.CancelledError:
            await asyncio.wait({asking})
            raise

    def undo(self, key: str, text: str) -> None:
        """Write this at the end; what is noted last is written first."""
        self._undo.append((key, text))

    async def put_back(self) -> list[str]:
        """Write everything again as it was; return the keys where that failed."""
        failed: list[str] = []
        while self._undo:
            key, text = self._undo.pop()
            try:
                await self.camera.write(p.PARAMETERS[key], text or "\0")
            except VnError:
                failed.append(key)
        return failed


def excerpt(data: bytes | str, most: int = 80) -> str:
    """Show bytes, shortened, with their line ends and the like made visible."""
    text = data.decode("latin-1") if isinstance(data, bytes) else data
    cut = text[:most].encode("unicode_escape").decode()
    return f"{cut}…" if len(text) > most else cut


def shape(text: str) -> str:
    """Show how a text is written, without what it says: `Aaa 99:99`."""
    text = re.sub(r"[a-zà-ÿ]+", "a", re.sub(r"[A-Z]+", "A", text))
    return excerpt(re.sub(r"\d+", "9", text), 60)


def listed(names: Iterable[str], most: int = 6) -> str:
    """Name the first of some things, and tell how many more there are."""
    names = list(names)
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
