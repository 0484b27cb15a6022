"""Camera: the object that the rest of the integration talks to."""

import asyncio
import logging
import re
import time
from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from . import parameters as p
from .errors import (
    ClosedError,
    Expected,
    InvalidResponseError,
    InvalidValueError,
    RefusedError,
    UnreachableError,
)
from .follow_up import FollowUp, follow_up
from .http import TIMEOUT, Http, encode_query, redact
from .jpeg import JpegReader, parse_info
from .models import Frame, Identity, Model
from .parameters import Parameter
from .reply import Reply, parse_replies

_LOGGER = logging.getLogger(__name__)

FRAME_RATES = (30.0, 25.0, 15.0, 10.0, 7.5, 6.0, 5.0, 3.0, 2.0, 1.0)
"""Frames per second that the camera can send (guide, 1)."""
STALL = 10.0
"""Seconds without a picture after which a stream counts as dead."""
BATCH = 5
"""Keys in one request, where the camera takes several (VN-E4, a sibling)."""
_QUICK = 1.0
# A raw value is written as the guide prints such values: `/` between the
# segments of an alarm action, `@` in an address, brackets of a patrol.
_RAW_SAFE = "+/@:(),"
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_.()]{0,99}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(slots=True)
class Readings:
    """What a round of reading brought."""

    values: dict[Parameter[Any], Any] = field(default_factory=dict)
    refused: dict[Parameter[Any], RefusedError] = field(default_factory=dict)
    unreadable: dict[Parameter[Any], InvalidResponseError] = field(default_factory=dict)

    def take(self, parameter: Parameter[Any], reply: Reply) -> None:
        """Sort a reply in."""
        try:
            reply.raise_for_error()
            self.values[parameter] = parameter.decode(reply.value or "")
        except RefusedError as err:
            self.refused[parameter] = err
        except InvalidResponseError as err:
            self.unreadable[parameter] = err


