-- contact-given-to-a-team on postgresql

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 THEN met_at END AS met_at,
       CASE WHEN member = 0 THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 WHEN unsure = 1 THEN 3 ELSE 0 END AS state, due_at AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (s.identified_at + 86400) AS due_at,
       CASE WHEN (s.team_at IS NOT NULL) THEN s.team_at END AS met_at,
       CASE WHEN (s.team_at IS NOT NULL) AND s.team_at IS NOT NULL THEN s.id END AS evidence_id,
       CASE WHEN (s.category = 'MEDIUM_RISK_MED') AND ((s.classification IS NULL) OR (s.classification <> 'NO_CONTACT')) AND ((s.ended_at IS NULL) OR (s.ended_at >= (s.identified_at + 86400))) THEN 0 ELSE 1 END AS member,
       CASE WHEN CASE WHEN (s.team_at IS NOT NULL) THEN s.team_at IS NULL ELSE (1 = 0) END THEN 1 ELSE 0 END AS unsure
FROM registers_contact AS s
  LEFT JOIN registers_case AS s_case ON s_case.id = s.case_id
WHERE (s.handed_to_id IS NULL)
  AND (s_case.classification <> 'NO_CASE')
  AND (s.category = 'MEDIUM_RISK_MED') IS NOT FALSE
  AND ((s.classification IS NULL) OR (s.classification <> 'NO_CONTACT') IS NOT FALSE)
  AND ((s.ended_at IS NULL) OR (s.ended_at >= (s.identified_at + 86400)) IS NOT FALSE)
  AND s.identified_at >= 1581004800
) AS q;

-- subjects that rows of case may concern
SELECT s.id FROM registers_contact AS s JOIN registers_case AS s_case ON s_case.id = s.case_id WHERE s_case.id IN ({ids});
