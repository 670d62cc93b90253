-- Three runtime roles, because a bug in one kind of work must not reach the rows of another: a person's or a capability's
-- work (one account), lookups by an unguessable or verified key (a few columns), and operators' work (audited).
-- None can sign in, owns anything or passes by row security. The login of db-proxy is a member of all three and may do
-- nothing until it takes one of them on.
do $$
declare
  wanted text;
begin
  foreach wanted in array array['app_tenant', 'app_resolver', 'app_operator'] loop
    begin
      execute format('create role %I nologin nosuperuser nobypassrls noinherit', wanted);
    exception
      -- Roles belong to the whole server: another database of it may have made them.
      when duplicate_object or unique_violation then null;
    end;
  end loop;
end $$;

revoke all on schema public from public;
grant usage on schema public to app_tenant, app_resolver, app_operator;

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% of % is refused: rows here are written once', lower(tg_op), tg_table_name
    using errcode = 'restrict_violation';
end $$;
