-- Who pays (account), who is rung (user), and how either is recognised: WorkOS identity, proven phone, API key.
create table accounts (
  id text primary key,
  kind text not null default 'customer' check (kind in ('customer', 'house')),
  created_at timestamptz not null default now()
);
-- The house pays for trial calls of strangers; there is one.
create unique index accounts_one_house on accounts (kind) where kind = 'house';

create table users (
  id text primary key,
  account_id text not null references accounts,
  -- Null until the first sign-in of a user who was entered beforehand.
  workos_user_id text unique,
  email text not null,
  first_name text not null default '',
  last_name text not null default '',
  zone text not null default 'UTC',
  roles text[] not null default '{member}',
  created_at timestamptz not null default now()
);
create unique index users_email on users (lower(email));
create index users_of_account on users (account_id);

-- Only proven numbers are here, so that a number belongs to one user at most.
create table phones (
  user_id text primary key references users,
  account_id text not null references accounts,
  number text not null unique,
  verified_at timestamptz not null default now()
);

create table phone_codes (
  id bigint generated always as identity primary key,
  account_id text not null references accounts,
  user_id text not null references users,
  number text not null,
  code_hash text not null,
  tries integer not null default 0,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz
);
create index phone_codes_of_user on phone_codes (user_id, created_at desc);

create table api_keys (
  id text primary key,
  account_id text not null references accounts,
  user_id text not null references users,
  name text not null,
  key_hash text not null unique,
  hint text not null,
  scopes text[] not null default '{*}',
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  revoked_at timestamptz
);
create index api_keys_of_account on api_keys (account_id);

-- Opt-outs bind the number, whoever owns it.
create table suppressions (
  number text primary key,
  source text not null,
  created_at timestamptz not null default now()
);

alter table accounts enable row level security;
alter table accounts force row level security;
alter table users enable row level security;
alter table users force row level security;
alter table phones enable row level security;
alter table phones force row level security;
alter table phone_codes enable row level security;
alter table phone_codes force row level security;
alter table api_keys enable row level security;
alter table api_keys force row level security;
alter table suppressions enable row level security;
alter table suppressions force row level security;

create policy tenant on accounts to app_tenant using (id = current_setting('app.account', true));
create policy tenant on users to app_tenant using (account_id = current_setting('app.account', true));
create policy tenant on phones to app_tenant using (account_id = current_setting('app.account', true));
create policy tenant on phone_codes to app_tenant using (account_id = current_setting('app.account', true));
create policy tenant on api_keys to app_tenant using (account_id = current_setting('app.account', true));
-- A tenant learns of an opt-out only where the number is its own.
create policy tenant on suppressions for select to app_tenant
  using (exists (select from phones where phones.number = suppressions.number));

grant select, insert (id) on accounts to app_tenant;
grant select, insert (id, account_id, workos_user_id, email, first_name, last_name, zone),
  update (workos_user_id, email, first_name, last_name, zone) on users to app_tenant;
grant select, insert, update (number, verified_at) on phones to app_tenant;
grant select, insert, update (tries, used_at) on phone_codes to app_tenant;
grant select, insert, update (last_used_at, revoked_at) on api_keys to app_tenant;
grant select on suppressions to app_tenant;

create policy resolver on accounts for select to app_resolver using (kind = 'house');
create policy resolver on users for select to app_resolver using (true);
create policy resolver on phones for select to app_resolver using (true);
create policy resolver on api_keys for select to app_resolver using (revoked_at is null);
create policy resolver on suppressions to app_resolver using (true);

grant select (id, kind) on accounts to app_resolver;
grant select (id, account_id, workos_user_id, email, roles) on users to app_resolver;
grant select (number, account_id, user_id) on phones to app_resolver;
grant select (id, account_id, user_id, key_hash, scopes, revoked_at) on api_keys to app_resolver;
grant select, insert, delete on suppressions to app_resolver;

create policy operator on accounts for select to app_operator using (true);
create policy operator on users for select to app_operator using (true);
grant select on accounts to app_operator;
grant select (id, account_id, email, created_at) on users to app_operator;

-- Seeding enters the house, the first operators and users to be adopted; at run time nobody is the owner.
create policy owner on accounts to current_user using (true);
create policy owner on users to current_user using (true);
create policy owner on phones to current_user using (true);
