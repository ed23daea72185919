-- fever-does-not-leave on postgresql

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 AND due_at IS NOT NULL THEN met_at END AS met_at,
       CASE WHEN member = 0 AND due_at IS NOT NULL THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 WHEN due_at IS NULL THEN 2 WHEN unsure = 1 THEN 3 ELSE 0 END AS state, COALESCE(due_at, since) AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (s.at + (CASE WHEN s.at >= 1579881600 THEN 900 END)) AS due_at,
       CASE WHEN ((s.result IN ('fever_clinic', 'isolated')) OR ((s.result = 'passed') AND (s.second_check_at IS NOT NULL))) THEN s.second_check_at END AS met_at,
       CASE WHEN ((s.result IN ('fever_clinic', 'isolated')) OR ((s.result = 'passed') AND (s.second_check_at IS NOT NULL))) AND s.second_check_at IS NOT NULL THEN s.id END AS evidence_id,
       CASE WHEN (s.direction = 'out') AND (s.temperature >= (CASE WHEN s.at >= 1579881600 THEN 37.3::float8 END)) AND s.at >= 1580054400 THEN 0 ELSE 1 END AS member,
       COALESCE(s.at, 1580054400) AS since,
       CASE WHEN CASE WHEN ((s.result IN ('fever_clinic', 'isolated')) OR ((s.result = 'passed') AND (s.second_check_at IS NOT NULL))) THEN s.second_check_at IS NULL ELSE ((s.result IN ('fever_clinic', 'isolated')) OR ((s.result = 'passed') AND (s.second_check_at IS NOT NULL))) IS NULL END THEN 1 ELSE 0 END AS unsure
FROM registers_screening AS s
WHERE (s.direction = 'out') IS NOT FALSE
  AND (s.temperature >= (CASE WHEN s.at >= 1579881600 THEN 37.3::float8 END)) IS NOT FALSE
  AND (s.at >= 1580054400) IS NOT FALSE
) AS q;

-- owner
SELECT s.id, s_gate.operator_id FROM registers_screening AS s
  LEFT JOIN registers_site AS s_gate ON s_gate.id = s.gate_id WHERE s.id IN ({ids});
