"""Start Home Assistant with cameras, and show how to look at it."""

import argparse
import asyncio
import contextlib
import getpass
import os
import shutil
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp

from . import ROOT, DemoError, cameras, config_folder, dashboard
from .cameras import Camera
from .client import PASSWORD, USERNAME, Client, onboard
from .config_folder import HOST
from .processes import Child, Children, require_free

if TYPE_CHECKING:
    from collections.abc import Coroutine, Sequence

CONTROL_PORT = 8090
START_SECONDS = 120
GRACE_SECONDS = 3
HASS_RESTART = 100
STATE_FOLDERS = ("config", "real-config", "cameras")
OTHER_DEMO = "is another demonstration running?"


def arguments(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(
        prog="scripts/demo",
        description="Show the integration at work: start Home Assistant on this"
        " machine's loopback address with two emulated cameras, add them through"
        " the config flow and make a dashboard. Ctrl-C ends everything. The next"
        " run continues where this one ended.",
    )
    parser.add_argument(
        "--camera",
        action="append",
        default=[],
        metavar="HOST[:PORT]",
        help="show this real camera instead of the emulated ones (may be repeated);"
        " its password is asked, or taken from the environment's JVC_VN_PASSWORD",
    )
    parser.add_argument(
        "--username",
        choices=("admin", "operator", "user"),
        help="login of the real cameras",
    )
    parser.add_argument("--port", type=int, default=8123, help="of Home Assistant")
    parser.add_argument("--reset", action="store_true", help="forget former runs first")
    parser.add_argument(
        "--state",
        type=Path,
        default=ROOT / ".demo",
        metavar="DIR",
        help="where configuration and logs are kept (default: .demo)",
    )
    parser.add_argument(
        "--ready-file",
        type=Path,
        metavar="FILE",
        help="write Home Assistant's address to this file when all is ready",
    )
    options = parser.parse_args(argv)
    options.state = options.state.resolve()
    return options


def real_cameras(options: argparse.Namespace) -> list[Camera]:
    """Ask for the logins of the cameras of the command line; "" adds in the browser."""
    username = options.username
    password = os.environ.get("JVC_VN_PASSWORD", "")
    if not password and sys.stdin.isatty():
        username = username or input("Login of the camera [admin]: ").strip()
        password = getpass.getpass("Its password [leave adding to the browser]: ")
    return [
        Camera(
            host=host,
            port=int(port or 80),
            username=username or "admin",
            password=password,
        )
        for host, _, port in (each.partition(":") for each in options.camera)
    ]


def check_ports(options: argparse.Namespace) -> None:
    """Raise a DemoError when somebody else uses a port that we need."""
    require_free(HOST, options.port, "choose another one with --port")
    if options.camera:
        return
    require_free(HOST, CONTROL_PORT, OTHER_DEMO)
    for camera in cameras.EMULATED:
        require_free(camera.host, camera.port, OTHER_DEMO)
        require_free(camera.host, cameras.ALARM_PORT, OTHER_DEMO)


def emulator(state: Path) -> Child:
    """Return the process of the emulated cameras."""
    command = [sys.executable, "-m", "tests.emulator"]
    for camera in cameras.EMULATED:
        command += ["--camera", f"{camera.model}@{camera.address}"]
    command += [
        "--control",
        f"{HOST}:{CONTROL_PORT}",
        "--state",
        str(state / "cameras"),
    ]
    return Child("the emulated cameras", command, state / "emulator.log")


def home_assistant(state: Path, config: Path) -> Child:
    """Return the process of Home Assistant."""
    hass = str(Path(sys.executable).with_name("hass"))
    return Child(
        "Home Assistant",
        [hass, "-c", str(config), "--skip-pip", "--log-no-color"],
        state / "home-assistant.log",
        restart_code=HASS_RESTART,
    )


async def set_up(url: str, wanted: Sequence[Camera]) -> None:
    """Do what a person does in the browser on the first day."""
    await onboard(url)
    async with Client.connect(url) as client:
        await client.started()
        for camera in wanted:
            if not camera.password:
                continue
            try:
                if await cameras.add(client, camera):
                    print(f"Added {camera.name or camera.address}", flush=True)
            except DemoError as error:
                if camera in cameras.EMULATED:
                    raise
                print(f"{error}; the browser may know more", file=sys.stderr)
        await dashboard.install(client)


async def run(options: argparse.Namespace) -> None:
    """Run the demonstration until it is cancelled or a child process ends."""
    begin = time.monotonic()
    wanted = real_cameras(options) if options.camera else cameras.EMULATED
    check_ports(options)
    if options.reset:
        for name in STATE_FOLDERS:
            shutil.rmtree(options.state / name, ignore_errors=True)
    config = options.state / ("real-config" if options.camera else "config")
    # The search has a port of its own; only emulated cameras move it.
    search = [each.host if options.camera else each.address for each in wanted]
    config_folder.prepare(config, options.port, search)
    url = f"http://{HOST}:{options.port}"

    print("Starting Home Assistant ...", flush=True)
    async with Children() as children:
        if not options.camera:
            await children.start(emulator(options.state))
        await children.start(home_assistant(options.state, config))
        watch = asyncio.create_task(children.watch())
        try:
            await prepared(set_up(url, wanted), watch)
            announce(options, url, wanted, time.monotonic() - begin)
            await watch
        finally:
            await dismiss(watch)


async def prepared(
    work: Coroutine[None, None, None], watch: asyncio.Task[None]
) -> None:
    """Do the work; raise a DemoError if it takes too long or a child ends over it."""
    task = asyncio.create_task(work)
    try:
        async with asyncio.timeout(START_SECONDS):
            await asyncio.wait((task, watch), return_when=asyncio.FIRST_COMPLETED)
            if not watch.done():
                await task
                return
            await watch
    except TimeoutError:
        raise DemoError(f"not ready after {START_SECONDS} s, see the logs") from None
    except (aiohttp.ClientError, aiohttp.WSMessageTypeError) as error:
        # It may be that Home Assistant is just ending.
        await asyncio.wait((watch,), timeout=GRACE_SECONDS)
        if watch.done():
            await watch
        raise DemoError(
            f"Home Assistant does not answer as it should: {error}"
        ) from None
    finally:
        await dismiss(task)


async def dismiss(task: asyncio.Task[None]) -> None:
    """End a task, however it ends."""
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def announce(
    options: argparse.Namespace, url: str, wanted: Sequence[Camera], seconds: float
) -> None:
    """Say where to look."""
    print(f"\nReady after {seconds:.0f} s.\n")
    print(f"  Home Assistant  {url}  (login {USERNAME}, password {PASSWORD})")
    if not options.camera:
        print(f"  Emulated cameras' controls  http://{HOST}:{CONTROL_PORT}")
    if not all(camera.password for camera in wanted):
        print("  No password was given: add the camera in the browser")
    print(f"  Logs  {os.path.relpath(options.state)}/*.log")
    print("\nCtrl-C ends it.", flush=True)
    if options.ready_file:
        options.ready_file.write_text(url)


async def main(options: argparse.Namespace) -> int:
    """Run until Ctrl-C or SIGTERM; return the exit code."""
    task = asyncio.current_task()
    assert task
    loop = asyncio.get_running_loop()

    def stop() -> None:
        for sign in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(sign, lambda: None)
        print("\nStopping ...", flush=True)
        task.cancel()

    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, stop)
    try:
        await run(options)
    except DemoError as error:
        print(f"demo: {error}", file=sys.stderr)
        return 1
    except asyncio.CancelledError:
        pass
    finally:
        if options.ready_file:
            with contextlib.suppress(FileNotFoundError):
                options.ready_file.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(arguments())))
