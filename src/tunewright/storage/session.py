"""SQLAlchemy's statements on the driver's own connection: each is compiled once and then costs what its text costs.

SQLAlchemy says each statement in the words of the database, which is what we want of it. Its own way of running one
costs several times what SQLite needs for it, and a trial runs ten. So the text is kept and given to the driver. Only
plain types are bound (numbers, text, bytes, None), which drivers take as they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.sql.compiler import SQLCompiler

Keys = Mapping[str, Any]


class Driver(Protocol):
    """What is used of a connection of Python's database API."""

    def cursor(self) -> Any:
        """Return a new cursor."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement as the driver takes it.

    Attributes:
        text: in the words of the database.
        order: names of the values in the order of their marks, or None if the marks have names.
        fixed: the values that are part of the statement.
    """

    text: str
    order: tuple[str, ...] | None
    fixed: Keys

    def bound(self, keys: Keys) -> Any:
        """Return the values for the marks."""
        if self.order is None:
            return {**self.fixed, **keys}
        return [keys[name] if name in keys else self.fixed[name] for name in self.order]


class Session:
    """Runs statements on the connection of a driver, in whatever transaction that is in.

    Attributes:
        clash: what the driver raises where a key is taken.
    """

    def __init__(self, driver: Driver, dialect: sa.Dialect) -> None:
        self._driver = driver
        self._dialect = dialect
        self._compiled: dict[tuple[sa.ClauseElement, tuple[str, ...]], tuple[SQLCompiler, Prepared]] = {}
        self.clash: type[Exception] = dialect.loaded_dbapi.IntegrityError

    def rows(self, statement: sa.ClauseElement, keys: Keys | None = None) -> list[dict[str, Any]]:
        """Return the rows that the statement returns, by the names of their columns."""
        cursor = self._run(statement, keys or {})
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def first(self, statement: sa.ClauseElement, keys: Keys | None = None) -> dict[str, Any] | None:
        """Return the first row, or None if there is none."""
        return next(iter(self.rows(statement, keys)), None)

    def scalar(self, statement: sa.ClauseElement, keys: Keys | None = None) -> Any:
        """Return the first value of the first row, or None if there is no row."""
        found = self._run(statement, keys or {}).fetchall()
        return found[0][0] if found else None

    def change(self, statement: sa.ClauseElement, keys: Keys) -> int:
        """Run a statement that returns no rows; return how many it has changed."""
        return self._run(statement, keys).rowcount

    def change_each(self, statement: sa.ClauseElement, several: Sequence[Keys]) -> None:
        """Run a statement that returns no rows once for each of `several`, which all have the same names."""
        if several:
            prepared = self._prepare(statement, several[0])
            self._driver.cursor().executemany(prepared.text, [prepared.bound(keys) for keys in several])

    def _run(self, statement: sa.ClauseElement, keys: Keys) -> DBAPICursor:
        prepared = self._prepare(statement, keys)
        cursor: DBAPICursor = self._driver.cursor()
        cursor.execute(prepared.text, prepared.bound(keys))
        return cursor

    def _prepare(self, statement: sa.ClauseElement, keys: Keys) -> Prepared:
        place = (statement, tuple(keys))
        if place not in self._compiled:
            compiled = statement.compile(dialect=self._dialect, column_keys=list(keys))
            assert isinstance(compiled, SQLCompiler)
            fixed = {name: mark.value for mark, name in compiled.bind_names.items() if not mark.required}
            self._compiled[place] = compiled, Prepared(str(compiled), _order(compiled.positiontup), fixed)
        compiled, prepared = self._compiled[place]
        if any(isinstance(value, list) for value in keys.values()):  # a mark for each item: the text is for these only
            state = compiled.construct_expanded_state(keys)
            return Prepared(state.statement, _order(state.positiontup), state.parameters)
        return prepared


def _order(names: Sequence[str] | None) -> tuple[str, ...] | None:
    return None if names is None else tuple(names)
