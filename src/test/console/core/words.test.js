import {GROUP_STATES, heldBy, STATES, WAITING} from '../../../main/console/core/words.js';
import {equal, test} from '../harness.js';

test('names the limit that holds a job, and its key if it has one', () => {
  equal(heldBy({limit: 'partner', key: 'acme'}), 'limit partner, key acme');
  equal(heldBy({limit: 'partner'}), 'limit partner');
});

test('groups have the states of jobs but for those before they are due or held', () => {
  equal(GROUP_STATES, ['QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED']);
  equal(WAITING.every((state) => STATES.includes(state)), true);
});
