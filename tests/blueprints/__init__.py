"""The blueprints, run by Home Assistant over an emulated camera."""
