"""Lets `python -m zhouji.cli` be the command."""

from zhouji.cli.main import main

main()
