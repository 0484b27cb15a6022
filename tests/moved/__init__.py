"""Cameras at new addresses."""
