"""Checks a release and builds its archive."""
