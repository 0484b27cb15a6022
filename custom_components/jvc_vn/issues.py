"""Creates and deletes the issues that a person sees under repairs."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_HOST, CONF_PORT
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .check.report import WHERE_TO
from .const import CONF_ALARM_PORT, DOMAIN
from .protocol.follow_up import FollowUp
from .protocol.host import written
from .state.kept_issues import IssueData, async_kept_issues


def _create_issue(
    hass: HomeAssistant,
    entry: ConfigEntry,
    kind: str,
    translation_key: str,
    title: str,
    *,
    severity: ir.IssueSeverity = ir.IssueSeverity.WARNING,
    fix: IssueData | None = None,
    **more: str,
) -> None:
    """Create an issue, one of a kind for each camera.

    Args:
        hass: to create it in.
        entry: of the camera.
        kind: the beginning of its id.
        translation_key: of its texts.
        title: what a person calls the camera.
        severity: how bad it is.
        fix: what the flow that mends it is given, by which it is found; None if
            there is none.
        more: what its texts name beside the camera.
    """
    whose: IssueData = {"entry_id": entry.entry_id, "title": title}
    ir.async_create_issue(
        hass,
        DOMAIN,
        _issue_id(entry, kind),
        is_fixable=fix is not None,
        severity=severity,
        translation_key=translation_key,
        translation_placeholders={"camera": title, **more},
        data=None if fix is None else whose | fix,
    )


def _issue_id(entry: ConfigEntry, kind: str) -> str:
    return f"{kind}_{entry.entry_id}"


def _delete_issues(hass: HomeAssistant, entry: ConfigEntry, *kinds: str) -> None:
    for kind in kinds:
        ir.async_delete_issue(hass, DOMAIN, _issue_id(entry, kind))


@callback
def async_create_restart_issue(
    hass: HomeAssistant,
    entry: ConfigEntry,
    title: str,
    needed: FollowUp,
    staged: object,
    changes: Iterable[str],
) -> None:
    """Ask whether the camera may restart so that changes take effect.

    Args:
        hass: to create it in.
        entry: of the camera.
        title: what a person calls the camera.
        needed: the call that restarts it.
        staged: what is kept with the repair, see `staged_before`.
        changes: a line for each change.
    """
    _create_issue(
        hass,
        entry,
        "restart",
        "restart_needed",
        title,
        fix={
            "key": needed.key,
            "value": needed.value,
            "staged": json.dumps(staged),
        },
        changes="\n".join(changes),
    )
    async_kept_issues(hass).keep(_issue_id(entry, "restart"))


@callback
def async_delete_restart_issue(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """The camera has restarted, or there is nothing to restart it for."""
    _delete_issues(hass, entry, "restart")


@callback
def staged_before(hass: HomeAssistant, entry: ConfigEntry) -> Any:
    """Return what an earlier life has kept with the repair, None if nothing."""
    issue = ir.async_get(hass).async_get_issue(DOMAIN, _issue_id(entry, "restart"))
    data = (issue and issue.data) or {}
    return json.loads(str(data["staged"])) if "staged" in data else None


@callback
def async_create_changes_lost_issue(
    hass: HomeAssistant, entry: ConfigEntry, keys: Iterable[str], title: str
) -> None:
    """Report that the camera restarted before changes could be saved."""
    parameters = ", ".join(sorted(keys))
    _create_issue(hass, entry, "lost", "changes_lost", title, parameters=parameters)


@callback
def async_delete_changes_lost_issue(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """The values are back, or others were chosen, or the camera has restarted again."""
    _delete_issues(hass, entry, "lost")


@callback
def async_create_moved_issue(
    hass: HomeAssistant, entry: ConfigEntry, title: str, host: str, port: int
) -> None:
    """Ask where the camera is: it took another address, and is not found there."""
    _create_issue(
        hass,
        entry,
        "moved",
        "moved",
        title,
        severity=ir.IssueSeverity.ERROR,
        fix={"host": host, "port": port},
        host=host,
        port=str(port),
    )


@callback
def async_delete_moved_issue(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """It has been found."""
    _delete_issues(hass, entry, "moved")


@callback
def async_create_gone_issue(
    hass: HomeAssistant, entry: ConfigEntry, title: str, used: Mapping[str, list[str]]
) -> None:
    """Tell who uses entities that are no more.

    `used` is entity id → the names of what uses it.
    """
    lines = [f"- {gone}: {', '.join(users)}" for gone, users in used.items()]
    fix: IssueData = {"users": "\n".join(lines), "gone": ",".join(used)}
    _create_issue(hass, entry, "gone", "entities_gone", title, fix=fix)
    async_kept_issues(hass).keep(_issue_id(entry, "gone"))


@callback
def async_delete_gone_issue(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """They are back, or nothing uses them any more."""
    _delete_issues(hass, entry, "gone")


@callback
def gone_before(hass: HomeAssistant, entry: ConfigEntry) -> list[str]:
    """Return the entities that the repair names, none if there is none."""
    issue = ir.async_get(hass).async_get_issue(DOMAIN, _issue_id(entry, "gone"))
    gone = str((issue and issue.data and issue.data.get("gone")) or "")
    return gone.split(",") if gone else []


@callback
def async_create_unsaved_issue(
    hass: HomeAssistant, entry: ConfigEntry, keys: Iterable[str], title: str
) -> None:
    """Offer to save changes that a restart would take: nobody does it by itself."""
    parameters = ", ".join(sorted(keys))
    fix: IssueData = {"unsaved": parameters}
    _create_issue(hass, entry, "unsaved", "unsaved", title, fix=fix)


@callback
def async_delete_unsaved_issue(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """They have been saved, or undone."""
    _delete_issues(hass, entry, "unsaved")


OUTPUTS_ISSUE = "outputs_exposed"


@callback
def async_create_outputs_issue(hass: HomeAssistant, outputs: Iterable[str]) -> None:
    """Tell once that outputs can be switched by voice, and offer to take them away."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        OUTPUTS_ISSUE,
        is_fixable=True,
        severity=ir.IssueSeverity.WARNING,
        translation_key="outputs_exposed",
        translation_placeholders={},
        data={"outputs": ",".join(outputs)},
    )
    async_kept_issues(hass).keep(OUTPUTS_ISSUE)


