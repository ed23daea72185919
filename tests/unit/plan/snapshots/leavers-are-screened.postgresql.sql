-- leavers-are-screened on postgresql

-- duties
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (s.at + 900) AS due_at,
       CASE WHEN (s.screened = TRUE) THEN s.screened_at END AS met_at,
       CASE WHEN (s.screened = TRUE) AND s.screened_at IS NOT NULL THEN s.id END AS evidence_id,
       CASE WHEN CASE WHEN (s.screened = TRUE) THEN s.screened_at IS NULL ELSE (s.screened = TRUE) IS NULL END THEN 3 ELSE 0 END AS state, (s.at + 900) AS since
FROM registers_passage AS s
WHERE (s.direction = 'out')
  AND (s.mode IN ('rail', 'air', 'port'))
  AND s.at >= 1580054400;

-- owner
SELECT s.id, s_gate.operator_id FROM registers_passage AS s
  LEFT JOIN registers_site AS s_gate ON s_gate.id = s.gate_id WHERE s.id IN ({ids});
