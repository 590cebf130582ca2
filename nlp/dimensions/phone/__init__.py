"""Telephone numbers: mobile and landline."""
