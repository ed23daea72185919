-- conveyance-reconciled on postgresql

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 AND due_at IS NOT NULL THEN met_at END AS met_at,
       CASE WHEN member = 0 AND due_at IS NOT NULL THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 WHEN due_at IS NULL THEN 2 WHEN unsure = 1 THEN 3 ELSE 0 END AS state, COALESCE(due_at, since) AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (s.arrives_at + (CASE WHEN s.arrives_at >= 1581091200 THEN 14400 END)) AS due_at,
       CASE WHEN (s.reconciled_at IS NOT NULL) THEN s.reconciled_at END AS met_at,
       CASE WHEN (s.reconciled_at IS NOT NULL) AND s.reconciled_at IS NOT NULL THEN s.id END AS evidence_id,
       CASE WHEN (s.carried > 0) AND s.arrives_at >= 1581091200 THEN 0 ELSE 1 END AS member,
       COALESCE(s.arrives_at, 1581091200) AS since,
       CASE WHEN CASE WHEN (s.reconciled_at IS NOT NULL) THEN s.reconciled_at IS NULL ELSE (1 = 0) END THEN 1 ELSE 0 END AS unsure
FROM registers_conveyance AS s
WHERE (s.carried > 0) IS NOT FALSE
  AND (s.arrives_at >= 1581091200) IS NOT FALSE
) AS q;

-- owner
SELECT s.id, s_gate.operator_id FROM registers_conveyance AS s
  LEFT JOIN registers_site AS s_gate ON s_gate.id = s.gate_id WHERE s.id IN ({ids});
