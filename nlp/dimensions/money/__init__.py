"""Prices and sums of money, in yuan."""
