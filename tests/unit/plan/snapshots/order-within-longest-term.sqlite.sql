-- order-within-longest-term on sqlite

-- duties
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, s.starts_at AS due_at,
       CASE WHEN (s.ends_at <= (s.starts_at + (CASE WHEN s.starts_at >= 1579017600 THEN 1209600 END))) THEN s.starts_at END AS met_at,
       CASE WHEN (s.ends_at <= (s.starts_at + (CASE WHEN s.starts_at >= 1579017600 THEN 1209600 END))) THEN s.id END AS evidence_id,
       CASE WHEN (s.ends_at <= (s.starts_at + (CASE WHEN s.starts_at >= 1579017600 THEN 1209600 END))) IS NULL THEN 3 ELSE 0 END AS state, s.starts_at AS since
FROM registers_order AS s
WHERE (s.kind IN ('home_isolation', 'collective_isolation', 'home_observation', 'seal'));

-- owner
SELECT s.id, s.decided_by_id FROM registers_order AS s WHERE s.id IN ({ids});
