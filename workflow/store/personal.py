"""Personal fields: the log holds only commitments, the values stand apart and can be blotted out.

As long as salt and value are kept, anybody can check that they belong to the commitment; without the
salt it says nothing, not even to a guess (see `workflow.audit.personal`).
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import TYPE_CHECKING

from workflow.audit.personal import SALT_BYTES
from workflow.audit.personal import commit as commitment_to

if TYPE_CHECKING:
    from workflow.store.database import Database


def commit(database: Database, council: int, value: str) -> str:
    """The commitment to a value: the known one, so that one person is one person, or a new one."""
    found = database.row(database.sql.COMMITMENT, (council, value))
    if found is not None:
        return str(found[0])
    salt = secrets.token_bytes(SALT_BYTES)
    made = commitment_to(value, salt)
    database.run(database.sql.PERSONAL_ADD, (council, made, salt, value))
    return made


def reveal(database: Database, commitments: Iterable[str]) -> dict[str, str | None]:
    """The values behind commitments; None for one that was blotted out."""
    found: dict[str, str | None] = dict.fromkeys(commitments)
    for commitment in found:
        row = database.row(database.sql.PERSONAL, (commitment,))
        if row is not None:
            found[commitment] = row[2]
    return found
