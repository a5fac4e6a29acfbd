"""The income and property lines that classes are drawn by, in fen, from the county's parameters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhouji.demo.content import DemoContent


@dataclass(frozen=True)
class Lines:
    """Monthly lines per person in fen, and the share of rigid spending."""

    dibao: float
    margin: float
    tekun: float
    rigid_share: float
    supported_year: float  # of the household
    floor: float  # nobody outside a class is to be poorer than this

    @classmethod
    def on(cls, content: DemoContent, day: date) -> Lines:
        """The lines in force on a day."""
        dibao = content.standard("dibao_std_month", day)
        least_wage = content.standard("min_wage_month", day)
        margin = min(content.standard("dibian_multiple", day) * dibao, least_wage)
        return cls(
            dibao * 100,
            margin * 100,
            content.standard("tekun_std_month", day, 1.3 * dibao) * 100,
            content.standard("rigid_share_min", day),
            content.standard("low_income_year_line", day) * 100,
            margin * 1.07 * 100,
        )
