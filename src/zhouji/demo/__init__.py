"""The made-up county: writes raw files as departments would, faults and all, and the truth."""

from zhouji.demo.making import make_county

__all__ = ["make_county"]
