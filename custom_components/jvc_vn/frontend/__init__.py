"""The card and the dashboard strategy: how they get into the browser.

`card/` holds the modules as browsers load them, `card/texts/` their texts. Python
serves them, names them as a resource of the dashboards, and answers what only the
card asks: holding a move, what was seen where, settings without an entity.
"""

from homeassistant.core import HomeAssistant

from .commands import async_register_commands
from .resource import async_add_resource, async_remove_resource, async_serve

__all__ = ["async_add_resource", "async_remove_resource", "async_setup_frontend"]


async def async_setup_frontend(hass: HomeAssistant) -> None:
    """Serve the card's modules and answer its commands."""
    async_register_commands(hass)
    await async_serve(hass)
