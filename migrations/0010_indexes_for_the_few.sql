-- Customers have accounts by the hundred thousand, staff by the hundred; who asks for staff reads only theirs.
CREATE INDEX accounts_of_staff ON accounts (id) WHERE role <> 'user';
-- The broom finds what is over without reading what is not.
CREATE INDEX refresh_tokens_by_age ON refresh_tokens (expires_at);
