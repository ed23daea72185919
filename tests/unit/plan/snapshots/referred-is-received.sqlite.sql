-- referred-is-received on sqlite

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 AND due_at IS NOT NULL THEN met_at END AS met_at,
       CASE WHEN member = 0 AND due_at IS NOT NULL THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 WHEN due_at IS NULL THEN 2 WHEN unsure = 1 THEN 3 ELSE 0 END AS state, COALESCE(due_at, since) AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (s.second_check_at + (CASE WHEN s.at >= 1579881600 THEN 7200 END)) AS due_at,
       CASE WHEN (s.received_at IS NOT NULL) THEN s.received_at END AS met_at,
       CASE WHEN (s.received_at IS NOT NULL) AND s.received_at IS NOT NULL THEN s.id END AS evidence_id,
       CASE WHEN s.at >= 1580054400 THEN 0 ELSE 1 END AS member,
       COALESCE(s.at, 1580054400) AS since,
       CASE WHEN CASE WHEN (s.received_at IS NOT NULL) THEN s.received_at IS NULL ELSE (1 = 0) END THEN 1 ELSE 0 END AS unsure
FROM registers_screening AS s
WHERE (s.referred_to_id IS NOT NULL)
  AND (s.at >= 1580054400) IS NOT FALSE
) AS q;

-- owner
SELECT s.id, s_referred_to.operator_id FROM registers_screening AS s
  LEFT JOIN registers_site AS s_referred_to ON s_referred_to.id = s.referred_to_id WHERE s.id IN ({ids});
