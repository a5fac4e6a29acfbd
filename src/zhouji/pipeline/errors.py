"""Errors of the pipeline.

PipelineError
├── NothingReceivedError   a run over a pool that holds no delivery
├── RunUnderWayError       another run holds the pool
└── FarFutureError         a day that nobody can know anything of
"""

from zhouji.engine.base.errors import ZhoujiError


class PipelineError(ZhoujiError):
    """A run that cannot be done."""


class NothingReceivedError(PipelineError):
    """No delivery is known by the day of the run."""


class RunUnderWayError(PipelineError):
    """Another run holds the pool."""


class FarFutureError(PipelineError):
    """A day that nobody can know anything of."""
