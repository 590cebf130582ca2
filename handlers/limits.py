"""The thresholds of the policy as the reader needs them."""

from collections.abc import Mapping

from config.settings import CustomerPolicy, Policy, ReadField
from nlp.types import Limits


def limits_for(policy: Policy) -> tuple[Limits, Mapping[str, Limits]]:
    """For everybody, and for the customers that have their own."""
    return _limits(policy, CustomerPolicy()), {key: _limits(policy, own) for key, own in policy.customers.items()}


def _limits(policy: Policy, own: CustomerPolicy) -> Limits:
    mark = policy.confirm_below if own.confirm_below is None else own.confirm_below
    ask = policy.ask_below if own.ask_below is None else own.ask_below
    mine, fields = own.confirm_below is None, own.ask_below is None
    return Limits(
        {"": mark, **_plain(policy.confirm_fields if mine else {}), **_plain(own.confirm_fields)},
        {"": ask, **_plain(policy.ask_fields if fields else {}), **_plain(own.ask_fields)},
    )


def _plain(limits: Mapping[ReadField, float]) -> dict[str, float]:
    return {str(field): limit for field, limit in limits.items()}
