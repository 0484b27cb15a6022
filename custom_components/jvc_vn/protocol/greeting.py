"""Asks whether a server answers as servers of its kind do."""

import asyncio

PATIENCE = 5.0
"""Seconds that a server gets to greet."""
_LONGEST = 512
SMTP, POP, FTP = b"220", b"+OK", b"220"
"""How the servers of each kind begin to talk."""


async def greets(host: str, port: int, greeting: bytes) -> bool:
    """Tell whether somebody at an address greets with this; nothing is sent."""
    try:
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection(host, port, limit=_LONGEST)
            try:
                return (await reader.readexactly(len(greeting))) == greeting
            finally:
                writer.close()
    except OSError, UnicodeError, asyncio.IncompleteReadError:
        # A name that no name can be is a `UnicodeError`.
        return False
