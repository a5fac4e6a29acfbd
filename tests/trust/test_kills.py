"""Ten of the two hundred moments that `make trust` tries."""

from __future__ import annotations

import pytest

from tests.trust.kill_runs import main


@pytest.mark.kill
def test_a_run_killed_at_ten_moments_and_run_again_gives_the_same_leads() -> None:
    assert main(["--moments", "10", "--seed", "7"]) == 0
