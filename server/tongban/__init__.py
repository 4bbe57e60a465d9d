"""Tongban (通办): the cross-province remote virtual window, simulated and compared."""
