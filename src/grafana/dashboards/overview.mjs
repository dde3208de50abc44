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
    description: 'Alerts of Jobwheel that fire now, whatever instance is selected. Which ones: at the bottom.',
    unit: 'short',
    thresholds: [[1, 'red']],
    queries: [query(`count(ALERTS{${FIRING}}) or vector(0)`)],
  }),
  stat({
    title: 'Nodes',
    description: 'Nodes with a valid lease, as the registry counts them.',
    unit: 'short',
    queries: [query(ofRegistries('', 'jobwheel_nodes', REGISTRY))],
  }),
  stat({
    title: 'Jobs that wait',
    description: 'Jobs that are due and wait for a slot, in the whole registry. Counted every few seconds; not known while the registry cannot be read.',
    unit: 'short',
    queries: [query(ofRegistries('', 'jobwheel_jobs', `${MODES},state="queued"`))],
    link: seeAlso('jobs'),
  }),
  stat({
    title: 'Oldest waits since',
    description: 'How long the oldest job that is due has waited for a slot. An alert fires past five minutes.',
    unit: 's',
    thresholds: [[60, 'orange'], [300, 'red']],
    queries: [query(`max(jobwheel_job_oldest_queued_seconds{${MODES}})`)],
    link: seeAlso('jobs'),
  }),
  stat({
    title: 'Ended per second',
    description: 'Jobs that reached a final state, whatever it is.',
    unit: 'suffix: jobs/s',
    queries: [query(`sum(${rate('jobwheel_jobs_finished_total', JOBS)})`)],
  }),
  stat({
    title: 'Failed of those that ended',
    description: 'Share of the jobs that ended as FAILED. An alert fires past a tenth for a type.',
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
    title: 'Submitted and ended',
    description: 'Jobs that were accepted, and jobs that ended, by outcome. Where submitted stays above the sum of the others, the backlog grows.',
    unit: 'suffix: jobs/s',
    coloured: true,
    queries: [
      query(`sum(${rate('jobwheel_jobs_submitted_total', JOBS)})`, 'submitted'),
      query(sumRate('outcome', 'jobwheel_jobs_finished_total', JOBS), '{{outcome}}'),
    ],
  }),
  timeSeries({
    title: 'Failed of those that ended, by type',
    description: 'Share of the jobs of a type that ended as FAILED. Empty while none of the type ends.',
    unit: 'percentunit',
    max: 1,
    thresholds: [[0.1, 'red']],
    queries: [query(failureShare('type', JOBS), '{{type}}')],
    link: seeAlso('jobs'),
  }),
  ...waitsAndRuns,
  timeSeries({
    title: 'Jobs that wait, by mode',
    description: 'Jobs that are due and wait for a slot, in the whole registry.',
    unit: 'short',
    stack: true,
    queries: [query(ofRegistries('mode', 'jobwheel_jobs', `${MODES},state="queued"`), '{{mode}}')],
  }),
  timeSeries({
    title: 'Oldest job that waits, by mode',
    description: 'How long the oldest job that is due has waited for a slot; 0 when none waits.',
    unit: 's',
    thresholds: [[300, 'red']],
    queries: [query(`max by (mode) (jobwheel_job_oldest_queued_seconds{${MODES}})`, '{{mode}}')],
  }),
];

const bottleneck = [
  'What is full?',
  timeSeries({
    title: 'Lanes: slots in use',
    description: 'Share of the slots of the fullest selected node, by mode. At 100 % jobs of the mode wait; above, a lane was made smaller and lets attempts end.',
    unit: 'percentunit',
    softMax: 1,
    width: 8,
    queries: [query(`max by (mode) (jobwheel_lane_utilization_ratio{${LANE}})`, '{{mode}}')],
    link: seeAlso('loops'),
  }),
  timeSeries({
    title: 'Loops: utilization',
    description: 'Share of the last ten seconds in which a loop had something to do. At 100 % the loop is the bottleneck.',
    unit: 'percentunit',
    max: 1,
    width: 8,
    queries: [query(`max by (instance, loop) (jobwheel_loop_utilization_ratio{${NODE}})`, '{{instance}} {{loop}}')],
    link: seeAlso('loops'),
  }),
  timeSeries({
    title: 'Loops: delay, p99',
    description: 'How late the slowest hundredth of the tasks and callbacks of a loop began after they could.',
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
    title: 'Alerts that fire',
    description: 'Each alert of Jobwheel that fires, whatever instance is selected. docs/runbook.md has a heading for each.',
    unit: 'short',
    width: 12,
    columns: { alertname: 'Alert', severity: 'Severity', instance: 'Instance', mode: 'Mode', type: 'Type' },
    value: 'Series',
    empty: 'no alert fires',
    queries: [query(`count by (alertname, severity, instance, mode, type) (ALERTS{${FIRING}})`)],
  }),
  timeSeries({
    title: 'Nodes with a valid lease',
    description: 'As the registry counts them; a node that is lost leaves when its lease ends.',
    unit: 'short',
    decimals: 0,
    width: 6,
    queries: [query(ofRegistries('', 'jobwheel_nodes', REGISTRY), 'nodes')],
    link: seeAlso('engine'),
  }),
  stat({
    title: 'Lanes paused',
    description: 'Lanes of the selected nodes that an operator has paused; they take no jobs until they are resumed.',
    unit: 'short',
    width: 3,
    height: 8,
    thresholds: [[1, 'orange']],
    queries: [query(`sum(jobwheel_lane_paused{${LANE}})`)],
    link: seeAlso('loops'),
  }),
  stat({
    title: 'Nodes open to anybody',
    description: 'Nodes that listen beyond loopback while nobody is asked who they are. Must be 0.',
    unit: 'short',
    width: 3,
    height: 8,
    thresholds: [[1, 'red']],
    queries: [query(`sum(jobwheel_exposed_without_authentication{${NODE}})`)],
  }),
];

export default dashboard('overview', {
  description: 'Whether jobs flow, which lane or loop is full, and which nodes are there.',
  variables: ['namespace', 'job', 'instance', 'mode', 'type'],
  rows: [now, flow, bottleneck, nodes],
});
