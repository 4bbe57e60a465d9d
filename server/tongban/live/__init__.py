"""The live service: the durable log, sockets and rooms, access."""
