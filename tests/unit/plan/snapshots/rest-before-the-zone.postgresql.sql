-- rest-before-the-zone on postgresql

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 THEN met_at END AS met_at,
       CASE WHEN member = 0 THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 WHEN unsure = 1 THEN 3 ELSE 0 END AS state, due_at AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, s.starts_at AS due_at,
       CASE WHEN ((s.approved_by IS NOT NULL) OR (SELECT CASE WHEN COUNT(*) FILTER (WHERE holds IS NOT FALSE) <= 1 THEN (1 = 1) WHEN COUNT(*) FILTER (WHERE holds) > 1 THEN (1 = 0) END FROM (SELECT ((c2.starts_at <= s.starts_at) AND (c2.ends_at > (s.starts_at - (CASE WHEN s.starts_at >= 1579017600 THEN 43200 END)))) AS holds FROM registers_staffshift AS c2 WHERE c2.staff_member_id = s.staff_member_id) AS n)) THEN s.starts_at END AS met_at,
       CASE WHEN ((s.approved_by IS NOT NULL) OR (SELECT CASE WHEN COUNT(*) FILTER (WHERE holds IS NOT FALSE) <= 1 THEN (1 = 1) WHEN COUNT(*) FILTER (WHERE holds) > 1 THEN (1 = 0) END FROM (SELECT ((c2.starts_at <= s.starts_at) AND (c2.ends_at > (s.starts_at - (CASE WHEN s.starts_at >= 1579017600 THEN 43200 END)))) AS holds FROM registers_staffshift AS c2 WHERE c2.staff_member_id = s.staff_member_id) AS n)) THEN s.id END AS evidence_id,
       CASE WHEN (s.zone = 'contaminated') THEN 0 ELSE 1 END AS member,
       CASE WHEN ((s.approved_by IS NOT NULL) OR (SELECT CASE WHEN COUNT(*) FILTER (WHERE holds IS NOT FALSE) <= 1 THEN (1 = 1) WHEN COUNT(*) FILTER (WHERE holds) > 1 THEN (1 = 0) END FROM (SELECT ((c2.starts_at <= s.starts_at) AND (c2.ends_at > (s.starts_at - (CASE WHEN s.starts_at >= 1579017600 THEN 43200 END)))) AS holds FROM registers_staffshift AS c2 WHERE c2.staff_member_id = s.staff_member_id) AS n)) IS NULL THEN 1 ELSE 0 END AS unsure
FROM registers_staffshift AS s
WHERE (s.zone = 'contaminated') IS NOT FALSE
) AS q;

-- subjects that rows of staff_shift may concern
SELECT s.id FROM registers_staffshift AS c JOIN registers_staffshift AS s ON s.staff_member_id = c.staff_member_id WHERE c.id IN ({ids});

-- owner
SELECT s.id, s_staff_member.organisation_id FROM registers_staffshift AS s
  LEFT JOIN registers_staffmember AS s_staff_member ON s_staff_member.id = s.staff_member_id WHERE s.id IN ({ids});
