/**
 * What is drawn of a track: a bar a job, and one bar for neighbors that are too narrow to be seen by themselves.
 *
 * @import {Placed} from './layout.js'
 * @import {Scale} from './fold.js'
 * @typedef {object} Bar
 * @property {number} x pixels
 * @property {number} width pixels, at least 1
 * @property {number} from milliseconds since the epoch
 * @property {number} to milliseconds since the epoch
 * @property {Placed[]} jobs at least one
 * @property {string} state the most notable one of its jobs
 */

/** The most notable state first. */
const NOTABLE = ['FAILED', 'CRASHED', 'CANCELLED', 'RUNNING', 'QUEUED', 'BLOCKED', 'SCHEDULED', 'RELEASED', 'SUCCEEDED'];

/**
 * Returns the bars of a track.
 *
 * @param {Placed[]} track in order, without overlaps
 * @param {Scale} scale only what it shows
 * @param {number} now the end of jobs that run
 * @param {number} [least] pixels: neighbors that are narrower and nearer to each other become one bar
 * @returns {Bar[]}
 */
export function barsOf(track, scale, now, least = 1) {
  /** @type {Bar[]} */
  const bars = [];
  let wasNarrow = false;
  for (let index = firstAfter(track, scale.from); index < track.length && track[index].from <= scale.to; index++) {
    const placed = track[index];
    const to = Math.max(placed.from, Math.min(placed.to, now));
    const x = scale.x(placed.from);
    const right = scale.x(to);
    const isNarrow = right - x < least;
    const last = bars.at(-1);
    if (last && wasNarrow && isNarrow && x - last.x - last.width < least) {
      last.jobs.push(placed);
      last.width = Math.max(last.width, right - last.x);
      last.to = to;
      last.state = notable(last.state, placed.item.state);
    } else {
      bars.push({x, width: Math.max(1, right - x), from: placed.from, to, jobs: [placed], state: placed.item.state});
    }
    wasNarrow = isNarrow;
  }
  return bars;
}

/**
 * Returns the bars of tracks, coarser and coarser until they are few enough.
 *
 * @param {Placed[][]} tracks
 * @param {Scale} scale
 * @param {number} now
 * @param {number} most bars in total; there can be one more a track
 * @returns {Bar[][]}
 */
export function fewBars(tracks, scale, now, most) {
  for (let least = 1; ; least *= 2) {
    const bars = tracks.map((track) => barsOf(track, scale, now, least));
    if (least > scale.width || bars.reduce((sum, each) => sum + each.length, 0) <= most) {
      return bars;
    }
  }
}

/**
 * Returns where the first job of a track is that ends at a time or later.
 *
 * @param {Placed[]} track
 * @param {number} time
 */
function firstAfter(track, time) {
  let low = 0;
  let high = track.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (track[middle].to < time) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/**
 * @param {string} one
 * @param {string} other
 */
function notable(one, other) {
  const rank = (/** @type {string} */ state) => NOTABLE.includes(state) ? NOTABLE.indexOf(state) : NOTABLE.length;
  return rank(one) <= rank(other) ? one : other;
}

/**
 * Returns the stretches of a track, in pixels, in which its jobs waited before they started; those nearer than a pixel
 * are one.
 *
 * @param {Placed[]} track
 * @param {Scale} scale
 * @returns {[number, number][]} left and right
 */
export function waitsOf(track, scale) {
  /** @type {[number, number][]} */
  const spans = [];
  for (const {item, from} of track) {
    if (item.waitFrom !== null && item.waitFrom < from && from >= scale.from && item.waitFrom <= scale.to) {
      spans.push([scale.x(item.waitFrom), scale.x(from)]);
    }
  }
  spans.sort((one, other) => one[0] - other[0]);
  /** @type {[number, number][]} */
  const merged = [];
  for (const [left, right] of spans) {
    const last = merged.at(-1);
    if (last && left - last[1] < 1) {
      last[1] = Math.max(last[1], right);
    } else {
      merged.push([left, right]);
    }
  }
  return merged;
}
