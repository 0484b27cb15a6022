"""The rules of the house that a reader relies on: layers, one door, one word."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "custom_components/jvc_vn"
MODULES = {
    str(path.relative_to(FOLDER)): ast.parse(path.read_text())
    for path in sorted(FOLDER.rglob("*.py"))
}
KEEPERS = ("state/", "alarms/", "coordinator.py")
"""Who may write what is known of a camera."""
DOOR = {
    "alarm_told",
    "forget",
    "set_clock_offset",
    "set_frame",
    "set_input",
    "set_link",
    "set_mask_edited",
    "set_moving",
    "set_sessions",
    "update",
}
"""The methods of the state that change it."""
LOWER = {
    "protocol": (),
    "check": ("protocol",),
    "command_line": ("check", "protocol"),
    "video": ("protocol",),
    "state": ("check", "protocol", "video"),
    "alarms": ("protocol", "state"),
    "ptz": ("protocol", "state", "video"),
    "actions": ("protocol", "video", "ptz"),
    "moved": ("protocol",),
    "voice": ("actions", "protocol", "ptz"),
}
"""Each room, and those below it: arrows between rooms go down only."""


def _is_state(node: ast.expr) -> bool:
    """Whether an expression is a camera's state, by the names that it goes by."""
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    return name in {"data", "_state", "state"}


def _writes(module: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(module):
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AugAssign | ast.AnnAssign):
            targets = [node.target]
        for target in targets:
            if isinstance(target, ast.Attribute) and _is_state(target.value):
                yield node.lineno, target.attr
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            called = node.func
            is_data = isinstance(called.value, ast.Attribute)
            if called.attr in DOOR and is_data and _is_state(called.value):
                yield node.lineno, called.attr


def test_the_state_has_one_door() -> None:
    """Nobody but its keepers changes what is known, and they do by its methods."""
    found = {
        f"{name}:{line} {what}"
        for name, module in MODULES.items()
        for line, what in _writes(module)
        if not name.startswith(KEEPERS) or what not in DOOR
    }
    assert not found


@pytest.mark.parametrize("name", MODULES)
def test_rooms_import_only_what_is_below(name: str) -> None:
    """And what stands at the top: coordinator, constants, options, issues, errors."""
    room, _, rest = name.partition("/")
    if room not in LOWER or not rest:
        return
    depth = name.count("/")
    for node in ast.walk(MODULES[name]):
        if isinstance(node, ast.ImportFrom) and node.level > depth:
            imported = (node.module or "").partition(".")[0]
            if imported in LOWER:
                assert imported in (room, *LOWER[room]), ast.unparse(node)
