-- Rights that end with their reason.

-- Moves whenever a person's credentials change. Flows begun before (a link or code in a mail, a log-in between its two
-- proofs, a linked account that waits for consent) carry the number at their start, and open nothing under another.
alter table users add credential_epoch int not null default 0;
create function begin_credential_epoch() returns trigger language plpgsql as $$
begin
    new.credential_epoch := old.credential_epoch + 1;
    return new;
end
$$;
create trigger credential_epoch before update on users for each row
    when (old.email is distinct from new.email or old.password_hash is distinct from new.password_hash
          or old.disabled_at is distinct from new.disabled_at)
    execute function begin_credential_epoch();

alter table password_tokens add epoch int not null;
alter table email_changes add epoch int not null;
alter table pending_logins add epoch int not null;
-- Null for an unknown address.
alter table mail_logins add epoch int;
alter table sign_in_flows add epoch int;

-- Time of return of a removed person: their older tokens reach nothing here. Null for a person who was never removed.
alter table members add returned_at timestamptz;
alter table partner_agents add returned_at timestamptz;
