"""W1 in Ciw, a simulator of queueing networks. It knows no unit held through another's line."""

from __future__ import annotations

import ciw
from answers import W1_CLERKS, W1_PER_MIN

__all__ = ["w1"]


def w1(requests: int, seed: int) -> list[float]:
    """The waits of W1's requests, in the order in which they came [min]."""
    ciw.seed(seed)
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(rate=W1_PER_MIN)],
        service_distributions=[ciw.dists.Exponential(rate=1)],
        number_of_servers=[W1_CLERKS],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_customers(requests, method="Finish")
    records = sorted(simulation.get_all_records(), key=lambda record: record.arrival_date)
    return [record.waiting_time for record in records]
