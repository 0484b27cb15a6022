"""docs/development.md says what is so: its names, arrows, ways and examples."""

import ast
import json
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.jvc_vn.number import NUMBERS
from custom_components.jvc_vn.protocol import parameters as p
from custom_components.jvc_vn.services import ACTIONS
from custom_components.jvc_vn.state import pending_saves
from tests.conftest import act, until
from tests.emulator import EmulatedCamera
from tests.test_house import LOWER

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "custom_components/jvc_vn"
PAGE = (ROOT / "docs/development.md").read_text()
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text()
PROSE = re.sub(r"^```.*?^```$", "", PAGE, flags=re.DOTALL | re.MULTILINE)
NUMBER = "number.vn_v685_motion_sensitivity"

OTHERS = {".venv", "Protocol"}
"""What is called so by Python and by the environment."""


# Names


def _defined(module: ast.Module) -> Iterator[str]:
    """The names that a module defines, attributes as `Class.name`."""
    todo: list[tuple[ast.AST, str]] = [(module, "")]
    while todo:
        node, where = todo.pop()
        for child in ast.iter_child_nodes(node):
            inside = where
            if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{where}{child.name}"
                inside = f"{where}{child.name}."
            elif isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store):
                yield f"{where}{child.id}"
            todo.append((child, inside))


def _known() -> set[str]:
    """Every dotted name of the integration and its tests, and all its endings."""
    known: set[str] = set()
    for path in (*FOLDER.rglob("*.py"), *(ROOT / "tests").rglob("*.py")):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        names = (f"{module}.{name}" for name in _defined(ast.parse(path.read_text())))
        for name in (module, *names):
            parts = name.split(".")
            known |= {".".join(parts[at:]) for at in range(len(parts))}
    return known


def _texts(tree: dict[str, Any]) -> Iterator[str]:
    """The keys of a file of translations, at every depth."""
    for key, value in tree.items():
        yield key
        if isinstance(value, dict):
            yield from _texts(value)


def _exists(path: str) -> bool:
    return (ROOT / path).exists() or (FOLDER / path).exists()


SCRIPTS = "".join(
    path.read_text()
    for path in (
        *(ROOT / "scripts").iterdir(),
        *(ROOT / "tests").glob("*/__main__.py"),
        *(ROOT / "tests").glob("*/command_line.py"),
    )
)
KNOWN = (
    _known()
    | {f"jvc_vn.{action.name}" for action in ACTIONS}
    | {f"p.{name}" for name in vars(p)}
    | set(_texts(json.loads((FOLDER / "translations/en.json").read_text())))
    | OTHERS
)


def _is_known(word: str) -> bool:
    """Whether a word of a name or a command stands for something."""
    if word.startswith("--"):
        return word in SCRIPTS
    return word in KNOWN or word.isupper() or _exists(word)


@pytest.mark.parametrize("text", [PROSE, CONTRIBUTING], ids=["page", "contributing"])
def test_every_name_exists(text: str) -> None:
    """Files, functions, classes, actions, and what commands are made of."""
    named = set(re.findall(r"`([^`]+)`", text))
    assert named
    strange = {name for name in named if not all(map(_is_known, name.split()))}
    assert strange == set()


def test_what_does_not_exist_is_noticed() -> None:
    """A file, a function, a method, an action, and an option of a script."""
    for word in (
        "state/nothing.py",
        "rows.nothing",
        "Camera.nothing",
        "jvc_vn.nothing",
        "p.NOTHING",
        "--nothing",
    ):
        assert not _is_known(word)


@pytest.mark.parametrize(
    ("path", "text"),
    [("docs", PAGE), (".", CONTRIBUTING), (".", (ROOT / "README.md").read_text())],
)
def test_every_link_leads_somewhere(path: str, text: str) -> None:
    """Within the repository; the front page leads here."""
    links = re.findall(r"\]\(([^):#]+)\)", text)
    assert [link for link in links if not (ROOT / path / link).exists()] == []


def test_the_page_is_found() -> None:
    """From the front page, and from the file that GitHub shows to contributors."""
    assert "(docs/development.md)" in CONTRIBUTING
    assert "(docs/development.md)" in (ROOT / "README.md").read_text()


# The house


