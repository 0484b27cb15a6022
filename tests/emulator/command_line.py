"""The command line of the emulator."""

import argparse
import ipaddress
import sys
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from . import levers, like
from .camera import DEFAULT_MAC, EmulatedCamera
from .fault_table import FAULTS
from .faults import Faults
from .forms import SISTERS, Forms
from .identity import FACTORY_PASSWORDS, MODELS

type _Group = argparse._ArgumentGroup

DEFAULT_CAMERA = "VN-V685@127.0.0.11:8080"


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="scripts/emulator",
        description="Emulate JVC VN-V685, VN-V686 and VN-V686B network cameras "
        "on loopback addresses.",
        epilog=epilog(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_cameras(parser.add_argument_group("the cameras"))
    _add_network(parser.add_argument_group("their network"))
    _add_forms(parser.add_argument_group("how they speak"))
    _add_faults(parser.add_argument_group("what is wrong with them"))
    return parser.parse_args()


def _several(group: _Group, option: str, metavar: str, text: str) -> None:
    """Add an option that may be repeated."""
    group.add_argument(
        option,
        action="append",
        default=[],
        metavar=metavar,
        help=f"{text}; may be repeated",
    )


def _add_cameras(group: _Group) -> None:
    models = ", ".join(MODELS)
    _several(
        group,
        "--camera",
        "MODEL@HOST[:PORT]",
        f"a camera, MODEL being one of {models} (default: {DEFAULT_CAMERA})",
    )
    group.add_argument(
        "--mac",
        default=DEFAULT_MAC,
        help="of the first camera, the others count on (default: %(default)s)",
    )
    _several(group, "--id", "TEXT", "camera.id, by default Camera01, Camera02, ...")
    group.add_argument("--firmware", help="default: the report's, or V3-00")
    group.add_argument(
        "--scene", choices=("yard", "plain"), default="yard", help="what they see"
    )
    group.add_argument(
        "--motor-safety",
        type=float,
        metavar="SECONDS",
        help="a started motor stops by itself after so long (default: never)",
    )
    group.add_argument(
        "--state", type=Path, metavar="DIR", help="keep saved settings in this folder"
    )


def _add_network(group: _Group) -> None:
    group.add_argument(
        "--alarm-port", type=int, default=32040, help="default: %(default)s"
    )
    group.add_argument(
        "--control", metavar="HOST:PORT", help="serve the control page here"
    )
    group.add_argument(
        "--reboot-seconds", type=float, default=60.0, help="default: %(default)s"
    )
    group.add_argument(
        "--dhcp-address",
        metavar="ADDRESS",
        help="what a DHCP server gives it (default: it keeps its own)",
    )
    group.add_argument(
        "--address-command",
        metavar="COMMAND",
        help="run `COMMAND ADDRESS` before it listens at another address",
    )
    _several(group, "--host", "NAME=ADDRESS", "a name it knows, of a mail server say")
    group.add_argument(
        "--allow-network",
        action="store_true",
        help="take addresses beyond loopback, and send to them: for network namespaces",
    )


def _add_forms(group: _Group) -> None:
    group.add_argument(
        "--as-printed",
        action="store_true",
        help="speak every form that the guide prints, with its misprints",
    )
    group.add_argument("--sister", choices=SISTERS, help="speak as a sister model does")
    group.add_argument(
        "--like",
        type=Path,
        metavar="REPORT.json",
        help="behave as the camera did that a report of the check is about",
    )
    _several(group, "--form", "NAME=VALUE", "speak in this form, see below")
    group.add_argument(
        "--misprints", action="store_true", help="misprint keys as the guide does"
    )
    group.add_argument(
        "--multi-key", action="store_true", help="take several keys in one GET"
    )


def _add_faults(group: _Group) -> None:
    group.add_argument(
        "--fault",
        action="append",
        default=[],
        choices=FAULTS,
        metavar="NAME",
        help="start with this fault, see below; may be repeated",
    )
    _several(group, "--lever", "NAME=VALUE", "start with this lever set, see below")
    _several(
        group,
        "--refuse",
        "PATTERN[:TIMES|:SECONDSs]",
        "refuse requests, e.g. 'camera.motion.*.status=stop:5'",
    )


def epilog() -> str:
    """Tell what does not fit beside an option."""
    faults = "\n".join(f"  {f.name:18}{f.sentence}" for f in FAULTS.values())
    return f"""{logins()}

Faults, also switched on the control page or by a POST to its
/cameras/0/fault/NAME/on or /off:

{faults}

Levers, as they are when nothing is broken (tests/emulator/faults.py says what each
does); also set by a POST to /cameras/0/lever/NAME/VALUE of the control page:

{names(Faults())}

Forms, as they are by default (tests/emulator/forms.py says what each is); also set by
a POST to /cameras/0/form/NAME/VALUE:

{names(Forms())}

With --as-printed:

{names(Forms.as_printed())}"""


def names(target: Faults | Forms) -> str:
    """List what text can set, with the present values."""
    pairs = (f"{name}={text}" for name, text in levers.settable(target))
    return textwrap.fill(
        "  ".join(pairs),
        width=80,
        initial_indent="  ",
        subsequent_indent="  ",
        break_on_hyphens=False,
    )


def logins() -> str:
    """Tell the users and their factory passwords."""
    passwords = ", ".join(f"{word} ({model})" for model, word in FACTORY_PASSWORDS)
    return f"Users: admin, operator, user. Factory passwords: {passwords}."


def build(options: argparse.Namespace) -> list[EmulatedCamera]:
    """Make the cameras that the command line names."""
    cameras = []
    first = int(options.mac.replace(":", "").replace("-", ""), 16)
    ids = options.id
    report = like.read(options.like) if options.like else {}
    default = DEFAULT_CAMERA.replace("VN-V685", like.model(report) or "VN-V685")
    for at, text in enumerate(options.camera or [default]):
        model, _, where = text.partition("@")
        host, port = place(where, 80, beyond=options.allow_network)
        camera = EmulatedCamera(
            model,
            host,
            port,
            options.alarm_port,
            port,
            mac=f"{first + at:012X}",
            firmware=options.firmware or like.firmware(report),
            camera_id=ids[at] if at < len(ids) else f"Camera{at + 1:02d}",
            multi_key=options.multi_key,
            forms=forms(options, report),
            scene=options.scene,
            motor_safety=options.motor_safety,
            dhcp_address=options.dhcp_address,
            allow_network=options.allow_network,
            hosts=dict(pair.split("=", 1) for pair in options.host),
            ftp_data_port=10020,
            address_command=options.address_command,
        )
        camera.reboot_seconds = options.reboot_seconds
        for pair in options.lever:
            levers.put_pair(camera.faults, pair)
        camera.faults.refusals += [levers.refusal(text) for text in options.refuse]
        cameras.append(camera)
    return cameras


def forms(options: argparse.Namespace, report: Mapping[str, Any]) -> Forms:
    """Choose the forms that the camera speaks."""
    chosen = SISTERS.get(options.sister, Forms)()
    if options.as_printed:
        chosen = Forms.as_printed()
    if report:
        chosen, odd = like.forms(report)
        for sentence in odd:
            print(f"emulator: not emulated: {sentence}", file=sys.stderr)
    chosen.misprints |= options.misprints
    for pair in options.form:
        levers.put_pair(chosen, pair)
    return chosen


def place(text: str, default: int, *, beyond: bool = False) -> tuple[str, int]:
    """Read HOST[:PORT], which must be on loopback unless it may be `beyond`."""
    host, _, port = text.partition(":")
    if not beyond and not ipaddress.ip_address(host or "127.0.0.1").is_loopback:
        raise SystemExit(f"{host} is not a loopback address")
    return host or "127.0.0.1", int(port or default)
