"""What one run published: its receipt, its tables behind typed readers, the history of results."""

from zhouji.engine.generation.errors import (
    GenerationError,
    NoSuchGenerationError,
    NoSuchUnitError,
    NothingPublishedError,
    NotKeptError,
)
from zhouji.engine.generation.published import Generation, newest_deliveries
from zhouji.engine.generation.receipt import FORMAT, GenerationReceipt, TableSum, kept
from zhouji.engine.generation.weighing import weigh

__all__ = [
    "FORMAT",
    "Generation",
    "GenerationError",
    "GenerationReceipt",
    "NoSuchGenerationError",
    "NoSuchUnitError",
    "NotKeptError",
    "NothingPublishedError",
    "TableSum",
    "kept",
    "newest_deliveries",
    "weigh",
]
