import {seconds} from '../../core/format.js';

/**
 * The utilization of a lane as a chart and as words.
 *
 * @typedef {{at: string | null, interval: string, percent: (number | null)[]}} Utilization
 */

/**
 * Returns the samples with the times of their ends.
 *
 * @param {Utilization | null | undefined} utilization the oldest first, without gaps
 * @returns {[number[], (number | null)[]]} seconds since the epoch, and percentages
 */
export function series(utilization) {
  if (!utilization?.at) {
    return [[], []];
  }
  const end = Date.parse(utilization.at) / 1000;
  const step = seconds(utilization.interval);
  const last = utilization.percent.length - 1;
  return [utilization.percent.map((_, index) => end - (last - index) * step), utilization.percent];
}

/**
 * Returns the average and the greatest sample in words, for those who do not see the chart.
 *
 * @param {Utilization | null | undefined} utilization
 * @returns {string}
 */
export function spoken(utilization) {
  const samples = (utilization?.percent ?? []).filter((sample) => sample !== null);
  if (!utilization || samples.length === 0) {
    return 'no samples yet';
  }
  const average = Math.round(samples.reduce((sum, sample) => sum + sample, 0) / samples.length);
  const minutes = Math.max(1, Math.round(samples.length * seconds(utilization.interval) / 60));
  return `on average ${average} percent used in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}, `
    + `at most ${Math.max(...samples)} percent`;
}

/**
 * Returns the worker processes of a node. Behind a load balancer another node may answer the list of lanes than the
 * list of nodes.
 *
 * @param {{node: {id: string, name: string}, items: any[]} | undefined} answer the lanes of the node that answered
 * @param {{id: string}} node the one whose processes are to be shown
 * @returns {{processes: any[]} | {answeredBy: string} | null} the name of another node that has answered instead; null
 *     before the answer
 */
export function workersOf(answer, node) {
  if (!answer) {
    return null;
  }
  return answer.node.id === node.id
    ? {processes: answer.items.find((lane) => lane.mode === 'process-pool')?.processes ?? []}
    : {answeredBy: answer.node.name};
}

/**
 * Returns the lanes of one mode, a row a node.
 *
 * @param {any[]} nodes
 * @param {string} mode
 * @returns {{node: any, lane: any}[]} those that answer first, then by name
 */
export function lanesOf(nodes, mode) {
  return nodes
    .filter((node) => node.alive)
    .flatMap((node) => (node.status?.lanes ?? [])
      .filter((/** @type {any} */ lane) => lane.mode === mode)
      .map((/** @type {any} */ lane) => ({node, lane})))
    .sort((one, other) => Number(other.node.self) - Number(one.node.self)
      || one.node.name.localeCompare(other.node.name));
}
