"""Run emulated cameras from the command line."""

import argparse
import asyncio
import contextlib
import signal

from . import state
from .command_line import arguments, build, place
from .control import ControlPage


async def run(options: argparse.Namespace) -> None:
    """Run until somebody asks to stop."""
    try:
        cameras = build(options)
    except ValueError as error:
        raise SystemExit(f"emulator: {error}") from None
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
                camera.full_model,
                f"http://{camera.host}:{camera.http_port}/",
                f"alarm {camera.alarm_port} search {camera.search_port}",
                flush=True,
            )
        if options.control:
            page = ControlPage(
                cameras, *place(options.control, 8090, beyond=options.allow_network)
            )
            await page.start()
            stack.push_async_callback(page.stop)
            print(f"control http://{page.host}:{page.port}/", flush=True)
        await done.wait()


if __name__ == "__main__":
    asyncio.run(run(arguments()))
