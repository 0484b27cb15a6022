"""Actions on the servers that the camera sends alarms to (guide, 6.5 and 6.20)."""

from typing import Any

from homeassistant.core import ServiceResponse

from ..coordinator import VnCoordinator
from ..protocol import parameters as p
from ..protocol.codecs import on_off
from ..protocol.errors import Expected, InvalidValueError
from ..protocol.greeting import FTP, POP, SMTP, greets
from ..protocol.hosts import NO_HOST
from . import groups
from .groups import Field, Group, Values


def _no_host_is_empty(host: str) -> str:
    return "" if host == NO_HOST else host


def _host(parameter: p.Parameter[str]) -> Field:
    # An empty text is none to a person; `0.0.0.0` is to the camera.
    return Field(parameter, told=_no_host_is_empty, meant=lambda host: host or NO_HOST)


def _flag(parameter: p.Parameter[str], yes: str, no: str) -> Field:
    return Field(
        parameter,
        form=on_off(),
        told=lambda word: word == yes,
        meant=lambda on: yes if on else no,
    )


MAIL: Group = {
    "host": _host(p.SMTP_HOST),
    "port": Field(p.SMTP_PORT),
    "sender": Field(p.SMTP_FROM),
    "pop_before_smtp": _flag(p.SMTP_TYPE, "pop_before_smtp", "simple"),
    "pop_host": _host(p.POP_HOST),
    "pop_port": Field(p.POP_PORT),
    "pop_user": Field(p.POP_USER),
    "pop_password": Field(p.POP_PASSWORD),
}
FTP_SERVER: Group = {
    "host": _host(p.FTP_HOST),
    "port": Field(p.FTP_PORT),
    "path": Field(p.FTP_PATH),
    "user": Field(p.FTP_USER),
    "password": Field(p.FTP_PASSWORD),
    "passive": _flag(p.FTP_MODE, "passive", "active"),
    "naming": Field(p.FTP_NAMING),
    "name_part": Field(p.FTP_NAMING_TEXT),
}


async def get_mail_server(coordinator: VnCoordinator) -> ServiceResponse:
    """Return the server for alarm mails; never a password."""
    return await groups.read(coordinator, MAIL)


async def set_mail_server(
    coordinator: VnCoordinator, /, *, test: Any, **wanted: Any
) -> ServiceResponse:
    """Change parts of the server for alarm mails; return all of it."""
    held = await _begin(coordinator, MAIL, wanted, test)
    then = held | wanted
    if then.get("pop_before_smtp") and not then.get("pop_host"):
        raise InvalidValueError(
            "pop_host", "", Expected("needed", by="pop_before_smtp")
        )
    if test:
        if not wanted.keys().isdisjoint(("host", "port")):
            await _test("host", then, "port", "SMTP", SMTP)
        pop = {"pop_before_smtp", "pop_host", "pop_port"}
        if then.get("pop_before_smtp") and not pop.isdisjoint(wanted):
            await _test("pop_host", then, "pop_port", "POP", POP)
    await groups.write(coordinator, "mail_server", MAIL, wanted, held)
    return await groups.read(coordinator, MAIL)


async def get_ftp_server(coordinator: VnCoordinator) -> ServiceResponse:
    """Return the server for recordings and pictures; never a password."""
    return await groups.read(coordinator, FTP_SERVER)


async def set_ftp_server(
    coordinator: VnCoordinator, /, *, test: Any, **wanted: Any
) -> ServiceResponse:
    """Change parts of the server for recordings; return all of it."""
    held = await _begin(coordinator, FTP_SERVER, wanted, test)
    then = held | wanted
    if test and not wanted.keys().isdisjoint(("host", "port")):
        await _test("host", then, "port", "FTP", FTP)
    await groups.write(coordinator, "ftp_server", FTP_SERVER, wanted, held)
    return await groups.read(coordinator, FTP_SERVER)


async def _begin(
    coordinator: VnCoordinator, group: Group, wanted: Values, test: Any
) -> Values:
    """Check what came; return what the camera has."""
    on_off().write("test", test)
    groups.check(group, wanted)
    coordinator.require_role(p.SMTP_HOST.writers)
    return await groups.read(coordinator, group)


async def _test(
    field: str, then: Values, port_field: str, service: str, greeting: bytes
) -> None:
    """Refuse a server that does not answer; from here, for the camera tells nothing."""
    host, port = then.get(field), then.get(port_field)
    if not host or host == NO_HOST or port is None:
        return
    if not await greets(host, int(port), greeting):
        expected = Expected("server", service=service)
        raise InvalidValueError(field, f"{host}:{port}", expected)
