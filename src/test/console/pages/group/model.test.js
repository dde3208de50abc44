import {itemOf, Members, millis} from '../../../../main/console/pages/group/model.js';
import {equal, test} from '../../harness.js';

/** @import {Member} from '../../../../main/console/pages/group/model.js' */

const T = (/** @type {number} */ second) => `2026-11-29T10:00:${String(second).padStart(2, '0')}.000000Z`;
const START = Date.parse('2026-11-29T10:00:00Z');

/**
 * @param {string} id
 * @param {string} state
 * @param {number | null} started the second
 * @param {number | null} finished the second
 * @param {object} [more]
 * @returns {any}
 */
function job(id, state, started, finished, more = {}) {
  return {
    id, type: 'countdown', mode: 'event-loop', state, attempt: 1, error: null, payload: {name: id}, createdAt: T(0),
    runAt: T(0), startedAt: started === null ? null : T(started), finishedAt: finished === null ? null : T(finished),
    ...more,
  };
}

const ids = (/** @type {Member[]} */ members) => members.map(({id}) => id);

test('an instant has its microseconds', () => {
  equal(Number(millis('2026-11-29T10:00:00.123456Z')) - START > 123.4, true);
  equal(Number(millis('2026-11-29T10:00:00.123456Z')) - START < 123.5, true);
  equal(Number(millis('2026-11-29T10:00:01Z')) - START, 1000);
  equal(millis(null), null);
});

test('as completed: in the order of the ends, then those that have not ended', () => {
  const members = new Members();
  members.takeAll([job('A', 'SUCCEEDED', 0, 3), job('B', 'RUNNING', 0, null), job('C', 'FAILED', 0, 1),
    job('D', 'QUEUED', null, null), job('E', 'CANCELLED', null, 2)]);
  equal(ids(members.completed()), ['C', 'E', 'A', 'B', 'D']);
  equal(ids(members.submitted()), ['A', 'B', 'C', 'D', 'E']);
  equal(members.submitted().map(({number}) => number), [1, 2, 3, 4, 5]);
});

test('jobs that end at the same time are in the order of submit', () => {
  const members = new Members();
  members.takeAll([job('A', 'SUCCEEDED', 0, 3), job('B', 'SUCCEEDED', 0, 3), job('C', 'SUCCEEDED', 0, 3)]);
  equal(ids(members.completed()), ['A', 'B', 'C']);
});

test('an end that the stream has is not undone by an older list', () => {
  const members = new Members();
  members.takeAll([job('A', 'RUNNING', 0, null)]);
  members.take(job('A', 'SUCCEEDED', 0, 3));
  members.take(job('A', 'RUNNING', 0, null, {payload: undefined}));
  members.takeAll([job('A', 'RUNNING', 0, null)]);
  equal(members.submitted().map(({state, name}) => [state, name]), [['SUCCEEDED', 'A']]);
});

test('a job that runs again after a redrive is running', () => {
  const members = new Members();
  members.takeAll([job('A', 'FAILED', 0, 3)]);
  members.take(job('A', 'RUNNING', 5, null, {attempt: 2}));
  equal(members.submitted().map(({state, attempt}) => [state, attempt]), [['RUNNING', 2]]);
});

test('a job keeps its name when a list has no payloads', () => {
  const members = new Members();
  members.takeAll([job('A', 'QUEUED', null, null)]);
  members.take(job('A', 'RUNNING', 1, null, {payload: undefined}));
  equal(members.submitted().map(({state, name}) => [state, name]), [['RUNNING', 'A']]);
});

test('jobs of other groups are not taken, and deleted ones are forgotten', () => {
  const members = new Members();
  members.takeAll([job('A', 'QUEUED', null, null), job('B', 'QUEUED', null, null)]);
  members.take(job('X', 'RUNNING', 1, null));
  members.takeAll([job('B', 'QUEUED', null, null)]);
  equal(ids(members.submitted()), ['B']);
});

test('a job that ran and is not in the list of those that run has to be looked for', () => {
  const members = new Members();
  members.takeAll([job('A', 'RUNNING', 0, null), job('B', 'SUCCEEDED', 0, 1)]);
  equal([members.hasLost(new Set(['A'])), members.hasLost(new Set())], [false, true]);
});

test('the list of the chart is a new one only if something has changed', () => {
  const members = new Members();
  members.takeAll([job('A', 'RUNNING', 0, null)]);
  const before = members.items();
  equal(members.items() === before, true);
  members.take(job('A', 'SUCCEEDED', 0, 1));
  equal(members.items() === before, false);
});

test('waiting begins when a job is due, and a job that waits has no start', () => {
  const members = new Members();
  members.takeAll([job('A', 'SCHEDULED', null, null, {runAt: T(9), attempt: 1}), job('B', 'RUNNING', 4, null)]);
  equal(members.items().map(({waitFrom, from, to}) => [Number(waitFrom) - START, from && from - START, to]),
    [[9000, null, null], [0, 4000, null]]);
});

test('a job that was cancelled before it was started waited until then', () => {
  const members = new Members();
  members.takeAll([job('A', 'CANCELLED', null, 2)]);
  const [{waitFrom, from, to}] = members.items();
  equal([Number(waitFrom) - START, from, Number(to) - START], [0, null, 2000]);
});

test('earlier attempts come before their job, once they are known', () => {
  const members = new Members();
  members.takeAll([job('A', 'SUCCEEDED', 5, 6, {attempt: 3, runAt: T(5)})]);
  equal(members.retried(), ['A']);
  members.takeAttempts('A', [1, 2, 3].map((attempt) => /** @type {any} */ ({
    attempt, outcome: attempt === 3 ? 'SUCCEEDED' : 'FAILED', counted: true, error: null,
    startedAt: T(attempt * 2 - 1), finishedAt: T(attempt * 2),
  })));
  equal(members.retried(), []);
  equal(members.items().map(({key, name, state, from}) => [key ?? '', name, state, Number(from) - START]), [
    ['A#1', 'A, attempt 1', 'FAILED', 1000], ['A#2', 'A, attempt 2', 'FAILED', 3000], ['', 'A', 'SUCCEEDED', 5000]]);
});

test('names of clients are one line without invisible characters', () => {
  const members = new Members();
  members.takeAll([job('A', 'QUEUED', null, null, {payload: {name: 'a\n\u202eb' + 'x'.repeat(100)}}),
    job('B', 'QUEUED', null, null, {payload: {name: {}}})]);
  const [first, second] = members.submitted().map(({name}) => name);
  equal([first.startsWith('a \\u202ebx'), first.length < 100, second], [true, true, 'countdown']);
  equal(itemOf(members.submitted()[0]).name, first);
});
