-- laboratory-is-heard on sqlite

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 THEN met_at END AS met_at,
       CASE WHEN member = 0 THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 ELSE 0 END AS state, due_at AS since
FROM (
WITH RECURSIVE days(start, day) AS (
  SELECT 1581091200, '2020-02-08'
  UNION ALL
  SELECT start + 86400, date(day, '+1 day') FROM days WHERE start < 1584201600
)
SELECT s.id AS subject_id, p.start AS period, s.area_id AS area_id, ((CAST(strftime('%s', p.day) AS INTEGER) + 57600) + 7200) AS due_at,
       e.made_at AS met_at,
       e.id AS evidence_id,
       CASE WHEN (s.opened_at <= p.start AND (p.start < s.closed_at OR s.closed_at IS NULL)) THEN 0 ELSE 1 END AS member
FROM registers_site AS s
  CROSS JOIN days AS p
  LEFT JOIN registers_return AS e ON e.id = (SELECT x.id FROM registers_return AS x
    WHERE (x.site_id = s.id) AND (x.figure = 'tests_reported') AND (x.day = p.day) AND (x.value IS NOT NULL) AND x.made_at IS NOT NULL ORDER BY x.made_at, x.id LIMIT 1)
WHERE (s.kind = 'laboratory')
  AND (s.opened_at <= p.start AND (p.start < s.closed_at OR s.closed_at IS NULL)) IS NOT FALSE
) AS q;

-- subjects that rows of return may concern
SELECT s.id FROM registers_return AS x JOIN registers_site AS s ON (x.site_id = s.id) WHERE x.id IN ({ids}) AND (x.site_id = s.id) AND (x.figure = 'tests_reported') AND (x.value IS NOT NULL);

-- evidence that fits nothing
SELECT e.id FROM registers_return AS e
WHERE ((NOT ((e.site_id IS NOT NULL) AND (e.figure = 'tests_reported') AND (e.value IS NOT NULL)) AND ((e.figure = 'tests_reported') AND (e.value IS NOT NULL) AND (e.site_id IS NULL))) OR (e.made_at IS NULL AND ((e.figure = 'tests_reported') AND (e.value IS NOT NULL))));

-- owner
SELECT s.id, s.operator_id FROM registers_site AS s WHERE s.id IN ({ids});
