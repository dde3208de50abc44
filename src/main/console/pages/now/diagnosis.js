import {count, duration, percent, seconds} from '../../core/format.js';

/**
 * Says what is wrong, from what the API shows. Each finding names its heading in the runbook.
 *
 * @import {components} from '#api'
 * @typedef {components['schemas']['Summary']} Summary
 * @typedef {components['schemas']['Pause']} Pause
 * @typedef {components['schemas']['Job']} Job
 * @typedef {'bad' | 'warn'} Level
 * @typedef {{level: Level, text: string, runbook?: string, path?: string}} Finding `path` is the page that shows more
 * @typedef {object} Facts what is known; undefined for what is not
 * @property {any} [summary] of the unfinished jobs
 * @property {any[]} [nodes]
 * @property {any[]} [pauses]
 * @property {any[]} [ended] the latest jobs that have succeeded or failed
 * @property {any[]} [schedules] the first page
 * @property {any[]} [operations] the latest
 */

/** A wait for a slot from which on it is a finding, in seconds; the alert has the longer one. */
const LONG_WAIT = 60;
const TOO_LONG_WAIT = 300;
/** A wait for the permits of a limit from which on it is a finding, in seconds, as that of the alert. */
const LONG_HELD = 900;
/** The fewest ended jobs of a type whose share of failures says something. */
const FEWEST = 5;
const MANY_FAILURES = 0.2;
/** The share of slots, on average of five minutes, from which on a lane is full. */
const FULL = 0.95;

/** What the facts are called, where they are not known. @type {Record<string, string>} */
const NAMES = {
  summary: 'the unfinished jobs',
  nodes: 'the nodes',
  pauses: 'the pauses',
  ended: 'the latest jobs that have ended',
  schedules: 'the schedules',
  operations: 'the operations',
};

/**
 * Returns what is not known, so that nothing can be said about it.
 *
 * @param {Facts} facts
 * @param {Record<string, unknown>} problems why a call was refused, by the name of the fact
 * @returns {string[]} in words
 */
export function unknown(facts, problems) {
  return Object.entries(NAMES)
    .filter(([name]) => {
      const fact = /** @type {Record<string, any>} */ (facts)[name];
      return fact === undefined || problems[name] !== undefined || name === 'summary' && !fact.counted;
    })
    .map(([, words]) => words);
}

/**
 * Returns all findings, the worst first.
 *
 * @param {Facts} facts
 * @returns {Finding[]}
 */
export function diagnose(facts) {
  const findings = [
    ...ofNodes(facts.nodes ?? []),
    ...ofBacklog(facts.summary),
    ...ofLanes((facts.nodes ?? []).filter((node) => node.alive), facts.summary),
    ...ofFailures(facts.ended ?? []),
    ...ofPauses(facts.pauses ?? []),
    ...ofAutomation(facts.schedules ?? [], facts.operations ?? []),
  ];
  return [...findings.filter((each) => each.level === 'bad'), ...findings.filter((each) => each.level === 'warn')];
}

/**
 * Returns the sentence at the head of the page.
 *
 * @param {Facts} facts
 * @param {Finding[]} findings
 * @param {string[]} missing what is not known
 * @returns {string}
 */
export function headline(facts, findings, missing) {
  const alive = (facts.nodes ?? []).filter((node) => node.alive).length;
  const fleet = alive === 0 ? 'No node has a valid lease' : alive === 1 ? '1 node is up' : `${alive} nodes are up`;
  if (findings.length === 0 && missing.length > 0) {
    return `Nothing wrong was found so far. Not known: ${missing.join(', ')}.`;
  }
  if (findings.length === 0) {
    const queued = facts.summary?.states?.QUEUED;
    const backlog = queued === undefined || queued === null
      ? ''
      : queued === 0 ? ', and no job waits for a slot' : `, and ${count(queued)} jobs wait for a slot`;
    return `Nothing is wrong: ${fleet}${backlog}.`;
  }
  const more = findings.length === 1 ? '' : ` ${findings.length - 1} more below.`;
  return `${findings[0].text}${more} ${fleet}.`;
}

/** @param {any[]} nodes @returns {Finding[]} */
function ofNodes(nodes) {
  return nodes.filter((node) => !node.alive)
    .map((node) => finding('bad', `The node ${node.name} has lost its lease.`, 'JobwheelNodeGone'));
}

