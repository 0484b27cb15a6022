"""The check of a camera from Home Assistant: what came is kept for diagnostics."""

import asyncio
import logging
from collections import Counter
from typing import Any, Protocol

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_USERNAME
from homeassistant.core import HomeAssistant, callback

from ..check.evidence import Evidence
from ..check.finding import Needs, Verdict
from ..check.report import as_json
from ..check.run import check, chosen
from ..check.wire import Pace, Wire
from ..const import CONF_ALARM_PORT
from ..issues import async_create_checked_issue, async_delete_checked_issue
from ..protocol.camera import Camera
from ..protocol.errors import VnError
from ..protocol.identity_check import IdentityCheck

_LOGGER = logging.getLogger(__name__)

PACE = Pace()
# All places for viewers would be taken for a moment, and those of ours are among them.
_LEFT_OUT = {"jpeg.clients"}


class CheckHost(Protocol):
    """What the check needs of a camera's coordinator."""

    hass: HomeAssistant
    config_entry: ConfigEntry
    camera: Camera
    identity_check: IdentityCheck

    @property
    def title(self) -> str:
        """What a person calls the camera."""


class CameraCheck:
    """Reads only, beside what Home Assistant does, and never twice at once."""

    def __init__(self, host: CheckHost) -> None:
        """Nothing is known yet."""
        self.report: dict[str, Any] | None = None
        """The last report; it holds nothing private."""
        self._host = host
        self._turn = asyncio.Lock()

    @property
    def running(self) -> bool:
        """Whether it is being checked now."""
        return self._turn.locked()

    async def run(self) -> None:
        """Ask everything that only reads, and tell that the report is there."""
        async with self._turn:
            async_delete_checked_issue(self._host.hass, self._host.config_entry)
            try:
                await self._host.identity_check.verify()
                self.report = await self._ask()
            except VnError as err:
                _LOGGER.debug("%s: not checked: %s", self._host.title, err)
                self._tell(stopped=True)
                return
            self._tell(stopped=bool(self.report["stopped"]))

    async def _ask(self) -> dict[str, Any]:
        host, data = self._host, self._host.config_entry.data
        evidence = Evidence(
            wire=Wire(
                data[CONF_HOST],
                data[CONF_PORT],
                PACE,
                place=host.identity_check.place,
            ),
            camera=host.camera,
            login=(data[CONF_USERNAME], data[CONF_PASSWORD]),
            alarm_port=data[CONF_ALARM_PORT],
            search_ports=(data[CONF_PORT], 80),
            personal={host.title, host.config_entry.title},
        )
        questions = [q for q in chosen([Needs.NOTHING]) if q.name not in _LEFT_OUT]
        return await as_json(evidence, await check(evidence, questions=questions))

    @callback
    def _tell(self, *, stopped: bool) -> None:
        rows = self.report["rows"] if self.report else []
        counts = Counter(row["verdict"] for row in rows)
        async_create_checked_issue(
            self._host.hass,
            self._host.config_entry,
            self._host.title,
            answered=len(rows),
            odd=len(rows) - counts[Verdict.AS_GUIDE],
            stopped=stopped,
        )
