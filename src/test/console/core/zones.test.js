import {entered, local, utc, zoned} from '../../../main/console/core/zones.js';
import {equal, test} from '../harness.js';

test('writes an instant in UTC with at most milliseconds', () => {
  equal(utc('2026-11-30T01:30:00Z'), '2026-11-30 01:30:00 UTC');
  equal(utc('2026-11-30T01:30:00.000Z'), '2026-11-30 01:30:00 UTC');
  equal(utc('2026-11-30T01:30:00.123456Z'), '2026-11-30 01:30:00.123 UTC');
  equal(utc(null), '–');
  equal(utc('soon'), 'soon');
});

test('has the offset of summer and of winter', () => {
  equal(zoned('2026-03-29T00:59:59Z', 'Europe/Berlin'), '2026-03-29 01:59:59 +01:00');
  equal(zoned('2026-03-29T01:00:00Z', 'Europe/Berlin'), '2026-03-29 03:00:00 +02:00');
  equal(zoned('2026-10-25T00:30:00Z', 'Europe/Berlin'), '2026-10-25 02:30:00 +02:00');
  equal(zoned('2026-10-25T01:30:00Z', 'Europe/Berlin'), '2026-10-25 02:30:00 +01:00');
});

test('has the day of the zone, and midnight as 00', () => {
  equal(zoned('2026-12-01T03:00:00Z', 'America/Santiago'), '2026-12-01 00:00:00 -03:00');
  equal(zoned('2026-11-30T20:15:00Z', 'Asia/Kathmandu'), '2026-12-01 02:00:00 +05:45');
  equal(zoned('2026-12-01T00:00:00Z', 'UTC'), '2026-12-01 00:00:00 +00:00');
});

test('says nothing of a zone that the browser does not know', () => {
  equal(zoned('2026-12-01T00:00:00Z', 'Mars/Olympus'), '');
  equal(zoned('not a time', 'UTC'), '');
});

test('writes local times of the API in the same form', () => {
  equal(local('2026-11-30T02:30:00+01:00'), zoned('2026-11-30T01:30:00Z', 'Europe/Berlin'));
  equal(local('2026-11-30T00:00:00Z'), zoned('2026-11-30T00:00:00Z', 'UTC'));
  equal(local('2026-11-30T02:30+01:00'), '2026-11-30 02:30:00 +01:00');
  equal(local('whenever'), 'whenever');
});

test('reads a time that was entered in UTC', () => {
  equal(entered('2026-11-30T02:30', true), '2026-11-30T02:30:00.000Z');
  equal(entered('2026-11-30T02:30:05', true), '2026-11-30T02:30:05.000Z');
  equal(entered('', true) === undefined, true);
  equal(entered('2026-13-30T02:30') === undefined, true);
});
