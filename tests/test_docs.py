"""Documentation that is made from the code is up to date, and whole."""

from custom_components.jvc_vn.protocol import parameters as p
from tests.docs.__main__ import TARGET
from tests.docs.parameters import _reached, table


def test_the_table_of_parameters_is_up_to_date() -> None:
    """Run scripts/docs after changing the table or a platform."""
    assert TARGET.read_text() == table()


def test_every_parameter_is_reached() -> None:
    """By an entity or an action of its own."""
    reached = _reached()
    assert reached.keys() == p.PARAMETERS.keys()
    assert all(reached.values())
