import {toInstant, toLocal} from '../../../main/console/core/local-time.js';
import {equal, test} from '../harness.js';

test('an instant comes back from its field', () => {
  equal(toInstant(toLocal('2026-11-29T13:03:00Z')), '2026-11-29T13:03:00Z');
  equal(toInstant(toLocal('2026-11-29T13:03:07Z')), '2026-11-29T13:03:07Z');
});

test('a field has the local time', () => {
  const local = new Date(2026, 10, 9, 4, 3);
  equal(toLocal(local.toISOString()), '2026-11-09T04:03');
});

test('what is no time gives nothing', () => {
  equal([toLocal(''), toLocal('tomorrow'), toInstant(''), toInstant('--')], ['', '', '', '']);
});
