-- mission-watched-on-return on sqlite

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN due_at IS NOT NULL THEN met_at END AS met_at,
       CASE WHEN due_at IS NOT NULL THEN evidence_id END AS evidence_id,
       CASE WHEN due_at IS NULL THEN 2 WHEN unsure = 1 THEN 3 ELSE 0 END AS state, COALESCE(due_at, since) AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (s.back_at + (CASE WHEN s.left_at >= 1579017600 THEN 86400 END)) AS due_at,
       CASE WHEN ((CAST(strftime('%s', s.watch_until) AS INTEGER) + 57600) >= (s.back_at + (CASE WHEN s.left_at >= 1579017600 THEN 1209600 END))) THEN s.back_at END AS met_at,
       CASE WHEN ((CAST(strftime('%s', s.watch_until) AS INTEGER) + 57600) >= (s.back_at + (CASE WHEN s.left_at >= 1579017600 THEN 1209600 END))) AND s.back_at IS NOT NULL THEN s.id END AS evidence_id,
       COALESCE(s.left_at, 0) AS since,
       CASE WHEN CASE WHEN ((CAST(strftime('%s', s.watch_until) AS INTEGER) + 57600) >= (s.back_at + (CASE WHEN s.left_at >= 1579017600 THEN 1209600 END))) THEN s.back_at IS NULL ELSE ((CAST(strftime('%s', s.watch_until) AS INTEGER) + 57600) >= (s.back_at + (CASE WHEN s.left_at >= 1579017600 THEN 1209600 END))) IS NULL END THEN 1 ELSE 0 END AS unsure
FROM registers_mission AS s
WHERE (s.back_at IS NOT NULL)
) AS q;

-- owner
SELECT s.id, s.organisation_id FROM registers_mission AS s WHERE s.id IN ({ids});
