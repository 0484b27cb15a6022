"""The rules of the house that a reader relies on: layers, one door, what tests use."""

import ast
import re
from collections.abc import Iterable, Iterator
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
    "recordings": ("protocol", "video", "state", "ptz", "alarms"),
    "actions": ("protocol", "video", "ptz", "recordings"),
    "repairs": ("actions", "moved", "protocol"),
    "moved": ("protocol",),
    "voice": ("actions", "protocol", "ptz"),
    "frontend": ("actions", "protocol", "ptz"),
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


TESTS = Path(__file__).parent
PATCHERS = {"attrgetter", "delattr", "getattr", "hasattr", "object", "patch", "setattr"}
"""What takes the name of an attribute as a text."""
MOST_PRIVATE = 32
"""Places where tests look behind what others may use. Look for a state, an action or
a public property first; lower this where one goes."""


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__") and name != "_"


def _named(node: ast.Call) -> Iterator[str]:
    """Names that a call gives as texts: `setattr(x, "_a", …)`, `patch("b._c")`."""
    called = node.func
    name = called.attr if isinstance(called, ast.Attribute) else ast.unparse(called)
    for given in (*node.args, *(keyword.value for keyword in node.keywords)):
        if isinstance(given, ast.Constant) and isinstance(given.value, str):
            dotted = re.fullmatch(r"[A-Za-z_]\w*(\.\w+)+", given.value)
            if dotted or name in PATCHERS:
                yield from given.value.split(".")
    if name in PATCHERS | {"multiple"}:
        yield from (keyword.arg for keyword in node.keywords if keyword.arg)


def _imported(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    for alias in node.names:
        yield from alias.name.split(".")
    if isinstance(node, ast.ImportFrom):
        yield from (node.module or "").split(".")


def _reaches(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Find the private names of others: attributes, imports, and names as texts."""
    for node in ast.walk(module):
        names: Iterable[str] = ()
        if isinstance(node, ast.Attribute):
            own = isinstance(node.value, ast.Name) and node.value.id in {"self", "cls"}
            names = () if own else (node.attr,)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names = _imported(node)
        elif isinstance(node, ast.Call):
            names = _named(node)
        elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            # vars(x)["_a"] and x.__dict__["_a"].
            looked = ast.unparse(node.value)
            inside = looked.startswith("vars(") or looked.endswith("__dict__")
            names = (str(node.slice.value),) if inside else ()
        yield from ((node.lineno, name) for name in names if _is_private(name))


def _is_own(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id == "self"


def _inherited(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Find what is private in a class of the integration, in one made from it."""
    ours = {
        alias.asname or alias.name
        for node in ast.walk(module)
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith("custom_components")
        for alias in node.names
    }
    for kind in ast.walk(module):
        if not isinstance(kind, ast.ClassDef) or ours.isdisjoint(
            ast.unparse(base).partition(".")[0] for base in kind.bases
        ):
            continue
        attributes = [
            node
            for node in ast.walk(kind)
            if isinstance(node, ast.Attribute) and _is_own(node)
        ]
        own = {node.attr for node in attributes if isinstance(node.ctx, ast.Store)}
        found = [(node.lineno, node.attr) for node in attributes]
        found += [
            (node.lineno, node.name)
            for node in kind.body
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        ]
        yield from (
            (line, name)
            for line, name in found
            if _is_private(name) and name not in own
        )


def test_tests_use_what_others_may_use() -> None:
    """Few look at private members: such a test fails where nothing is wrong."""
    found = [
        f"{path.relative_to(TESTS)}:{line} {name}"
        for path in sorted(TESTS.rglob("*.py"))
        if (module := ast.parse(path.read_text()))
        for line, name in (*_reaches(module), *_inherited(module))
    ]
    assert len(found) <= MOST_PRIVATE, "\n".join(found)


REACHES = """
x._a
x.y._a()
self.x._a
type(self)._a
from m import _a
from m._a import b
import m._a
getattr(x, "_a")
monkeypatch.setattr(x, "_a", 1)
monkeypatch.setattr("m.x._a", 1)
patch("m._a")
patch.object(x, "_a")
patch.object(x, attribute="_a")
patch.multiple(x, _a=1)
attrgetter("_a")(x)
vars(x)["_a"]
x.__dict__["_a"]
"""
NO_REACHES = """
self._a
cls._a
x.a
x.__a__
_a(x)
usefixtures("_a")
x["_a"]
for _ in x: pass
"""


def test_the_count_is_honest() -> None:
    """Whatever way is taken, it counts; what is one's own does not."""
    for line in REACHES.split("\n")[1:-1]:
        assert len([*_reaches(ast.parse(line))]) == 1, line
    assert [*_reaches(ast.parse(NO_REACHES))] == []
    code = "from custom_components.a import B\nclass C(B):\n def d(self): self._e()"
    assert [*_inherited(ast.parse(code))] == [(3, "_e")]
