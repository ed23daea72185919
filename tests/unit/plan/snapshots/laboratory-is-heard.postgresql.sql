-- laboratory-is-heard on postgresql

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 THEN met_at END AS met_at,
       CASE WHEN member = 0 THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 ELSE 0 END AS state, due_at AS since
FROM (
WITH RECURSIVE days(start, day) AS (
  SELECT 1581091200::bigint, DATE '2020-02-08'
  UNION ALL
  SELECT start + 86400, day + 1 FROM days WHERE start < 1584201600
)
SELECT s.id AS subject_id, p.start AS period, s.area_id AS area_id, (((p.day - DATE '1970-01-01')::bigint * 86400 + 57600) + 7200) AS due_at,
       e.met_at AS met_at,
       e.id AS evidence_id,
       CASE WHEN (s.opened_at <= p.start AND (p.start < s.closed_at OR s.closed_at IS NULL)) THEN 0 ELSE 1 END AS member
FROM registers_site AS s
  CROSS JOIN days AS p
  LEFT JOIN (SELECT s.id AS subject_id, p.start, (MIN(ARRAY[x.made_at, x.id]))[1] AS met_at, (MIN(ARRAY[x.made_at, x.id]))[2] AS id
    FROM registers_site AS s
  CROSS JOIN days AS p
  CROSS JOIN registers_return AS x
    WHERE (x.site_id = s.id) AND (x.figure = 'tests_reported') AND (x.day = p.day) AND (x.value IS NOT NULL) AND x.made_at IS NOT NULL
  AND (s.kind = 'laboratory') AND (s.opened_at <= p.start AND (p.start < s.closed_at OR s.closed_at IS NULL))
    GROUP BY s.id, p.start) AS e ON e.subject_id = s.id AND e.start = p.start
WHERE (s.kind = 'laboratory')
  AND (s.opened_at <= p.start AND (p.start < s.closed_at OR s.closed_at IS NULL)) IS NOT FALSE
) AS q;

-- duties of single subjects
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 THEN met_at END AS met_at,
       CASE WHEN member = 0 THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 ELSE 0 END AS state, due_at AS since
FROM (
WITH RECURSIVE days(start, day) AS (
  SELECT 1581091200::bigint, DATE '2020-02-08'
  UNION ALL
  SELECT start + 86400, day + 1 FROM days WHERE start < 1584201600
)
SELECT s.id AS subject_id, p.start AS period, s.area_id AS area_id, (((p.day - DATE '1970-01-01')::bigint * 86400 + 57600) + 7200) AS due_at,
       e.met_at AS met_at,
       e.id AS evidence_id,
       CASE WHEN (s.opened_at <= p.start AND (p.start < s.closed_at OR s.closed_at IS NULL)) THEN 0 ELSE 1 END AS member
FROM registers_site AS s
  CROSS JOIN days AS p
  LEFT JOIN LATERAL (SELECT x.id, x.made_at AS met_at FROM registers_return AS x
    WHERE (x.site_id = s.id) AND (x.figure = 'tests_reported') AND (x.day = p.day) AND (x.value IS NOT NULL) AND x.made_at IS NOT NULL
    ORDER BY met_at, x.id LIMIT 1) AS e ON TRUE
WHERE (s.kind = 'laboratory')
  AND (s.opened_at <= p.start AND (p.start < s.closed_at OR s.closed_at IS NULL)) IS NOT FALSE AND (s.id IN ({ids}))
) AS q;

-- subjects that rows of return may concern
SELECT s.id FROM registers_return AS x JOIN registers_site AS s ON (x.site_id = s.id) WHERE x.id IN ({ids}) AND (x.site_id = s.id) AND (x.figure = 'tests_reported') AND (x.value IS NOT NULL);

-- evidence that fits nothing
SELECT e.id FROM registers_return AS e
WHERE ((NOT ((e.site_id IS NOT NULL) AND (e.figure = 'tests_reported') AND (e.value IS NOT NULL)) AND ((e.figure = 'tests_reported') AND (e.value IS NOT NULL) AND (e.site_id IS NULL))) OR (e.made_at IS NULL AND ((e.figure = 'tests_reported') AND (e.value IS NOT NULL))));

-- owner
SELECT s.id, s.operator_id FROM registers_site AS s WHERE s.id IN ({ids});
