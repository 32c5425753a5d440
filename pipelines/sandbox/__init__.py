"""The upstream world in a box: the real URLs, formats, cadences and faults, seeded, offline and marked synthetic."""
