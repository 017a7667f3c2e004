"""Every statement that a storage runs, built once; `session` compiles it once.

`of_study` and `of_trial` are the keys in conditions, so that they do not collide with columns that are set.
"""

import sqlalchemy as sa

from tunewright.storage.lifecycle import NOT_TAKEN
from tunewright.storage.schema import arrays, facts, reports, studies, trials
from tunewright.trials.state import State

OF_STUDY, OF_TRIAL = sa.bindparam("of_study", type_=sa.Integer), sa.bindparam("of_trial", type_=sa.Integer)
OF_TRIALS = sa.bindparam("of_trials", expanding=True, type_=sa.Integer)
SINCE, UPTO = sa.bindparam("since", type_=sa.BigInteger), sa.bindparam("upto", type_=sa.BigInteger)
IN_STUDY = trials.c.study_id == OF_STUDY
THE_TRIAL = IN_STUDY & (trials.c.number == OF_TRIAL)

ALL_STUDIES = sa.select(studies).order_by(studies.c.id)
NAMED_STUDY = sa.select(studies).where(studies.c.name == sa.bindparam("name"))
NEW_STUDY = sa.insert(studies).returning(studies.c.id)
DELETE_STUDY = sa.delete(studies).where(studies.c.id == OF_STUDY)
VERSION = sa.select(studies.c.version).where(studies.c.id == OF_STUDY)
LOCK_STUDY = VERSION.with_for_update()
CHANGE_STUDY = (
    sa
    .update(studies)
    .where(studies.c.id == OF_STUDY)
    .values(version=studies.c.version + 1, next_number=studies.c.next_number + sa.bindparam("n", type_=sa.Integer))
    .returning(studies.c.version, studies.c.next_number)
)
_FREE = sa.select(sa.func.count()).where(IN_STUDY, sa.or_(*(trials.c.state == state.value for state in NOT_TAKEN)))
N_TAKEN = sa.select(studies.c.next_number - _FREE.scalar_subquery()).where(studies.c.id == OF_STUDY)

NEW_TRIAL = sa.insert(trials)
SET_TRIAL = sa.update(trials).where(THE_TRIAL)
RENEW_TRIAL = (
    sa
    .update(trials)
    .where(THE_TRIAL, trials.c.state == State.RUNNING.value, trials.c.attempts == sa.bindparam("token"))
    .values(lease_until=sa.bindparam("until", type_=sa.Double))
)
LOCK_TRIAL = sa.select(trials).where(THE_TRIAL).with_for_update()
NEXT_WAITING = (
    sa.select(trials).where(IN_STUDY, trials.c.state == State.WAITING.value).order_by(trials.c.number).limit(1)
)
NEXT_WAITING_AMONG = NEXT_WAITING.where(trials.c.number.in_(OF_TRIALS))
RUNNING = sa.select(trials).where(IN_STUDY, trials.c.state == State.RUNNING.value).order_by(trials.c.number)
LOCK_RUNNING = RUNNING.with_for_update()
LOCK_PRUNED = (
    sa
    .select(trials)
    .where(IN_STUDY, trials.c.number.in_(OF_TRIALS), trials.c.state == State.PRUNED.value)
    .order_by(trials.c.number)
    .with_for_update()
)
CHANGED_TRIALS = (
    sa
    .select(trials)
    .where(IN_STUDY, trials.c.version > SINCE, trials.c.version <= UPTO)
    .order_by(trials.c.version, trials.c.number)
)

NEW_REPORTS = sa.insert(reports)
CHANGED_REPORTS = (
    sa
    .select(reports)
    .where(reports.c.study_id == OF_STUDY, reports.c.version > SINCE, reports.c.version <= UPTO)
    .order_by(reports.c.version, reports.c.position)
)
DELETE_REPORTS = sa.delete(reports).where(reports.c.study_id == OF_STUDY, reports.c.number.in_(OF_TRIALS))

FACTS = sa.select(facts.c.key, facts.c.value).where(facts.c.study_id == OF_STUDY)
DELETE_FACT = sa.delete(facts).where(facts.c.study_id == OF_STUDY, facts.c.key == sa.bindparam("of_key"))
NEW_FACT = sa.insert(facts)

ARRAYS = (
    sa
    .select(arrays)
    .where(arrays.c.study_id == OF_STUDY, arrays.c.number.in_(OF_TRIALS))
    .order_by(arrays.c.number, arrays.c.name)
)
NEW_ARRAYS = sa.insert(arrays)
DELETE_ARRAYS = sa.delete(arrays).where(arrays.c.study_id == OF_STUDY, arrays.c.number.in_(OF_TRIALS))
DELETE_ARRAY = sa.delete(arrays).where(
    arrays.c.study_id == OF_STUDY, arrays.c.number == OF_TRIAL, arrays.c.name == sa.bindparam("of_name")
)
