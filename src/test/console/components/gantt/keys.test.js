import {neighbor} from '../../../../main/console/components/gantt/keys.js';
import {equal, test} from '../../harness.js';

/** @type {(id: string, x: number, width: number) => any} */
const bar = (id, x, width) => ({id, x, width});
const [A, B, C, D, E] = [bar('A', 0, 10), bar('B', 20, 10), bar('C', 40, 10), bar('D', 0, 5), bar('E', 42, 5)];
/** @type {any[]} */
const rows = [{track: 0}, {track: 1}, {track: 2}];
const picture = {bars: new Map([[rows[0], [A, B, C]], [rows[1], []], [rows[2], [D, E]]])};
/** @type {(row: number, from: any, key: string) => string | null} */
const to = (row, from, key) => /** @type {any} */ (neighbor(picture, rows[row], from, key))?.bar.id ?? null;

test('left and right go along a track, Home and End to its ends', () => {
  equal([to(0, B, 'ArrowLeft'), to(0, B, 'ArrowRight'), to(0, B, 'Home'), to(0, B, 'End')], ['A', 'C', 'A', 'C']);
  equal([to(0, A, 'ArrowLeft'), to(0, C, 'ArrowRight')], [null, null]);
});

test('up and down go to the nearest bar of the next track that has one', () => {
  equal([to(0, C, 'ArrowDown'), to(0, A, 'ArrowDown'), to(2, E, 'ArrowUp')], ['E', 'D', 'C']);
  equal([to(0, A, 'ArrowUp'), to(2, D, 'ArrowDown')], [null, null]);
});

test('other keys go nowhere', () => {
  equal(to(0, B, 'a'), null);
});
