import {equal, test} from '../../harness.js';
import {layout} from '../../../../main/console/components/gantt/layout.js';
import {item, random} from './samples.js';

/** @import {Lane} from '../../../../main/console/components/gantt/layout.js' */

/**
 * Returns the most items that run at one moment, counted by trying the start of each.
 *
 * @param {any[]} items
 */
function mostAtOnce(items) {
  return Math.max(...items.map(({from}) =>
    items.filter((other) => other.from <= from && from < (other.to ?? Infinity)).length));
}

test('three jobs one after the other are in one track', () => {
  const [lane] = layout([item('A', 0, 3000), item('B', 3000, 5400), item('C', 5400, 6900)]);
  equal(lane.tracks.map((track) => track.map((placed) => placed.item.id)), [['A', 'B', 'C']]);
});

test('three jobs at the same time are in three tracks', () => {
  const [lane] = layout([item('A', 0, 3000), item('B', 0, 2400), item('C', 0, 1500)]);
  equal(lane.tracks.map((track) => track.length), [1, 1, 1]);
});

test('a job comes into the first track that is free', () => {
  const [lane] = layout([item('A', 0, 10), item('B', 0, 20), item('C', 0, 30), item('D', 25, 40), item('E', 26, 40)]);
  equal(lane.tracks.map((track) => track.map((placed) => placed.item.id)), [['A', 'D'], ['B', 'E'], ['C']]);
});

test('the number of tracks is the number of jobs that ran at once, and no two jobs of a track overlap', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const next = random(seed);
    const items = Array.from({length: 1 + Math.floor(next() * 60)}, (ignored, index) => {
      const from = Math.floor(next() * 100);
      return item(`j${index}`, from, next() < 0.1 ? null : from + 1 + Math.floor(next() * 30));
    });
    const [lane] = layout(items);
    equal([seed, lane.tracks.length], [seed, mostAtOnce(items)]);
    equal([seed, lane.tracks.flat().length], [seed, items.length]);
    for (const track of lane.tracks) {
      equal([seed, track.every((placed, index) => index === 0 || track[index - 1].to <= placed.from)], [seed, true]);
    }
  }
});

test('no two jobs of a track overlap with slack either', () => {
  for (let seed = 1; seed <= 100; seed++) {
    const next = random(seed);
    const items = Array.from({length: 50}, (ignored, index) => {
      const from = next() * 100;
      return item(`j${index}`, from, from + next() * 20);
    });
    const [lane] = layout(items, (lane, length) => Math.min(5, length / 2));
    for (const track of lane.tracks) {
      equal([seed, track.every((placed, index) => placed.from <= placed.to
        && (index === 0 || track[index - 1].to <= placed.from))], [seed, true]);
    }
    equal([seed, lane.tracks.length <= mostAtOnce(items)], [seed, true]);
  }
});

test('a job that starts before the end of the one before it was recorded is in the same track', () => {
  const [lane] = layout([item('A', 0, 3001), item('B', 3000, 5402), item('C', 5400, 6900)], () => 5);
  equal(lane.tracks.map((track) => track.map(({item: {id}, from, to}) => [id, from, to])),
    [[['A', 0, 3000], ['B', 3000, 5400], ['C', 5400, 6900]]]);
});

test('the slack depends on the length of the earlier job', () => {
  const half = (/** @type {string} */ lane, /** @type {number} */ length) => length / 2;
  equal(layout([item('A', 0, 4), item('B', 1, 9)], half)[0].tracks.length, 2);
  equal(layout([item('A', 0, 4), item('B', 2, 9)], half)[0].tracks.length, 1);
});

test('jobs that start together keep their order', () => {
  equal(layout([item('A', 0, 3), item('B', 0, 2), item('C', 0, null)])[0].tracks.map(([{item: {id}}]) => id),
    ['A', 'B', 'C']);
});

test('jobs that take no time are not drawn at one place', () => {
  equal(layout([item('A', 5, 5), item('B', 5, 5)])[0].tracks.length, 2);
});

test('a job keeps its track when later ones are added', () => {
  const next = random(7);
  const items = Array.from({length: 80}, (ignored, index) => item(`j${index}`, index, index + next() * 12));
  /** @type {(id: string, lanes: Lane[]) => number} */
  const place = (id, lanes) => lanes[0].tracks.findIndex((track) => track.some((placed) => placed.item.id === id));
  const all = layout(items);
  for (let size = 1; size < items.length; size++) {
    // at that time the later ones run, or were not there
    const then = layout(items.slice(0, size).map((each) => ({...each, to: Number(each.to) > size ? null : each.to})));
    equal([size, place(`j${size - 1}`, then)], [size, place(`j${size - 1}`, all)]);
  }
});

test('lanes are apart, and jobs that were not started wait', () => {
  const lanes = layout([item('A', 0, 5, 'x'), item('B', 0, 5, 'y'), item('C', null, null, 'x')]);
  equal(lanes.map(({name, tracks, waiting}) => [name, tracks.length, waiting.map(({id}) => id)]),
    [['x', 1, ['C']], ['y', 1, []]]);
});

test('ten thousand jobs at once are placed', () => {
  const items = Array.from({length: 10_000}, (ignored, index) => item(`j${index}`, index, 20_000 - index));
  equal(layout(items)[0].tracks.length, 10_000);
});
