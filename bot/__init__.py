"""The process: platforms, clock, workers. Knows everybody; nobody imports it.

`app.py` is the only wiring; `dispatch.py` is the way of one message; `channels/` is every platform.
"""
