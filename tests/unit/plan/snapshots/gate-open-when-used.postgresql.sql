-- gate-open-when-used on postgresql

-- duties
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, s.at AS due_at,
       CASE WHEN (s_gate.opened_at <= s.at AND (s.at < s_gate.closed_at OR s_gate.closed_at IS NULL)) THEN s.at END AS met_at,
       CASE WHEN (s_gate.opened_at <= s.at AND (s.at < s_gate.closed_at OR s_gate.closed_at IS NULL)) THEN s.id END AS evidence_id,
       CASE WHEN (s_gate.opened_at <= s.at AND (s.at < s_gate.closed_at OR s_gate.closed_at IS NULL)) IS NULL THEN 3 ELSE 0 END AS state, s.at AS since
FROM registers_passage AS s
  LEFT JOIN registers_site AS s_gate ON s_gate.id = s.gate_id
WHERE (s.mode = 'road')
  AND s.at >= 1580054400;

-- subjects that rows of site may concern
SELECT s.id FROM registers_passage AS s JOIN registers_site AS s_gate ON s_gate.id = s.gate_id WHERE s_gate.id IN ({ids});

-- owner
SELECT s.id, s_gate.operator_id FROM registers_passage AS s
  LEFT JOIN registers_site AS s_gate ON s_gate.id = s.gate_id WHERE s.id IN ({ids});
