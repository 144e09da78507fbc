"""Real daemons in network namespaces: what the system tests and the benchmark are made of."""
