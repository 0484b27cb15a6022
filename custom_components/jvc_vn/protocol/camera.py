"""The camera as an object: typed reads and writes, commands and pictures."""

import asyncio
import logging
import re
from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Callable,
    Iterable,
)
from contextlib import AbstractAsyncContextManager
from typing import Any

from . import parameters as p
from .codecs import Hundredths, Text, one_of
from .dialogue import Dialogue
from .errors import (
    ClosedError,
    Expected,
    InvalidResponseError,
    InvalidValueError,
    OtherModelError,
    RefusedError,
    UnreachableError,
)
from .follow_up import FollowUp, follow_up
from .frame_rate import Pace, rate_text, stream_rate
from .http import TIMEOUT, Requests, Turn, redact
from .jpeg import JpegReader, parse_info
from .models import Frame, Identity, Model, Vop, is_sister
from .mpeg4 import Mpeg4Reader
from .parameters import Parameter
from .readings import Readings, among
from .reply import ACCEPTED, PARTIAL, Reply
from .slices import Slices

_LOGGER = logging.getLogger(__name__)

STALL = 10.0
"""Seconds without a picture, when one was due, after which a stream counts as dead."""
BATCH = 5
"""Keys in one request, where the camera takes several (VN-E4, a sibling)."""
_SHOWN = 2000
"""Characters of an odd answer that are remembered."""
# Of a key that the table does not have: `@` in an address, brackets of a patrol.
_RAW_SAFE = "@:(),"
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_.()]{0,99}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_PASSWORD = re.compile(r"[\x20-\x7e]{4,16}")


