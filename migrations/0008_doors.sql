-- What comes in and must count once (webhook notices, keyed requests), and what operators did.
create table webhook_inbox (
  id text primary key,
  provider text not null check (provider in ('twilio', 'stripe', 'workos')),
  dedupe_key text not null,
  kind text not null,
  payload jsonb not null,
  status text not null default 'received' check (status in ('received', 'applied', 'ignored', 'failed')),
  tries integer not null default 0,
  retry_at timestamptz not null default now(),
  received_at timestamptz not null default now(),
  applied_at timestamptz,
  unique (provider, dedupe_key)
);
create index webhook_inbox_waiting on webhook_inbox (retry_at) where status = 'received';

create table idempotency (
  account_id text not null references accounts,
  procedure text not null,
  key text not null,
  body_hash text not null,
  -- Null only inside the transaction that is making it.
  output text,
  created_at timestamptz not null default now(),
  primary key (account_id, procedure, key)
);

create table audit_log (
  id bigint generated always as identity primary key,
  actor text not null,
  action text not null,
  subject text not null,
  reason text not null,
  request_id text not null,
  created_at timestamptz not null default now()
);
create trigger written_once before update or delete on audit_log for each row execute function refuse_change();
create trigger never_emptied before truncate on audit_log execute function refuse_change();

alter table webhook_inbox enable row level security;
alter table webhook_inbox force row level security;
alter table idempotency enable row level security;
alter table idempotency force row level security;
alter table audit_log enable row level security;
alter table audit_log force row level security;

create policy resolver on webhook_inbox to app_resolver using (true);
grant select, insert, update (status, tries, retry_at, applied_at) on webhook_inbox to app_resolver;

create policy tenant on idempotency to app_tenant using (account_id = current_setting('app.account', true));
create policy operator on idempotency to app_operator using (account_id = current_setting('app.account', true));
grant select, insert, update (output) on idempotency to app_tenant, app_operator;

create policy operator on audit_log to app_operator using (true);
grant select, insert on audit_log to app_operator;
