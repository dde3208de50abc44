import {backfillCheck, definition} from '../../../../main/console/pages/schedule/definition.js';
import {equal, test} from '../../harness.js';

const NOW = Date.parse('2026-11-29T12:00:00Z');

test('takes the definition out of a document, and nothing else', () => {
  equal(definition({
    name: 'a', state: 'PAUSED', pause: {}, cron: '* * * * *', timeZone: 'UTC', job: {type: 'x'}, overlap: 'SKIP',
    catchUp: 'ALL', catchUpWindow: 'PT1H', jitter: 'PT0S', configured: false, createdBy: 'shop', next: [], waiting: [],
    counts: {}, error: 'no', createdAt: '', updatedAt: '', fires: [], maxFires: 3,
  }), {
    cron: '* * * * *', timeZone: 'UTC', job: {type: 'x'}, overlap: 'SKIP', catchUp: 'ALL', catchUpWindow: 'PT1H',
    jitter: 'PT0S', maxFires: 3,
  });
});

test('refuses a range that ends before it begins, in the future, or nowhere', () => {
  const schedule = {every: 'PT1H', next: []};
  equal('mistake' in backfillCheck(schedule, '2026-11-29T10:00:00Z', '2026-11-29T10:00:00Z', NOW), true);
  equal('mistake' in backfillCheck(schedule, '2026-11-29T10:00:00Z', '2026-11-29T09:00:00Z', NOW), true);
  equal('mistake' in backfillCheck(schedule, '2026-11-29T10:00:00Z', '2026-11-29T12:00:00.001Z', NOW), true);
  equal('mistake' in backfillCheck(schedule, undefined, '2026-11-29T12:00:00Z', NOW), true);
});

test('counts the times of a period, the begin with it and the end without', () => {
  const count = (schedule, from, to) => backfillCheck({next: [], ...schedule}, from, to, NOW);
  equal(count({every: 'PT1H'}, '2026-11-29T09:00:00Z', '2026-11-29T12:00:00Z'), {count: 3, exact: true});
  equal(count({every: 'PT1H'}, '2026-11-29T09:00:01Z', '2026-11-29T12:00:00Z'), {count: 2, exact: true});
  equal(count({every: 'PT1H', startAt: '2026-11-29T09:30:00Z'}, '2026-11-29T00:00:00Z', '2026-11-29T11:30:00Z'),
    {count: 2, exact: true});
  equal(count({every: 'PT1H', endAt: '2026-11-29T10:00:00Z'}, '2026-11-29T09:00:00Z', '2026-11-29T12:00:00Z'),
    {count: 2, exact: true});
  equal(count({every: 'PT1H', startAt: '2026-12-29T10:00:00Z'}, '2026-11-29T09:00:00Z', '2026-11-29T12:00:00Z'),
    {count: 0, exact: true});
});

test('refuses more times of a period than a backfill can have', () => {
  const check = (from) => backfillCheck({every: 'PT1S', next: []}, from, '2026-11-29T12:00:00Z', NOW);
  equal(check('2026-11-29T11:43:20Z'), {count: 1000, exact: true});
  equal('mistake' in check('2026-11-29T11:43:19Z'), true);
});

test('estimates the times of an expression by the distances of the next ones', () => {
  const next = ['2026-11-30T02:00:00Z', '2026-12-01T02:00:00Z', '2026-12-02T02:00:00Z'].map((at) => ({at}));
  equal(backfillCheck({cron: '0 2 * * *', next}, '2026-11-01T00:00:00Z', '2026-11-29T00:00:00Z', NOW),
    {count: 28, exact: false});
  equal(Number.isNaN(backfillCheck({cron: '0 2 * * *', next: next.slice(0, 1)}, '2026-11-01T00:00:00Z',
    '2026-11-29T00:00:00Z', NOW).count), true);
});
