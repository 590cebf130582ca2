"""Gifts of campaigns: computed from what an order comes to, never said; a tier counts once its amount is reached."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from config.policy import GiftSpec, GiftTier
from handlers.domain.lines import numbered
from handlers.domain.money import line_total
from handlers.domain.order import Line, Order
from handlers.domain.party import Customer, Product

NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class Given:
    """A gift of a campaign's tier. `gap`: how much more it takes, 0 where the tier is reached."""

    campaign: str
    sku: str
    qty: Decimal
    least: Decimal  # of the tier
    gap: Decimal = NONE


@dataclass(frozen=True, slots=True)
class Gifts:
    """What campaigns give for an order, what they would give next, and what they cannot give."""

    given: tuple[Given, ...] = ()
    near: tuple[Given, ...] = ()
    gone: tuple[Given, ...] = ()  # reached, but not in stock
    used: tuple[str, ...] = ()  # campaigns of which the customer had all that he may have


def standing(campaigns: Iterable[GiftSpec], day: date, customer: Customer | None) -> tuple[GiftSpec, ...]:
    """The campaigns that hold for a customer on a day."""
    return tuple(
        one
        for one in campaigns
        if customer is not None
        and (one.since is None or one.since <= day)
        and (one.until is None or day <= one.until)
        and (not one.levels or customer.level in one.levels)
    )


def given_skus(campaigns: Iterable[GiftSpec]) -> set[str]:
    """Everything that campaigns may give."""
    return {tier.sku for one in campaigns for tier in one.tiers}


def sums(lines: Iterable[Line]) -> dict[str, Decimal]:
    """SKU -> yuan that are paid for it."""
    found: dict[str, Decimal] = {}
    for line in lines:
        if line.sku is not None and not line.gift:
            found[line.sku] = found.get(line.sku, NONE) + (line_total(line) or NONE)
    return found


def gifts(
    paid: Mapping[str, Decimal], campaigns: Collection[GiftSpec], had: Mapping[str, int], free: Mapping[str, Decimal]
) -> Gifts:
    """What these campaigns give for what is paid (yuan by SKU).

    `had`: of a campaign, how many other orders of the customer got something; `free`: what there is of gifts.
    """
    left = dict(free)
    given: list[Given] = []
    near: list[Given] = []
    gone: list[Given] = []
    used: list[str] = []
    for campaign in campaigns:
        amount = sum((yuan for sku, yuan in paid.items() if not campaign.skus or sku in campaign.skus), NONE)
        tiers = sorted(campaign.tiers, key=lambda tier: tier.from_)
        reached = [tier for tier in tiers if tier.from_ <= amount]
        further = [tier for tier in tiers if tier.from_ > amount]
        if campaign.per_customer and had.get(campaign.name, 0) >= campaign.per_customer:
            used += [campaign.name] if reached else []
            continue
        for tier in reached if campaign.stack else reached[-1:]:
            if left.get(tier.sku, NONE) >= tier.qty:
                left[tier.sku] -= tier.qty
                given.append(_given(campaign, tier))
            else:
                gone.append(_given(campaign, tier))
        if further and amount > 0:
            near.append(replace(_given(campaign, further[0]), gap=further[0].from_ - amount))
    return Gifts(tuple(given), tuple(near), tuple(gone), tuple(used))


def _given(campaign: GiftSpec, tier: GiftTier) -> Given:
    return Given(campaign.name, tier.sku, tier.qty, tier.from_)


def bare(order: Order) -> Order:
    """The order without what campaigns give: as it was said."""
    if not any(line.given for line in order.lines):
        return order
    return replace(order, lines=numbered(tuple(line for line in order.lines if not line.given)))


def joined(order: Order, before: Order) -> Order:
    """The order with the gifts that it had before behind its own lines, as long as nothing is computed anew."""
    had = [line for line in before.lines if line.given]
    return replace(order, lines=numbered((*bare(order).lines, *had))) if had else order


def with_gifts(order: Order, found: Iterable[Given], products: Mapping[str, Product]) -> Order:
    """The order with these gifts behind its own lines; what lies in the box of a gift it has already stays there."""
    packed = [line for line in order.lines if line.given and line.picked]
    lines = [
        Line(
            no=0,
            sku=one.sku,
            label=products[one.sku].label,
            qty=one.qty,
            base_qty=one.qty,
            base_unit=products[one.sku].unit,
            price=products[one.sku].price,
            gift=True,
            given=one.campaign,
            picked=min(one.qty, _take(packed, one)),
        )
        for one in found
        if one.sku in products
    ]
    return replace(order, lines=numbered((*bare(order).lines, *lines))) if lines else bare(order)


def _take(packed: list[Line], gift: Given) -> Decimal:
    line = next((line for line in packed if (line.given, line.sku) == (gift.campaign, gift.sku)), None)
    if line is None:
        return NONE
    packed.remove(line)
    return line.picked


def clawed_back(before: Iterable[Given], after: Iterable[Given]) -> tuple[Given, ...]:
    """What was given and is given no longer."""
    kept: dict[tuple[str, str], Decimal] = {}
    for one in after:
        kept[one.campaign, one.sku] = kept.get((one.campaign, one.sku), NONE) + one.qty
    back: list[Given] = []
    for one in before:
        key = one.campaign, one.sku
        still = min(one.qty, kept.get(key, NONE))
        kept[key] = kept.get(key, NONE) - still
        if one.qty > still:
            back.append(replace(one, qty=one.qty - still))
    return tuple(back)
