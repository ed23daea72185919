-- unsigned-order-lapses on postgresql

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN due_at IS NOT NULL THEN met_at END AS met_at,
       CASE WHEN due_at IS NOT NULL THEN evidence_id END AS evidence_id,
       CASE WHEN due_at IS NULL THEN 2 WHEN unsure = 1 THEN 3 ELSE 0 END AS state, COALESCE(due_at, since) AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (s.starts_at + (CASE WHEN s.starts_at >= 1579017600 THEN 86400 END)) AS due_at,
       CASE WHEN ((s.second_signed_at IS NOT NULL) OR (s.ends_at <= (s.starts_at + (CASE WHEN s.starts_at >= 1579017600 THEN 86400 END))) OR (s.ends_at <= (s.decided_at + (CASE WHEN s.starts_at >= 1579017600 THEN 86400 END)))) THEN s.starts_at END AS met_at,
       CASE WHEN ((s.second_signed_at IS NOT NULL) OR (s.ends_at <= (s.starts_at + (CASE WHEN s.starts_at >= 1579017600 THEN 86400 END))) OR (s.ends_at <= (s.decided_at + (CASE WHEN s.starts_at >= 1579017600 THEN 86400 END)))) THEN s.id END AS evidence_id,
       COALESCE(s.starts_at, 0) AS since,
       CASE WHEN ((s.second_signed_at IS NOT NULL) OR (s.ends_at <= (s.starts_at + (CASE WHEN s.starts_at >= 1579017600 THEN 86400 END))) OR (s.ends_at <= (s.decided_at + (CASE WHEN s.starts_at >= 1579017600 THEN 86400 END)))) IS NULL THEN 1 ELSE 0 END AS unsure
FROM registers_order AS s
WHERE (1 = 1)
) AS q;

-- owner
SELECT s.id, s.decided_by_id FROM registers_order AS s WHERE s.id IN ({ids});
