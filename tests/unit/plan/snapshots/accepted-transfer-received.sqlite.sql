-- accepted-transfer-received on sqlite

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN due_at IS NOT NULL THEN met_at END AS met_at,
       CASE WHEN due_at IS NOT NULL THEN evidence_id END AS evidence_id,
       CASE WHEN due_at IS NULL THEN 2 WHEN unsure = 1 THEN 3 ELSE 0 END AS state, COALESCE(due_at, since) AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (s.accepted_at + (CASE WHEN s.asked_at >= 1579017600 THEN 14400 END)) AS due_at,
       CASE WHEN (s.received_at IS NOT NULL) THEN s.received_at END AS met_at,
       CASE WHEN (s.received_at IS NOT NULL) AND s.received_at IS NOT NULL THEN s.id END AS evidence_id,
       COALESCE(s.asked_at, 0) AS since,
       CASE WHEN CASE WHEN (s.received_at IS NOT NULL) THEN s.received_at IS NULL ELSE (1 = 0) END THEN 1 ELSE 0 END AS unsure
FROM registers_transfer AS s
WHERE (s.accepted_at IS NOT NULL)
  AND (s.status <> 'CANCELLED')
  AND (s.status <> 'PATIENT_EXPIRED')
) AS q;

-- owner
SELECT s.id, s_to_site.operator_id FROM registers_transfer AS s
  LEFT JOIN registers_site AS s_to_site ON s_to_site.id = s.to_site_id WHERE s.id IN ({ids});
