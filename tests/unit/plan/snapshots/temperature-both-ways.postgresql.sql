-- temperature-both-ways on postgresql

-- duties
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (s.ends_at + 7200) AS due_at,
       CASE WHEN ((s.checked_in >= s.persons_in) AND (s.checked_out >= s.persons_out)) THEN s.made_at END AS met_at,
       CASE WHEN ((s.checked_in >= s.persons_in) AND (s.checked_out >= s.persons_out)) AND s.made_at IS NOT NULL THEN s.id END AS evidence_id,
       CASE WHEN CASE WHEN ((s.checked_in >= s.persons_in) AND (s.checked_out >= s.persons_out)) THEN s.made_at IS NULL ELSE ((s.checked_in >= s.persons_in) AND (s.checked_out >= s.persons_out)) IS NULL END THEN 3 ELSE 0 END AS state, (s.ends_at + 7200) AS since
FROM registers_shifttally AS s
  LEFT JOIN registers_site AS s_site ON s_site.id = s.site_id
WHERE (s.kind = 'post')
  AND (s_site.kind = 'entrance')
  AND s.starts_at >= 1581091200;

-- subjects that rows of site may concern
SELECT s.id FROM registers_shifttally AS s JOIN registers_site AS s_site ON s_site.id = s.site_id WHERE s_site.id IN ({ids});

-- owner
SELECT s.id, s_site.operator_id FROM registers_shifttally AS s
  LEFT JOIN registers_site AS s_site ON s_site.id = s.site_id WHERE s.id IN ({ids});
