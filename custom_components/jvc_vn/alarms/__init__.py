"""Inputs and motion: the alarm link, its gaps, and events."""
