/**
 * Returns numbers from 0 to 1 that are the same for each seed.
 *
 * @param {number} seed
 */
export function random(seed) {
  let state = seed * 2654435761 >>> 0;
  return () => {
    state = state + 0x6d2b79f5 >>> 0;
    let mixed = Math.imul(state ^ state >>> 15, state | 1);
    mixed ^= mixed + Math.imul(mixed ^ mixed >>> 7, mixed | 61);
    return ((mixed ^ mixed >>> 14) >>> 0) / 4294967296;
  };
}

/**
 * @param {string} id
 * @param {number | null} from
 * @param {number | null} to
 * @param {string} [lane]
 */
export function item(id, from, to, lane = 'lane') {
  return {id, name: id, lane, waitFrom: 0, from, to, state: to === null ? 'RUNNING' : 'SUCCEEDED'};
}
