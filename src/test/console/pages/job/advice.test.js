import {advice} from '../../../../main/console/pages/job/advice.js';
import {equal, test} from '../../harness.js';

test('a code of the documentation has its advice', () => {
  equal(advice('connect-failed'), 'What to do: check that the server listens on this port.');
});

test('codes of other handlers have none, whatever their names', () => {
  equal(advice('shop-closed'), '');
  equal(advice('constructor'), '');
  equal(advice(undefined), '');
});
