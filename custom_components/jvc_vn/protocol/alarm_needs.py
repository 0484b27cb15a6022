"""What an alarm action needs beside itself (guide, 6.4 and 6.5)."""

from typing import Any

from . import parameters as p
from .alarm_action_grammar import PERIODIC, Fields
from .camera import Camera
from .hosts import NO_HOST, is_address
from .parameters import Parameter


async def missing_need(camera: Camera, number: int, action: Fields) -> str | None:
    """Tell what an action, 1-6, lacks to be carried out; None if nothing.

    Args:
        camera: whose action.
        number: of the action; the last one always sends by FTP.
        action: as `read_alarm_action` tells it.

    Raises:
        VnError: the camera does not tell.
    """
    perform: Fields = {"type": "ftp"} if number == PERIODIC else action["perform"] or {}
    match perform.get("type"):
        case "mail":
            return await _mail(camera)
        case "record":
            return await _record(camera)
        case "ftp":
            return await _ftp(camera)
        case "preset" if not await _registered(camera, perform["preset"]):
            return "needs_preset"
    trigger = action["trigger"] or {}
    if trigger.get("type") == "preset":
        registered = await _registered(camera, trigger["preset"])
        return None if registered else "needs_trigger_preset"
    return None


async def _mail(camera: Camera) -> str | None:
    told = await _read(camera, p.SMTP_HOST, p.SMTP_TYPE, p.POP_HOST)
    if _is_none(told.get(p.SMTP_HOST)):
        return "needs_mail_server"
    pop = told.get(p.SMTP_TYPE) == "pop_before_smtp"
    if pop and _is_none(told.get(p.POP_HOST)):
        return "needs_pop_server"
    hosts = [told.get(p.SMTP_HOST), told.get(p.POP_HOST) if pop else None]
    return await _names(camera, hosts)


async def _record(camera: Camera) -> str | None:
    told = await _read(camera, p.PRE_RECORDING, p.POST_RECORDING)
    if set(told.values()) == {0}:
        return "needs_recording_time"
    return await _ftp(camera)


async def _ftp(camera: Camera) -> str | None:
    told = await _read(camera, p.FTP_HOST)
    if _is_none(told.get(p.FTP_HOST)):
        return "needs_ftp_server"
    return await _names(camera, told.values())


async def _names(camera: Camera, hosts: Any) -> str | None:
    """Names of hosts need somebody who knows them."""
    if all(_is_none(host) or is_address(host) for host in hosts):
        return None
    told = await _read(camera, p.DNS, p.DHCP)
    # With DHCP the name server may come from there.
    known = told.get(p.DNS) or told.get(p.DHCP)
    return None if known else "needs_name_server"


async def _registered(camera: Camera, preset: int) -> bool:
    parameter = p.PRESET_REGISTERED[preset]
    told = await _read(camera, parameter)
    return told.get(parameter) != "unregistered"


async def _read(
    camera: Camera, *parameters: Parameter[Any]
) -> dict[Parameter[Any], Any]:
    return (await camera.get_many(parameters)).values


def _is_none(host: str | None) -> bool:
    return host in (None, "", NO_HOST)
