-- daily-table-sent on postgresql

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 THEN met_at END AS met_at,
       CASE WHEN member = 0 THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 ELSE 0 END AS state, due_at AS since
FROM (
WITH RECURSIVE days(start, day) AS (
  SELECT 1580313600::bigint, DATE '2020-01-30'
  UNION ALL
  SELECT start + 86400, day + 1 FROM days WHERE start < 1584028800
)
SELECT s.id AS subject_id, p.start AS period, s.id AS area_id, (((p.day - DATE '1970-01-01')::bigint * 86400 + 57600) + 43200) AS due_at,
       e.met_at AS met_at,
       e.id AS evidence_id,
       CASE WHEN (s.begins_on <= p.day) THEN 0 ELSE 1 END AS member
FROM registers_area AS s
  CROSS JOIN days AS p
  LEFT JOIN (SELECT s.id AS subject_id, p.start, (MIN(ARRAY[x.sent_at, x.id]))[1] AS met_at, (MIN(ARRAY[x.sent_at, x.id]))[2] AS id
    FROM registers_area AS s
  CROSS JOIN days AS p
  CROSS JOIN registers_submission AS x
    WHERE (x.area_id = s.id) AND (x.kind = 'daily_table') AND (x.day = p.day)
  AND (s.level = 'city') AND (s.command_id IS NOT NULL) AND (s.begins_on <= p.day)
    GROUP BY s.id, p.start) AS e ON e.subject_id = s.id AND e.start = p.start
WHERE (s.level = 'city')
  AND (s.command_id IS NOT NULL)
  AND (s.begins_on <= p.day) IS NOT FALSE
) AS q;

-- duties of single subjects
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 THEN met_at END AS met_at,
       CASE WHEN member = 0 THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 ELSE 0 END AS state, due_at AS since
FROM (
WITH RECURSIVE days(start, day) AS (
  SELECT 1580313600::bigint, DATE '2020-01-30'
  UNION ALL
  SELECT start + 86400, day + 1 FROM days WHERE start < 1584028800
)
SELECT s.id AS subject_id, p.start AS period, s.id AS area_id, (((p.day - DATE '1970-01-01')::bigint * 86400 + 57600) + 43200) AS due_at,
       e.met_at AS met_at,
       e.id AS evidence_id,
       CASE WHEN (s.begins_on <= p.day) THEN 0 ELSE 1 END AS member
FROM registers_area AS s
  CROSS JOIN days AS p
  LEFT JOIN LATERAL (SELECT x.id, x.sent_at AS met_at FROM registers_submission AS x
    WHERE (x.area_id = s.id) AND (x.kind = 'daily_table') AND (x.day = p.day)
    ORDER BY met_at, x.id LIMIT 1) AS e ON TRUE
WHERE (s.level = 'city')
  AND (s.command_id IS NOT NULL)
  AND (s.begins_on <= p.day) IS NOT FALSE AND (s.id IN ({ids}))
) AS q;

-- subjects that rows of submission may concern
SELECT s.id FROM registers_submission AS x JOIN registers_area AS s ON (x.area_id = s.id) WHERE x.id IN ({ids}) AND (x.area_id = s.id) AND (x.kind = 'daily_table');

-- evidence that fits nothing
SELECT e.id FROM registers_submission AS e
WHERE (NOT ((e.kind = 'daily_table') AND (e.day IS NOT NULL)) AND ((e.kind = 'daily_table') AND (e.day IS NULL)));
