-- home-isolation-checked-daily on sqlite

-- duties
WITH RECURSIVE days(start, day) AS (
  SELECT 1581004800, '2020-02-07'
  UNION ALL
  SELECT start + 86400, date(day, '+1 day') FROM days WHERE start < 1588176000
)
SELECT s.id AS subject_id, p.start AS period, s.area_id AS area_id, (CAST(strftime('%s', p.day) AS INTEGER) + 57600) AS due_at,
       CASE WHEN (CASE WHEN EXISTS (SELECT 1 FROM registers_healthcheck AS c2 WHERE c2.order_id = s.id AND (c2.at >= p.start) AND (c2.at < (p.start + 86400)) AND (c2.result IN ('SEEN_OK', 'SEEN_NOT_OK'))) THEN (1 = 1) WHEN EXISTS (SELECT 1 FROM registers_healthcheck AS c2 WHERE c2.order_id = s.id AND (c2.at >= p.start) IS NOT FALSE AND (c2.at < (p.start + 86400)) IS NOT FALSE AND (c2.result IN ('SEEN_OK', 'SEEN_NOT_OK')) IS NOT FALSE) THEN NULL ELSE (1 = 0) END) THEN (CAST(strftime('%s', p.day) AS INTEGER) + 57600) END AS met_at,
       CASE WHEN (CASE WHEN EXISTS (SELECT 1 FROM registers_healthcheck AS c2 WHERE c2.order_id = s.id AND (c2.at >= p.start) AND (c2.at < (p.start + 86400)) AND (c2.result IN ('SEEN_OK', 'SEEN_NOT_OK'))) THEN (1 = 1) WHEN EXISTS (SELECT 1 FROM registers_healthcheck AS c2 WHERE c2.order_id = s.id AND (c2.at >= p.start) IS NOT FALSE AND (c2.at < (p.start + 86400)) IS NOT FALSE AND (c2.result IN ('SEEN_OK', 'SEEN_NOT_OK')) IS NOT FALSE) THEN NULL ELSE (1 = 0) END) THEN s.id END AS evidence_id,
       CASE WHEN (CASE WHEN EXISTS (SELECT 1 FROM registers_healthcheck AS c2 WHERE c2.order_id = s.id AND (c2.at >= p.start) AND (c2.at < (p.start + 86400)) AND (c2.result IN ('SEEN_OK', 'SEEN_NOT_OK'))) THEN (1 = 1) WHEN EXISTS (SELECT 1 FROM registers_healthcheck AS c2 WHERE c2.order_id = s.id AND (c2.at >= p.start) IS NOT FALSE AND (c2.at < (p.start + 86400)) IS NOT FALSE AND (c2.result IN ('SEEN_OK', 'SEEN_NOT_OK')) IS NOT FALSE) THEN NULL ELSE (1 = 0) END) IS NULL THEN 3 ELSE 0 END AS state, (CAST(strftime('%s', p.day) AS INTEGER) + 57600) AS since
FROM registers_order AS s
  CROSS JOIN days AS p
WHERE (s.kind = 'home_isolation')
  AND (s.starts_at <= p.start AND (p.start < s.ends_at))
  AND (s.starts_at <= (p.start + 86400) AND ((p.start + 86400) < s.released_at OR s.released_at IS NULL));

-- subjects that rows of health_check may concern
SELECT c.order_id FROM registers_healthcheck AS c WHERE c.id IN ({ids}) AND c.order_id IS NOT NULL;
