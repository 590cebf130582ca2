"""Who takes part: what somebody does, and how much a customer matters."""

from enum import StrEnum
from typing import Literal, get_args


class Role(StrEnum):
    """What somebody does; `customer` is an outsider."""

    SALES = "sales"
    CUSTOMER = "customer"
    WAREHOUSE = "warehouse"
    PURCHASING = "purchasing"
    PRODUCTION = "production"
    FINANCE = "finance"
    LOGISTICS = "logistics"
    SERVICE = "service"
    MANAGER = "manager"


CustomerLevel = Literal["VIP", "A", "B", "C"]
LEVELS: tuple[CustomerLevel, ...] = get_args(CustomerLevel)  # the one that goes first in front
