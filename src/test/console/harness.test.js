import {equal, outcome, test, throws} from './harness.js';

const nothing = undefined;
const unequal = [
  [1, 2],
  [1, '1'],
  [1, 1n],
  [0, -0],
  [null, nothing],
  ['a', 'A'],
  [[1, 2], [1]],
  [[1, 2], [2, 1]],
  [[], {}],
  [{a: 1}, {b: 1}],
  [{a: nothing}, {}],
  [{a: {b: [1]}}, {a: {b: [2]}}],
  [new Map([['a', 1]]), new Map([['a', 2]])],
  [new Set([1]), new Set([1, 2])],
  [new Date(1), new Date(2)],
];

unequal.forEach(([a, b], index) => {
  test(`values that differ are not equal, pair ${index + 1}`, () => {
    throws(() => equal(a, b), 'expected');
    throws(() => equal(b, a), 'expected');
  });
});

test('values with equal contents are equal', () => {
  equal(NaN, NaN);
  equal(12345678901234567890n, 12345678901234567890n);
  equal({a: [1, {b: null}], c: nothing}, {c: nothing, a: [1, {b: null}]});
  equal(new Map([['a', [1]]]), new Map([['a', [1]]]));
  equal(new Set(['a']), new Set(['a']));
  equal(new Date(5), new Date(5));
});

test('a message shows both values', () => {
  throws(() => equal({a: [1n, 'b', -0]}, new Set([1])), 'expected Set [1], but was {a: [1n, "b", -0]}');
});

test('throws fails without an error, and for another message', () => {
  throws(() => throws(() => 1), 'expected an error');
  throws(() => throws(() => {
    throw new Error('full');
  }, 'empty'), 'but its message was "full"');
});

test('a rejected promise is a failure', async () => {
  const result = outcome({run: () => Promise.reject(new Error('late'))});
  equal(result.done, false);
  for (let turn = 0; turn < 10 && !result.done; turn++) {
    await null;
  }
  equal(result.done, true);
  equal(result.error?.startsWith('late'), true);
});
