"""What we keep: tables, one unit of work, inbox and outbox, and the reading of other people's files.

Implements `handlers.ports`. May import: handlers, config. Imported by: bot.
"""
