"""Errors of linking.

ZhoujiError
└── LinkError          linking cannot give a trustworthy answer and stops
    └── NoRegisterError    no register of the population is known on that day
"""

from __future__ import annotations

from zhouji.base.errors import ZhoujiError


class LinkError(ZhoujiError):
    """Linking stops; the message names the next step."""


class NoRegisterError(LinkError):
    """Without the register there are no persons to link to."""
