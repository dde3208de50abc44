import {nature} from '../../../../main/console/pages/comparison/nature.js';
import {equal, test} from '../../harness.js';

test('says what the jobs do', () => {
  equal(nature({label: 'COMPUTES', processorShare: 0.9}), 'compute');
  equal(nature({label: 'WAITS', processorShare: 0}), 'wait');
  equal(nature({label: 'MIXED', processorShare: 0.5}), 'compute and wait');
});

test('claims that jobs are short only if their processor time is known', () => {
  equal(nature({label: 'UNKNOWN', processorShare: 0.2}), 'are too short to say whether they compute or wait');
  equal(nature({label: 'UNKNOWN', processorShare: 0}), 'are too short to say whether they compute or wait');
  equal(nature({label: 'UNKNOWN', processorShare: null}),
    'cannot be judged, since their processor time is not known');
});
