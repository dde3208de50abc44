import {equal, test} from '../../harness.js';
import {scaleOf} from '../../../../main/console/components/gantt/fold.js';
import {layout} from '../../../../main/console/components/gantt/layout.js';
import {barsOf, fewBars, waitsOf} from '../../../../main/console/components/gantt/merge.js';
import {item, random} from './samples.js';

/** @import {Bar} from '../../../../main/console/components/gantt/merge.js' */

/** @type {(bars: Bar[]) => number[][]} */
const shape = (bars) => bars.map(({x, width, jobs}) => [x, width, jobs.length]);

test('a job that is wide enough has a bar of its own', () => {
  const [{tracks}] = layout([item('A', 0, 40), item('B', 50, 100)]);
  equal(shape(barsOf(tracks[0], scaleOf(0, 100, [], 200), 100)), [[0, 80, 1], [100, 100, 1]]);
});

test('neighbors narrower than a pixel are one bar', () => {
  const items = Array.from({length: 10}, (ignored, index) => item(`j${index}`, index, index + 0.5));
  const [{tracks}] = layout([...items, item('wide', 50, 100)]);
  equal(shape(barsOf(tracks[0], scaleOf(0, 100, [], 100), 100)), [[0, 9.5, 10], [50, 50, 1]]);
});

test('a narrow job far from others has a bar of a pixel', () => {
  const [{tracks}] = layout([item('A', 10, 10.2), item('B', 60, 60.2)]);
  equal(shape(barsOf(tracks[0], scaleOf(0, 100, [], 100), 100)), [[10, 1, 1], [60, 1, 1]]);
});

test('a job that runs goes on until now', () => {
  const [{tracks}] = layout([item('A', 10, null)]);
  equal(shape(barsOf(tracks[0], scaleOf(0, 100, [], 100), 70)), [[10, 60, 1]]);
});

test('only jobs of the range are drawn, cut at its edges', () => {
  const [{tracks}] = layout([item('A', 0, 10), item('B', 20, 60), item('C', 90, 100)]);
  equal(shape(barsOf(tracks[0], scaleOf(30, 80, [], 100), 100)), [[0, 60, 1]]);
});

test('a merged bar has the state that matters most', () => {
  const failed = {...item('B', 1, 1.5), state: 'FAILED'};
  const [{tracks}] = layout([item('A', 0, 0.5), failed, {...item('C', 2, 2.5), state: 'CANCELLED'}]);
  equal(barsOf(tracks[0], scaleOf(0, 100, [], 100), 100).map(({state}) => state), ['FAILED']);
});

test('each job is in exactly one bar, however coarse they are', () => {
  for (let seed = 1; seed <= 10; seed++) {
    const next = random(seed);
    const items = Array.from({length: 200}, (ignored, index) => {
      const from = next() * 1000;
      return item(`j${index}`, from, from + next() ** 4 * 50);
    });
    const [{tracks}] = layout(items);
    const scale = scaleOf(0, 1100, [], 300);
    for (const most of [1, 20, 100, 1000]) {
      const bars = fewBars(tracks, scale, 1100, most).flat();
      const ids = bars.flatMap(({jobs}) => jobs.map((placed) => placed.item.id));
      equal([seed, most, ids.length, new Set(ids).size], [seed, most, 200, 200]);
      equal([seed, most, bars.length <= Math.max(most, tracks.length)], [seed, most, true]);
    }
  }
});

test('what waited before its start has a line, and lines that touch are one', () => {
  const [{tracks}] = layout([item('A', 10, 20), item('B', 20, 30), {...item('C', 50, 60), waitFrom: 40}]);
  equal(waitsOf(tracks[0], scaleOf(0, 100, [], 100)), [[0, 20], [40, 50]]);
});
