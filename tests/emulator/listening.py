"""The end of listening, for all servers of the camera."""

import asyncio


async def stop_listening(server: asyncio.Server) -> None:
    """Close a server after whoever was let in has really come in.

    A server that is closed between the two is in the way of its own connection.
    """
    loop = asyncio.get_running_loop()
    for listening in server.sockets:
        loop.remove_reader(listening.fileno())
    await asyncio.sleep(0)
    server.close()
