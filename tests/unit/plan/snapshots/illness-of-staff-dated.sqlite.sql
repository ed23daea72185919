-- illness-of-staff-dated on sqlite

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 AND due_at IS NOT NULL THEN met_at END AS met_at,
       CASE WHEN member = 0 AND due_at IS NOT NULL THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 WHEN due_at IS NULL THEN 2 WHEN unsure = 1 THEN 3 ELSE 0 END AS state, COALESCE(due_at, since) AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (s.starts_at + (CASE WHEN s.starts_at >= 1579017600 THEN 86400 END)) AS due_at,
       CASE WHEN ((s_staff_member.ill_at IS NOT NULL) AND (s_staff_member.ill_at > (s.starts_at - (CASE WHEN s.starts_at >= 1579017600 THEN 1209600 END)))) THEN s.starts_at END AS met_at,
       CASE WHEN ((s_staff_member.ill_at IS NOT NULL) AND (s_staff_member.ill_at > (s.starts_at - (CASE WHEN s.starts_at >= 1579017600 THEN 1209600 END)))) THEN s.id END AS evidence_id,
       CASE WHEN (s.ill = 1) AND ((s.ill IS NOT NULL) OR (s.zone IN ('contaminated', 'buffer'))) THEN 0 ELSE 1 END AS member,
       COALESCE(s.starts_at, 0) AS since,
       CASE WHEN ((s_staff_member.ill_at IS NOT NULL) AND (s_staff_member.ill_at > (s.starts_at - (CASE WHEN s.starts_at >= 1579017600 THEN 1209600 END)))) IS NULL THEN 1 ELSE 0 END AS unsure
FROM registers_staffshift AS s
  LEFT JOIN registers_staffmember AS s_staff_member ON s_staff_member.id = s.staff_member_id
WHERE (s.ill = 1) IS NOT FALSE
  AND ((s.ill IS NOT NULL) OR (s.zone IN ('contaminated', 'buffer')) IS NOT FALSE)
) AS q;

-- subjects that rows of staff_member may concern
SELECT s.id FROM registers_staffshift AS s JOIN registers_staffmember AS s_staff_member ON s_staff_member.id = s.staff_member_id WHERE s_staff_member.id IN ({ids});

-- owner
SELECT s.id, s_staff_member.organisation_id FROM registers_staffshift AS s
  LEFT JOIN registers_staffmember AS s_staff_member ON s_staff_member.id = s.staff_member_id WHERE s.id IN ({ids});
