"""Run emulated cameras from the command line."""

import argparse
import asyncio
import contextlib
import ipaddress
import signal
from pathlib import Path

from . import state
from .camera import DEFAULT_MAC, EmulatedCamera
from .control import ControlPage
from .fault_table import FAULTS
from .identity import FACTORY_PASSWORDS, MODELS


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="scripts/emulator",
        description="Emulate JVC VN-V685, VN-V686 and VN-V686B network cameras "
        "on loopback addresses.",
        epilog=f"{logins()}\n\nFaults, also switched on the control page or by a POST to its "
        "/cameras/0/fault/NAME/on or /off:\n\n"
        + "\n".join(f"  {f.name:18}{f.sentence}" for f in FAULTS.values()),
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
        "--motor-safety",
        type=float,
        metavar="SECONDS",
        help="a started motor stops by itself after so long (default: never)",
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
        "--state", type=Path, metavar="DIR", help="keep saved settings in this folder"
    )
    return parser.parse_args()


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
        model, _, place = text.partition("@")
        host, port = _place(place, 80)
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
            scene=options.scene,
            motor_safety=options.motor_safety,
        )
        camera.reboot_seconds = options.reboot_seconds
        camera.misprints = options.misprints
        cameras.append(camera)
    return cameras


def _place(text: str, default: int) -> tuple[str, int]:
    host, _, port = text.partition(":")
    if not ipaddress.ip_address(host or "127.0.0.1").is_loopback:
        raise SystemExit(f"{host} is not a loopback address")
    return host or "127.0.0.1", int(port or default)


async def run(options: argparse.Namespace) -> None:
    """Run until somebody asks to stop."""
    cameras = build(options)
    done = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, done.set)
    async with contextlib.AsyncExitStack() as stack:
        for camera in cameras:
            if options.state:
                state.load(camera, options.state)
                stack.callback(state.save, camera, options.state)
            await stack.enter_async_context(camera)
            for fault in options.fault:
                await camera.fault_board.begin(fault)
            print(
                camera.identity.full_model,
                f"http://{camera.host}:{camera.http_port}/",
                f"alarm {camera.alarm_port} search {camera.search_port}",
                flush=True,
            )
        if options.control:
            page = ControlPage(cameras, *_place(options.control, 8090))
            await page.start()
            stack.push_async_callback(page.stop)
            print(f"control http://{options.control}/", flush=True)
        await done.wait()


if __name__ == "__main__":
    asyncio.run(run(arguments()))
