"""Documentation that is made from the code is up to date, and whole."""

import re
from pathlib import Path

from custom_components.jvc_vn.protocol import parameters as p
from custom_components.jvc_vn.services import ACTIONS
from tests import contract
from tests.docs.__main__ import TARGET
from tests.docs.parameters import reached, table


def test_the_table_of_parameters_is_up_to_date() -> None:
    """Run scripts/docs after changing the table or a platform."""
    assert TARGET.read_text() == table()


def test_every_parameter_is_reached() -> None:
    """By an entity or an action of its own."""
    ways = reached()
    assert ways.keys() == p.PARAMETERS.keys()
    assert all(ways.values())


GUIDE = (Path(__file__).parents[1] / "docs/guide.md").read_text()


def test_the_guide_is_covered_section_by_section() -> None:
    """Each section has a row, and each name in it is one of ours."""
    rows = re.findall(r"^\| ([0-9.]+)[ |]", GUIDE, re.MULTILINE)
    sections = [f"6.{n}" for n in range(2, 21)]
    assert {*sections, *"12345789"} <= set(rows)
    named = set(re.findall(r"`([a-z_]+)\.([a-z0-9_]+)`", GUIDE))
    actions = {("jvc_vn", action.name) for action in ACTIONS}
    assert named <= actions | contract.ALL
