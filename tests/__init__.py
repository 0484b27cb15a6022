"""Tests of the JVC VN integration."""
