"""From when to when an area was there, as far as the vintages of the lookups show it together.

No lookup gives the days on which a code began or ended. An area that an earlier vintage of its level lacks began with
the first vintage that has it; one that a later vintage lacks ended with the last. What the oldest vintage has may be
older, and what the newest has may go on: both stay open. Vintages count country by country, because some lists are of
the United Kingdom and others of England and Wales.
"""

SETTLE = """
WITH seen AS (
    SELECT DISTINCT area_code, level, left(area_code, 1) AS country, vintage FROM {table}),
of_level AS (
    SELECT level, country, min(vintage) AS oldest, max(vintage) AS newest FROM seen GROUP BY ALL),
of_area AS (
    SELECT area_code, level, country, min(vintage) AS first, max(vintage) AS last FROM seen GROUP BY ALL),
told AS (
    SELECT area_code, level, nullif(first, oldest) AS began, nullif(last, newest) AS ended
    FROM of_area JOIN of_level USING (level, country))
UPDATE {table} AS area SET
    valid_from = told.began, valid_from_status = if(told.began IS NULL, '[x]', NULL),
    valid_to = told.ended, valid_to_status = if(told.ended IS NULL, '[x]', NULL)
FROM told WHERE area.area_code = told.area_code AND area.level = told.level
"""
"""Works out `valid_from` and `valid_to` of the stored `areas`."""
