import {attempts, hold, pastedId, ran, waited} from '../../../../main/console/pages/jobs/rows.js';
import {equal, test} from '../../harness.js';

const NOW = Date.parse('2026-11-29T08:00:10Z');
const at = (seconds) => new Date(Date.parse('2026-11-29T08:00:00Z') + seconds * 1000).toISOString();
const job = (id, rest = {}) => ({
  id, state: 'QUEUED', createdAt: at(0), runAt: at(0), startedAt: null, finishedAt: null, attempt: 0, maxAttempts: 3,
  crashes: 0, ...rest,
});

test('an id is found in what was pasted', () => {
  const id = '01a2299c-b825-70be-b723-cd526539abe1';
  equal(pastedId(id), id);
  equal(pastedId(`  ${id.toUpperCase()}\n`), id);
  equal(pastedId(`https://jobs.example.com/console/jobs/${id}?x`), id);
  equal(pastedId('01a2299c-b825-70be-b723'), null);
  equal(pastedId(''), null);
});

test('rows that are held stay in their places and get their new documents', () => {
  const before = {items: [job('b'), job('a')], nextCursor: 'x'};
  const fresh = {items: [job('c'), job('b', {state: 'RUNNING'})], nextCursor: 'y'};
  const held = hold(before, fresh);
  equal(held.items.map((each) => [each.id, each.state]), [['b', 'RUNNING'], ['a', 'QUEUED']]);
  equal(held.nextCursor, 'x');
  equal(held.added, 1);
  equal([...held.left], ['a']);
});

test('rows that are held twice are compared with what is there now', () => {
  const first = hold({items: [job('a')]}, {items: [job('b')]});
  equal(first.added, 1);
  const second = hold(first, {items: [job('a')]});
  equal(second.added, 0);
  equal([...second.left], []);
});

test('a job waits from when it is due', () => {
  equal(waited(job('a'), NOW), 10);
  equal(waited(job('a', {runAt: at(4)}), NOW), 6);
  equal(waited(job('a', {state: 'RUNNING', runAt: at(4), startedAt: at(5)}), NOW), 1);
});

test('a job that is not due does not wait yet', () => {
  equal(Number.isNaN(waited(job('a', {state: 'SCHEDULED', runAt: at(60)}), NOW)), true);
  equal(Number.isNaN(waited(job('a', {state: 'CANCELLED', runAt: at(60), finishedAt: at(5)}), NOW)), true);
});

test('a job that was cancelled while it waited has waited until then, and never ran', () => {
  const cancelled = job('a', {state: 'CANCELLED', finishedAt: at(7)});
  equal(waited(cancelled, NOW), 7);
  equal(Number.isNaN(ran(cancelled, NOW)), true);
});

test('a job runs until its end, or until now', () => {
  equal(ran(job('a', {state: 'RUNNING', startedAt: at(4)}), NOW), 6);
  equal(ran(job('a', {state: 'FAILED', startedAt: at(4), finishedAt: at(5)}), NOW), 1);
});

test('a clock that is behind the service makes no negative times', () => {
  equal(ran(job('a', {state: 'RUNNING', startedAt: at(60)}), NOW), 0);
});

test('attempts are counted out of those that a job may make', () => {
  equal(attempts(job('a', {attempt: 2})), '2 of 3');
  equal(attempts(job('a', {attempt: 5, priorAttempts: 3})), '5 of 6');
  equal(attempts(job('a', {attempt: 4, crashes: 2})), '4 of 5');
});

test('attempts that were released have no number to be counted out of', () => {
  equal(attempts(job('a', {attempt: 9})), '9');
});