class Camera:
    """A VN-V685, VN-V686 or VN-V686B: typed reads and writes, and pictures."""

    def __init__(self, http: Requests) -> None:
        """Send requests by `http`; nothing is sent yet."""
        self.batch = 1
        """Keys that go into one request; see `probe_batching`."""
        self.on_partial: Callable[[str], None] | None = None
        """Called with the reason why a command was not recorded: `timeout`,
        `memoryfull`, or empty.

        While a trace is recorded, moves past its limits are done all the same, but
        answered `206 Partial Content` (guide, 6.6-5)."""
        self.odd: dict[str, str] = {}
        """Key → value that could not be read, or was cut; for diagnostics."""
        self._http = http
        self._dialogue = Dialogue(http)

    @property
    def spelled(self) -> dict[str, str]:
        """Documented key → the printed one that this camera wants instead."""
        return self._dialogue.spelled

    @property
    def requests(self) -> int:
        """Requests sent so far, video included."""
        return self._http.requests

    async def identify(self) -> Identity:
        """Read model and MAC.

        Raises:
            OtherModelError, InvalidResponseError: it is no camera of ours.
        """
        name = await self.get(p.MODEL)
        match = Model.recognize(name)
        sister = match is None and is_sister(name)
        if match is None and not sister:
            raise OtherModelError(f"unknown model {name[:40]!r}")
        mac = await self.get(p.MAC)
        if match is None:
            return Identity(Model.V685, name, mac, exact=False, sister=True)
        return Identity(match.model, name, mac, exact=match.exact)

    async def is_ours(self) -> bool | None:
        """Return whether the header of a picture is that of one of our cameras.

        No password is sent. None if the connection was closed without an answer,
        which our cameras do where their access list names us.

        Raises:
            UnreachableError: no answer.
        """
        try:
            async with self._http.video(_still_query(), TIMEOUT) as stream:
                return stream.ours
        except ClosedError:
            return None
        except InvalidResponseError:
            return False

    async def get[T](self, parameter: Parameter[T], *, turn: Turn = Turn.ASKED) -> T:
        """Read one parameter.

        Raises:
            RefusedError: the camera has no such key, or not for this login.
            AuthenticationError, UnreachableError, InvalidResponseError
        """
        reply = await self.get_raw(parameter.key, turn=turn)
        return parameter.decode(reply.value or "")

    def queue(self) -> AbstractAsyncContextManager[None]:
        """Hold the one place of polling; for what is polled by pictures."""
        return self._http.queue()

    async def get_many(
        self,
        parameters: Iterable[Parameter[Any]],
        *,
        turn: Turn = Turn.ASKED,
        on_answer: Callable[[Readings], None] | None = None,
    ) -> Readings:
        """Read parameters one after another, several to a request where possible.

        What the camera refuses, or writes in a way that cannot be read, is left
        out.

        Args:
            parameters: what to read.
            turn: what each request waits for.
            on_answer: sees after each answer what has been read so far.

        Raises:
            UnreachableError, AuthenticationError: no answer, or no login.
            InvalidResponseError: not one of the answers is in the camera's language.
        """
        readings = Readings()
        checked = False
        wanted = list(dict.fromkeys(parameters))
        while wanted:
            batch, wanted = wanted[: self.batch], wanted[self.batch :]
            if len(batch) > 1 and not await self._get_batch(batch, readings, turn):
                self.batch = 1
                wanted = batch + wanted
            elif len(batch) == 1:
                await self._get_one(batch[0], readings, turn)
            if not checked and not readings.values and readings.login_doubtful:
                await self._dialogue.check_login(turn, doubted=True)
                checked = True
            if on_answer:
                on_answer(readings)
        if readings.garbled and not readings.answered:
            raise readings.garbled
        return readings

    async def _get_one(
        self, parameter: Parameter[Any], readings: Readings, turn: Turn
    ) -> None:
        try:
            reply = await self._dialogue.ask(parameter.key, turn=turn)
        except RefusedError as err:
            readings.refused[parameter] = err
        except InvalidResponseError as err:
            readings.unreadable[parameter] = readings.garbled = err
        else:
            self._take(parameter, reply, readings)

    async def _get_batch(
        self, batch: list[Parameter[Any]], readings: Readings, turn: Turn
    ) -> bool:
        """Read several keys at once; False if the camera does not do that."""
        try:
            replies = await self._dialogue.ask_all([q.key for q in batch], turn=turn)
        except InvalidResponseError, ClosedError:
            return False
        by_key = {reply.key: reply for reply in replies}
        found = [(q, reply) for q in batch if (reply := among(by_key, q)) is not None]
        if len(found) < len(batch):
            return False
        for parameter, reply in found:
            self._take(parameter, reply, readings)
        return True

    def _take(
        self, parameter: Parameter[Any], reply: Reply, readings: Readings
    ) -> None:
        """File a reply; keep in `odd` a value that could not be read, or not whole."""
        readings.take(parameter, reply)
        text = reply.value or ""
        whole = parameter not in readings.unreadable and not (
            isinstance(parameter.codec, Text) and len(text) > parameter.codec.most
        )
        if whole:
            self.odd.pop(parameter.key, None)
        else:
            self.odd[parameter.key] = text[:_SHOWN]

    async def probe_batching(self) -> None:
        """Find out whether several keys may share a request.

        Documented for sister models only (reference, 6.1), so two harmless reads
        try it.
        """
        readings = Readings()
        works = await self._get_batch([p.MODEL, p.MAC], readings, Turn.QUEUED)
        self.batch = BATCH if works and len(readings.values) == 2 else 1

    async def set[T](
        self, parameter: Parameter[T], value: T, *, turn: Turn = Turn.ASKED
    ) -> FollowUp | None:
        """Write one parameter; return what the change still needs.

        Raises:
            InvalidValueError: the camera would not take it; nothing was sent.
            RefusedError: the camera refused it.
            AuthenticationError, UnreachableError, InvalidResponseError
        """
        return await self.write(parameter, parameter.encode(value), turn=turn)

    async def command(
        self, parameter: Parameter[Any], word: str, *, patience: float | None = None
    ) -> FollowUp | None:
        """Write a word that is a command, never a value (`goto`, `save`).

        `patience` is the seconds to wait for the answer where that takes long.
        """
        if word not in parameter.commands:
            expected = Expected("choice", choices=", ".join(sorted(parameter.commands)))
            raise InvalidValueError(parameter.key, word, expected)
        return await self.write(parameter, word, patience=patience)

    async def set_password(self, user: str, password: str, *, own: bool) -> None:
        """Change the password of one of the three users.

        If it is that of our login (`own`), further requests use it. No other request
        is sent meanwhile: a poll with the old password would look like a refused
        login.

        Raises:
            InvalidValueError: not 4-16 printable ASCII characters, or no such user;
                nothing was sent, and the error does not hold the password.
        """
        one_of(p.PASSWORD).write("user", user)
        if not isinstance(password, str) or not _PASSWORD.fullmatch(password):
            raise InvalidValueError("password", "…", Expected("password"))
        turn = Turn.ALONE if own else Turn.ASKED
        await self.write(p.PASSWORD[user], password, turn=turn)
        if own:
            self._http.login(user, password)

    async def step(self, parameter: Parameter[float], by: float) -> None:
        """Move an axis by a distance: degrees, or percent of the zoom's range.

        Raises:
            InvalidValueError: not an axis, or further than the axis goes.
        """
        codec = parameter.codec
        most = codec.high if isinstance(codec, Hundredths) else 0.0
        number = type(by) in {int, float}
        if not parameter.relative or not number or not 0 < abs(by) <= most:
            expected = Expected("number", low=-most, high=most)
            raise InvalidValueError(parameter.key, by, expected)
        await self.write(parameter, f"{by:+.2f}")

    async def write(
        self,
        parameter: Parameter[Any],
        text: str,
        *,
        patience: float | None = None,
        turn: Turn = Turn.ASKED,
    ) -> FollowUp | None:
        """Write an encoded value or a word; errors as with `set`."""
        # One step more is printed with a bare `+` (guide, 6.2 and 6.8).
        safe = "+" if text in parameter.commands else parameter.codec.safe
        reply = await self._dialogue.tell(
            parameter.key, text, safe=safe, turn=turn, patience=patience
        )
        self._tell_partial(reply)
        accepted = reply.code == ACCEPTED
        return follow_up(parameter.key, reply.detail if accepted else None)

    def _tell_partial(self, reply: Reply) -> None:
        if reply.code == PARTIAL and self.on_partial:
            self.on_partial(reply.detail or "")

    async def send(self, needed: FollowUp) -> None:
        """Send the call that an earlier change still needs."""
        await self.set_raw(needed.key, needed.value)

    async def get_raw(self, key: str, *, turn: Turn = Turn.ASKED) -> Reply:
        """Read a key of the guide as text; several lines where it has them.

        Raises:
            InvalidValueError: it does not look like a key; nothing was sent.
        """
        _check_key(key)
        reply = await self._dialogue.ask(key, turn=turn)
        if reply.value is None:
            raise InvalidResponseError(f"{key}: an answer without a value")
        return reply

    async def set_raw(self, key: str, value: str) -> Reply:
        """Write a key of the guide as text; an empty one clears it (`%00`).

        Raises:
            InvalidValueError: no key, or control characters; nothing was sent.
        """
        _check_key(key)
        if _CONTROL.search(value):
            # Not the value itself: it may be a password.
            raise InvalidValueError("value", "…", Expected("plain_text"))
        reply = await self._dialogue.tell(
            key, value or "\0", safe=_raw_safe(key, value)
        )
        self._tell_partial(reply)
        return reply

    async def still(self) -> Frame:
        """Fetch one picture; the camera closes the connection after it.

        Raises:
            ClosedError: the camera's access list may name us.
            UnreachableError, InvalidResponseError: no answer, or no picture.
        """
        reader = JpegReader()
        try:
            async with (
                asyncio.timeout(TIMEOUT),
                self._http.video(_still_query(), TIMEOUT) as stream,
            ):
                async for chunk in stream.chunks:
                    for jpeg in reader.feed(chunk):
                        return Frame(jpeg, parse_info(jpeg))
        except TimeoutError:
            raise UnreachableError("no picture in time") from None
        raise InvalidResponseError("the answer holds no picture")

    async def frames(self, rate: float) -> AsyncGenerator[Frame]:
        """Yield pictures until the camera stops sending them.

        Of a camera that sends far more than it was asked for, some are left out.

        Args:
            rate: frames per second, see `stream_rate`.

        Raises:
            UnreachableError: no connection, or no picture 10 s after one was due.
            InvalidResponseError: something that is no video.
        """
        rate = stream_rate(rate)
        reader, pace = JpegReader(), Pace(rate)
        patience = STALL + (1 / rate if rate < 1 else 0)
        clock = asyncio.get_running_loop().time
        renew = 0.0
        try:
            async with (
                asyncio.timeout(patience) as stall,
                self._http.video(_video_query(rate_text(rate)), None) as stream,
            ):
                async for chunk in stream.chunks:
                    for jpeg in reader.feed(chunk):
                        # Not for each frame: a timer costs more than reading one.
                        if (now := clock()) >= renew:
                            renew = now + STALL / 20
                            stall.reschedule(renew + patience)
                        if pace.takes(now):
                            yield Frame(jpeg, parse_info(jpeg))
        except TimeoutError:
            raise UnreachableError(f"no picture for {patience:g} s") from None

    async def vops(self) -> AsyncGenerator[Vop]:
        """Yield the VOPs of the camera's own MPEG-4 until it stops sending them.

        Size and rate are settings of the camera. The first VOPs may need one that
        came before; see `Vop.starts`.

        Raises:
            ClosedError: the camera's access list may name us, or it sends as many
                streams as it can.
            UnreachableError: no connection, or no VOP for 10 s.
            InvalidResponseError: something that is no video.
        """
        reader, slices = Mpeg4Reader(), Slices()
        now = asyncio.get_running_loop().time
        async with self._http.video("encode=mpeg4&ptz_info=off", STALL) as stream:
            due = now() + STALL
            while chunk := await _before(due, stream.chunks):
                slices.begin()
                for vop in reader.feed(chunk):
                    yield vop
                    due = now() + STALL
                    await slices.give_turn()


async def _before(due: float, chunks: AsyncIterator[bytes]) -> bytes:
    """Return the next piece, empty at the end; UnreachableError if none is in time."""
    try:
        async with asyncio.timeout_at(due):
            return await anext(chunks, b"")
    except TimeoutError:
        raise UnreachableError("no VOP for 10 s") from None


def _check_key(key: str) -> None:
    if not _KEY.fullmatch(key):
        raise InvalidValueError("parameter", redact(key), Expected("key"))


def _raw_safe(key: str, value: str) -> str:
    """Return what stays as it is in a value that came as text."""
    if re.fullmatch(r"[+-](\d+(\.\d+)?)?", value):
        # One step more, and relative moves, are printed bare (guide, 6.2, 6.6).
        return "+"
    parameter: Parameter[object] | None = p.PARAMETERS.get(key)
    return parameter.codec.safe if parameter else _RAW_SAFE


def _still_query() -> str:
    return _video_query("0", boundary=False)


def _video_query(rate: str, *, boundary: bool = True) -> str:
    return (
        f"encode=jpeg&framerate={rate}"
        f"&boundary={'on' if boundary else 'off'}&ptz_info=off"
    )
