"""Every address: those that the rooms bring; each view names its permission (tested)."""

from __future__ import annotations

from zhouji.web import addresses as addresses  # registers `id`
from zhouji.web import rooms

urlpatterns = rooms.addresses()
handler400 = "zhouji.web.failures.unreadable"
handler403 = "zhouji.web.failures.not_allowed"
handler404 = "zhouji.web.failures.missing"
handler500 = "zhouji.web.failures.broken"
