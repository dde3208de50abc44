import {equal, test} from '../../harness.js';
import {scaleOf} from '../../../../main/console/components/gantt/fold.js';
import {layout} from '../../../../main/console/components/gantt/layout.js';
import {area, running} from '../../../../main/console/components/gantt/running.js';
import {item} from './samples.js';

test('each pixel has the most jobs that ran at once within it', () => {
  const lanes = layout([item('A', 0, 4), item('B', 2, 6, 'other'), item('C', 8.2, 8.4), item('D', 8.3, 8.5)]);
  equal(running(lanes, scaleOf(0, 10, [], 10), 10), [1, 1, 2, 2, 1, 1, 0, 0, 2, 0]);
});

test('a job that runs is counted until now', () => {
  equal(running(layout([item('A', 1, null)]), scaleOf(0, 4, [], 4), 3), [0, 1, 1, 0]);
});

test('an area is as high as its highest column', () => {
  equal(area([1, 1, 2, 0], 10), 'M0 10H0V5H2V0H3V10H4V10Z');
});
