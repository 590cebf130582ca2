"""The characters of a text as a set: what a pattern needs and the text has not, the pattern need not look for."""

from functools import lru_cache


@lru_cache(maxsize=64)
def signs_of(text: str) -> frozenset[str]:
    """Every character that occurs. To ask a set is eight times faster than to ask a text, and many guards ask one."""
    return frozenset(text)
