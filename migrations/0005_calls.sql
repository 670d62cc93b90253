-- Calls, the dials that were tried for them, and what was said. The intent to dial is committed before any dial, and one
-- number has at most one outstanding dial: both are what makes a double ring impossible to begin by accident.
create table calls (
  id text primary key,
  account_id text not null references accounts,
  -- Null for a stranger's trial call.
  user_id text references users,
  persona_id text not null,
  persona_version integer not null,
  direction text not null check (direction in ('outbound', 'inbound')),
  trust text not null check (trust in ('known', 'trial')),
  status text not null default 'queued',
  context text,
  schedule_id text references schedules,
  occurrence_id text references occurrences,
  to_number text not null,
  from_number text not null,
  -- Twilio's leg; once answered, the leg that won.
  call_sid text unique,
  answered_sid text,
  -- A ticket opens a stream once for each epoch.
  epoch integer not null default 1,
  ticket_expires_at timestamptz,
  redeemed_epoch integer not null default 0,
  stream_sid text,
  node_id text,
  rate_millicredits_per_minute integer not null check (rate_millicredits_per_minute > 0),
  held_seconds integer not null check (held_seconds > 0),
  held_millicredits bigint not null check (held_millicredits > 0),
  charged_millicredits bigint not null default 0
    check (charged_millicredits >= 0 and charged_millicredits <= held_millicredits),
  connected_seconds integer not null default 0 check (connected_seconds >= 0),
  created_at timestamptz not null default now(),
  hang_up_asked_at timestamptz,
  answered_at timestamptz,
  ended_at timestamptz,
  end_reason text,
  settled_at timestamptz,
  -- The node's own last word, which may come after the settlement.
  finished_at timestamptz,
  foreign key (persona_id, persona_version) references persona_versions (persona_id, version)
);
create index calls_of_account on calls (account_id, created_at desc, id);
create index calls_under_way on calls (created_at) where settled_at is null;
create index calls_trials on calls (from_number, created_at) where trust = 'trial';
alter table occurrences add foreign key (call_id) references calls deferrable initially deferred;

create function call_rank(status text) returns integer language sql immutable return
  case status
    when 'queued' then 0 when 'dialing' then 1 when 'ringing' then 2 when 'in-progress' then 3
    when 'completed' then 4 when 'busy' then 4 when 'no-answer' then 4 when 'failed' then 4 when 'canceled' then 4
  end;
alter table calls add constraint calls_status_known check (call_rank(status) is not null);

create function refuse_descent() returns trigger language plpgsql as $$
begin
  if new.status is distinct from old.status and call_rank(new.status) <= call_rank(old.status) then
    raise exception 'a call does not go from % to %', old.status, new.status using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger only_up before update of status on calls for each row execute function refuse_descent();

create table attempts (
  id text primary key,
  account_id text not null references accounts,
  -- The attempt is entered first: it is what finds the line busy.
  call_id text not null references calls deferrable initially deferred,
  to_number text not null,
  from_number text not null,
  token_hash text not null unique,
  state text not null default 'dialing'
    check (state in ('dialing', 'ambiguous', 'placed', 'ringing', 'bridged', 'ended', 'failed')),
  fence integer not null default 1,
  call_sid text,
  reason text,
  created_at timestamptz not null default now(),
  ended_at timestamptz
);
create unique index attempts_one_outstanding on attempts (to_number)
  where state in ('dialing', 'ambiguous', 'placed', 'ringing', 'bridged');
create index attempts_of_call on attempts (call_id);
create index attempts_unsure on attempts (created_at) where state in ('dialing', 'ambiguous');

create table turns (
  call_id text not null references calls,
  seq integer not null check (seq >= 0),
  account_id text not null references accounts,
  speaker text not null check (speaker in ('caller', 'persona')),
  text text not null,
  heard text not null,
  cut_short boolean not null,
  started_at timestamptz not null,
  timings jsonb,
  primary key (call_id, seq)
);

create table usage_lines (
  call_id text not null references calls,
  account_id text not null references accounts,
  service text not null check (service in ('telephony', 'ear', 'mind', 'mouth')),
  provider text not null,
  model text not null,
  unit text not null check (unit in ('seconds', 'input_tokens', 'output_tokens', 'characters')),
  quantity bigint not null check (quantity >= 0),
  created_at timestamptz not null default now(),
  primary key (call_id, service, provider, model, unit)
);

alter table calls enable row level security;
alter table calls force row level security;
alter table attempts enable row level security;
alter table attempts force row level security;
alter table turns enable row level security;
alter table turns force row level security;
alter table usage_lines enable row level security;
alter table usage_lines force row level security;

create policy tenant on calls to app_tenant using (account_id = current_setting('app.account', true));
create policy tenant on attempts to app_tenant using (account_id = current_setting('app.account', true));
create policy tenant on turns to app_tenant using (account_id = current_setting('app.account', true));
create policy tenant on usage_lines to app_tenant using (account_id = current_setting('app.account', true));
grant select, insert on calls to app_tenant;
grant update (status, call_sid, answered_sid, epoch, ticket_expires_at, redeemed_epoch, stream_sid, node_id,
  charged_millicredits, connected_seconds, hang_up_asked_at, answered_at, ended_at, end_reason, settled_at, finished_at)
  on calls to app_tenant;
grant select, insert, update (state, fence, call_sid, reason, ended_at) on attempts to app_tenant;
grant select, insert, update (text, heard, cut_short, timings) on turns to app_tenant;
grant select, insert on usage_lines to app_tenant;

create policy resolver on calls for select to app_resolver using (true);
create policy resolver on attempts for select to app_resolver using (true);
grant select (id, account_id, user_id, call_sid, created_at, answered_at, held_seconds, settled_at) on calls to app_resolver;
grant select (id, account_id, call_id, token_hash, state, created_at) on attempts to app_resolver;

create policy operator on calls for select to app_operator using (true);
grant select (id, account_id) on calls to app_operator;
