-- Credits as double entry: every transaction moves millicredits between the books of one account and sums to zero.
-- Nothing here is ever changed; the balance is a shadow that only an entry can move, and it cannot fall below zero.
create table balances (
  account_id text primary key references accounts,
  available bigint not null default 0 constraint balances_available check (available >= 0),
  held bigint not null default 0 constraint balances_held check (held >= 0)
);

create table ledger_txns (
  -- The idempotency key of what was done: doing it twice is a duplicate key.
  id text primary key,
  seq bigint generated always as identity unique,
  account_id text not null references accounts,
  kind text not null check (kind in ('grant', 'coupon', 'purchase', 'hold', 'release', 'charge', 'clawback')),
  body_hash text not null,
  call_id text references calls deferrable initially deferred,
  note text not null,
  created_at timestamptz not null default now(),
  unique (id, account_id)
);
create index ledger_txns_of_account on ledger_txns (account_id, seq desc);

create table ledger_entries (
  txn_id text not null,
  account_id text not null,
  book text not null check (book in ('available', 'held', 'revenue', 'issued')),
  amount bigint not null check (amount <> 0),
  primary key (txn_id, book),
  foreign key (txn_id, account_id) references ledger_txns (id, account_id)
);

create trigger written_once before update or delete on ledger_txns for each row execute function refuse_change();
create trigger never_emptied before truncate on ledger_txns execute function refuse_change();
create trigger written_once before update or delete on ledger_entries for each row execute function refuse_change();
create trigger never_emptied before truncate on ledger_entries execute function refuse_change();

create function refuse_imbalance() returns trigger language plpgsql as $$
declare
  txn text := case tg_table_name when 'ledger_txns' then to_jsonb(new) ->> 'id' else to_jsonb(new) ->> 'txn_id' end;
  total numeric;
  entries integer;
begin
  select coalesce(sum(amount), 0), count(*) into total, entries from ledger_entries where txn_id = txn;
  if total <> 0 or entries < 2 then
    raise exception 'ledger transaction does not balance: % entries, sum %', entries, total
      using errcode = 'check_violation', constraint = 'ledger_balanced';
  end if;
  return null;
end $$;
create constraint trigger balanced after insert on ledger_txns deferrable initially deferred
  for each row execute function refuse_imbalance();
create constraint trigger balanced after insert on ledger_entries deferrable initially deferred
  for each row execute function refuse_imbalance();

create function move_balance() returns trigger language plpgsql as $$
begin
  if new.book in ('available', 'held') then
    update balances
    set available = available + case new.book when 'available' then new.amount else 0 end,
        held = held + case new.book when 'held' then new.amount else 0 end
    where account_id = new.account_id;
    if not found then
      raise exception 'account has no balance' using errcode = 'foreign_key_violation';
    end if;
  end if;
  return null;
end $$;
create trigger moves_balance after insert on ledger_entries for each row execute function move_balance();

-- A balance begins at zero and moves from inside move_balance() alone, whoever holds the right to update it.
create function refuse_unbooked() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' and new.available = 0 and new.held = 0 then return new; end if;
  if tg_op = 'UPDATE' and pg_trigger_depth() > 1 then return new; end if;
  raise exception 'a balance moves by ledger entries only' using errcode = 'restrict_violation';
end $$;
create trigger only_booked before insert or update or delete on balances
  for each row execute function refuse_unbooked();

create table coupons (
  code text primary key,
  millicredits bigint not null check (millicredits > 0),
  redemptions_max integer not null,
  redemptions integer not null default 0 check (redemptions <= redemptions_max),
  expires_at timestamptz,
  created_at timestamptz not null default now()
);
create table redemptions (
  account_id text not null references accounts,
  code text not null references coupons,
  created_at timestamptz not null default now(),
  primary key (account_id, code)
);

create table packs (
  id text primary key,
  name text not null,
  millicredits bigint not null check (millicredits > 0),
  price_minor integer not null check (price_minor > 0),
  currency text not null,
  on_sale boolean not null default true
);
create table purchases (
  id text primary key,
  account_id text not null references accounts,
  user_id text not null references users,
  pack_id text not null references packs,
  millicredits bigint not null check (millicredits > 0),
  price_minor integer not null,
  currency text not null,
  status text not null default 'open' check (status in ('open', 'paid', 'expired')),
  session_id text unique,
  created_at timestamptz not null default now(),
  paid_at timestamptz
);
create index purchases_of_account on purchases (account_id, created_at desc, id);

-- What providers charge, by version: a row is in force from `since` until the next one.
create table price_book (
  provider text not null,
  model text not null,
  unit text not null check (unit in ('seconds', 'input_tokens', 'output_tokens', 'characters')),
  since timestamptz not null,
  micro_usd_per_million bigint not null check (micro_usd_per_million >= 0),
  primary key (provider, model, unit, since)
);
create trigger written_once before update or delete on price_book for each row execute function refuse_change();

alter table balances enable row level security;
alter table balances force row level security;
alter table ledger_txns enable row level security;
alter table ledger_txns force row level security;
alter table ledger_entries enable row level security;
alter table ledger_entries force row level security;
alter table redemptions enable row level security;
alter table redemptions force row level security;
alter table purchases enable row level security;
alter table purchases force row level security;

create policy tenant on balances to app_tenant using (account_id = current_setting('app.account', true));
create policy tenant on ledger_txns to app_tenant using (account_id = current_setting('app.account', true));
create policy tenant on ledger_entries to app_tenant using (account_id = current_setting('app.account', true));
create policy tenant on redemptions to app_tenant using (account_id = current_setting('app.account', true));
create policy tenant on purchases to app_tenant using (account_id = current_setting('app.account', true));
grant select, insert (account_id), update (available, held) on balances to app_tenant;
grant select, insert on ledger_txns, ledger_entries, redemptions, purchases to app_tenant;
grant update (status, session_id, paid_at) on purchases to app_tenant;
grant select, update (redemptions) on coupons to app_tenant;
grant select on packs, price_book to app_tenant;

create policy resolver on purchases for select to app_resolver using (true);
grant select (id, account_id, session_id) on purchases to app_resolver;

create policy operator on balances to app_operator using (true);
create policy operator on ledger_txns to app_operator using (true);
create policy operator on ledger_entries to app_operator using (true);
grant select, update (available, held) on balances to app_operator;
grant select, insert on ledger_txns, ledger_entries to app_operator;
