"""Zhouji 周济: a county's social-assistance information system."""
