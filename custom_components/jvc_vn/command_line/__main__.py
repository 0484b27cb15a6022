"""Runs the command line, also where Home Assistant is not installed.

`python custom_components/jvc_vn/command_line HOST check`, or `python -m command_line`
in the folder of the integration. Both would put modules of Home Assistant's platforms
(`select.py`) in front of Python's own, and importing the integration's package would
import Home Assistant: so the package is named here without being run.
"""

import os
import sys

if __package__ in {"", "command_line"}:
    _here = os.path.dirname(os.path.realpath(__file__))  # noqa: PTH120 - pathlib may not be
    _root = os.path.dirname(_here)  # noqa: PTH120 - imported yet
    sys.path[:] = [
        folder for folder in sys.path if os.path.realpath(folder) not in {_here, _root}
    ]
    for _name in ("command_line", "command_line.__init__"):
        sys.modules.pop(_name, None)
    from types import ModuleType

    _package = ModuleType("jvc_vn")
    _package.__path__ = [_root]
    sys.modules["jvc_vn"] = _package
    __package__ = "jvc_vn.command_line"

from importlib import import_module

if __name__ == "__main__":
    sys.exit(import_module(f"{__package__}.run").main())
