"""The check: what this camera does where the maker's guide leaves it open.

Like `protocol/` it knows no Home Assistant: it also runs from the command line.
"""
