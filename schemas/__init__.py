"""What is promised: one pandera model per dataset, from which every public description of a column is derived."""
