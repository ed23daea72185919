-- tests_positive on sqlite

-- whole
SELECT COALESCE(SUM(CASE WHEN counts THEN amount ELSE 0 END), 0),
       COALESCE(SUM(CASE WHEN counts IS NULL OR amount IS NULL THEN 1 ELSE 0 END), 0)
FROM (
SELECT s.area_id AS area_id, ((s.result = 'POSITIVE') AND s.resulted_at <= {as_of} AND s.resulted_at > {day_start}) AS counts, 1 AS amount
FROM registers_testresult AS s
WHERE s.area_id >= {low} AND s.area_id < {high}
) AS q
WHERE counts IS NOT FALSE;

-- by area
SELECT area_id, COALESCE(SUM(CASE WHEN counts THEN amount ELSE 0 END), 0),
       COALESCE(SUM(CASE WHEN counts IS NULL OR amount IS NULL THEN 1 ELSE 0 END), 0)
FROM (
SELECT s.area_id AS area_id, ((s.result = 'POSITIVE') AND s.resulted_at <= {as_of} AND s.resulted_at > {day_start}) AS counts, 1 AS amount
FROM registers_testresult AS s
WHERE s.area_id >= {low} AND s.area_id < {high}
) AS q
WHERE counts IS NOT FALSE
GROUP BY area_id;
