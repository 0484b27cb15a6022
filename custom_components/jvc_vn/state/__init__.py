"""The state of a camera, and how it is read and written."""
