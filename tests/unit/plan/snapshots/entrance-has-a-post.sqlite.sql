-- entrance-has-a-post on sqlite

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 AND due_at IS NOT NULL THEN met_at END AS met_at,
       CASE WHEN member = 0 AND due_at IS NOT NULL THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 WHEN due_at IS NULL THEN 2 WHEN unsure = 1 THEN 3 ELSE 0 END AS state, COALESCE(due_at, since) AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (CASE WHEN s.recorded_at >= 1579017600 THEN 1581264000 END) AS due_at,
       CASE WHEN (s.post = 1) THEN s.post_at END AS met_at,
       CASE WHEN (s.post = 1) AND s.post_at IS NOT NULL THEN s.id END AS evidence_id,
       CASE WHEN (s.opened_at <= ((CASE WHEN s.recorded_at >= 1579017600 THEN 1581264000 END) - (CASE WHEN s.recorded_at >= 1579017600 THEN 86400 END))) AND (s.opened_at <= (CASE WHEN s.recorded_at >= 1579017600 THEN 1581264000 END) AND ((CASE WHEN s.recorded_at >= 1579017600 THEN 1581264000 END) < s.closed_at OR (s.closed_at IS NULL AND (CASE WHEN s.recorded_at >= 1579017600 THEN 1581264000 END) = (CASE WHEN s.recorded_at >= 1579017600 THEN 1581264000 END)))) THEN 0 ELSE 1 END AS member,
       COALESCE(s.recorded_at, 0) AS since,
       CASE WHEN CASE WHEN (s.post = 1) THEN s.post_at IS NULL ELSE (s.post = 1) IS NULL END THEN 1 ELSE 0 END AS unsure
FROM registers_site AS s
WHERE (s.kind = 'entrance')
  AND (s.opened_at <= ((CASE WHEN s.recorded_at >= 1579017600 THEN 1581264000 END) - (CASE WHEN s.recorded_at >= 1579017600 THEN 86400 END))) IS NOT FALSE
  AND (s.opened_at <= (CASE WHEN s.recorded_at >= 1579017600 THEN 1581264000 END) AND ((CASE WHEN s.recorded_at >= 1579017600 THEN 1581264000 END) < s.closed_at OR (s.closed_at IS NULL AND (CASE WHEN s.recorded_at >= 1579017600 THEN 1581264000 END) = (CASE WHEN s.recorded_at >= 1579017600 THEN 1581264000 END)))) IS NOT FALSE
) AS q;
