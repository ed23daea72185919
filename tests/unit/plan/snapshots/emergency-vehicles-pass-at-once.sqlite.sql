-- emergency-vehicles-pass-at-once on sqlite

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 THEN met_at END AS met_at,
       CASE WHEN member = 0 THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 WHEN unsure = 1 THEN 3 ELSE 0 END AS state, due_at AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (s.at + 300) AS due_at,
       CASE WHEN (s.released_at IS NOT NULL) THEN s.released_at END AS met_at,
       CASE WHEN (s.released_at IS NOT NULL) AND s.released_at IS NOT NULL THEN s.id END AS evidence_id,
       CASE WHEN (s.vehicle_scope = 'exempt') THEN 0 ELSE 1 END AS member,
       CASE WHEN CASE WHEN (s.released_at IS NOT NULL) THEN s.released_at IS NULL ELSE (1 = 0) END THEN 1 ELSE 0 END AS unsure
FROM registers_passage AS s
WHERE (s.mode = 'road')
  AND (s.vehicle_scope = 'exempt') IS NOT FALSE
  AND s.at >= 1580054400
) AS q;

-- owner
SELECT s.id, s_gate.operator_id FROM registers_passage AS s
  LEFT JOIN registers_site AS s_gate ON s_gate.id = s.gate_id WHERE s.id IN ({ids});
