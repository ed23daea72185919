-- pass-within-a-day on sqlite

-- duties
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, s.issued_at AS due_at,
       CASE WHEN (s.valid_until <= (s.issued_at + (CASE WHEN s.issued_at >= 1579017600 THEN 86400 END))) THEN s.issued_at END AS met_at,
       CASE WHEN (s.valid_until <= (s.issued_at + (CASE WHEN s.issued_at >= 1579017600 THEN 86400 END))) THEN s.id END AS evidence_id,
       CASE WHEN (s.valid_until <= (s.issued_at + (CASE WHEN s.issued_at >= 1579017600 THEN 86400 END))) IS NULL THEN 3 ELSE 0 END AS state, s.issued_at AS since
FROM registers_pass AS s
WHERE (1 = 1);
