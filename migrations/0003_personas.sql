-- Who is on the phone. A persona points to its newest version; versions are never changed, because calls name the one they
-- ran. A persona without an account is the catalogue's: everybody's to read, nobody's to write.
create table tiers (
  tier text primary key check (tier in ('fast', 'deep')),
  mind_provider text not null,
  mind_model text not null,
  reasoning_effort text,
  mouth_model text not null,
  ear_model text not null,
  rate_millicredits_per_minute integer not null check (rate_millicredits_per_minute > 0)
);

create table personas (
  id text primary key,
  account_id text references accounts,
  version integer not null check (version >= 1),
  -- Where it differs from the tier's.
  rate_millicredits_per_minute integer check (rate_millicredits_per_minute > 0),
  phone_number text unique,
  created_at timestamptz not null default now(),
  removed_at timestamptz
);
create index personas_of_account on personas (account_id);

create table persona_versions (
  persona_id text not null references personas deferrable initially deferred,
  version integer not null,
  account_id text references accounts,
  name text not null,
  tagline text not null,
  instructions text not null,
  voice_id text not null,
  tier text not null references tiers,
  hue integer not null check (hue between 0 and 359),
  seconds_max integer not null check (seconds_max between 60 and 3600),
  created_at timestamptz not null default now(),
  primary key (persona_id, version)
);
alter table personas add foreign key (id, version) references persona_versions (persona_id, version)
  deferrable initially deferred;
create trigger written_once before update or delete on persona_versions
  for each row execute function refuse_change();
create trigger never_emptied before truncate on persona_versions execute function refuse_change();

-- One user's relation to one persona: what is remembered hangs on it.
create table contacts (
  user_id text not null references users,
  persona_id text not null references personas,
  account_id text not null references accounts,
  first_call_at timestamptz not null,
  last_call_at timestamptz not null,
  calls integer not null default 1,
  primary key (user_id, persona_id)
);

alter table personas enable row level security;
alter table personas force row level security;
alter table persona_versions enable row level security;
alter table persona_versions force row level security;
alter table contacts enable row level security;
alter table contacts force row level security;

create policy tenant_reads on personas for select to app_tenant
  using (account_id is null or account_id = current_setting('app.account', true));
create policy tenant_adds on personas for insert to app_tenant
  with check (account_id = current_setting('app.account', true));
create policy tenant_changes on personas for update to app_tenant
  using (account_id = current_setting('app.account', true));
create policy tenant_reads on persona_versions for select to app_tenant
  using (account_id is null or account_id = current_setting('app.account', true));
create policy tenant_adds on persona_versions for insert to app_tenant
  with check (account_id = current_setting('app.account', true));
create policy tenant on contacts to app_tenant using (account_id = current_setting('app.account', true));

grant select on tiers to app_tenant;
grant select, insert (id, account_id, version), update (version, removed_at) on personas to app_tenant;
grant select, insert on persona_versions to app_tenant;
grant select, insert, update (last_call_at, calls) on contacts to app_tenant;

create policy resolver on personas for select to app_resolver using (removed_at is null);
grant select (id, account_id, phone_number, removed_at) on personas to app_resolver;

create policy owner on personas to current_user using (true);
create policy owner on persona_versions to current_user using (true);
