"""What a person sees of each fault of the camera, and how it heals.

docs/reliability.md is the table of it.
"""
