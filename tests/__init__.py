"""Tests, by kind: unit, contract, end to end; fakes of the platforms beside them."""
