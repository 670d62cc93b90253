-- When calls are due: a rule in the person's own zone, and one row for each call it makes. The local minute is the
-- occurrence's identity, so an hour that comes twice cannot ring twice.
create table schedules (
  id text primary key,
  account_id text not null references accounts,
  user_id text not null references users,
  persona_id text not null references personas,
  context text,
  rule jsonb not null,
  zone text not null,
  status text not null default 'active' check (status in ('active', 'paused', 'done')),
  created_at timestamptz not null default now(),
  removed_at timestamptz
);
create index schedules_of_account on schedules (account_id, created_at desc, id);

create table occurrences (
  id text primary key,
  account_id text not null references accounts,
  schedule_id text not null references schedules,
  local_key text not null,
  due_at timestamptz not null,
  gap_shifted boolean not null default false,
  state text not null default 'scheduled' check (state in ('scheduled', 'dialed', 'skipped', 'expired', 'cancelled')),
  -- Goes up with every change of state; a writer that holds an older one has lost it.
  fence integer not null default 1,
  tries integer not null default 0,
  -- Set when a dial was refused and may be tried again.
  retry_at timestamptz,
  reason text,
  call_id text,
  decided_at timestamptz,
  unique (schedule_id, local_key)
);
create index occurrences_waiting on occurrences (due_at) where state = 'scheduled';
create index occurrences_of_schedule on occurrences (schedule_id, due_at desc);

alter table schedules enable row level security;
alter table schedules force row level security;
alter table occurrences enable row level security;
alter table occurrences force row level security;

create policy tenant on schedules to app_tenant using (account_id = current_setting('app.account', true));
create policy tenant on occurrences to app_tenant using (account_id = current_setting('app.account', true));
grant select, insert, update (persona_id, context, rule, zone, status, removed_at) on schedules to app_tenant;
grant select, insert, update (due_at, gap_shifted, state, fence, tries, retry_at, reason, call_id, decided_at)
  on occurrences to app_tenant;

create policy resolver on schedules for select to app_resolver using (status = 'active' and removed_at is null);
create policy resolver on occurrences for select to app_resolver using (state = 'scheduled');
grant select (id, account_id, user_id, status, removed_at) on schedules to app_resolver;
grant select (id, account_id, schedule_id, due_at, retry_at, state) on occurrences to app_resolver;