class Camera:
    """A VN-V685, VN-V686 or VN-V686B: typed reads and writes, and pictures."""

    def __init__(self, http: Http) -> None:
        """Use these requests; nothing is sent yet."""
        self.batch = 1
        """Keys that go into one request; see `probe_batching`."""
        self._http = http

    @property
    def requests(self) -> int:
        """Requests sent so far, video included."""
        return self._http.requests

    async def identify(self) -> Identity:
        """Read who this is.

        Raises:
            InvalidResponseError: it is no camera of ours.
        """
        name = await self.get(p.MODEL)
        model = Model.parse(name)
        if model is None:
            raise InvalidResponseError(f"unknown model {name[:40]!r}")
        return Identity(model=model, name=name, mac=await self.get(p.MAC))

    async def is_ours(self) -> bool | None:
        """Tell from the header of a picture whether this is one of our cameras.

        No password is sent. None if it closed without an answer, which a camera
        of ours does where its access list names us.

        Raises:
            UnreachableError: nobody answers.
        """
        try:
            async with self._http.video(_still_query(), TIMEOUT) as stream:
                return stream.ours
        except ClosedError:
            return None
        except InvalidResponseError:
            return False

    async def get[T](self, parameter: Parameter[T]) -> T:
        """Read one parameter.

        Raises:
            RefusedError: the camera has no such key, or not for this login.
            AuthenticationError, UnreachableError, InvalidResponseError
        """
        reply = await self.get_raw(parameter.key)
        return parameter.decode(reply.value or "")

    async def get_many(self, parameters: Iterable[Parameter[Any]]) -> Readings:
        """Read parameters one after another, several to a request where possible.

        What the camera refuses, or writes in a way that cannot be read, is left
        out.

        Raises:
            UnreachableError, AuthenticationError: no answer, or no login.
            InvalidResponseError: not one of the answers could be read.
        """
        readings = Readings()
        wanted = list(dict.fromkeys(parameters))
        while wanted:
            batch, wanted = wanted[: self.batch], wanted[self.batch :]
            if len(batch) > 1 and not await self._get_batch(batch, readings):
                self.batch = 1
                wanted = batch + wanted
            elif len(batch) == 1:
                await self._get_one(batch[0], readings)
        if readings.unreadable and not readings.values and not readings.refused:
            raise next(iter(readings.unreadable.values()))
        return readings

    async def _get_one(self, parameter: Parameter[Any], readings: Readings) -> None:
        try:
            query = encode_query(parameter.key)
            # The guide misprints keys in replies: the only reply is the one meant.
            reply = (await self._ask(query, read=True))[0]
            readings.take(parameter, replace(reply, key=parameter.key))
        except InvalidResponseError as err:
            readings.unreadable[parameter] = err

    async def _get_batch(self, batch: list[Parameter[Any]], readings: Readings) -> bool:
        """Read several keys at once; False if the camera does not do that."""
        try:
            replies = await self._ask(*(encode_query(q.key) for q in batch), read=True)
        except InvalidResponseError, ClosedError:
            return False
        by_key = {reply.key: reply for reply in replies}
        if any(parameter.key not in by_key for parameter in batch):
            return False
        for parameter in batch:
            readings.take(parameter, by_key[parameter.key])
        return True

    async def probe_batching(self) -> None:
        """Find out whether several keys may share a request.

        Documented for sister models only (reference, 6.1): two harmless reads
        tell.
        """
        readings = Readings()
        works = await self._get_batch([p.MODEL, p.MAC], readings)
        self.batch = BATCH if works and len(readings.values) == 2 else 1

    async def set[T](self, parameter: Parameter[T], value: T) -> FollowUp | None:
        """Write one parameter; return what the change still needs.

        Raises:
            InvalidValueError: the camera would not take it; nothing was sent.
            RefusedError: the camera said no.
            AuthenticationError, UnreachableError, InvalidResponseError
        """
        return await self._write(parameter, parameter.encode(value))

    async def command(self, parameter: Parameter[Any], word: str) -> FollowUp | None:
        """Write a word that is a command, never a value (`goto`, `save`)."""
        if word not in parameter.commands:
            expected = Expected("choice", choices=", ".join(sorted(parameter.commands)))
            raise InvalidValueError(parameter.key, word, expected)
        return await self._write(parameter, word)

    async def _write(self, parameter: Parameter[Any], text: str) -> FollowUp | None:
        query = encode_query(parameter.key, text, parameter.codec.safe)
        reply = await self._ask_one(parameter.key, query, read=False)
        return follow_up(parameter.key, reply.detail if reply.code == 202 else None)

    async def send(self, needed: FollowUp) -> None:
        """Send the call that a change still needed."""
        await self.set_raw(needed.key, needed.value)

    async def get_raw(self, key: str) -> Reply:
        """Read a key of the guide as text.

        Raises:
            InvalidValueError: it does not look like a key; nothing was sent.
        """
        _check_key(key)
        reply = await self._ask_one(key, encode_query(key), read=True)
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
        query = encode_query(key, value or "\0", _RAW_SAFE)
        return await self._ask_one(key, query, read=False)

    async def _ask_one(self, key: str, query: str, *, read: bool) -> Reply:
        # The guide misprints keys in replies: the only reply is the one meant.
        reply = replace((await self._ask(query, read=read))[0], key=key)
        reply.raise_for_error()
        return reply

    async def _ask(self, *queries: str, read: bool) -> list[Reply]:
        """Send a request; a read that failed quickly is tried once more."""
        started = time.monotonic()
        try:
            body = await self._http.param(*queries)
        except UnreachableError:
            if not read or time.monotonic() - started > _QUICK:
                raise
            body = await self._http.param(*queries)
        return parse_replies(body)

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

        Args:
            rate: frames per second; the camera's next higher rate is asked for.

        Raises:
            UnreachableError: no connection, or no picture for 10 s.
            InvalidResponseError: something that is no video.
        """
        rates = (r for r in reversed(FRAME_RATES) if r >= rate)
        query = _video_query(next(rates, FRAME_RATES[0]))
        reader = JpegReader()
        try:
            async with (
                asyncio.timeout(STALL) as stall,
                self._http.video(query, STALL) as stream,
            ):
                async for chunk in stream.chunks:
                    for jpeg in reader.feed(chunk):
                        stall.reschedule(asyncio.get_running_loop().time() + STALL)
                        yield Frame(jpeg, parse_info(jpeg))
        except TimeoutError:
            raise UnreachableError("no picture for 10 s") from None


def _check_key(key: str) -> None:
    if not _KEY.fullmatch(key):
        raise InvalidValueError("parameter", redact(key), Expected("key"))


def _still_query() -> str:
    return _video_query(0, boundary=False)


def _video_query(rate: float, *, boundary: bool = True) -> str:
    return (
        f"encode=jpeg&framerate={rate:g}"
        f"&boundary={'on' if boundary else 'off'}&ptz_info=off"
    )
