"""The vendors' own libraries as clients of the fakes: programs, each run in a process of its own."""
