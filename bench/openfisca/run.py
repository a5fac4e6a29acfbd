"""Runs the country package over the bench's tables."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import openfisca_core.simulations as simulations
from openfisca_core.simulation_builder import SimulationBuilder

import bench.openfisca.members  # declares its variables
import bench.openfisca.policies  # noqa: F401 - likewise
from bench.openfisca.country import PERIOD, VARIABLES, CountryTaxBenefitSystem
from bench.peers import rows_tables
from bench.peers.rows import HOUSEHOLDS, PERSONS, WITH_KNOWN
from bench.peers.shape import AMOUNTS, NAMES, Normal, three

OUTPUTS = [v.__name__ for v in VARIABLES if v.__name__[0] == "P"]
INPUTS = [*PERSONS, *HOUSEHOLDS, *(f"{name}__known" for name in WITH_KNOWN)]
Result = dict[str, np.ndarray]


def load(folder: Path) -> list[np.ndarray]:
    return rows_tables.read(folder)


def compute(system: CountryTaxBenefitSystem, columns: list[np.ndarray]) -> Result:
    """Every condition, what is known of it, and every amount."""
    simulation = _simulation(system, columns)
    for name, column in zip(INPUTS, columns[1:], strict=True):
        simulation.set_input(name, PERIOD, column)
    return {name: simulation.calculate(name, PERIOD) for name in OUTPUTS}


def _simulation(
    system: CountryTaxBenefitSystem, columns: list[np.ndarray]
) -> simulations.Simulation:
    """Built from arrays; the builder's own way takes lists of names and is far slower."""
    starts = columns[0]
    sizes = np.diff(starts)
    persons, households = int(starts[-1]), len(sizes)
    builder = SimulationBuilder()
    builder.create_entities(system)
    one, many = builder.populations["person"], builder.populations["household"]
    one.ids, one.count = np.arange(persons), persons
    many.ids, many.count = np.arange(households), households
    many.members_entity_id = np.repeat(np.arange(households), sizes)
    many.members_position = np.arange(persons) - np.repeat(starts[:-1], sizes)
    return builder.build(system)


def normal(result: Result) -> Normal:
    found = {name: three(result[name], result.get(f"{name}__known")) for name in NAMES}
    return found | {name: result[name] for name in AMOUNTS}
