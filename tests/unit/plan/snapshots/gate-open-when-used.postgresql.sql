-- gate-open-when-used on postgresql

-- duties
SELECT subject_id, period, area_id, due_at,
       CASE WHEN member = 0 AND due_at IS NOT NULL THEN met_at END AS met_at,
       CASE WHEN member = 0 AND due_at IS NOT NULL AND met_at IS NOT NULL THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 WHEN due_at IS NULL THEN 2 WHEN met_at IS NULL AND unsure = 1 THEN 3 ELSE 0 END AS state,
       COALESCE(due_at, since) AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, s.at AS due_at,
       CASE WHEN (s_gate.opened_at <= s.at AND (s.at < s_gate.closed_at OR (s_gate.closed_at IS NULL AND s.at = s.at))) THEN s.at END AS met_at, s.id AS evidence_id, 0 AS member,
       CASE WHEN (s_gate.opened_at <= s.at AND (s.at < s_gate.closed_at OR (s_gate.closed_at IS NULL AND s.at = s.at))) IS NOT FALSE THEN 1 ELSE 0 END AS unsure, COALESCE(s.at, 1580054400) AS since
FROM registers_passage AS s
  LEFT JOIN registers_site AS s_gate ON s_gate.id = s.gate_id
WHERE (s.mode = 'road') AND (s.at >= 1580054400)
) AS q;

-- subjects that rows of site may concern
SELECT s.id FROM registers_passage AS s JOIN registers_site AS s_gate ON s_gate.id = s.gate_id WHERE s_gate.id IN ({ids});

-- owner
SELECT s.id, s_gate.operator_id FROM registers_passage AS s
  LEFT JOIN registers_site AS s_gate ON s_gate.id = s.gate_id WHERE s.id IN ({ids});
