"""DingTalk: its server, its rules, and what its people do."""
