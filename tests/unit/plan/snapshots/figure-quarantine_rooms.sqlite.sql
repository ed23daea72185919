-- quarantine_rooms on sqlite

-- whole
SELECT COALESCE(SUM(CASE WHEN counts THEN amount ELSE 0 END), 0),
       COALESCE(SUM(CASE WHEN counts IS NULL OR amount IS NULL THEN 1 ELSE 0 END), 0)
FROM (
SELECT s.area_id AS area_id, (((s.kind = 'quarantine_site') AND (s.closed_at IS NULL)) AND s.opened_at <= {as_of}) AS counts, s.rooms AS amount
FROM registers_site AS s
WHERE s.area_id >= {low} AND s.area_id < {high}
) AS q
WHERE counts IS NOT FALSE;

-- by area
SELECT area_id, COALESCE(SUM(CASE WHEN counts THEN amount ELSE 0 END), 0),
       COALESCE(SUM(CASE WHEN counts IS NULL OR amount IS NULL THEN 1 ELSE 0 END), 0)
FROM (
SELECT s.area_id AS area_id, (((s.kind = 'quarantine_site') AND (s.closed_at IS NULL)) AND s.opened_at <= {as_of}) AS counts, s.rooms AS amount
FROM registers_site AS s
WHERE s.area_id >= {low} AND s.area_id < {high}
) AS q
WHERE counts IS NOT FALSE
GROUP BY area_id;
