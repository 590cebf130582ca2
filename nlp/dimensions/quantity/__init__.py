"""Quantities: a number and the counter it was said with."""
