-- occupants-are-screened on sqlite

-- duties
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (s_passage.at + 900) AS due_at,
       CASE WHEN (s.temperature IS NOT NULL) THEN s.screened_at END AS met_at,
       CASE WHEN (s.temperature IS NOT NULL) AND s.screened_at IS NOT NULL THEN s.id END AS evidence_id,
       CASE WHEN CASE WHEN (s.temperature IS NOT NULL) THEN s.screened_at IS NULL ELSE (1 = 0) END THEN 3 ELSE 0 END AS state, (s_passage.at + 900) AS since
FROM registers_occupant AS s
  LEFT JOIN registers_passage AS s_passage ON s_passage.id = s.passage_id
WHERE (s_passage.direction = 'in')
  AND (s_passage.mode = 'road')
  AND s.recorded_at >= 1580054400;

-- subjects that rows of passage may concern
SELECT s.id FROM registers_occupant AS s JOIN registers_passage AS s_passage ON s_passage.id = s.passage_id WHERE s_passage.id IN ({ids});

-- owner
SELECT s.id, s_passage_gate.operator_id FROM registers_occupant AS s
  LEFT JOIN registers_passage AS s_passage ON s_passage.id = s.passage_id
  LEFT JOIN registers_site AS s_passage_gate ON s_passage_gate.id = s_passage.gate_id WHERE s.id IN ({ids});
