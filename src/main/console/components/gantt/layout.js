/**
 * Places jobs into tracks: jobs that run at the same time are in different tracks of a lane, so that the number of
 * tracks is the number of jobs that ran at once.
 *
 * All times are milliseconds since the epoch, with fractions.
 *
 * @typedef {object} Item
 * @property {string} id of the job
 * @property {string} name
 * @property {string} lane
 * @property {number | null} waitFrom since when it could run; null if it does not wait
 * @property {number | null} from when it was started; null if it was not
 * @property {number | null} to when it ended; null if it has not
 * @property {string} state
 * @property {string} [key] what tells items of one job apart, as its attempts; the id unless given
 *
 * @typedef {{item: Item, from: number, to: number}} Placed an item with the times that are drawn
 * @typedef {{name: string, tracks: Placed[][], waiting: Item[]}} Lane `waiting` were not started
 */

/**
 * Returns the lanes with their tracks. Each job comes into the first track that is free when it starts. Since only
 * earlier starts decide, a job keeps its track when later jobs are added.
 *
 * The end of a job is the time at which it was recorded, so it can be a little later than the start of the next job in
 * the same slot. An overlap within the slack counts as none, and the earlier job is drawn up to the start of the later
 * one.
 *
 * @typedef {(lane: string, length: number) => number} Slack the milliseconds by which a job of a length can overlap the
 *     next one; less than its length
 *
 * @param {Item[]} items
 * @param {Slack} [slack]
 * @returns {Lane[]} in the order in which the lanes come first
 */
export function layout(items, slack = () => 0) {
  /** @type {Map<string, Item[]>} */
  const byLane = new Map();
  for (const item of items) {
    const lane = byLane.get(item.lane);
    if (lane) {
      lane.push(item);
    } else {
      byLane.set(item.lane, [item]);
    }
  }
  return [...byLane].map(([name, jobs]) => ({
    name,
    tracks: place(jobs.filter((item) => item.from !== null), (length) => slack(name, length)),
    waiting: jobs.filter((item) => item.from === null),
  }));
}

/**
 * @param {Item[]} items that were started
 * @param {(length: number) => number} slack milliseconds
 * @returns {Placed[][]}
 */
function place(items, slack) {
  const placed = items
    .map((item) => ({item, from: /** @type {number} */ (item.from), to: end(item)}))
    .sort((one, other) => one.from - other.from);
  /** @type {Placed[][]} */
  const tracks = [];
  /** The tracks that are taken, by when they become free. */
  const taken = new Heap((/** @type {Free} */ one, other) => one.at - other.at);
  const free = new Heap((/** @type {number} */ one, other) => one - other);
  for (const next of placed) {
    while (taken.size > 0 && taken.first().at <= next.from) {
      free.push(taken.pop().track);
    }
    if (free.size === 0) {
      free.push(tracks.length);
      tracks.push([]);
    }
    const track = free.pop();
    const last = tracks[track].at(-1);
    if (last && last.to > next.from) {
      last.to = next.from;
    }
    tracks[track].push(next);
    taken.push({track, at: next.to === Infinity ? Infinity : next.to - slack(next.to - next.from)});
  }
  return tracks;
}

/** @typedef {{track: number, at: number}} Free */

/**
 * Returns when an item ends, for the layout: a job that runs keeps its track, and none is without length, since two of
 * those would be drawn at one place.
 *
 * @param {Item} item
 */
function end(item) {
  return item.to === null ? Infinity : Math.max(item.to, /** @type {number} */ (item.from) + 0.001);
}

/**
 * A binary heap.
 *
 * @template T
 */
class Heap {
  /** @type {T[]} */
  #values = [];
  #compare;

  /** @param {(one: T, other: T) => number} compare */
  constructor(compare) {
    this.#compare = compare;
  }

  get size() {
    return this.#values.length;
  }

  /** @returns {T} the least value; there has to be one */
  first() {
    return this.#values[0];
  }

  /** @param {T} value */
  push(value) {
    const values = this.#values;
    let at = values.length;
    values.push(value);
    while (at > 0 && this.#compare(value, values[(at - 1) >> 1]) < 0) {
      values[at] = values[(at - 1) >> 1];
      at = (at - 1) >> 1;
    }
    values[at] = value;
  }

  /** @returns {T} the least value, removed; there has to be one */
  pop() {
    const values = this.#values;
    const least = values[0];
    const last = /** @type {T} */ (values.pop());
    if (values.length > 0) {
      let at = 0;
      for (let child = 1; child < values.length; child = 2 * at + 1) {
        if (child + 1 < values.length && this.#compare(values[child + 1], values[child]) < 0) {
          child++;
        }
        if (this.#compare(values[child], last) >= 0) {
          break;
        }
        values[at] = values[child];
        at = child;
      }
      values[at] = last;
    }
    return least;
  }
}
