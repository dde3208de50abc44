/**
 * Where the arrow keys go.
 *
 * @import {Row} from './chart.js'
 * @import {Bar} from './merge.js'
 * @typedef {{row: Row, bar: Bar}} Place
 */

/**
 * Returns the bar beside another one: in its track, or the one of the next track that is nearest in time.
 *
 * @param {{bars: Map<Row, Bar[]>}} picture
 * @param {Row} row
 * @param {Bar} bar
 * @param {string} key the name of the key
 * @returns {Place | null} null if there is none, or the key is another one
 */
export function neighbor({bars}, row, bar, key) {
  const own = bars.get(row) ?? [];
  const index = own.indexOf(bar);
  const inTrack = {ArrowLeft: index - 1, ArrowRight: index + 1, Home: 0, End: own.length - 1}[key];
  if (inTrack !== undefined) {
    return own[inTrack] ? {row, bar: own[inTrack]} : null;
  }
  const direction = {ArrowUp: -1, ArrowDown: 1}[key];
  if (direction === undefined) {
    return null;
  }
  const rows = [...bars.keys()];
  for (let at = rows.indexOf(row) + direction; at >= 0 && at < rows.length; at += direction) {
    const others = /** @type {Bar[]} */ (bars.get(rows[at]));
    if (others.length > 0) {
      const middle = bar.x + bar.width / 2;
      const distance = (/** @type {Bar} */ {x, width}) => Math.max(x - middle, middle - x - width, 0);
      return {row: rows[at], bar: others.reduce((best, each) => distance(each) < distance(best) ? each : best)};
    }
  }
  return null;
}
