-- The day and what is known of each dataset on it; no rows.
CREATE OR REPLACE TEMP MACRO as_of() AS $day;
CREATE OR REPLACE TEMP MACRO last_month(dataset) AS $months[dataset];
CREATE OR REPLACE TEMP MACRO fresh(dataset) AS list_contains($fresh, dataset);
-- First and last day of the `months` months that end with the newest period.
CREATE OR REPLACE TEMP MACRO window_start(dataset, months) AS
    CAST($months[dataset] - to_months(months - 1) AS DATE);
CREATE OR REPLACE TEMP MACRO window_end(dataset) AS last_day($months[dataset]);
