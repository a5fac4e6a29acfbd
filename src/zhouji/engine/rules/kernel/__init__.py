"""The columnar evaluator: numpy over cache-sized blocks of households, two threads."""

from zhouji.engine.rules.kernel.run import evaluate

__all__ = ["evaluate"]
