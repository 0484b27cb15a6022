"""docs/reliability.md is the table of the faults."""

import ast
import re
from pathlib import Path

from tests.emulator.fault_table import FAULTS

HERE = Path(__file__).parent
TABLE = HERE.parents[1] / "docs" / "reliability.md"


def rows() -> list[list[str]]:
    """The cells of each row that starts with the name of a fault."""
    lines = TABLE.read_text().splitlines()
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines]
    return [row for row in cells if row and re.fullmatch(r"`\w+`", row[0])]


def marked() -> set[str]:
    """The faults that tests are marked with."""
    return {
        name.value
        for path in HERE.glob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.fault"
        for name in node.args
        if isinstance(name, ast.Constant)
    }


def test_every_fault_has_one_row() -> None:
    """And every row its fault; it tells what is seen, if not always how it heals."""
    found = rows()
    assert sorted(row[0].strip("`") for row in found) == sorted(FAULTS)
    for name, does, seen, _heals in found:
        assert does, name
        assert seen, name


def test_every_fault_has_a_test() -> None:
    """And every test its fault."""
    assert marked() == FAULTS.keys()


def test_there_is_a_place_for_the_soak() -> None:
    """`scripts/soak` writes its report there."""
    assert re.search(r"<!-- soak -->\n(?s:.*)<!-- end -->\n", TABLE.read_text())
