"""The life of the integration in the Home Assistant of this Python."""

import asyncio
import sys
import tempfile
from pathlib import Path

from homeassistant.const import __version__

from tests.demo import DemoError

from .cycle import LifeError, copy, live


def main() -> int:
    """Live once; tell what was wrong."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            asyncio.run(live(Path(folder), copy))
        except (LifeError, DemoError, TimeoutError) as error:
            log = Path(folder, "log")
            print(log.read_text() if log.exists() else "", file=sys.stderr)
            print(f"life: {type(error).__name__}: {error}", file=sys.stderr)
            return 1
    print(f"Set up, used, unloaded and removed in Home Assistant {__version__}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
