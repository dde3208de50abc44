import {failures, kindsOf, nextAttempt} from '../../../../main/console/pages/webhooks/failures.js';
import {equal, test} from '../../harness.js';

const delivery = (id, state, code, message) => ({id, state, error: code ? {code, message} : null, runAt: `at ${id}`});

test('groups deliveries by their error, the most frequent first', () => {
  equal(failures([
    delivery('1', 'SCHEDULED', 'webhook-refused', '500'), delivery('2', 'SUCCEEDED'),
    delivery('3', 'FAILED', 'webhook-gone', '410'), delivery('4', 'FAILED', 'webhook-refused', '503'),
    delivery('5', 'FAILED', 'webhook-gone', '410'),
  ]), [
    {code: 'webhook-gone', message: '410', deliveries: 2, givenUp: 2, latest: '3'},
    {code: 'webhook-refused', message: '500', deliveries: 1, givenUp: 0, latest: '1'},
    {code: 'webhook-refused', message: '503', deliveries: 1, givenUp: 1, latest: '4'},
  ]);
  equal(failures([]), []);
});

test('does not mix errors whose code and message run into each other', () => {
  equal(failures([delivery('1', 'FAILED', 'a', 'b,c'), delivery('2', 'FAILED', 'a,b', 'c')]).length, 2);
});

test('has a next attempt for a delivery that waits', () => {
  equal(['SCHEDULED', 'QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED'].map((state) =>
    nextAttempt(delivery('1', state))), ['at 1', 'at 1', null, null, null, null]);
});

test('takes an id that jobs have as their group for a group', () => {
  const page = (ids, nextCursor = null) => ({items: ids.map((groupId) => ({groupId})), nextCursor});
  equal(kindsOf(['a', 'b', 'c'], page(['b', 'b'])), [['a', 'jobs'], ['b', 'groups'], ['c', 'jobs']]);
  equal(kindsOf(['a', 'b', 'c'], page(['b'], 'more')), [['b', 'groups']]);
  equal(kindsOf(['a', 'b'], page([], 'more')), [['a', 'jobs']]);
});
