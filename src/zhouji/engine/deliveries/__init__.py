"""What came of each dataset by a day: which batches count, and whether they still hold."""

from zhouji.engine.deliveries.known import Knowledge, Known, gather

__all__ = ["Knowledge", "Known", "gather"]
