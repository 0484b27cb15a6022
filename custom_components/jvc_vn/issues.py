"""Creates and deletes the issues that a person sees under repairs."""

from collections.abc import Iterable

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_HOST
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .const import CONF_ALARM_PORT, DOMAIN
from .protocol.follow_up import FollowUp
from .protocol.host import written


@callback
def async_create_restart_issue(
    hass: HomeAssistant, entry: ConfigEntry, needed: FollowUp, title: str
) -> None:
    """Ask whether the camera may restart so that a change takes effect."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        _issue_id(entry, "restart"),
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


def _create_issue(
    hass: HomeAssistant,
    entry: ConfigEntry,
    kind: str,
    translation_key: str,
    title: str,
    *,
    severity: ir.IssueSeverity = ir.IssueSeverity.WARNING,
    **more: str,
) -> None:
    """Tell what nothing here can mend; one of a kind for each camera."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        _issue_id(entry, kind),
        is_fixable=False,
        severity=severity,
        translation_key=translation_key,
        translation_placeholders={"camera": title, **more},
    )


def _issue_id(entry: ConfigEntry, kind: str) -> str:
    return f"{kind}_{entry.entry_id}"


def _delete_issues(hass: HomeAssistant, entry: ConfigEntry, *kinds: str) -> None:
    for kind in kinds:
        ir.async_delete_issue(hass, DOMAIN, _issue_id(entry, kind))


@callback
def async_create_changes_lost_issue(
    hass: HomeAssistant, entry: ConfigEntry, keys: Iterable[str], title: str
) -> None:
    """Tell that the camera restarted before changes could be saved."""
    parameters = ", ".join(sorted(keys))
    _create_issue(hass, entry, "lost", "changes_lost", title, parameters=parameters)


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
def async_create_trace_issue(
    hass: HomeAssistant, entry: ConfigEntry, why: str, title: str
) -> None:
    """Tell that moves are no longer recorded, though nobody has stopped that."""
    _create_issue(hass, entry, "trace", trace_ended(why), title)


@callback
def async_delete_trace_issue(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Withdraw what was told of a trace: another is recorded, or none."""
    _delete_issues(hass, entry, "trace")


@callback
def async_create_no_encoder_issue(
    hass: HomeAssistant, entry: ConfigEntry, title: str
) -> None:
    """Tell that a video was asked for, and nothing here can encode one."""
    _create_issue(hass, entry, "encoder", "no_encoder", title)


@callback
def async_create_places_taken_issue(
    hass: HomeAssistant, entry: ConfigEntry, title: str
) -> None:
    """Tell that others hold all places of the alarm port."""
    port = str(entry.data[CONF_ALARM_PORT])
    host = written(entry.data[CONF_HOST])
    key = "alarm_places_taken"
    _create_issue(hass, entry, key, "alarm_places_taken", title, host=host, port=port)


@callback
def async_create_port_closed_issue(
    hass: HomeAssistant, entry: ConfigEntry, title: str
) -> None:
    """Tell that the alarm port does not answer although the camera does."""
    port = str(entry.data[CONF_ALARM_PORT])
    host = written(entry.data[CONF_HOST])
    key = "alarm_port_closed"
    _create_issue(hass, entry, key, "alarm_port_closed", title, host=host, port=port)


@callback
def async_delete_alarm_issues(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Withdraw what was told of the alarm port."""
    _delete_issues(hass, entry, "alarm_places_taken", "alarm_port_closed")


@callback
def async_create_video_refused_issue(
    hass: HomeAssistant, entry: ConfigEntry, title: str
) -> None:
    """Tell that the camera answers but gives us no video."""
    _create_issue(hass, entry, "video", "video_refused", title)


@callback
def async_delete_video_refused_issue(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """The camera gives us video again."""
    _delete_issues(hass, entry, "video")


@callback
def async_create_other_camera_issue(
    hass: HomeAssistant, entry: ConfigEntry, mac: str, title: str
) -> None:
    """Tell that a camera with another MAC answers at the address of ours."""
    _create_issue(
        hass,
        entry,
        "other_camera",
        "other_camera",
        title,
        severity=ir.IssueSeverity.ERROR,
        host=written(entry.data[CONF_HOST]),
        mac=entry.unique_id or "",
        other_mac=mac,
    )


@callback
def async_delete_other_camera_issue(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Our camera answers again."""
    _delete_issues(hass, entry, "other_camera")


@callback
def async_delete_issues(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Withdraw what was asked and told of a camera that is removed."""
    _delete_issues(hass, entry, "restart", "lost", "trace", "encoder")
    _delete_issues(hass, entry, "other_camera", "video")
    for issue_id in [i for d, i in ir.async_get(hass).issues if d == DOMAIN]:
        if issue_id.startswith("owed_") and issue_id.endswith(entry.entry_id):
            ir.async_delete_issue(hass, DOMAIN, issue_id)
    async_delete_alarm_issues(hass, entry)
    async_delete_factory_password_issue(hass, entry)


@callback
def async_create_owed_issue(
    hass: HomeAssistant, entry: ConfigEntry, what: str, title: str
) -> None:
    """Tell what could not be ended on the camera, and offer to try again."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        _issue_id(entry, f"owed_{what}"),
        is_fixable=True,
        severity=ir.IssueSeverity.ERROR,
        translation_key=owed_key(what),
        translation_placeholders={"camera": title},
        data={"entry_id": entry.entry_id, "title": title, "owed": what},
    )


@callback
def async_delete_owed_issue(hass: HomeAssistant, entry: ConfigEntry, what: str) -> None:
    """It has been ended."""
    _delete_issues(hass, entry, f"owed_{what}")


@callback
def async_create_factory_password_issue(
    hass: HomeAssistant, entry: ConfigEntry, title: str, *, may_change: bool
) -> None:
    """Tell that everybody knows the camera's password, and offer to set another."""
    if not may_change:
        _create_issue(
            hass, entry, "factory_password", "factory_password_of_user", title
        )
        return
    ir.async_create_issue(
        hass,
        DOMAIN,
        _issue_id(entry, "factory_password"),
        is_fixable=True,
        severity=ir.IssueSeverity.WARNING,
        translation_key="factory_password",
        translation_placeholders={"camera": title},
        data={"entry_id": entry.entry_id, "title": title, "factory_password": True},
    )


@callback
def async_delete_factory_password_issue(
    hass: HomeAssistant, entry: ConfigEntry
) -> None:
    """It has one of its own."""
    _delete_issues(hass, entry, "factory_password")


def owed_key(what: str) -> str:
    """Return what to say of something that could not be ended."""
    match what.partition("_")[0]:
        case "pan" | "tilt":
            return "turning_not_ended"
        case "zoom" | "focus" | "iris":
            return "lens_not_ended"
        case "output":
            return "output_not_opened"
        case "trace":
            return "trace_not_ended"
        case "mask":
            return "mask_not_ended"
        case _:
            return "writing_not_ended"
