"""Asks the camera for keys, in whatever spelling it takes, and reads its answers."""

import time
from collections.abc import Sequence
from dataclasses import replace

from . import parameters as p
from .errors import AuthenticationError, RefusedError, UnreachableError
from .http import Requests, Turn, encode_query
from .parameters import Parameter
from .reply import UNAUTHORIZED, Reply, parse_replies

_QUICK = 1.0
LOGIN_LASTS = 60.0
"""Seconds for which a login that was seen to work is not doubted."""


class Dialogue:
    """One question, one answer; several questions where the camera takes that."""

    def __init__(self, http: Requests) -> None:
        """Ask by these requests."""
        self.spelled: dict[str, str] = {}
        """Documented key → the printed one that this camera wants instead."""
        self._http = http
        self._login_worked = float("-inf")

    async def ask(self, key: str, *, turn: Turn) -> Reply:
        """Read a key.

        Raises:
            RefusedError: the camera says no.
            AuthenticationError, UnreachableError, InvalidResponseError
        """
        printed = _printed(key)
        return await self._in_some_spelling(key, printed, None, "+", turn, None)

    async def tell(
        self,
        key: str,
        text: str,
        *,
        safe: str = "+",
        turn: Turn = Turn.ASKED,
        patience: float | None = None,
    ) -> Reply:
        """Write a key; `safe` characters stay as they are. Errors as with `ask`."""
        printed = _printed(key)
        return await self._in_some_spelling(key, printed, text, safe, turn, patience)

    async def ask_all(self, keys: Sequence[str], *, turn: Turn) -> list[Reply]:
        """Read several keys in one request; replies under the keys as they came.

        Raises:
            ClosedError, InvalidResponseError: the camera may not take several.
        """
        queries = (encode_query(self.spelled.get(key, key)) for key in keys)
        replies = parse_replies(await self._read(*queries, turn=turn))
        for reply in replies:
            self._note_login(reply)
        return replies

    async def check_login(self, turn: Turn, *, doubted: bool = False) -> None:
        """Find out whether a refusal means the login.

        The guide has one error for everything, `401 Unauthorized` (6). The model may
        be read by everybody: where that is refused, it is the login. Where the camera
        has just answered something else, only `doubted` asks again.

        Raises:
            AuthenticationError: it is.
        """
        lately = time.monotonic() - self._login_worked < LOGIN_LASTS
        if lately and not doubted:
            return
        query = encode_query(p.MODEL.key)
        reply = first_reply(p.MODEL.key, await self._read(query, turn=turn))
        if reply.code == UNAUTHORIZED:
            raise AuthenticationError("the login is refused")
        self._note_login(reply)

    def _note_login(self, reply: Reply) -> None:
        if 200 <= reply.code < 300:
            self._login_worked = time.monotonic()

    async def _in_some_spelling(
        self,
        key: str,
        printed: Sequence[str],
        text: str | None,
        safe: str,
        turn: Turn,
        patience: float | None,
    ) -> Reply:
        spellings = [self.spelled.get(key, key)]
        spellings += [other for other in (key, *printed) if other not in spellings]
        refusals: list[RefusedError] = []
        for spelling in spellings:
            query = encode_query(spelling, text, safe)
            if text is None:
                body = await self._read(query, turn=turn)
            else:
                body = await self._http.param(query, patience=patience, turn=turn)
            reply = first_reply(key, body)
            self._note_login(reply)
            try:
                reply.raise_for_error()
            except RefusedError as err:
                refusals.append(err)
                continue
            if printed:
                self.spelled[key] = spelling
            return reply
        refusal = refusals[0]
        if refusal.code == UNAUTHORIZED:
            if key == p.MODEL.key:
                raise AuthenticationError("the login is refused") from refusal
            await self.check_login(turn)
        raise refusal

    async def _read(self, *queries: str, turn: Turn) -> bytes:
        """Send a request that only reads; if it fails quickly, once more."""
        started = time.monotonic()
        try:
            return await self._http.param(*queries, turn=turn)
        except UnreachableError:
            if time.monotonic() - started > _QUICK:
                raise
            return await self._http.param(*queries, turn=turn)


def _printed(key: str) -> tuple[str, ...]:
    parameter: Parameter[object] | None = p.PARAMETERS.get(key)
    return parameter.printed if parameter else ()


def first_reply(key: str, body: bytes) -> Reply:
    """Read the answer to one key.

    The guide misprints keys in replies: the first reply is the one meant, and all that
    follows it belongs to it (`system.session`, reference 6.18).
    """
    first, *rest = parse_replies(body)
    more = (f"{reply.key}={reply.value}" for reply in rest if reply.value is not None)
    return replace(first, key=key, lines=(*first.lines, *more))
