/**
 * The tasks of a loop as a tree: below each task those that it waits for.
 *
 * @typedef {object} Task
 * @property {number} id
 * @property {string} name
 * @property {string | null} jobId
 * @property {number} ageSeconds
 * @property {string} state
 * @property {string | null} waitsFor
 * @property {string | null} place
 * @property {number[]} awaits
 * @property {number} awaitsLeftOut
 * @property {number | null} stack
 *
 * @typedef {object} Row
 * @property {Task} task
 * @property {number} depth 0 for a task that no other task waits for
 * @property {boolean} again whether what it waits for is shown above
 * @property {boolean} inCycle whether it waits for itself in the end, and never continues
 */

/**
 * Returns the rows in the order in which they are drawn.
 *
 * @param {{live: Task[], roots: number[], cycles: number[][]}} loop
 * @returns {Row[]} each task once or more; the tasks of cycles that nothing else waits for come last
 */
export function rows(loop) {
  const tasks = new Map(loop.live.map((task) => [task.id, task]));
  const inCycle = new Set(loop.cycles.flat());
  /** @type {Set<number>} */
  const drawn = new Set();
  /** @type {Row[]} */
  const all = [];
  // a stack of our own: a chain of tasks can be as long as there are tasks
  for (const root of [...loop.roots, ...loop.cycles.map((cycle) => cycle[0])]) {
    if (drawn.has(root)) {
      continue;
    }
    const open = [{id: root, depth: 0}];
    for (let next = open.pop(); next; next = open.pop()) {
      const {id, depth} = next;
      const task = tasks.get(id);
      if (!task) {
        continue; // a younger task, which is not listed
      }
      const again = drawn.has(id);
      drawn.add(id);
      all.push({task, depth, again: again && task.awaits.length > 0, inCycle: inCycle.has(id)});
      if (!again) {
        for (const awaited of [...task.awaits].reverse()) {
          open.push({id: awaited, depth: depth + 1});
        }
      }
    }
  }
  return all;
}

/**
 * Returns the rows in which a text occurs, in the name, the job's id, what is waited for or the place.
 *
 * @param {Row[]} all
 * @param {string} text without regard to upper and lower case; empty for all
 * @returns {Row[]}
 */
export function matching(all, text) {
  const wanted = text.trim().toLowerCase();
  return wanted === ''
    ? all
    : all.filter(({task}) => [task.name, task.jobId, task.waitsFor, task.place]
      .some((each) => each?.toLowerCase().includes(wanted)));
}

/**
 * Returns a cycle in words, such as a → b → a.
 *
 * @param {number[]} cycle
 * @param {Task[]} live
 * @returns {string}
 */
export function inWords(cycle, live) {
  const names = cycle.map((id) => live.find((task) => task.id === id)?.name ?? `task ${id}`);
  return [...names, names[0]].join(' → ');
}