def _diagrams(kind: str) -> list[str]:
    return re.findall(rf"^```mermaid\n{kind}(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


def test_the_arrows_are_those_that_are_checked() -> None:
    """The drawing of the rooms, and the test of what they import."""
    (drawing,) = _diagrams("flowchart TD")
    arrows = {
        room: set(below.split(" & "))
        for room, below in re.findall(r"^ +(\w+) --> (.+)$", drawing, re.MULTILINE)
    }
    assert arrows.pop("top") == set(LOWER)
    assert arrows == {room: set(below) for room, below in LOWER.items() if below}


def test_every_room_is_described() -> None:
    """In the drawing and in the table."""
    rooms = {path.parent.name for path in FOLDER.glob("*/__init__.py")}
    (drawing,) = _diagrams("flowchart TD")
    assert set(re.findall(r'\["(\w+)/ ', drawing)) == rooms
    assert set(re.findall(r"^\| `(\w+)/` \|", PAGE, re.MULTILINE)) == rooms


# The ways

type Call = tuple[str, str, str]
"""From a file, to a file, and the name of the function."""


def _ways() -> list[list[Call]]:
    """The calls of each drawn way."""
    ways = []
    for drawing in _diagrams("sequenceDiagram"):
        files = dict(
            re.findall(r"^ +participant (\w+) as (\S+)$", drawing, re.MULTILINE)
        )
        arrow = re.compile(r"^ +(\w+)->>(\w+): (\w+)\(.*\)$", re.MULTILINE)
        calls = [(files[a], files[b], name) for a, b, name in arrow.findall(drawing)]
        lines = len(drawing.strip().splitlines())
        assert len(files) + len(calls) + drawing.count("Note over") == lines
        ways.append(calls)
    return ways


ALARM, SLIDER, FRAME = _ways()


def _file(frame: FrameType) -> str | None:
    path = Path(frame.f_code.co_filename)
    return str(path.relative_to(FOLDER)) if path.is_relative_to(FOLDER) else None


def _caller(frame: FrameType) -> str:
    """The nearest file of ours that a call comes from."""
    above = frame.f_back
    while above:
        if found := _file(above):
            return found
        above = above.f_back
    return ""


@contextmanager
def profiled() -> Iterator[list[Call]]:
    """Note every call of a function of ours."""
    calls: list[Call] = []

    def note(frame: FrameType, event: str, _arg: object) -> None:
        if event == "call" and (called := _file(frame)):
            calls.append((_caller(frame), called, frame.f_code.co_name))

    sys.setprofile(note)
    try:
        yield calls
    finally:
        sys.setprofile(None)


def missing(way: list[Call], calls: Iterable[Call]) -> list[Call]:
    """What is left of a way after these calls, in their order."""
    left = list(way)
    for call in tuple(calls):
        if left and call == left[0]:
            del left[0]
    return left


async def walked(way: list[Call], calls: list[Call]) -> None:
    """Wait until a way has been gone to its end; name the first step that was not."""
    try:
        await until(lambda: not missing(way, calls))
    except TimeoutError:
        pytest.fail(f"nobody went {missing(way, calls)[0]}")


def test_a_way_is_gone_in_its_order() -> None:
    """What comes too early does not count."""
    first, then = ("a.py", "b.py", "f"), ("b.py", "c.py", "g")
    assert missing([first, then], [first, ("x.py", "y.py", "h"), then]) == []
    assert missing([first, then], [then, first]) == [then]


async def test_an_alarm_line(emulated: EmulatedCamera, loaded: MockConfigEntry) -> None:
    """Becomes a state and an event."""
    with profiled() as calls:
        emulated.set_input(1, "make")
        await walked(ALARM, calls)


async def test_a_slider(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Becomes bytes at the camera, and is saved."""
    monkeypatch.setattr(pending_saves, "DELAY", 0.01)
    with profiled() as calls:
        await act(hass, "number.set_value", NUMBER, value=60)
        await walked(SLIDER, calls)


async def test_a_frame(
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    hass_client: ClientSessionGenerator,
) -> None:
    """Becomes a picture in the browser, and states."""
    client = await hass_client()
    with profiled() as calls:
        response = await client.get("/api/camera_proxy_stream/camera.vn_v685")
        await response.content.readany()
        emulated.force("camera.status", "3")
        await walked(FRAME, calls)
        response.close()


# Examples


BLOCK = re.compile(r"^```(?!mermaid)\w+$", re.MULTILINE)


def _examples() -> list[tuple[str, str]]:
    """Each block of code, with the file that the line before it names."""
    return re.findall(
        r"`([^`\n]+)`[^`\n]*:\n\n```(?!mermaid)\w+\n(.*?)^```$",
        PAGE,
        re.DOTALL | re.MULTILINE,
    )


def test_every_example_names_its_file() -> None:
    """In the line before it."""
    assert len(_examples()) == len(BLOCK.findall(PAGE)) > 20


def _plain(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize(("path", "code"), _examples())
def test_every_example_is_the_code(path: str, code: str) -> None:
    """It stands in its file; where it has dots, something is left out."""
    file = FOLDER / path if (FOLDER / path).exists() else ROOT / path
    rest = _plain(file.read_text())
    for part in re.split(r"^ *\.\.\.$", code, flags=re.MULTILINE):
        _, found, rest = rest.partition(_plain(part))
        assert found, part


def _example(chapter: str, path: str) -> str:
    """The first example of a file in a chapter of the page."""
    (text,) = re.findall(
        rf"^### {chapter}\n(.*?)(?=^##)", PAGE, re.DOTALL | re.MULTILINE
    )
    code: list[str] = re.findall(
        rf"`{re.escape(path)}`[^`]*:\n\n```python\n(.*?)```", text, re.DOTALL
    )
    return code[0]


def test_a_number_costs_two_lines() -> None:
    """A row of the table of parameters, and a row of the platform."""
    row = _example("A parameter", "protocol/parameters/camera.py").strip()
    (assignment,) = ast.parse(row).body
    assert isinstance(assignment, ast.Assign)
    assert isinstance(assignment.value, ast.Call)
    entity = _example("An entity", "number.py").rpartition("...\n")[2].strip()
    call = ast.parse(entity.removesuffix(","), mode="eval").body
    assert isinstance(call, ast.Call)
    assert [len(code.splitlines()) for code in (row, entity)] == [1, 1]
    key, parameter = call.args
    assert ast.unparse(parameter) == f"p.{ast.unparse(assignment.targets[0])}"
    parameters = {description.key: description.parameter for description in NUMBERS}
    assert parameters[ast.literal_eval(key)] is p.MOTION_SENSITIVITY


def test_so_do_the_others() -> None:
    """Every number is a call on one line, or one of several that a loop makes."""
    module = ast.parse((FOLDER / "number.py").read_text())
    (table,) = [
        node.value
        for node in module.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "NUMBERS"
    ]
    assert isinstance(table, ast.Tuple)
    rows = [row for row in table.elts if not isinstance(row, ast.Starred)]
    assert len(rows) > 20
    for row in rows:
        assert isinstance(row, ast.Call)
        assert row.lineno == row.end_lineno
