"""What was decided: settings, policy, flows. The only reader of TOML and of the environment.

May import: nothing of ours. Imported by: everybody but `nlp`.
To add a setting: a field in `settings.py`, the same key with its default and one comment in `default.toml`.
To add a rule by an operator: an entry in a file of the company folder's `rules/`, read by `rules.py`.
To add a flow: a file in `flows/` (or in the company folder's own `flows/`), named by `flow = "…"`.
"""

from config.envfile import read_env_file
from config.errors import ConfigError, Problem
from config.lines import line_of
from config.load import DEFAULT_FILE, DEMO_FILE, TEMPLATES, company_file, flow_file, load
from config.rules import RuleSpec, Written, read_rules

__all__ = [
    "DEFAULT_FILE",
    "DEMO_FILE",
    "TEMPLATES",
    "ConfigError",
    "Problem",
    "RuleSpec",
    "Written",
    "company_file",
    "flow_file",
    "line_of",
    "load",
    "read_env_file",
    "read_rules",
]
