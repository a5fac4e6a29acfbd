"""What came of each dataset by a day: which batches count, and whether they still hold."""

from zhouji.pool.deliveries.delivered import (
    Delivered,
    all_delivered,
    delivered,
    month_of,
    newest_by_dataset,
)
from zhouji.pool.deliveries.known import Knowledge, Known, gather
from zhouji.pool.deliveries.lateness import Lateness
from zhouji.pool.deliveries.today import pool_today

__all__ = [
    "Delivered",
    "Knowledge",
    "Known",
    "Lateness",
    "all_delivered",
    "delivered",
    "gather",
    "month_of",
    "newest_by_dataset",
    "pool_today",
]
