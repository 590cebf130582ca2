"""The company's ERP, told of orders through the outbox like everybody else: see `kingdee.py`."""
