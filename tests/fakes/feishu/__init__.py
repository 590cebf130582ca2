"""Feishu: its server, its rules, its seal, and what its people do."""
