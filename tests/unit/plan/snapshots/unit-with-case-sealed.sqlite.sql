-- unit-with-case-sealed on sqlite

-- duties
SELECT subject_id, period, area_id, due_at, CASE WHEN member = 0 AND due_at IS NOT NULL THEN met_at END AS met_at,
       CASE WHEN member = 0 AND due_at IS NOT NULL THEN evidence_id END AS evidence_id,
       CASE WHEN member = 1 THEN 1 WHEN due_at IS NULL THEN 2 WHEN unsure = 1 THEN 3 ELSE 0 END AS state, COALESCE(due_at, since) AS since
FROM (
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, (s.confirmed_at + (CASE WHEN (CAST(strftime('%s', s.reported_on) AS INTEGER) - 28800) >= 1581004800 THEN 86400 END)) AS due_at,
       e.starts_at AS met_at,
       e.id AS evidence_id,
       CASE WHEN (s_home.kind = 'unit') AND (CAST(strftime('%s', s.reported_on) AS INTEGER) - 28800) >= 1581004800 THEN 0 ELSE 1 END AS member,
       COALESCE((CAST(strftime('%s', s.reported_on) AS INTEGER) + 57600), 1581004800) AS since,
       CASE WHEN e.id IS NULL AND ((s.home_id IS NULL) OR (((CAST(strftime('%s', s.reported_on) AS INTEGER) - 28800) >= 1581004800) IS NOT TRUE) OR (s.confirmed_at IS NULL)) THEN 1 ELSE 0 END AS unsure
FROM registers_case AS s
  LEFT JOIN registers_site AS s_home ON s_home.id = s.home_id
  LEFT JOIN registers_order AS e ON e.id = (SELECT x.id FROM registers_order AS x
    WHERE (x.site_id = s.home_id) AND (x.kind = 'seal') AND (x.ends_at >= (x.starts_at + (CASE WHEN (CAST(strftime('%s', s.reported_on) AS INTEGER) - 28800) >= 1581004800 THEN 1209600 END))) AND (x.ends_at >= s.confirmed_at) AND ((x.released_at IS NULL) OR (x.released_at >= s.confirmed_at)) ORDER BY x.starts_at, x.id LIMIT 1)
WHERE (s.classification = 'CONFIRMED')
  AND (s.home_id IS NOT NULL)
  AND (s_home.kind = 'unit') IS NOT FALSE
  AND ((CAST(strftime('%s', s.reported_on) AS INTEGER) - 28800) >= 1581004800) IS NOT FALSE
) AS q;

-- subjects that rows of site may concern
SELECT s.id FROM registers_case AS s JOIN registers_site AS s_home ON s_home.id = s.home_id WHERE s_home.id IN ({ids});

-- subjects that rows of order may concern
SELECT s.id FROM registers_order AS x JOIN registers_case AS s ON (x.site_id = s.home_id) WHERE x.id IN ({ids}) AND (x.site_id = s.home_id) AND (x.kind = 'seal') AND (x.ends_at >= (x.starts_at + (CASE WHEN (CAST(strftime('%s', s.reported_on) AS INTEGER) - 28800) >= 1581004800 THEN 1209600 END))) AND (x.ends_at >= s.confirmed_at) AND ((x.released_at IS NULL) OR (x.released_at >= s.confirmed_at));

-- evidence that fits nothing
SELECT e.id FROM registers_order AS e
WHERE (NOT ((e.site_id IS NOT NULL) AND (e.kind = 'seal') AND ((e.released_at IS NULL) OR (e.released_at IS NOT NULL))) AND ((e.kind = 'seal') AND ((e.site_id IS NULL) OR ((NOT (e.released_at IS NULL)) AND (e.released_at IS NULL)))));
