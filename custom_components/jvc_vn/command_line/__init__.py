"""A command line for people with a camera: it needs Python with aiohttp alone."""
