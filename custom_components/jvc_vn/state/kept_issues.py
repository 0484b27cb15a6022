"""Keeps issues over restarts of Home Assistant, and to ourselves.

What Home Assistant keeps by itself it also puts, with names and addresses, into every
download of diagnostics, of whichever camera.
"""

from typing import TypedDict

from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.storage import Store
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN

_VERSION = 1
_DELAY = 1.0
"""Seconds after which a change is on the disk."""

type IssueData = dict[str, str | int | float | None]


class _Kept(TypedDict):
    key: str
    placeholders: dict[str, str]
    data: IssueData


class KeptIssues:
    """The issues that a person can fix, also after a restart."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Keep nothing; `load` brings what an earlier life has kept."""
        self._hass = hass
        self._store = Store[dict[str, _Kept]](
            hass, _VERSION, f"{DOMAIN}.issues", atomic_writes=True
        )
        self._kept: dict[str, _Kept] = {}

    async def load(self) -> None:
        """Show what is kept, and forget from now on what has been fixed."""
        for issue_id, kept in (await self._store.async_load() or {}).items():
            self._show(issue_id, kept)
            self._kept[issue_id] = kept
        registry = ir.async_get(self._hass)
        for domain, issue_id in tuple(registry.issues):
            issue = registry.issues[domain, issue_id]
            if domain == DOMAIN and issue.is_persistent:
                # Earlier versions let Home Assistant keep it.
                self._show(issue_id, _kept(issue))
                self.keep(issue_id)
        self._hass.bus.async_listen(
            ir.EVENT_REPAIRS_ISSUE_REGISTRY_UPDATED, self._updated
        )

    @callback
    def keep(self, issue_id: str) -> None:
        """Keep an issue that was created until it is deleted."""
        self._kept[issue_id] = _kept(ir.async_get(self._hass).issues[DOMAIN, issue_id])
        self._save()

    def _show(self, issue_id: str, kept: _Kept) -> None:
        ir.async_get(self._hass).async_get_or_create(
            DOMAIN,
            issue_id,
            is_fixable=True,
            is_persistent=False,
            severity=ir.IssueSeverity.WARNING,
            translation_key=kept["key"],
            translation_placeholders=kept["placeholders"],
            data=kept["data"],
        )

    @callback
    def _updated(self, event: Event[ir.EventIssueRegistryUpdatedData]) -> None:
        issue_id, action = event.data["issue_id"], event.data["action"]
        if event.data["domain"] != DOMAIN or action != "remove":
            return
        if issue_id in self._kept:
            del self._kept[issue_id]
            self._save()

    def _save(self) -> None:
        self._store.async_delay_save(lambda: self._kept, _DELAY)


def _kept(issue: ir.IssueEntry) -> _Kept:
    return {
        "key": issue.translation_key or "",
        "placeholders": issue.translation_placeholders or {},
        "data": issue.data or {},
    }


_KEPT: HassKey[KeptIssues] = HassKey(f"{DOMAIN}_kept_issues")


@callback
def async_kept_issues(hass: HomeAssistant) -> KeptIssues:
    """Return the one of a Home Assistant."""
    return hass.data.setdefault(_KEPT, KeptIssues(hass))
