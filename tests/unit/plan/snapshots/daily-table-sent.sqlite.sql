-- daily-table-sent on sqlite

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 THEN met_at END AS met_at,
       CASE WHEN member = 0 THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 ELSE 0 END AS state, due_at AS since
FROM (
WITH RECURSIVE days(start, day) AS (
  SELECT 1580313600, '2020-01-30'
  UNION ALL
  SELECT start + 86400, date(day, '+1 day') FROM days WHERE start < 1584028800
)
SELECT s.id AS subject_id, p.start AS period, s.id AS area_id, ((CAST(strftime('%s', p.day) AS INTEGER) + 57600) + 43200) AS due_at,
       e.sent_at AS met_at,
       e.id AS evidence_id,
       CASE WHEN (s.begins_on <= p.day) THEN 0 ELSE 1 END AS member
FROM registers_area AS s
  CROSS JOIN days AS p
  LEFT JOIN registers_submission AS e ON e.id = (SELECT x.id FROM registers_submission AS x
    WHERE (x.area_id = s.id) AND (x.kind = 'daily_table') AND (x.day = p.day) ORDER BY x.sent_at, x.id LIMIT 1)
WHERE (s.level = 'city')
  AND (s.command_id IS NOT NULL)
  AND (s.begins_on <= p.day) IS NOT FALSE
) AS q;

-- subjects that rows of submission may concern
SELECT s.id FROM registers_submission AS x JOIN registers_area AS s ON (x.area_id = s.id) WHERE x.id IN ({ids}) AND (x.area_id = s.id) AND (x.kind = 'daily_table');

-- evidence that fits nothing
SELECT e.id FROM registers_submission AS e
WHERE (NOT ((e.kind = 'daily_table') AND (e.day IS NOT NULL)) AND ((e.kind = 'daily_table') AND (e.day IS NULL)));
