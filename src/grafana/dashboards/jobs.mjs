// What becomes of jobs, by their type and mode.
import { dashboard } from '../lib/dashboard.mjs';
import { waitsAndRuns } from '../lib/latency.mjs';
import { heatmap, table, timeSeries } from '../lib/panels.mjs';
import { JOBS, LANE, NODE, REGISTRY, buckets, failureShare, ofRegistries, quantile, quantiles, query, sumIncrease, sumRate } from '../lib/promql.mjs';

const MODES = `${REGISTRY},mode=~"$mode"`;

const types = [
  'By type',
  timeSeries({
    title: 'Submitted',
    description: 'Jobs that were accepted, by type.',
    unit: 'suffix: jobs/s',
    width: 8,
    queries: [query(sumRate('type', 'jobwheel_jobs_submitted_total', JOBS), '{{type}}')],
  }),
  timeSeries({
    title: 'Ended',
    description: 'Jobs that ended, whatever their outcome, by type.',
    unit: 'suffix: jobs/s',
    width: 8,
    queries: [query(sumRate('type', 'jobwheel_jobs_finished_total', JOBS), '{{type}}')],
  }),
  timeSeries({
    title: 'Failed of those that ended',
    description: 'Share of the jobs of a type that ended as FAILED. Empty while none of the type ends.',
    unit: 'percentunit',
    max: 1,
    width: 8,
    thresholds: [[0.1, 'red']],
    queries: [query(failureShare('type', JOBS), '{{type}}')],
  }),
  timeSeries({
    title: 'Wait, p95',
    description: 'From when a job was due to when its first attempt was handed to its lane, by type.',
    unit: 's',
    width: 8,
    queries: [query(quantile(0.95, 'type', 'jobwheel_job_wait_seconds', JOBS), '{{type}}')],
  }),
  timeSeries({
    title: 'Run, p95',
    description: 'From when an attempt was handed to its lane to when it ended, by type.',
    unit: 's',
    width: 8,
    queries: [query(quantile(0.95, 'type', 'jobwheel_job_run_seconds', JOBS), '{{type}}')],
  }),
  table({
    title: 'Types that failed most',
    description: 'The ten types with the most FAILED jobs within the time shown.',
    unit: 'short',
    width: 8,
    columns: { type: 'Type' },
    value: 'Failed',
    empty: 'no job has failed',
    queries: [query(`topk(10, sum by (type) (increase(jobwheel_jobs_finished_total{${JOBS},outcome="failed"}[$__range]))) > 0`)],
  }),
];

const modes = [
  'By mode',
  timeSeries({
    title: 'Ended',
    description: 'Jobs that ended, by mode.',
    unit: 'suffix: jobs/s',
    width: 8,
    queries: [query(sumRate('mode', 'jobwheel_jobs_finished_total', JOBS), '{{mode}}')],
  }),
  timeSeries({
    title: 'Jobs that have not ended',
    description: 'Jobs of the selected modes in the whole registry that wait for their time (scheduled), wait for a slot (queued), or run.',
    unit: 'short',
    width: 8,
    queries: [query(ofRegistries('state', 'jobwheel_jobs', MODES), '{{state}}')],
  }),
  timeSeries({
    title: 'Oldest job that waits',
    description: 'How long the oldest job that is due has waited for a slot; 0 when none waits.',
    unit: 's',
    width: 8,
    thresholds: [[300, 'red']],
    queries: [query(`max by (mode) (jobwheel_job_oldest_queued_seconds{${MODES}})`, '{{mode}}')],
  }),
];

const times = [
  'Waits and runs',
  ...waitsAndRuns,
  heatmap({
    title: 'Waits',
    description: 'Each column is an interval, each row a range of waits, the colour how many jobs waited so long.',
    unit: 's',
    exemplars: true,
    queries: [query(buckets('jobwheel_job_wait_seconds', JOBS), '{{le}}')],
  }),
  heatmap({
    title: 'Runs',
    description: 'Each column is an interval, each row a range of run times, the colour how many attempts took so long.',
    unit: 's',
    exemplars: true,
    queries: [query(buckets('jobwheel_job_run_seconds', JOBS), '{{le}}')],
  }),
];

const troubles = [
  'What goes wrong',
  timeSeries({
    title: 'Tried again',
    description: 'Attempts that ended badly and whose jobs are tried again, by reason.',
    unit: 'short',
    width: 8,
    bars: true,
    queries: [query(sumIncrease('reason', 'jobwheel_attempts_retried_total', JOBS), '{{reason}}')],
  }),
  timeSeries({
    title: 'Cancels',
    description: 'Jobs that were cancelled: while they waited, acknowledged by the body, or forced by a kill.',
    unit: 'short',
    width: 8,
    bars: true,
    queries: [query(sumIncrease('how', 'jobwheel_jobs_cancelled_total', JOBS), '{{how}}')],
  }),
  timeSeries({
    title: 'Time-outs',
    description: 'Attempts that failed by a time limit, by type: the limit of the attempt, or that of a call that its handler made.',
    unit: 'short',
    width: 8,
    bars: true,
    queries: [query(sumIncrease('type, limit', 'jobwheel_attempts_timed_out_total', JOBS), '{{type}} {{limit}}')],
  }),
  timeSeries({
    title: 'Crashes and poison',
    description: 'Attempts whose process or node was lost, and jobs that FAILED since they took too many down: all since their nodes started.',
    unit: 'short',
    decimals: 0,
    width: 8,
    queries: [
      query(`sum by (type) (jobwheel_attempts_crashed_total{${JOBS}})`, '{{type}} crashed attempts'),
      query(`sum(jobwheel_jobs_poisoned_total{${JOBS}})`, 'poison jobs'),
    ],
  }),
  timeSeries({
    title: 'Given back',
    description: 'Attempts that a node ended for its own reasons, such as a shutdown; their jobs run again and have not failed.',
    unit: 'short',
    width: 8,
    bars: true,
    queries: [query(sumIncrease('type', 'jobwheel_attempts_given_back_total', JOBS), '{{type}}')],
  }),
  timeSeries({
    title: 'Past every limit',
    description: 'Attempts that go on although their time limit is over, by mode. They keep their slots; must be 0.',
    unit: 'short',
    decimals: 0,
    width: 8,
    queries: [query(`sum by (mode) (jobwheel_attempts_overdue{${LANE}})`, '{{mode}}')],
  }),
];

const calls = [
  'Calls of the type http',
  timeSeries({
    title: 'Calls',
    description: 'Calls that ended, by outcome.',
    unit: 'reqps',
    width: 8,
    queries: [query(sumRate('outcome', 'jobwheel_http_call_seconds_count', NODE), '{{outcome}}')],
  }),
  timeSeries({
    title: 'How long calls take',
    description: 'Whole calls, redirects included. The dots are single calls with their traces.',
    unit: 's',
    width: 8,
    exemplars: true,
    queries: quantiles('jobwheel_http_call_seconds', NODE),
  }),
  timeSeries({
    title: 'Connections',
    description: 'Connections that carry a call, that are kept for the next, and calls that wait for one.',
    unit: 'short',
    width: 8,
    queries: [query(`sum by (state) (jobwheel_http_connections{${NODE}})`, '{{state}}')],
  }),
];

export default dashboard('jobs', {
  description: 'What becomes of jobs, by their type and mode: how many, how long, and what goes wrong.',
  variables: ['namespace', 'job', 'instance', 'mode', 'type'],
  rows: [types, modes, times, troubles, calls],
});
