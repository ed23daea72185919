-- passages_out on sqlite

-- whole
SELECT COUNT(*), 0
FROM registers_passage AS s
WHERE s.area_id >= {low} AND s.area_id < {high}
  AND (s.direction = 'out') AND s.at <= {as_of} AND s.at > {day_start};

-- by area
SELECT s.area_id AS area_id, COUNT(*), 0
FROM registers_passage AS s
WHERE s.area_id >= {low} AND s.area_id < {high}
  AND (s.direction = 'out') AND s.at <= {as_of} AND s.at > {day_start}
GROUP BY s.area_id;
