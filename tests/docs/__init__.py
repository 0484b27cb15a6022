"""Documentation that is made from the code."""

import homeassistant  # noqa: F401 - it replaces voluptuous before anything uses it
