/**
 * How many jobs ran at once, over time.
 *
 * @import {Lane} from './layout.js'
 * @import {Scale} from './fold.js'
 */

/**
 * Returns the most jobs that ran at once within each pixel of a scale.
 *
 * @param {Lane[]} lanes
 * @param {Scale} scale
 * @param {number} now the end of jobs that run
 * @returns {number[]}
 */
export function running(lanes, scale, now) {
  const columns = Math.max(1, Math.round(scale.width));
  /** @type {[number, number][]} */
  const changes = [];
  for (const {tracks} of lanes) {
    for (const track of tracks) {
      for (const {from, to} of track) {
        changes.push([from, 1], [Math.max(from, Math.min(to, now)), -1]);
      }
    }
  }
  changes.sort((one, other) => one[0] - other[0] || one[1] - other[1]);
  const most = new Array(columns).fill(0);
  let count = 0;
  let before = 0;
  for (const [time, change] of changes) {
    const x = scale.x(time);
    if (x > before && count > 0) {
      for (let column = Math.floor(before); column < Math.min(columns, x); column++) {
        most[column] = Math.max(most[column], count);
      }
    }
    before = x;
    count += change;
  }
  return most;
}

/**
 * Returns the outline of columns as the path of an area.
 *
 * @param {number[]} columns
 * @param {number} height pixels of the highest
 * @returns {string} the attribute `d`
 */
export function area(columns, height) {
  const highest = Math.max(1, ...columns);
  const parts = [`M0 ${height}`];
  let last = -1;
  columns.forEach((value, index) => {
    if (value !== last) {
      const y = Number((height - value / highest * height).toFixed(1));
      parts.push(`H${index}`, `V${y}`);
      last = value;
    }
  });
  parts.push(`H${columns.length}`, `V${height}`, 'Z');
  return parts.join('');
}
