"""Replications, pairing, intervals: from a scenario to a result."""
