"""Moves, presets, and waiting for them."""
