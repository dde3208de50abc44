import {
  domain, foldedScale, rowsOf, slackOf, step, visible, within, words,
} from '../../../../main/console/components/gantt/chart.js';
import {layout} from '../../../../main/console/components/gantt/layout.js';
import {equal, test} from '../../harness.js';
import {item, random} from './samples.js';

/** @import {Item} from '../../../../main/console/components/gantt/layout.js' */

/** @type {(id: string, waitFrom: number, from: number | null, to: number | null) => Item} */
const later = (id, waitFrom, from, to) => ({...item(id, from, to), waitFrom});

test('a chart of jobs that have ended goes from the first wait to the last end', () => {
  equal(domain([later('A', 100, 200, 500), later('B', 50, 600, 900)], 5000), [50, 900]);
});

test('a live chart has room for what comes, and grows in steps', () => {
  const ends = [];
  for (let now = 1000; now <= 20_000; now += 100) {
    const [, to] = domain([later('A', 0, 0, null)], now) ?? [];
    equal([now, Number(to) >= now, Number(to) <= now * 1.34], [now, true, true]);
    ends.push(to);
  }
  equal([...new Set(ends)],
    [1000, 1200, 1500, 2000, 2500, 3000, 4000, 5000, 6000, 8000, 10_000, 12_000, 15_000, 20_000]);
});

test('jobs that are not due yet do not make a chart longer', () => {
  equal(domain([later('A', 0, 0, 900), later('B', 99_000, null, null)], 5000), [0, 900]);
  equal(domain([later('B', 99_000, null, null)], 5000), null);
  equal(domain([], 5000), null);
});

test('steps are never shorter than the length', () => {
  const next = random(3);
  for (let times = 0; times < 500; times++) {
    const length = 10 ** (next() * 9);
    equal([length, step(length) >= length], [length, true]);
  }
});

test('a stretch in which jobs wait is not idle', () => {
  equal(foldedScale([later('A', 0, 0, 100), later('B', 100, 900, 1000)], [0, 1000], 1000, 500).breaks, []);
  equal(foldedScale([later('A', 0, 0, 100), later('B', 900, 900, 1000)], [0, 1000], 1000, 500).breaks, [[100, 900]]);
});

test('the room at the end of a live chart is not folded', () => {
  equal(foldedScale([later('A', 0, 0, null)], [0, 1500], 1000, 500).breaks, []);
});

test('rows lie one below the other, and only those of the window are drawn', () => {
  const lanes = layout(Array.from({length: 50}, (ignored, index) => item(`j${index}`, 0, 10)));
  const {rows, height} = rowsOf(lanes);
  equal(rows.length, 51);
  equal(rows.every((row, index) => index === 0 || row.y === rows[index - 1].y + rows[index - 1].height), true);
  equal(rows[50].y + rows[50].height, height);
  const shown = visible(rows, 100, 200);
  equal(shown.every((row) => row.y < 200 && row.y + row.height > 100), true);
  equal(shown.length < 15, true);
});

test('a range lies within the chart; all of it is no range', () => {
  equal(within([300, 100], [0, 1000]), [100, 300]);
  equal(within([-50, 100], [0, 1000]), [0, 100]);
  equal(within([-50, 5000], [0, 1000]), null);
  const [from, to] = within([500, 500], [0, 1000]) ?? [NaN, NaN];
  equal([from < 500, to > 500, to - from < 0.02], [true, true, true]);
  equal(within([NaN, 5], [0, 1000]), null);
});

test('a range outside of the chart is none', () => {
  equal(within([2000, 3000], [0, 1000]), null);
});

test('a job in words has how long it waited and ran', () => {
  const seconds = (/** @type {number} */ value) => `${value} s`;
  equal(words(later('B', 0, 3000, 5400), 9000, seconds), 'B: waited 3 s, ran 2.4 s, SUCCEEDED');
  equal(words(later('B', 0, 0, null), 9000, seconds), 'B: runs for 9 s, RUNNING');
  equal(words({...later('B', 0, null, null), state: 'QUEUED'}, 9000, seconds), 'B: waited 9 s, QUEUED');
  equal(words({...later('B', 9500, null, null), state: 'SCHEDULED'}, 9000, seconds), 'B: due in 0.5 s, SCHEDULED');
});

test('records of a sequential lane can overlap more than others, but never by a whole job', () => {
  for (const length of [0.1, 1, 10, 1000, Infinity]) {
    equal([length, slackOf('sequential', length) < length, slackOf('thread-pool', length) < length],
      [length, true, true]);
  }
  equal([slackOf('sequential', 1000), slackOf('thread-pool', 1000), slackOf('thread-pool', 2)], [100, 5, 1]);
});
