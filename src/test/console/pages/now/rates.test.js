import {Rates} from '../../../../main/console/pages/now/rates.js';
import {equal, test} from '../../harness.js';

const node = (id, started) => ({id, status: {counts: {started}}});
const at = (started) => node('a', started);

test('has no rate before the second sample', () => {
  const rates = new Rates();
  equal(Number.isNaN(rates.of('started')), true);
  rates.take(1000, [at(5)]);
  equal(Number.isNaN(rates.of('started')), true);
});

test('divides what was added by the time between the samples', () => {
  const rates = new Rates();
  rates.take(1000, [at(5)]);
  rates.take(3000, [at(11)]);
  rates.take(5000, [at(25)]);
  equal(rates.of('started'), 5);
});

test('adds the nodes, and counts a new node from its first sample on', () => {
  const rates = new Rates();
  rates.take(0, [at(0)]);
  rates.take(1000, [at(10), node('b', 1_000_000)]);
  rates.take(2000, [at(20), node('b', 1_000_004)]);
  equal(rates.of('started'), 12);
  equal(rates.of('started', 'b'), 2);
});

test('ignores nodes that have gone, and nodes of an earlier version without counts', () => {
  const rates = new Rates();
  rates.take(0, [at(0), node('gone', 9)]);
  rates.take(1000, [at(3), {id: 'old', status: null}]);
  equal(rates.of('started'), 3);
});

test('forgets old samples', () => {
  const rates = new Rates();
  for (let second = 0; second <= 100; second++) {
    rates.take(second * 1000, [at(second < 90 ? 0 : (second - 89) * 10)]);
  }
  equal(rates.of('started') > 8, true);
});
