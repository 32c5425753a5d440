"""Release checks: what must add up in a whole stored table, one module for each dataset that has any."""
