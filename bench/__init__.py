"""Benchmarks that print tables; not tests. `python -m bench` runs all, `python -m bench ack` one of them."""
