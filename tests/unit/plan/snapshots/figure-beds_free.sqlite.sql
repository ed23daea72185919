-- beds_free on sqlite

-- whole
SELECT COALESCE(SUM(CASE WHEN counts THEN amount ELSE 0 END), 0),
       COALESCE(SUM(CASE WHEN counts IS NULL OR amount IS NULL THEN 1 ELSE 0 END), 0)
FROM (
SELECT s.area_id AS area_id, (((s.kind <> 'QUARANTINE') AND ((s.state IS NULL) OR (s.state = 'U')) AND ((s.opened_at IS NULL) OR (s.opened_at <= {as_of})) AND ((s.closed_at IS NULL) OR (s.closed_at > {as_of})) AND (CASE WHEN EXISTS (SELECT 1 FROM registers_admission AS c1 WHERE c1.bed_id = s.id AND ((c1.ends_at IS NULL) OR (c1.ends_at > {as_of}))) THEN (1 = 0) WHEN EXISTS (SELECT 1 FROM registers_admission AS c1 WHERE c1.bed_id = s.id AND ((c1.ends_at IS NULL) OR (c1.ends_at > {as_of}) IS NOT FALSE)) THEN NULL ELSE (1 = 1) END) AND (NOT EXISTS (SELECT 1 FROM registers_transfer AS c1 WHERE c1.bed_id = s.id AND (c1.status IN ('DESTINATION_APPROVED', 'TRANSPORTATION_TO_BE_ARRANGED', 'PATIENT_TO_BE_PICKED_UP', 'TRANSFER_IN_PROGRESS'))))) AND s.recorded_at <= {as_of}) AS counts, 1 AS amount
FROM registers_bed AS s
WHERE s.area_id >= {low} AND s.area_id < {high}
) AS q
WHERE counts IS NOT FALSE;

-- by area
SELECT area_id, COALESCE(SUM(CASE WHEN counts THEN amount ELSE 0 END), 0),
       COALESCE(SUM(CASE WHEN counts IS NULL OR amount IS NULL THEN 1 ELSE 0 END), 0)
FROM (
SELECT s.area_id AS area_id, (((s.kind <> 'QUARANTINE') AND ((s.state IS NULL) OR (s.state = 'U')) AND ((s.opened_at IS NULL) OR (s.opened_at <= {as_of})) AND ((s.closed_at IS NULL) OR (s.closed_at > {as_of})) AND (CASE WHEN EXISTS (SELECT 1 FROM registers_admission AS c1 WHERE c1.bed_id = s.id AND ((c1.ends_at IS NULL) OR (c1.ends_at > {as_of}))) THEN (1 = 0) WHEN EXISTS (SELECT 1 FROM registers_admission AS c1 WHERE c1.bed_id = s.id AND ((c1.ends_at IS NULL) OR (c1.ends_at > {as_of}) IS NOT FALSE)) THEN NULL ELSE (1 = 1) END) AND (NOT EXISTS (SELECT 1 FROM registers_transfer AS c1 WHERE c1.bed_id = s.id AND (c1.status IN ('DESTINATION_APPROVED', 'TRANSPORTATION_TO_BE_ARRANGED', 'PATIENT_TO_BE_PICKED_UP', 'TRANSFER_IN_PROGRESS'))))) AND s.recorded_at <= {as_of}) AS counts, 1 AS amount
FROM registers_bed AS s
WHERE s.area_id >= {low} AND s.area_id < {high}
) AS q
WHERE counts IS NOT FALSE
GROUP BY area_id;
