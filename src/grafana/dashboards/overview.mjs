// Whether jobs flow, what is full, and who is there.
import { dashboard, seeAlso } from '../lib/dashboard.mjs';
import { waitsAndRuns } from '../lib/latency.mjs';
import { stat, table, timeSeries } from '../lib/panels.mjs';
import { JOBS, LANE, NODE, REGISTRY, failureShare, ofRegistries, quantile, query, rate, sumRate } from '../lib/promql.mjs';

const FIRING = `alertname=~"Jobwheel.+",alertstate="firing",${REGISTRY}`;
const MODES = `${REGISTRY},mode=~"$mode"`;

const now = [
  'Now',
  stat({
    title: 'Alerts firing',
    description: 'Alerts of Jobwheel that fire now, on all instances. The table at the bottom lists them.',
    unit: 'short',
    thresholds: [[1, 'red']],
    queries: [query(`count(ALERTS{${FIRING}}) or vector(0)`)],
  }),
  stat({
    title: 'Nodes',
    description: 'Number of nodes in the store with a valid lease.',
    unit: 'short',
    queries: [query(ofRegistries('', 'jobwheel_nodes', REGISTRY))],
  }),
  stat({
    title: 'Queued jobs',
    description: 'Due jobs that wait for a slot, in the whole store. Counted every few seconds; unknown while the store cannot be read.',
    unit: 'short',
    queries: [query(ofRegistries('', 'jobwheel_jobs', `${MODES},state="queued"`))],
    link: seeAlso('jobs'),
  }),
  stat({
    title: 'Oldest queued job',
    description: 'Time since the oldest queued job became due. An alert fires after five minutes.',
    unit: 's',
    thresholds: [[60, 'orange'], [300, 'red']],
    queries: [query(`max(jobwheel_job_oldest_queued_seconds{${MODES}})`)],
    link: seeAlso('jobs'),
  }),
  stat({
    title: 'Finished per second',
    description: 'Jobs that reached a final state, of all outcomes.',
    unit: 'suffix: jobs/s',
    queries: [query(`sum(${rate('jobwheel_jobs_finished_total', JOBS)})`)],
  }),
  stat({
    title: 'Share of failed jobs',
    description: 'Share of the finished jobs that are FAILED. An alert fires above 10 % of a type.',
    unit: 'percentunit',
    thresholds: [[0.02, 'orange'], [0.1, 'red']],
    empty: 'none ended',
    queries: [query(failureShare('', JOBS))],
    link: seeAlso('jobs'),
  }),
];

const flow = [
  'Do jobs flow?',
  timeSeries({
    title: 'Submitted and finished',
    description: 'Accepted jobs, and finished jobs by outcome. While submitted exceeds the sum of the others, the backlog grows.',
    unit: 'suffix: jobs/s',
    coloured: true,
    queries: [
      query(`sum(${rate('jobwheel_jobs_submitted_total', JOBS)})`, 'submitted'),
      query(sumRate('outcome', 'jobwheel_jobs_finished_total', JOBS), '{{outcome}}'),
    ],
  }),
  timeSeries({
    title: 'Share of failed jobs, by type',
    description: 'Share of the finished jobs of a type that are FAILED. Empty while no job of the type finishes.',
    unit: 'percentunit',
    max: 1,
    thresholds: [[0.1, 'red']],
    queries: [query(failureShare('type', JOBS), '{{type}}')],
    link: seeAlso('jobs'),
  }),
  ...waitsAndRuns,
  timeSeries({
    title: 'Queued jobs, by mode',
    description: 'Due jobs that wait for a slot, in the whole store.',
    unit: 'short',
    stack: true,
    queries: [query(ofRegistries('mode', 'jobwheel_jobs', `${MODES},state="queued"`), '{{mode}}')],
  }),
  timeSeries({
    title: 'Oldest queued job, by mode',
    description: 'Time since the oldest queued job became due; 0 if no job is queued.',
    unit: 's',
    thresholds: [[300, 'red']],
    queries: [query(`max by (mode) (jobwheel_job_oldest_queued_seconds{${MODES}})`, '{{mode}}')],
  }),
];

const bottleneck = [
  'What is full?',
  timeSeries({
    title: 'Lanes: slots in use',
    description: 'Slots in use on the fullest selected node, by mode. At 100 %, jobs of the mode wait; above 100 %, attempts of a lane that was made smaller end.',
    unit: 'percentunit',
    softMax: 1,
    width: 8,
    queries: [query(`max by (mode) (jobwheel_lane_utilization_ratio{${LANE}})`, '{{mode}}')],
    link: seeAlso('loops'),
  }),
  timeSeries({
    title: 'Loops: utilization',
    description: 'Share of the last ten seconds in which a loop was busy. At 100 %, the loop is the bottleneck.',
    unit: 'percentunit',
    max: 1,
    width: 8,
    queries: [query(`max by (instance, loop) (jobwheel_loop_utilization_ratio{${NODE}})`, '{{instance}} {{loop}}')],
    link: seeAlso('loops'),
  }),
  timeSeries({
    title: 'Loops: delay, p99',
    description: 'Delay between a task or callback being ready and its start, 99th percentile.',
    unit: 's',
    width: 8,
    thresholds: [[0.1, 'red']],
    queries: [query(quantile(0.99, 'instance, loop', 'jobwheel_loop_delay_seconds', NODE), '{{instance}} {{loop}}')],
    link: seeAlso('loops'),
  }),
];

const nodes = [
  'Nodes and alerts',
  table({
    title: 'List of firing alerts',
    description: 'All alerts of Jobwheel that fire, on all instances. docs/runbook.md has a heading for each.',
    unit: 'short',
    width: 12,
    columns: { alertname: 'Alert', severity: 'Severity', instance: 'Instance', mode: 'Mode', type: 'Type' },
    value: 'Series',
    empty: 'no alert fires',
    queries: [query(`count by (alertname, severity, instance, mode, type) (ALERTS{${FIRING}})`)],
  }),
  timeSeries({
    title: 'Nodes with a valid lease',
    description: 'Number of nodes in the store with a valid lease. A lost node is counted until its lease expires.',
    unit: 'short',
    decimals: 0,
    width: 6,
    queries: [query(ofRegistries('', 'jobwheel_nodes', REGISTRY), 'nodes')],
    link: seeAlso('engine'),
  }),
  stat({
    title: 'Paused',
    description: 'Lanes of the selected nodes, and job types and submitters of all nodes, that an operator has paused.',
    unit: 'short',
    width: 3,
    height: 8,
    thresholds: [[1, 'orange']],
    queries: [
      query(`sum(jobwheel_lane_paused{${LANE}})`, 'lanes'),
      query(ofRegistries('', 'jobwheel_pauses', REGISTRY), 'types and submitters'),
    ],
    link: seeAlso('loops'),
  }),
  stat({
    title: 'Nodes exposed without authentication',
    description: 'Nodes that listen on more than loopback while authentication is disabled. Must be 0.',
    unit: 'short',
    width: 3,
    height: 8,
    thresholds: [[1, 'red']],
    queries: [query(`sum(jobwheel_exposed_without_authentication{${NODE}})`)],
  }),
];

export default dashboard('overview', {
  description: 'Flow of jobs, utilization of lanes and loops, and the nodes.',
  variables: ['namespace', 'job', 'instance', 'mode', 'type'],
  rows: [now, flow, bottleneck, nodes],
});
