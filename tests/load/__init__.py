"""Many emulated cameras and a real Home Assistant, each in a process of its own."""
