"""The rulebook over everybody's facts: results, findings, exclusivity, what-if."""

from zhouji.engine.screening.everybody import screen
from zhouji.engine.screening.findings import findings
from zhouji.engine.screening.results import PolicyResult, Screening
from zhouji.engine.screening.screen_table import TableScreening, screen_table
from zhouji.engine.screening.simulate import Simulation, simulate
from zhouji.engine.screening.wide import wide

__all__ = [
    "PolicyResult",
    "Screening",
    "Simulation",
    "TableScreening",
    "findings",
    "screen",
    "screen_table",
    "simulate",
    "wide",
]
