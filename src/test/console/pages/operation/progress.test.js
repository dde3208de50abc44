import {blocked, handled, Pace, share} from '../../../../main/console/pages/operation/progress.js';
import {equal, test} from '../../harness.js';

const operation = (rest) => ({
  state: 'RUNNING', matched: 100, done: 0, skipped: {changed: 0, inOpenGroup: 0, keyHeld: 0}, ...rest,
});

test('skipped jobs are handled, too', () => {
  equal(handled(operation({done: 10, skipped: {changed: 1, inOpenGroup: 2, keyHeld: 3}})), 16);
});

test('the share is not known before the jobs are counted', () => {
  equal(Number.isNaN(share(operation({matched: null}))), true);
  equal(share(operation({matched: 0})), 0);
});

test('the share is never more than the whole', () => {
  equal(share(operation({done: 25})), 0.25);
  equal(share(operation({done: 110})), 1);
});

test('an operation that is completed is whole, even if jobs ceased to match', () => {
  equal(share(operation({state: 'COMPLETED', matched: null})), 1);
  equal(share(operation({state: 'COMPLETED', done: 90})), 1);
  equal(share(operation({state: 'CANCELLED', done: 90})), 0.9);
});

test('the pace is that of the last half minute', () => {
  const pace = new Pace();
  equal(Number.isNaN(pace.rate), true);
  pace.add(operation({done: 0}), 0);
  equal(Number.isNaN(pace.rate), true);
  pace.add(operation({done: 50}), 10_000);
  equal(pace.rate, 5);
  pace.add(operation({done: 60}), 40_000);
  equal(pace.rate, 10 / 30);
});

test('a pause does not slow the pace', () => {
  const pace = new Pace();
  pace.add(operation({done: 0}), 0);
  pace.add(operation({state: 'PAUSED', done: 10}), 1000);
  pace.add(operation({done: 10}), 20_000);
  pace.add(operation({done: 20}), 21_000);
  equal(pace.rate, 10);
});

test('the time that is left is known only while it proceeds', () => {
  const pace = new Pace();
  pace.add(operation({done: 10}), 0);
  pace.add(operation({done: 10}), 1000);
  equal(Number.isNaN(pace.left(operation({done: 10}))), true);
  pace.add(operation({done: 20}), 2000);
  equal(pace.left(operation({done: 20})), 16);
  equal(Number.isNaN(pace.left(operation({matched: null}))), true);
});

test('what delays an operation is said in words, also if it is unknown here', () => {
  equal(blocked(operation({})), '');
  equal(blocked(operation({blockedBy: 'backlog'})).includes('backlog of a mode is full'), true);
  equal(blocked(operation({blockedBy: 'lunch'})), 'It waits: lunch.');
});
