"""The secrets that `pressbot connect` brought and refreshes renewed: one sealed row an account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update

from bot.model.grant import Grant
from bot.store.database import Database
from bot.store.journal import note
from bot.store.seal import Seal
from bot.store.tables import credentials


class CredentialStore:
    """Grants at rest. The key is asked for only where a secret is sealed or opened."""

    def __init__(self, database: Database, seal: Callable[[], Seal]) -> None:
        """`seal`: gives the installation's seal; raises UserError where it has no key."""
        self._database = database
        self._seal = seal

    def save(self, account: str, grant: Grant, now: datetime, *, actor: str, reason: str) -> None:
        """Keeps the grant, on the disk when this returns, in place of any earlier one. Raises UserError."""
        values = {
            "sealed": self._seal().sealed(grant.secrets),
            "obtained_at": grant.obtained_at,
            "expires_at": grant.expires_at,
            "refreshable": grant.refreshable,
            "identity": grant.identity,
            "scopes": list(grant.scopes),
            "warned_days": None,
            "owner": None,
            "lease_until": None,
        }
        with self._database.writing(durable=True) as connection:
            changed = connection.execute(
                update(credentials)
                .where(credentials.c.account == account)
                .values(version=credentials.c.version + 1, **values)
            ).rowcount
            if not changed:
                connection.execute(credentials.insert().values(account=account, version=1, **values))
            note(connection, now, actor, f"account {account}", "connected", reason)

    def load(self, account: str) -> Grant | None:
        """The account's grant; None when it was never connected. Raises UserError when no key opens it."""
        with self._database.reading() as connection:
            row = connection.execute(select(credentials).where(credentials.c.account == account)).first()
        return self._grant(row) if row else None

    def versions(self) -> dict[str, int]:
        """Account → how often its grant was replaced: a cheap question whether a known one is still the newest."""
        with self._database.reading() as connection:
            return {row.account: row.version for row in connection.execute(select(credentials))}

    def all(self) -> dict[str, Grant]:
        """Account → its grant. Raises UserError when no key opens one."""
        with self._database.reading() as connection:
            rows = connection.execute(select(credentials).order_by(credentials.c.account)).all()
        return {row.account: self._grant(row) for row in rows}

    def claim_refresh(self, account: str, owner: str, now: datetime, until: datetime) -> bool:
        """Whether this owner alone may make the grant new until then: a refresh token serves but once."""
        with self._database.writing(durable=True) as connection:
            changed = connection.execute(
                update(credentials)
                .where(
                    credentials.c.account == account,
                    or_(credentials.c.lease_until.is_(None), credentials.c.lease_until <= now),
                )
                .values(owner=owner, lease_until=until)
            ).rowcount
        return bool(changed)

    def warned(self, account: str) -> timedelta | None:
        """The last warning given of the grant's end; None when none was."""
        with self._database.reading() as connection:
            days = connection.execute(
                select(credentials.c.warned_days).where(credentials.c.account == account)
            ).scalar()
        return None if days is None else timedelta(days=days)

    def record_warning(self, account: str, before: timedelta) -> None:
        """Remembers that the warning `before` the end was given."""
        with self._database.writing() as connection:
            connection.execute(
                update(credentials).where(credentials.c.account == account).values(warned_days=before.days)
            )

    def forget(self, account: str, now: datetime, actor: str) -> bool:
        """Whether there was a grant to take out."""
        with self._database.writing(durable=True) as connection:
            changed = connection.execute(credentials.delete().where(credentials.c.account == account)).rowcount
            if changed:
                note(connection, now, actor, f"account {account}", "disconnected", "its stored secrets were deleted")
        return bool(changed)

    def reseal(self, now: datetime, actor: str) -> int:
        """How many grants are now sealed with the newest key: all or none. Raises UserError."""
        seal = self._seal()
        with self._database.writing(durable=True) as connection:
            rows = connection.execute(select(credentials.c.account, credentials.c.sealed)).all()
            for row in rows:
                connection.execute(
                    update(credentials)
                    .where(credentials.c.account == row.account)
                    .values(sealed=seal.renewed(row.sealed, row.account))
                )
            note(connection, now, actor, "key", "rotated", f"{len(rows)} accounts")
        return len(rows)

    def _grant(self, row: Any) -> Grant:
        return Grant(
            secrets=self._seal().opened(row.sealed, row.account),
            obtained_at=row.obtained_at,
            expires_at=row.expires_at,
            refreshable=row.refreshable,
            identity=row.identity,
            scopes=tuple(row.scopes),
        )
