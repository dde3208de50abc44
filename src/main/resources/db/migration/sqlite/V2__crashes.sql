-- How many attempts ended because their node was lost.
ALTER TABLE job ADD COLUMN crashes INTEGER NOT NULL DEFAULT 0 CHECK (crashes >= 0);
