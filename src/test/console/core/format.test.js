import {ago, between, bytes, count, duration, percent, rate, seconds} from '../../../main/console/core/format.js';
import {equal, test} from '../harness.js';

test('reads the durations of the API', () => {
  equal(seconds('PT0S'), 0);
  equal(seconds('PT1M30S'), 90);
  equal(seconds('P1DT2H'), 93600);
  equal(seconds('PT0.0205S'), 0.0205);
  equal(seconds('-PT5S'), -5);
  equal(Number.isNaN(seconds('1m')), true);
  equal(Number.isNaN(seconds(null)), true);
});

test('writes a duration with two units at most', () => {
  equal(duration(0), '0 s');
  equal(duration(0.0000004), '1 µs');
  equal(duration(0.000250), '250 µs');
  equal(duration(0.0015), '1.5 ms');
  equal(duration(0.012), '12 ms');
  equal(duration(0.9996), '1 s');
  equal(duration(6.94), '6.9 s');
  equal(duration(59.96), '1 m');
  equal(duration(90), '1 m 30 s');
  equal(duration(3600), '1 h');
  equal(duration(3599.6), '1 h');
  equal(duration(5400), '1 h 30 m');
  equal(duration(86400 * 3 + 3600), '3 d 1 h');
  equal(duration(NaN), '–');
  equal(duration(-2), '-2 s');
});

test('never writes a unit that is full', () => {
  for (let value = 0.0001; value < 400_000; value *= 1.00037) {
    equal(/\b(60 s|60 m|24 h|1000 ms|1000 µs)$/.test(duration(value)), false);
  }
});

test('writes how long ago an instant was', () => {
  const now = Date.parse('2026-11-29T12:00:00Z');
  equal(ago('2026-11-29T11:59:59.500Z', now), 'now');
  equal(ago('2026-11-29T11:58:00Z', now), '2 m ago');
  equal(ago('2026-11-29T13:00:00Z', now), 'in 1 h');
  equal(ago(null, now), '–');
});

test('subtracts instants', () => {
  equal(between('2026-11-29T12:00:00Z', '2026-11-29T12:00:01.500Z'), 1.5);
  equal(Number.isNaN(between(null, '2026-11-29T12:00:00Z')), true);
});

test('writes numbers, rates, shares and sizes', () => {
  equal(count(1234567), '1,234,567');
  equal(count(null), '–');
  equal(rate(0.25), '0.3');
  equal(rate(12345.6), '12,346');
  equal(percent(0.4), '40 %');
  equal(percent(0.004), '0.4 %');
  equal(percent(1), '100 %');
  equal(bytes(0), '0 B');
  equal(bytes(1536), '1.5 KiB');
  equal(bytes(1048575), '1024 KiB');
  equal(bytes(5 * 2 ** 30), '5 GiB');
});
