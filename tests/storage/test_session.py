"""Statements on the driver's own connection: they do what SQLAlchemy's own execution does, and keep nothing wrong."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from tunewright.storage.session import Session

table = sa.Table(
    "things",
    sa.MetaData(),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("weight", sa.Double),
)
NEW = sa.insert(table)
SOME = sa.select(table).where(table.c.number.in_(sa.bindparam("some", expanding=True))).order_by(table.c.number)
NAMED = sa.select(table.c.weight).where(table.c.name == sa.bindparam("name"), table.c.number > 0)
ROWS = [{"number": number, "name": f"thing {number}", "weight": number / 4} for number in range(1, 9)]


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    with closing(sqlite3.connect(":memory:")) as driver:
        engine = sa.create_engine("sqlite://", creator=lambda: driver, poolclass=sa.pool.StaticPool)
        with engine.begin() as connection:
            table.create(connection)
        session = Session(driver, engine.dialect)
        session.change_each(NEW, ROWS)
        yield session


@given(st.lists(st.integers(-3, 12), max_size=12))
def test_a_list_gets_a_mark_for_each_item(session: Session, some: list[int]) -> None:
    assert session.rows(SOME, {"some": some}) == [row for row in ROWS if row["number"] in some]


@pytest.mark.parametrize(("name", "weight"), [("thing 3", 0.75), ("thing 8", 2.0), ("nothing", None)])
def test_values_of_a_call_are_not_those_of_the_last(session: Session, name: str, weight: float | None) -> None:
    assert session.scalar(NAMED, {"name": name}) == weight
    found = session.first(NAMED, {"name": name})
    assert found == (None if weight is None else {"weight": weight})


def test_only_the_columns_that_are_given_are_set(session: Session) -> None:
    change = sa.update(table).where(table.c.number == sa.bindparam("of_number"))
    assert session.change(change, {"of_number": 1, "weight": 9.0}) == 1
    assert session.change(change, {"of_number": 1, "name": "first"}) == 1
    assert session.rows(SOME, {"some": [1]}) == [{"number": 1, "name": "first", "weight": 9.0}]
    session.change(change, {"of_number": 1, "weight": 0.25, "name": "thing 1"})


def test_a_key_that_is_missing_is_no_null(session: Session) -> None:
    with pytest.raises(KeyError, match="name"):
        session.scalar(NAMED)


def test_a_taken_key_clashes(session: Session) -> None:
    with pytest.raises(session.clash):
        session.change_each(NEW, ROWS[:1])


def test_no_rows_are_no_statement(session: Session) -> None:
    session.change_each(NEW, [])
    assert session.scalar(sa.select(sa.func.count()).select_from(table)) == len(ROWS)


def test_marks_with_names_are_given_names() -> None:
    """PostgreSQL's driver takes its values by name; the dialect alone is asked, no server."""
    from sqlalchemy.dialects.postgresql.psycopg import dialect

    class Noted:
        def cursor(self) -> "Noted":
            return self

        def execute(self, text: str, values: object) -> None:
            self.said = text, values

        def fetchall(self) -> list[tuple[int]]:
            return []

    driver, words = Noted(), dialect()
    words.dbapi = sqlite3
    Session(driver, words).scalar(NAMED, {"name": "it"})
    text, values = driver.said
    assert "%(name)s" in text
    assert values == {"name": "it", "number_1": 0}
