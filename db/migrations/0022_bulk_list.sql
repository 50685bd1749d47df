-- What owners did to many rows at once is listed, with how many rows it is about.

-- +goose Up

ALTER TABLE bulks ADD COLUMN meant BIGINT NOT NULL DEFAULT 0;
UPDATE bulks SET meant = done + missed WHERE finished_at > 0 AND stopped = '';
CREATE INDEX bulks_owner ON bulks (owner_id, id);
CREATE INDEX bulks_running ON bulks (owner_id, id) WHERE finished_at = 0;
