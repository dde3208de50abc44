import {
  figures, nextType, percentile, runTime, waiting, waitTime,
} from '../../../../main/console/pages/types/figures.js';
import {equal, test} from '../../harness.js';

const job = (state, wait, run) => ({
  state, createdAt: '2026-11-29T12:00:00Z', runAt: '2026-11-29T12:00:00Z',
  startedAt: new Date(Date.parse('2026-11-29T12:00:00Z') + wait).toISOString(),
  finishedAt: new Date(Date.parse('2026-11-29T12:00:00Z') + wait + run).toISOString(),
});

test('takes the least value that a share of the values does not exceed', () => {
  const values = [15, 20, 35, 40, 50];
  equal([0.05, 0.3, 0.4, 0.5, 1].map((share) => percentile(values, share)), [15, 20, 20, 35, 50]);
  equal(percentile([7], 0.95), 7);
  equal(percentile(Array.from({length: 200}, (_, index) => 200 - index), 0.95), 190);
  equal(percentile([10, 9, 100], 0.5), 10);
});

test('has no percentile without values, and leaves out what is not one', () => {
  equal(Number.isNaN(percentile([], 0.5)), true);
  equal(percentile([NaN, 3, Infinity], 1), 3);
});

test('counts the share of failures and spreads the times', () => {
  const found = figures([
    job('SUCCEEDED', 100, 1000), job('FAILED', 300, 3000), job('SUCCEEDED', 200, 2000), job('SUCCEEDED', 0, 0),
  ]);
  equal(found, {ended: 4, failed: 1, share: 0.25, run: {p50: 1, p95: 3}, wait: {p50: 0.1, p95: 0.3}});
});

test('has no figures without jobs', () => {
  const found = figures([]);
  equal([found.ended, Number.isNaN(found.share), Number.isNaN(found.run.p95)], [0, true, true]);
});

test('leaves out the times of a job that has never started', () => {
  const never = {...job('FAILED', 0, 0), startedAt: null};
  equal([Number.isNaN(runTime(never)), Number.isNaN(waitTime(never))], [true, true]);
  equal(figures([never, job('SUCCEEDED', 10, 20)]).run.p50, 0.02);
});

test('does not count the time before a job may start as wait', () => {
  const later = {...job('SUCCEEDED', 5000, 0), runAt: '2026-11-29T12:00:04Z'};
  equal(waitTime(later), 1);
  equal(waitTime({...later, runAt: '2026-11-29T11:00:00Z'}), 5);
  equal(waitTime({...later, runAt: '2026-11-29T13:00:00Z'}), 0);
});

test('counts waiting jobs of a type', () => {
  const summary = {
    types: {a: {QUEUED: 2, BLOCKED: 4, SCHEDULED: 3, RUNNING: 9}}, otherTypes: {QUEUED: 0, SCHEDULED: 0, RUNNING: 4},
  };
  equal(waiting(summary, 'a'), 9);
  equal(waiting(summary, 'b'), 0);
  equal(waiting({...summary, otherTypes: {QUEUED: 1}}, 'b'), null);
  equal(waiting({...summary, otherTypes: {BLOCKED: 1}}, 'b'), null);
  equal(waiting({types: null, otherTypes: null}, 'a'), null);
  equal(waiting(undefined, 'a'), null);
  equal(waiting(summary, 'constructor'), 0);
});

test('asks about the type whose figures are the oldest', () => {
  const asked = new Map([['a', 500], ['b', 100]]);
  equal(nextType(['a', 'b'], asked, 1000, 300), 'b');
  equal(nextType(['a', 'b', 'c'], asked, 1000, 300), 'c');
  equal(nextType(['a', 'b'], asked, 1000, 600), 'b');
  equal(nextType(['a', 'b'], asked, 1000, 901), null);
  equal(nextType([], asked, 1000, 0), null);
});
