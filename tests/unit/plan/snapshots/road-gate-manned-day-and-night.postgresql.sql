-- road-gate-manned-day-and-night on postgresql

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 THEN met_at END AS met_at,
       CASE WHEN member = 0 THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 WHEN unsure = 1 THEN 3 ELSE 0 END AS state, due_at AS since
FROM (
WITH RECURSIVE days(start, day) AS (
  SELECT 1581091200::bigint, DATE '2020-02-08'
  UNION ALL
  SELECT start + 86400, day + 1 FROM days WHERE start < 1584201600
)
SELECT s.id AS subject_id, p.start AS period, s.area_id AS area_id, (((p.day - DATE '1970-01-01')::bigint * 86400 + 57600) + 7200) AS due_at,
       CASE WHEN ((CASE WHEN EXISTS (SELECT 1 FROM registers_shifttally AS c2 WHERE c2.site_id = s.id AND (c2.kind = 'post') AND (c2.staff > 0) AND (c2.starts_at <= p.start) AND (c2.ends_at > p.start)) THEN (1 = 1) WHEN EXISTS (SELECT 1 FROM registers_shifttally AS c2 WHERE c2.site_id = s.id AND (c2.kind = 'post') AND (c2.staff > 0) IS NOT FALSE AND (c2.starts_at <= p.start) AND (c2.ends_at > p.start)) THEN NULL ELSE (1 = 0) END) AND (CASE WHEN EXISTS (SELECT 1 FROM registers_shifttally AS c2 WHERE c2.site_id = s.id AND (c2.kind = 'post') AND (c2.staff > 0) AND (c2.starts_at <= (p.start + 43200)) AND (c2.ends_at > (p.start + 43200))) THEN (1 = 1) WHEN EXISTS (SELECT 1 FROM registers_shifttally AS c2 WHERE c2.site_id = s.id AND (c2.kind = 'post') AND (c2.staff > 0) IS NOT FALSE AND (c2.starts_at <= (p.start + 43200)) AND (c2.ends_at > (p.start + 43200))) THEN NULL ELSE (1 = 0) END)) THEN ((p.day - DATE '1970-01-01')::bigint * 86400 + 57600) END AS met_at,
       CASE WHEN ((CASE WHEN EXISTS (SELECT 1 FROM registers_shifttally AS c2 WHERE c2.site_id = s.id AND (c2.kind = 'post') AND (c2.staff > 0) AND (c2.starts_at <= p.start) AND (c2.ends_at > p.start)) THEN (1 = 1) WHEN EXISTS (SELECT 1 FROM registers_shifttally AS c2 WHERE c2.site_id = s.id AND (c2.kind = 'post') AND (c2.staff > 0) IS NOT FALSE AND (c2.starts_at <= p.start) AND (c2.ends_at > p.start)) THEN NULL ELSE (1 = 0) END) AND (CASE WHEN EXISTS (SELECT 1 FROM registers_shifttally AS c2 WHERE c2.site_id = s.id AND (c2.kind = 'post') AND (c2.staff > 0) AND (c2.starts_at <= (p.start + 43200)) AND (c2.ends_at > (p.start + 43200))) THEN (1 = 1) WHEN EXISTS (SELECT 1 FROM registers_shifttally AS c2 WHERE c2.site_id = s.id AND (c2.kind = 'post') AND (c2.staff > 0) IS NOT FALSE AND (c2.starts_at <= (p.start + 43200)) AND (c2.ends_at > (p.start + 43200))) THEN NULL ELSE (1 = 0) END)) THEN s.id END AS evidence_id,
       CASE WHEN (s.mode = 'road') AND (s.opened_at <= p.start AND (p.start < s.closed_at OR s.closed_at IS NULL)) AND (s.opened_at <= (p.start + 43200) AND ((p.start + 43200) < s.closed_at OR s.closed_at IS NULL)) THEN 0 ELSE 1 END AS member,
       CASE WHEN ((CASE WHEN EXISTS (SELECT 1 FROM registers_shifttally AS c2 WHERE c2.site_id = s.id AND (c2.kind = 'post') AND (c2.staff > 0) AND (c2.starts_at <= p.start) AND (c2.ends_at > p.start)) THEN (1 = 1) WHEN EXISTS (SELECT 1 FROM registers_shifttally AS c2 WHERE c2.site_id = s.id AND (c2.kind = 'post') AND (c2.staff > 0) IS NOT FALSE AND (c2.starts_at <= p.start) AND (c2.ends_at > p.start)) THEN NULL ELSE (1 = 0) END) AND (CASE WHEN EXISTS (SELECT 1 FROM registers_shifttally AS c2 WHERE c2.site_id = s.id AND (c2.kind = 'post') AND (c2.staff > 0) AND (c2.starts_at <= (p.start + 43200)) AND (c2.ends_at > (p.start + 43200))) THEN (1 = 1) WHEN EXISTS (SELECT 1 FROM registers_shifttally AS c2 WHERE c2.site_id = s.id AND (c2.kind = 'post') AND (c2.staff > 0) IS NOT FALSE AND (c2.starts_at <= (p.start + 43200)) AND (c2.ends_at > (p.start + 43200))) THEN NULL ELSE (1 = 0) END)) IS NULL THEN 1 ELSE 0 END AS unsure
FROM registers_site AS s
  CROSS JOIN days AS p
WHERE (s.kind = 'gate')
  AND (s.mode = 'road') IS NOT FALSE
  AND (s.opened_at <= p.start AND (p.start < s.closed_at OR s.closed_at IS NULL)) IS NOT FALSE
  AND (s.opened_at <= (p.start + 43200) AND ((p.start + 43200) < s.closed_at OR s.closed_at IS NULL)) IS NOT FALSE
) AS q;

-- subjects that rows of shift_tally may concern
SELECT c.site_id FROM registers_shifttally AS c WHERE c.id IN ({ids}) AND c.site_id IS NOT NULL;

-- owner
SELECT s.id, s.operator_id FROM registers_site AS s WHERE s.id IN ({ids});
