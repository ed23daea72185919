-- isolation-site-building-sound on sqlite

-- duties
SELECT s.id AS subject_id, 0 AS period, s.area_id AS area_id, s.starts_at AS due_at,
       e.at AS met_at,
       e.id AS evidence_id,
       CASE WHEN e.id IS NULL AND (s.place_id IS NULL) THEN 3 ELSE 0 END AS state, s.starts_at AS since
FROM registers_order AS s
  LEFT JOIN registers_inspection AS e ON e.id = (SELECT x.id FROM registers_inspection AS x
    WHERE (x.site_id = s.place_id) AND (x.rule = 'structure') AND (x.result = 'ok') AND ((CAST(strftime('%s', x.valid_until) AS INTEGER) + 57600) >= s.starts_at) AND x.at IS NOT NULL ORDER BY x.at, x.id LIMIT 1)
WHERE (s.kind = 'collective_isolation');

-- subjects that rows of inspection may concern
SELECT s.id FROM registers_inspection AS x JOIN registers_order AS s ON (x.site_id = s.place_id) WHERE x.id IN ({ids}) AND (x.site_id = s.place_id) AND (x.rule = 'structure') AND (x.result = 'ok') AND ((CAST(strftime('%s', x.valid_until) AS INTEGER) + 57600) >= s.starts_at);

-- evidence that fits nothing
SELECT e.id FROM registers_inspection AS e
WHERE ((NOT ((e.site_id IS NOT NULL) AND (e.rule = 'structure') AND ((e.result = 'ok') IS TRUE) AND (e.valid_until IS NOT NULL)) AND ((e.rule = 'structure') AND ((e.result = 'ok') IS NOT FALSE) AND ((e.site_id IS NULL) OR ((e.result = 'ok') IS NULL) OR (e.valid_until IS NULL)))) OR (e.at IS NULL AND ((e.rule = 'structure') AND ((e.result = 'ok') IS NOT FALSE))));

-- owner
SELECT s.id, s_place.operator_id FROM registers_order AS s
  LEFT JOIN registers_site AS s_place ON s_place.id = s.place_id WHERE s.id IN ({ids});
