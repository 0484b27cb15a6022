"""Sentences people would say, said to a real Home Assistant with three cameras."""
