-- What programs ask owners' lists for many rows of is done later, as its token's user.

-- +goose Up

ALTER TABLE bulks ADD COLUMN ids TEXT NOT NULL DEFAULT '';
ALTER TABLE bulks ADD COLUMN by_token_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE bulks ADD COLUMN by_kind TEXT NOT NULL DEFAULT '';
