"""What was decided: settings, policy, flows. The only reader of TOML and of the environment.

May import: nothing of ours. Imported by: everybody but `nlp`.
"""
