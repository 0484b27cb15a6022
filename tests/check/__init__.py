"""Tests of the check, and of cameras made from its reports."""
