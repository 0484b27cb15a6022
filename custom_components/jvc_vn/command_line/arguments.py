"""The options of the command line."""

import argparse
import math
from pathlib import Path

from ..protocol.alarm_link import PORT as ALARM_PORT
from ..protocol.models import Role
from ..protocol.ptz import AXES, LONGEST_MOVE, SHORTEST_MOVE
from .exits import Exit

PASSWORD = "JVC_VN_PASSWORD"  # noqa: S105 - the name of a variable
EVERYWHERE = "255.255.255.255"
HIGHEST_PORT = 65535

_EPILOG = f"""examples:
  camera find                               search the network
  camera 192.168.0.2 check                  what your camera does; reads only
  camera 192.168.0.2 check --report yard    the same, as yard.md and yard.json
  camera 192.168.0.2 get system.model camera.id
  camera 192.168.0.2 set camera.image.color 60
  camera 192.168.0.2 presets
  camera 192.168.0.2 goto Gate              a preset, by number or title
  camera 192.168.0.2 goto --pan 90 --tilt 5
  camera 192.168.0.2 move --pan -40 --seconds 2
  camera 192.168.0.2 alarms                 what inputs and motion report
  camera 192.168.0.2 snapshot yard.jpg
  camera 192.168.0.2 watch --rate 1         what stands beside each picture
  camera 192.168.0.2 record yard.m4v --seconds 30
  camera 192.168.0.2:8080 log --user admin

The password is asked for, or taken from the environment ({PASSWORD}) or
from a file (--password-file). Video and alarms need none.

exit codes: {", ".join(f"{code.value} {code.name.lower()}" for code in Exit)}"""


def parser() -> argparse.ArgumentParser:
    """Describe the command line."""
    made = argparse.ArgumentParser(
        prog="camera",
        description="Talk to a JVC VN-V685, VN-V686 or VN-V686B network camera.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("host", metavar="HOST", help="host or host:port")
    _common(made, quiet=False)
    common = argparse.ArgumentParser(add_help=False)
    _common(common, quiet=True)
    commands = made.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def add(name: str, text: str) -> argparse.ArgumentParser:
        return commands.add_parser(
            name, parents=[common], help=text, description=f"{text.capitalize()}."
        )

    add("find", "search: HOST may be a broadcast address")
    get = add("get", "read parameters")
    get.add_argument("keys", nargs="+", metavar="KEY", help="a key of the guide")
    put = add("set", "write a parameter")
    put.add_argument("key", metavar="KEY", help="a key of the guide")
    put.add_argument("value", metavar="VALUE", help="as the guide writes it")
    _goto(add("goto", "turn to a preset or a position, and wait"))
    _move(add("move", "run motors for a while"))
    add("presets", "list the presets")
    _time(add("alarms", "show what the alarm port reports"))
    snapshot = add("snapshot", "fetch one picture")
    snapshot.add_argument("file", type=Path, metavar="FILE", help="where it goes")
    watch = add("watch", "show what stands beside each picture")
    watch.add_argument("--rate", type=float, default=1.0, help="pictures a second")
    _time(watch)
    record = add("record", "write the camera's MPEG-4 as it comes")
    record.add_argument("file", type=Path, metavar="FILE", help="such as yard.m4v")
    _time(record, 30.0)
    add("log", "show the camera's log; for admin")
    _check(add("check", "find out what the camera does where its guide is open"))
    return made


def _common(to: argparse.ArgumentParser, *, quiet: bool) -> None:
    """Add what every command has; it may stand before the command or behind."""

    def default(value: object) -> object:
        return argparse.SUPPRESS if quiet else value

    to.add_argument(
        "--user",
        choices=[role.value for role in Role],
        default=default(Role.ADMIN.value),
        help="whose login (default: admin)",
    )
    to.add_argument(
        "--password-file",
        type=Path,
        metavar="FILE",
        default=default(None),
        help="take the password from a file",
    )
    to.add_argument(
        "--alarm-port",
        type=_port,
        metavar="PORT",
        default=default(ALARM_PORT),
        help=f"default: {ALARM_PORT}",
    )
    to.add_argument(
        "--json", action="store_true", default=default(False), help="for machines"
    )


def _goto(to: argparse.ArgumentParser) -> None:
    to.add_argument("preset", nargs="?", metavar="PRESET", help="number or title")
    to.add_argument("--pan", type=float, help="degrees, 0 to 359.99")
    to.add_argument("--tilt", type=float, help="degrees, 0 to 190; 5 is the horizon")
    to.add_argument("--zoom", type=float, help="0 (wide) to 99.99")


def _move(to: argparse.ArgumentParser) -> None:
    for axis in AXES.values():
        to.add_argument(
            f"--{axis.name}",
            type=int,
            default=0,
            metavar="SPEED",
            help=f"-100 ({axis.negative}) to 100 ({axis.positive})",
        )
    to.add_argument(
        "--seconds",
        type=float,
        default=1.0,
        help=f"{SHORTEST_MOVE:g} to {LONGEST_MOVE:g} (default: 1)",
    )


def _time(to: argparse.ArgumentParser, seconds: float | None = None) -> None:
    text = "until Ctrl-C" if seconds is None else f"{seconds:g}"
    to.add_argument(
        "--seconds",
        type=_seconds,
        default=seconds,
        help=f"for how long (default: {text})",
    )


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds < math.inf:
        raise argparse.ArgumentTypeError("takes a number above 0")
    return seconds


def _port(text: str) -> int:
    port = int(text)
    if not 0 < port <= HIGHEST_PORT:
        raise argparse.ArgumentTypeError(f"takes 1 to {HIGHEST_PORT}")
    return port


def _check(to: argparse.ArgumentParser) -> None:
    to.add_argument(
        "--writes", action="store_true", help="write settings too, and put them back"
    )
    to.add_argument(
        "--moves", action="store_true", help="turn the camera too, and turn it back"
    )
    to.add_argument(
        "--long", action="store_true", help="take a quarter of an hour for a link"
    )
    to.add_argument("--yes", action="store_true", help="do not ask before these")
    to.add_argument(
        "--report",
        metavar="NAME",
        help="write the page to NAME.md and NAME.json instead",
    )
