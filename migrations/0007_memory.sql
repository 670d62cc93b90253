-- What is remembered of a caller, with where it came from; and the work that follows a call.
-- A forgotten fact keeps its row, so that nothing points into nowhere, and none of its words.
create table facts (
  id text primary key,
  account_id text not null references accounts,
  user_id text not null,
  persona_id text not null,
  text text,
  quote text,
  call_id text references calls,
  turn_seq integer,
  confidence real not null check (confidence between 0 and 1),
  happened_at timestamptz,
  learned_at timestamptz not null default now(),
  status text not null default 'active' check (status in ('active', 'forgotten')),
  forgotten_at timestamptz,
  foreign key (user_id, persona_id) references contacts (user_id, persona_id),
  constraint facts_forgotten_are_empty check (
    (status = 'active' and text is not null)
    or (status = 'forgotten' and text is null and quote is null and happened_at is null)
  ),
  constraint facts_source_is_whole check ((quote is null) = (call_id is null) and (quote is null) = (turn_seq is null))
);
create unique index facts_known_once on facts (user_id, persona_id, lower(text)) where status = 'active';
create index facts_newest on facts (user_id, persona_id, learned_at desc, id) where status = 'active';

create table jobs (
  id text primary key,
  account_id text not null references accounts,
  call_id text not null references calls,
  kind text not null check (kind in ('memory')),
  state text not null default 'waiting' check (state in ('waiting', 'leased', 'done', 'given_up')),
  -- Goes up with every claim; the end of an older claim is stale.
  fence integer not null default 0,
  tries integer not null default 0,
  not_before timestamptz not null default now(),
  lease_until timestamptz,
  reason text,
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  unique (call_id, kind)
);
create index jobs_waiting on jobs (not_before) where state in ('waiting', 'leased');

alter table facts enable row level security;
alter table facts force row level security;
alter table jobs enable row level security;
alter table jobs force row level security;

create policy tenant on facts to app_tenant using (account_id = current_setting('app.account', true));
create policy tenant on jobs to app_tenant using (account_id = current_setting('app.account', true));
grant select, insert on facts, jobs to app_tenant;
grant update (text, quote, call_id, turn_seq, confidence, happened_at, status, forgotten_at) on facts to app_tenant;
grant update (state, fence, tries, not_before, lease_until, reason, ended_at) on jobs to app_tenant;

create policy resolver on jobs for select to app_resolver using (state in ('waiting', 'leased'));
grant select (id, account_id, call_id, state, not_before, lease_until) on jobs to app_resolver;