@callback
def async_delete_outputs_issue(hass: HomeAssistant) -> None:
    """They cannot be switched by voice any more."""
    ir.async_delete_issue(hass, DOMAIN, OUTPUTS_ISSUE)


@callback
def async_create_clock_issue(
    hass: HomeAssistant,
    entry: ConfigEntry,
    title: str,
    zone: str,
    offsets: list[str],
) -> None:
    """Ask which offset from UTC the clock of a camera keeps."""
    fix: IssueData = {"zone": zone, "offsets": ",".join(offsets)}
    _create_issue(hass, entry, "clock", "clock_unsure", title, fix=fix)


@callback
def async_delete_clock_issue(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """It is known."""
    _delete_issues(hass, entry, "clock")


@callback
def async_create_not_saved_issue(
    hass: HomeAssistant, entry: ConfigEntry, call: str, error: str, title: str
) -> None:
    """Tell that the camera does not take the call that makes changes last."""
    _create_issue(hass, entry, "not_saved", "not_saved", title, call=call, error=error)


@callback
def async_delete_not_saved_issue(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """It has been saved, or there is nothing to save."""
    _delete_issues(hass, entry, "not_saved")


@callback
def async_create_clock_off_issue(
    hass: HomeAssistant, entry: ConfigEntry, title: str
) -> None:
    """Offer to set a clock that is wrong."""
    _create_issue(hass, entry, "clock_off", "clock_off", title, fix={"clock": "off"})


@callback
def async_delete_clock_off_issue(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """It is right."""
    _delete_issues(hass, entry, "clock_off")


@callback
def async_create_fan_issue(hass: HomeAssistant, entry: ConfigEntry, title: str) -> None:
    """Tell that the fan stands still."""
    _create_issue(hass, entry, "fan", "fan_stopped", title)


@callback
def async_delete_fan_issue(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """It turns."""
    _delete_issues(hass, entry, "fan")


def trace_ended(why: str) -> str:
    """Return the translation key for a trace that was cut short (guide, 6.6-5)."""
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
    """Report that a trace is no longer recorded, though nobody stopped it."""
    _create_issue(hass, entry, "trace", trace_ended(why), title)


@callback
def async_delete_trace_issue(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Delete the issue of a trace: another is recorded, or none."""
    _delete_issues(hass, entry, "trace")


@callback
def async_create_no_encoder_issue(
    hass: HomeAssistant, entry: ConfigEntry, title: str
) -> None:
    """Report that a video was asked for, and nothing here can encode one."""
    _create_issue(hass, entry, "encoder", "no_encoder", title)


@callback
def async_create_places_taken_issue(
    hass: HomeAssistant, entry: ConfigEntry, title: str
) -> None:
    """Report that others hold all ten places of the alarm port."""
    port = str(entry.data[CONF_ALARM_PORT])
    host = written(entry.data[CONF_HOST])
    key = "alarm_places_taken"
    _create_issue(hass, entry, key, "alarm_places_taken", title, host=host, port=port)


@callback
def async_create_port_closed_issue(
    hass: HomeAssistant, entry: ConfigEntry, title: str
) -> None:
    """Report that the alarm port does not answer although the camera does."""
    port = str(entry.data[CONF_ALARM_PORT])
    host = written(entry.data[CONF_HOST])
    key = "alarm_port_closed"
    _create_issue(hass, entry, key, "alarm_port_closed", title, host=host, port=port)


@callback
def async_delete_alarm_issues(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Delete the issues of the alarm port."""
    _delete_issues(hass, entry, "alarm_places_taken", "alarm_port_closed")


@callback
def async_create_video_refused_issue(
    hass: HomeAssistant, entry: ConfigEntry, title: str
) -> None:
    """Report that the camera answers but sends us no video."""
    _create_issue(hass, entry, "video", "video_refused", title)


@callback
def async_delete_video_refused_issue(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Delete the issue: the camera sends us video again."""
    _delete_issues(hass, entry, "video")


@callback
def async_create_other_camera_issue(
    hass: HomeAssistant, entry: ConfigEntry, mac: str, title: str
) -> None:
    """Ask whether ours is elsewhere, or replaced by the camera that answers now."""
    host = entry.data[CONF_HOST]
    _create_issue(
        hass,
        entry,
        "other_camera",
        "other_camera",
        title,
        severity=ir.IssueSeverity.ERROR,
        fix={
            "other_mac": mac,
            "mac": entry.unique_id or "",
            "host": host,
            "port": entry.data[CONF_PORT],
        },
        host=written(host),
        mac=entry.unique_id or "",
        other_mac=mac,
    )


@callback
def async_delete_other_camera_issue(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Delete the issue: our camera answers again."""
    _delete_issues(hass, entry, "other_camera")


@callback
def async_create_checked_issue(
    hass: HomeAssistant,
    entry: ConfigEntry,
    title: str,
    *,
    answered: int,
    odd: int,
    stopped: bool,
) -> None:
    """Tell that a camera has been checked, and where the report is."""
    _create_issue(
        hass,
        entry,
        "checked",
        "check_stopped" if stopped else "camera_checked",
        title,
        answered=str(answered),
        odd=str(odd),
        where=WHERE_TO,
    )


@callback
def async_delete_checked_issue(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Withdraw what was told of the last check."""
    _delete_issues(hass, entry, "checked")


@callback
def async_delete_issues(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Withdraw what was asked and told of a camera that is removed."""
    _delete_issues(hass, entry, "restart", "lost", "not_saved", "moved", "clock")
    _delete_issues(hass, entry, "gone", "checked", "clock_off", "fan", "unsaved")
    _delete_issues(hass, entry, "trace", "encoder", "other_camera", "video")
    for issue_id in [i for d, i in ir.async_get(hass).issues if d == DOMAIN]:
        if issue_id.startswith("owed_") and issue_id.endswith(entry.entry_id):
            ir.async_delete_issue(hass, DOMAIN, issue_id)
    async_delete_alarm_issues(hass, entry)
    async_delete_factory_password_issue(hass, entry)


@callback
def async_create_owed_issue(
    hass: HomeAssistant, entry: ConfigEntry, what: str, title: str
) -> None:
    """Report what could not be ended on the camera; the fix flow tries again."""
    _create_issue(
        hass,
        entry,
        f"owed_{what}",
        owed_key(what),
        title,
        severity=ir.IssueSeverity.ERROR,
        fix={"owed": what},
    )


@callback
def async_delete_owed_issue(hass: HomeAssistant, entry: ConfigEntry, what: str) -> None:
    """Delete the issue: it has been ended."""
    _delete_issues(hass, entry, f"owed_{what}")


@callback
def async_create_factory_password_issue(
    hass: HomeAssistant, entry: ConfigEntry, title: str, *, may_change: bool
) -> None:
    """Tell that everybody knows the camera's password, and offer to set another."""
    kind = "factory_password"
    if may_change:
        fix: IssueData = {"factory_password": True}
        _create_issue(hass, entry, kind, "factory_password", title, fix=fix)
    else:
        _create_issue(hass, entry, kind, "factory_password_of_user", title)


@callback
def async_delete_factory_password_issue(
    hass: HomeAssistant, entry: ConfigEntry
) -> None:
    """It has one of its own."""
    _delete_issues(hass, entry, "factory_password")


def owed_key(what: str) -> str:
    """Return the translation key for something that could not be ended."""
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


def _create_disk_issue(hass: HomeAssistant, key: str, **more: str) -> None:
    """Create an issue about the media folder, which is that of all cameras."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        key,
        is_fixable=False,
        severity=ir.IssueSeverity.WARNING,
        translation_key=key,
        translation_placeholders={**more},
    )


@callback
def async_create_no_room_issue(hass: HomeAssistant) -> None:
    """Tell that the disk of the media folder is full."""
    _create_disk_issue(hass, "recordings_no_room")


@callback
def async_create_unwritable_issue(hass: HomeAssistant, folder: str, error: str) -> None:
    """Tell that nothing can be written to the media folder."""
    _create_disk_issue(hass, "recordings_unwritable", folder=folder, error=error)


@callback
def async_create_disk_hangs_issue(hass: HomeAssistant) -> None:
    """Tell that the media folder does not answer."""
    _create_disk_issue(hass, "recordings_hang")


@callback
def async_delete_recordings_issues(hass: HomeAssistant, *issue_ids: str) -> None:
    """What was told of the media folder is over."""
    for issue_id in issue_ids:
        ir.async_delete_issue(hass, DOMAIN, issue_id)
