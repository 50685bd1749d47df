-- What is removed when it is old is found by its age.

-- +goose Up

CREATE INDEX notifications_read ON notifications (read_at) WHERE read_at > 0;
CREATE INDEX bulks_finished ON bulks (finished_at) WHERE finished_at > 0;