/** @param {any} summary @returns {Finding[]} */
function ofBacklog(summary) {
  if (!summary) {
    return [];
  }
  /** @type {Finding[]} */
  const findings = [];
  const without = Object.entries(summary.withoutNode?.types ?? {}).filter(([, number]) => Number(number) > 0);
  for (const [type, number] of without) {
    findings.push(finding('bad', `${jobs(Number(number))} of the type ${type} cannot start: no node can run them.`,
      'JobwheelJobsWithoutNode', `/jobs?state=QUEUED&type=${encodeURIComponent(type)}`));
  }
  for (const [mode, wait] of Object.entries(summary.oldestWaits ?? {})) {
    const waited = seconds(/** @type {string | null} */ (wait));
    if (waited > LONG_WAIT) {
      findings.push(finding(waited > TOO_LONG_WAIT ? 'bad' : 'warn',
        `A job has waited ${duration(waited)} for a slot of ${mode}.`,
        'JobwheelJobWaitsTooLong', `/jobs?state=QUEUED&mode=${mode}`));
    }
  }
  for (const [limit, counted] of Object.entries(summary.limits ?? {})) {
    const held = seconds(/** @type {any} */ (counted).oldestWait);
    if (held > LONG_HELD) {
      findings.push(finding('warn', `The limit ${limit} has held a job for ${duration(held)}.`,
        'JobwheelLimitBlocksLong', '/limits'));
    }
  }
  return findings;
}

/** @param {any[]} nodes with valid leases @param {any} summary @returns {Finding[]} */
function ofLanes(nodes, summary) {
  /** @type {Finding[]} */
  const findings = [];
  /** @type {Map<string, number[]>} */
  const shares = new Map();
  for (const node of nodes) {
    for (const lane of node.status?.lanes ?? []) {
      const name = `The lane ${lane.mode} of ${node.name}`;
      if (lane.problem) {
        findings.push(finding('bad', `${name}: ${lane.problem.detail}`,
          lane.problem.code === 'WORKERS_FAILING' ? 'JobwheelProcessesCrash' : 'JobwheelLoopDelay', '/lanes'));
      }
      if (lane.paused) {
        findings.push(finding('warn', `${name} is paused.`, 'JobwheelLanePaused', '/lanes'));
      } else if (lane.slots.total > 0) {
        shares.set(lane.mode, [...shares.get(lane.mode) ?? [], recentShare(lane)]);
      }
    }
  }
  for (const [mode, all] of shares) {
    const queued = summary?.modes?.[mode]?.QUEUED ?? 0;
    const share = all.reduce((sum, each) => sum + each, 0) / all.length;
    if (share >= FULL && queued > 0) {
      findings.push(finding('warn', `The lane ${mode} is full. Queued for it: ${jobs(queued)}.`,
        'JobwheelLaneSaturated', '/lanes'));
    }
  }
  return findings;
}

/**
 * Returns the average used share of a lane in the latest five minutes; of now, if there is no history.
 *
 * @param {any} lane
 * @returns {number}
 */
function recentShare(lane) {
  const percents = lane.utilization?.percent?.slice(-30).filter((/** @type {any} */ each) => each !== null) ?? [];
  return percents.length === 0
    ? lane.slots.used / lane.slots.total
    : percents.reduce((/** @type {number} */ sum, /** @type {number} */ each) => sum + each, 0) / percents.length / 100;
}

/** @param {any[]} ended @returns {Finding[]} */
function ofFailures(ended) {
  /** @type {Map<string, {all: number, failed: number}>} */
  const types = new Map();
  for (const job of ended) {
    const type = types.get(job.type) ?? {all: 0, failed: 0};
    type.all++;
    type.failed += job.state === 'FAILED' ? 1 : 0;
    types.set(job.type, type);
  }
  return [...types]
    .filter(([, type]) => type.all >= FEWEST && type.failed / type.all >= MANY_FAILURES)
    .sort(([, one], [, other]) => other.failed / other.all - one.failed / one.all)
    .map(([name, type]) => finding('bad',
      `The type ${name} fails: ${percent(type.failed / type.all)} of its latest ${type.all} jobs.`,
      'JobwheelJobsFail', `/jobs?state=FAILED&type=${encodeURIComponent(name)}`));
}

/** @param {any[]} pauses @returns {Finding[]} */
function ofPauses(pauses) {
  return pauses.map((pause) => {
    const [kind, ...name] = pause.target.split(':');
    return finding('warn', `The ${kind} ${name.join(':')} is paused${
      pause.reason ? `: ${pause.reason.trim().replace(/\.$/, '')}` : ''}.`,
      undefined, '/pauses');
  });
}

/** @param {any[]} schedules @param {any[]} operations @returns {Finding[]} */
function ofAutomation(schedules, operations) {
  return [
    ...schedules.filter((each) => each.error).map((each) =>
      finding('bad', `The schedule ${each.name} could not submit: ${each.error}`, 'JobwheelScheduleRefused',
        `/schedules/${encodeURIComponent(each.name)}`)),
    ...operations.filter((each) => each.state === 'PAUSED' && each.error).map((each) =>
      finding('bad', `An operation ${each.action} has stopped: ${each.error}`, 'JobwheelOperationPaused',
        `/operations/${each.id}`)),
  ];
}

/** @param {number} number */
function jobs(number) {
  return number === 1 ? '1 job' : `${count(number)} jobs`;
}

/**
 * @param {Level} level
 * @param {string} text
 * @param {string} [runbook]
 * @param {string} [path]
 * @returns {Finding}
 */
function finding(level, text, runbook, path) {
  return {level, text, ...(runbook ? {runbook} : {}), ...(path ? {path} : {})};
}
