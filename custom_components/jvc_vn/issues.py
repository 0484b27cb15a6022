"""What a person should know or decide."""

from collections.abc import Iterable

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_HOST
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .const import CONF_ALARM_PORT, DOMAIN
from .protocol.follow_up import FollowUp


@callback
def async_ask_for_restart(
    hass: HomeAssistant, entry: ConfigEntry, needed: FollowUp, title: str
) -> None:
    """Ask whether the camera may restart so that a change takes effect."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        f"restart_{entry.entry_id}",
        is_fixable=True,
        is_persistent=True,
        severity=ir.IssueSeverity.WARNING,
        translation_key="restart_needed",
        translation_placeholders={"camera": title},
        data={
            "entry_id": entry.entry_id,
            "title": title,
            "key": needed.key,
            "value": needed.value,
        },
    )


@callback
def async_tell_lost_changes(
    hass: HomeAssistant, entry: ConfigEntry, keys: Iterable[str], title: str
) -> None:
    """Tell that the camera restarted before changes could be saved."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        f"lost_{entry.entry_id}",
        is_fixable=False,
        severity=ir.IssueSeverity.WARNING,
        translation_key="changes_lost",
        translation_placeholders={
            "camera": title,
            "parameters": ", ".join(sorted(keys)),
        },
    )


def trace_ended(why: str) -> str:
    """Return what to say of a trace that was not recorded to its end (guide, 6.6-5)."""
    match why:
        case "timeout":
            return "trace_too_long"
        case "memoryfull":
            return "trace_too_full"
        case _:
            return "trace_cut"


@callback
def async_tell_trace_ended(
    hass: HomeAssistant, entry: ConfigEntry, why: str, title: str
) -> None:
    """Tell that moves are no longer recorded, though nobody has stopped that."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        f"trace_{entry.entry_id}",
        is_fixable=False,
        severity=ir.IssueSeverity.WARNING,
        translation_key=trace_ended(why),
        translation_placeholders={"camera": title},
    )


@callback
def async_forget_trace(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Withdraw what was told of a trace: another is recorded, or none."""
    ir.async_delete_issue(hass, DOMAIN, f"trace_{entry.entry_id}")


@callback
def async_tell_no_encoder(hass: HomeAssistant, entry: ConfigEntry, title: str) -> None:
    """Tell that a video was asked for, and nothing here can encode one."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        f"encoder_{entry.entry_id}",
        is_fixable=False,
        severity=ir.IssueSeverity.WARNING,
        translation_key="no_encoder",
        translation_placeholders={"camera": title},
    )


@callback
def async_tell_places_taken(
    hass: HomeAssistant, entry: ConfigEntry, title: str
) -> None:
    """Tell that others hold all places of the alarm port."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        f"alarm_places_taken_{entry.entry_id}",
        is_fixable=False,
        severity=ir.IssueSeverity.WARNING,
        translation_key="alarm_places_taken",
        translation_placeholders={
            "camera": title,
            "host": entry.data[CONF_HOST],
            "port": str(entry.data[CONF_ALARM_PORT]),
        },
    )


@callback
def async_tell_port_closed(hass: HomeAssistant, entry: ConfigEntry, title: str) -> None:
    """Tell that the alarm port does not answer although the camera does."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        f"alarm_port_closed_{entry.entry_id}",
        is_fixable=False,
        severity=ir.IssueSeverity.WARNING,
        translation_key="alarm_port_closed",
        translation_placeholders={
            "camera": title,
            "host": entry.data[CONF_HOST],
            "port": str(entry.data[CONF_ALARM_PORT]),
        },
    )


@callback
def async_withdraw_alarm_issues(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Withdraw what was told of the alarm port."""
    for kind in ("alarm_places_taken", "alarm_port_closed"):
        ir.async_delete_issue(hass, DOMAIN, f"{kind}_{entry.entry_id}")


@callback
def async_tell_video_refused(
    hass: HomeAssistant, entry: ConfigEntry, title: str, *, refused: bool
) -> None:
    """Tell that the camera answers but gives us no video, or that it does again."""
    issue_id = f"video_{entry.entry_id}"
    if not refused:
        ir.async_delete_issue(hass, DOMAIN, issue_id)
        return
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id,
        is_fixable=False,
        severity=ir.IssueSeverity.WARNING,
        translation_key="video_refused",
        translation_placeholders={"camera": title},
    )


@callback
def async_forget_issues(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Withdraw what was asked and told of a camera that is removed."""
    for kind in ("restart", "lost", "trace", "encoder", "other_camera", "video"):
        ir.async_delete_issue(hass, DOMAIN, f"{kind}_{entry.entry_id}")
    async_withdraw_alarm_issues(hass, entry)
