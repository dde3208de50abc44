import {idle, scaleOf, union} from './fold.js';
import {layout} from './layout.js';

/**
 * What a chart shows, without how it is drawn.
 *
 * @import {Item, Lane, Placed} from './layout.js'
 * @import {Span} from './fold.js'
 * @typedef {object} Row a horizontal strip of the chart
 * @property {'lane' | 'track' | 'waiting'} kind
 * @property {Lane} lane
 * @property {number} track its number from 0; -1 if it is none
 * @property {number} y pixels from the top
 * @property {number} height pixels
 */

/** The height of the name of a lane, and of the row of those that were not started. */
const HEAD = 22;

/**
 * Returns the milliseconds by which the recorded end of a job can be later than the start of the next one in its slot.
 * A sequential lane never runs two at a time, so there an overlap is nearly always one of records; only several nodes
 * can run the jobs of a group at once.
 *
 * @param {string} lane
 * @param {number} length milliseconds
 */
export function slackOf(lane, length) {
  return lane === 'sequential' ? Math.min(100, length * 0.9) : Math.min(5, length / 2);
}

/**
 * Remembers the layout of a list of items, which has to be another list when it changes.
 *
 * @returns {(items: Item[]) => Lane[]}
 */
export function rememberedLayout() {
  /** @type {Item[] | null} */
  let known = null;
  /** @type {Lane[]} */
  let lanes = [];
  return (items) => {
    if (items !== known) {
      known = items;
      lanes = layout(items, slackOf);
    }
    return lanes;
  };
}

/**
 * Returns from when to when a chart goes. While jobs wait or run it has some room at its end, and it grows in steps, so
 * that what is drawn moves seldom.
 *
 * @param {Item[]} items
 * @param {number} now milliseconds since the epoch
 * @returns {Span | null} null if there is nothing to show yet
 */
export function domain(items, now) {
  let from = Infinity;
  let to = -Infinity;
  let isLive = false;
  for (const item of items) {
    const start = Math.min(item.waitFrom ?? Infinity, item.from ?? Infinity);
    if (start <= now || item.to !== null) {
      from = Math.min(from, start);
      to = Math.max(to, item.to ?? Math.max(now, start));
      isLive ||= item.to === null;
    }
  }
  if (from === Infinity) {
    return null;
  }
  return [from, from + (isLive ? step(to - from) : Math.max(to - from, 1))];
}

/**
 * Returns the next of the lengths 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10 … seconds and so on.
 *
 * @param {number} length milliseconds
 */
export function step(length) {
  const power = 10 ** Math.floor(Math.log10(Math.max(length, 1000)));
  return power * ([1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((digit) => digit * power >= length) ?? 10);
}

/**
 * Returns the scale of a range, with its idle stretches folded: those in which nothing waits or runs.
 *
 * @param {Item[]} items
 * @param {Span} range
 * @param {number} now the end of what waits or runs
 * @param {number} width pixels
 */
export function foldedScale(items, [from, to], now, width) {
  /** @type {Span[]} */
  const spans = [];
  for (const item of items) {
    const start = Math.min(item.waitFrom ?? Infinity, item.from ?? Infinity);
    // the end of a live chart is room for what comes, and no idle stretch
    const end = item.to ?? Math.max(now, to);
    if (start <= now && end > from && start < to) {
      spans.push([start, Math.max(start, end)]);
    }
  }
  return scaleOf(from, to, idle(union(spans), from, to), width);
}

/**
 * Returns the rows of lanes with their places. The more tracks, the flatter they are.
 *
 * @param {Lane[]} lanes
 * @returns {{rows: Row[], height: number, track: number}} with the height of all, and of a track
 */
export function rowsOf(lanes) {
  const total = lanes.reduce((sum, lane) => sum + lane.tracks.length, 0);
  const track = total <= 16 ? 26 : total <= 40 ? 16 : 9;
  /** @type {Row[]} */
  const rows = [];
  let y = 0;
  /** @param {Row['kind']} kind @param {Lane} lane @param {number} number @param {number} height */
  const add = (kind, lane, number, height) => {
    rows.push({kind, lane, track: number, y, height});
    y += height;
  };
  for (const lane of lanes) {
    add('lane', lane, -1, HEAD);
    lane.tracks.forEach((ignored, index) => add('track', lane, index, track));
    if (lane.waiting.length > 0) {
      add('waiting', lane, -1, HEAD);
    }
  }
  return {rows, height: y, track};
}

/**
 * Returns the rows that are between two heights, at least in part.
 *
 * @param {Row[]} rows
 * @param {number} top
 * @param {number} bottom
 */
export function visible(rows, top, bottom) {
  return rows.filter((row) => row.y < bottom && row.y + row.height > top);
}

/**
 * Returns a range that lies within another and is not too short to be drawn.
 *
 * @param {Span} range in any order
 * @param {Span} whole
 * @returns {Span | null} null for the whole
 */
export function within([one, other], [from, to]) {
  const least = Math.min(0.01, to - from);
  const start = Math.max(from, Math.min(one, other));
  const end = Math.min(to, Math.max(one, other));
  if (!(end > start - least) || start <= from && end >= to) {
    return null;
  }
  const middle = (start + end) / 2;
  return end - start >= least
    ? [start, end]
    : [Math.max(from, middle - least / 2), Math.min(to, middle + least / 2)];
}

/**
 * Returns a job in words.
 *
 * @param {Item} item
 * @param {number} now
 * @param {(seconds: number) => string} duration
 * @returns {string} such as B: waited 3 s, ran 2.4 s, SUCCEEDED
 */
export function words(item, now, duration) {
  const start = item.from ?? item.to ?? now;
  const waited = item.waitFrom === null ? 0 : Math.max(0, start - item.waitFrom) / 1000;
  const parts = [];
  if (item.waitFrom !== null && item.waitFrom > now) {
    parts.push(`due in ${duration((item.waitFrom - now) / 1000)}`);
  } else if (waited >= 0.001 || item.from === null) {
    parts.push(`waited ${duration(waited)}`);
  }
  if (item.from !== null) {
    const ran = Math.max(0, (item.to ?? now) - item.from) / 1000;
    parts.push(item.to === null ? `runs for ${duration(ran)}` : `ran ${duration(ran)}`);
  }
  return `${item.name}: ${[...parts, item.state].join(', ')}`;
}
