"""The command line of the emulator."""

import argparse
import ipaddress
import textwrap
from pathlib import Path

from . import levers
from .camera import DEFAULT_MAC, EmulatedCamera
from .fault_table import FAULTS
from .faults import Faults
from .forms import SISTERS, Forms
from .identity import FACTORY_PASSWORDS, MODELS


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="scripts/emulator",
        description="Emulate JVC VN-V685, VN-V686 and VN-V686B network cameras "
        "on loopback addresses.",
        epilog=epilog(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--camera",
        action="append",
        metavar="MODEL@HOST[:PORT]",
        help=f"a camera, MODEL being one of {', '.join(MODELS)}; may be repeated "
        "(default: VN-V685@127.0.0.11:8080)",
    )
    parser.add_argument(
        "--alarm-port", type=int, default=32040, help="default: %(default)s"
    )
    parser.add_argument(
        "--control", metavar="HOST:PORT", help="serve the control page here"
    )
    parser.add_argument(
        "--scene", choices=("yard", "plain"), default="yard", help="what it sees"
    )
    parser.add_argument(
        "--mac",
        default=DEFAULT_MAC,
        help="of the first camera, the others count on (default: %(default)s)",
    )
    parser.add_argument(
        "--id",
        action="append",
        dest="ids",
        metavar="TEXT",
        help="camera.id, once per camera (default: Camera01, Camera02, ...)",
    )
    parser.add_argument("--firmware", default="V3-00", help="default: %(default)s")
    parser.add_argument(
        "--reboot-seconds", type=float, default=60.0, help="default: %(default)s"
    )
    parser.add_argument(
        "--dhcp-address",
        metavar="ADDRESS",
        help="what a DHCP server gives it (default: it keeps its own)",
    )
    parser.add_argument(
        "--allow-network",
        action="store_true",
        help="take addresses beyond loopback, and send to them: for network namespaces",
    )
    parser.add_argument(
        "--host",
        action="append",
        default=[],
        metavar="NAME=ADDRESS",
        help="a name that the camera knows, of a mail server say; may be repeated",
    )
    parser.add_argument(
        "--motor-safety",
        type=float,
        metavar="SECONDS",
        help="a started motor stops by itself after so long (default: never)",
    )
    parser.add_argument(
        "--as-printed",
        action="store_true",
        help="speak every form that the guide prints, with its misprints",
    )
    parser.add_argument(
        "--sister", choices=SISTERS, help="speak as a sister model does"
    )
    parser.add_argument(
        "--form",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="speak in this form, see below; may be repeated",
    )
    parser.add_argument(
        "--misprints", action="store_true", help="misprint keys as the guide does"
    )
    parser.add_argument(
        "--multi-key", action="store_true", help="take several keys in one GET"
    )
    parser.add_argument(
        "--fault",
        action="append",
        default=[],
        choices=FAULTS,
        metavar="NAME",
        help="start with this fault, see below; may be repeated",
    )
    parser.add_argument(
        "--lever",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="start with this lever set, see below; may be repeated",
    )
    parser.add_argument(
        "--refuse",
        action="append",
        default=[],
        metavar="PATTERN[:TIMES|:SECONDSs]",
        help="refuse requests, e.g. 'camera.motion.*.status=stop:5'; may be repeated",
    )
    parser.add_argument(
        "--state", type=Path, metavar="DIR", help="keep saved settings in this folder"
    )
    return parser.parse_args()


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
    ids = options.ids or []
    for at, text in enumerate(options.camera or ["VN-V685@127.0.0.11:8080"]):
        model, _, where = text.partition("@")
        host, port = place(where, 80, beyond=options.allow_network)
        camera = EmulatedCamera(
            model,
            host,
            port,
            options.alarm_port,
            port,
            mac=f"{first + at:012X}",
            firmware=options.firmware,
            camera_id=ids[at] if at < len(ids) else f"Camera{at + 1:02d}",
            multi_key=options.multi_key,
            forms=forms(options),
            scene=options.scene,
            motor_safety=options.motor_safety,
            dhcp_address=options.dhcp_address,
            allow_network=options.allow_network,
            hosts=dict(pair.split("=", 1) for pair in options.host),
            ftp_data_port=10020,
        )
        camera.reboot_seconds = options.reboot_seconds
        for pair in options.lever:
            levers.put_pair(camera.faults, pair)
        camera.faults.refusals += [levers.refusal(text) for text in options.refuse]
        cameras.append(camera)
    return cameras


def forms(options: argparse.Namespace) -> Forms:
    """Choose the forms that the camera speaks."""
    chosen = SISTERS.get(options.sister, Forms)()
    if options.as_printed:
        chosen = Forms.as_printed()
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
