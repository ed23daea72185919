-- requested-sample-is-taken on sqlite

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 AND due_at IS NOT NULL THEN met_at END AS met_at,
       CASE WHEN member = 0 AND due_at IS NOT NULL THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 WHEN due_at IS NULL THEN 2 WHEN unsure = 1 THEN 3 ELSE 0 END AS state, COALESCE(due_at, since) AS since
FROM (
WITH RECURSIVE days(start, day) AS (
  SELECT 1581091200, '2020-02-08'
  UNION ALL
  SELECT start + 86400, date(day, '+1 day') FROM days WHERE start < 1588176000
)
SELECT s.id AS subject_id, p.start AS period, s.area_id AS area_id, (s.requested_at + 86400) AS due_at,
       CASE WHEN ((s.taken_at IS NOT NULL) OR (s.sent_at IS NOT NULL) OR (s.received_at IS NOT NULL)) THEN s.taken_at END AS met_at,
       CASE WHEN ((s.taken_at IS NOT NULL) OR (s.sent_at IS NOT NULL) OR (s.received_at IS NOT NULL)) AND s.taken_at IS NOT NULL THEN s.id END AS evidence_id,
       CASE WHEN (s.requested_at >= p.start) AND (s.requested_at < (p.start + 86400)) THEN 0 ELSE 1 END AS member,
       p.start AS since,
       CASE WHEN CASE WHEN ((s.taken_at IS NOT NULL) OR (s.sent_at IS NOT NULL) OR (s.received_at IS NOT NULL)) THEN s.taken_at IS NULL ELSE (1 = 0) END THEN 1 ELSE 0 END AS unsure
FROM registers_sample AS s
  CROSS JOIN days AS p
WHERE (s.requested_at IS NOT NULL)
  AND (s.requested_at >= p.start) IS NOT FALSE
  AND (s.requested_at < (p.start + 86400)) IS NOT FALSE
) AS q;
