"""The office's desk: spreadsheets to start from, and what became of one that was filled in, before a night reads it."""
