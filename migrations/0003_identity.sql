-- Accounts, refresh tokens, and the keys that sign access tokens.

CREATE TABLE accounts (
  id            uuid PRIMARY KEY,
  email         bytea NOT NULL,
  email_index   bytea NOT NULL,
  password_hash text NOT NULL,
  role          text NOT NULL CHECK (role IN ('user', 'stylist', 'frontdesk', 'manager', 'admin')),
  location_ids  uuid[] NOT NULL DEFAULT '{}',
  stylist_id    uuid REFERENCES stylists (id) ON DELETE SET NULL,
  active        boolean NOT NULL DEFAULT TRUE,
  created_at    timestamptz NOT NULL,
  version       bigint NOT NULL DEFAULT 1,
  CONSTRAINT accounts_one_per_email UNIQUE (email_index)
);

-- A used one is kept until it expires, so that using it again ends its family.
CREATE TABLE refresh_tokens (
  hash       bytea PRIMARY KEY,
  family_id  uuid NOT NULL,
  account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  expires_at timestamptz NOT NULL,
  used_at    timestamptz
);
CREATE INDEX refresh_tokens_of_family ON refresh_tokens (family_id);

CREATE TABLE signing_keys (
  key_id      text PRIMARY KEY,
  private_jwk bytea NOT NULL,
  created_at  timestamptz NOT NULL
);
