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
    title: 'Finished',
    description: 'Finished jobs of all outcomes, by type.',
    unit: 'suffix: jobs/s',
    width: 8,
    queries: [query(sumRate('type', 'jobwheel_jobs_finished_total', JOBS), '{{type}}')],
  }),
  timeSeries({
    title: 'Share of failed jobs',
    description: 'Share of the finished jobs of a type that are FAILED. Empty while no job of the type finishes.',
    unit: 'percentunit',
    max: 1,
    width: 8,
    thresholds: [[0.1, 'red']],
    queries: [query(failureShare('type', JOBS), '{{type}}')],
  }),
  timeSeries({
    title: 'Wait, p95',
    description: 'Time from when a job is due until its first attempt is handed to its lane, by type.',
    unit: 's',
    width: 8,
    queries: [query(quantile(0.95, 'type', 'jobwheel_job_wait_seconds', JOBS), '{{type}}')],
  }),
  timeSeries({
    title: 'Run, p95',
    description: 'Time from when an attempt is handed to its lane until it ends, by type.',
    unit: 's',
    width: 8,
    queries: [query(quantile(0.95, 'type', 'jobwheel_job_run_seconds', JOBS), '{{type}}')],
  }),
  table({
    title: 'Types that failed most',
    description: 'The ten types with the most FAILED jobs in the selected time range.',
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
    title: 'Finished',
    description: 'Finished jobs, by mode.',
    unit: 'suffix: jobs/s',
    width: 6,
    queries: [query(sumRate('mode', 'jobwheel_jobs_finished_total', JOBS), '{{mode}}')],
  }),
  timeSeries({
    title: 'Jobs that have not finished',
    description: 'Jobs of the selected modes in the whole store that wait for their start time (scheduled), are held by a limit (blocked), wait for a slot (queued), or run.',
    unit: 'short',
    width: 6,
    queries: [query(ofRegistries('state', 'jobwheel_jobs', MODES), '{{state}}')],
  }),
  timeSeries({
    title: 'Oldest queued job',
    description: 'Time since the oldest queued job became due; 0 if no job is queued.',
    unit: 's',
    width: 6,
    thresholds: [[300, 'red']],
    queries: [query(`max by (mode) (jobwheel_job_oldest_queued_seconds{${MODES}})`, '{{mode}}')],
  }),
  timeSeries({
    title: 'Queued jobs without a node',
    description: 'Queued jobs that no node with a valid lease can run, because none has their type or serves their mode. Must be 0.',
    unit: 'short',
    width: 6,
    thresholds: [[1, 'red']],
    queries: [query(ofRegistries('mode', 'jobwheel_jobs_without_node', MODES), '{{mode}}')],
  }),
];

const operations = [
  'Redrives and bulk operations',
  timeSeries({
    title: 'Redriven',
    description: 'Jobs that had failed or were cancelled and were queued again, by type.',
    unit: 'suffix: jobs/s',
    width: 6,
    queries: [query(sumRate('type', 'jobwheel_jobs_redriven_total', JOBS), '{{type}}')],
  }),
  timeSeries({
    title: 'Jobs of bulk operations',
    description: 'Jobs that bulk operations acted on (done), or left out because they no longer matched (changed) or their group has not finished.',
    unit: 'suffix: jobs/s',
    width: 6,
    queries: [query(sumRate('action, result', 'jobwheel_operation_jobs_total', NODE), '{{action}} {{result}}')],
  }),
  timeSeries({
    title: 'Unfinished bulk operations',
    description: 'Bulk operations of the whole store that run or are paused.',
    unit: 'short',
    decimals: 0,
    width: 6,
    queries: [query(ofRegistries('state', 'jobwheel_operations_unfinished', REGISTRY), '{{state}}')],
  }),
  timeSeries({
    title: 'Duplicates',
    description: 'Submitted jobs that were not stored because another job holds their unique key: the client got that job (returned), changed it (replaced), or was refused (rejected).',
    unit: 'suffix: jobs/s',
    width: 6,
    queries: [query(sumRate('outcome', 'jobwheel_jobs_duplicates_total', JOBS), '{{outcome}}')],
  }),
];

const times = [
  'Waits and runs',
  ...waitsAndRuns,
  heatmap({
    title: 'Waits',
    description: 'Each column is an interval, each row a range of waits; the colour is the number of jobs.',
    unit: 's',
    exemplars: true,
    queries: [query(buckets('jobwheel_job_wait_seconds', JOBS), '{{le}}')],
  }),
  heatmap({
    title: 'Runs',
    description: 'Each column is an interval, each row a range of run times; the colour is the number of attempts.',
    unit: 's',
    exemplars: true,
    queries: [query(buckets('jobwheel_job_run_seconds', JOBS), '{{le}}')],
  }),
];

const troubles = [
  'What goes wrong',
  timeSeries({
    title: 'Retries',
    description: 'Attempts that failed and are retried, by reason.',
    unit: 'short',
    width: 8,
    bars: true,
    queries: [query(sumIncrease('reason', 'jobwheel_attempts_retried_total', JOBS), '{{reason}}')],
  }),
  timeSeries({
    title: 'Cancellations',
    description: 'Jobs that were cancelled: while they waited, acknowledged by the handler, or forced by a kill.',
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
    title: 'Deadlines exceeded',
    description: 'Jobs that FAILED because their deadline passed, by type: while they waited for an attempt, or while one ran.',
    unit: 'short',
    width: 8,
    bars: true,
    queries: [query(sumIncrease('type, phase', 'jobwheel_jobs_deadline_exceeded_total', JOBS), '{{type}} {{phase}}')],
  }),
  timeSeries({
    title: 'Crashes and poison',
    description: 'Attempts whose worker process or node was lost, and jobs that FAILED because of too many crashes. Totals since the start of the node.',
    unit: 'short',
    decimals: 0,
    width: 8,
    queries: [
      query(`sum by (type) (jobwheel_attempts_crashed_total{${JOBS}})`, '{{type}} crashed attempts'),
      query(`sum(jobwheel_jobs_poisoned_total{${JOBS}})`, 'poison jobs'),
    ],
  }),
  timeSeries({
    title: 'Released',
    description: 'Attempts that a node released, for example at a shutdown. Their jobs are queued again, or cancelled if that was requested.',
    unit: 'short',
    width: 8,
    bars: true,
    queries: [query(sumIncrease('type', 'jobwheel_attempts_given_back_total', JOBS), '{{type}}')],
  }),
  timeSeries({
    title: 'Overdue attempts',
    description: 'Attempts that still run after their time limit, by mode. They occupy their slots. Must be 0.',
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
    title: 'Duration of calls',
    description: 'Whole calls, including redirects. Dots are single calls with their traces.',
    unit: 's',
    width: 8,
    exemplars: true,
    queries: quantiles('jobwheel_http_call_seconds', NODE),
  }),
  timeSeries({
    title: 'Connections',
    description: 'Connections in use, idle connections, and calls that wait for a connection.',
    unit: 'short',
    width: 8,
    queries: [query(`sum by (state) (jobwheel_http_connections{${NODE}})`, '{{state}}')],
  }),
];

const WEBHOOKS = `${LANE},type="webhook"`;

const webhooks = [
  'Webhooks',
  timeSeries({
    title: 'Attempts of deliveries',
    description: 'Calls of receivers, by endpoint and outcome; (job) stands for the URLs that clients named.',
    unit: 'reqps',
    width: 6,
    queries: [query(sumRate('endpoint, outcome', 'jobwheel_webhook_attempt_seconds_count', NODE), '{{endpoint}} {{outcome}}')],
  }),
  timeSeries({
    title: 'Duration of attempts, p95',
    description: 'Calls of receivers with their wait for a slot, by endpoint.',
    unit: 's',
    width: 6,
    queries: [query(quantile(0.95, 'endpoint', 'jobwheel_webhook_attempt_seconds', NODE), '{{endpoint}}')],
  }),
  timeSeries({
    title: 'Calls of receivers',
    description: 'Calls in progress, and deliveries that wait for a call of the same receiver to end.',
    unit: 'short',
    decimals: 0,
    width: 6,
    queries: [query(`sum by (state) (jobwheel_webhook_calls{${NODE}})`, '{{state}}')],
  }),
  timeSeries({
    title: 'Ended deliveries',
    description: 'Deliveries that ended, by outcome: failed ones were given up.',
    unit: 'short',
    width: 6,
    bars: true,
    coloured: true,
    queries: [query(sumIncrease('outcome', 'jobwheel_jobs_finished_total', WEBHOOKS), '{{outcome}}')],
  }),
];

const schedules = [
  'Schedules',
  timeSeries({
    title: 'Due times',
    description: 'Due times of schedules, triggers and backfills, by outcome: a job was submitted, waits, was skipped, missed or refused.',
    unit: 'short',
    width: 8,
    bars: true,
    queries: [query(sumIncrease('outcome', 'jobwheel_schedule_fires_total', NODE), '{{outcome}}')],
  }),
  timeSeries({
    title: 'Lag',
    description: 'Time from a due time to its job, with the jitter and the wait for the end of another job.',
    unit: 's',
    width: 8,
    queries: quantiles('jobwheel_schedule_lag_seconds', NODE),
  }),
  timeSeries({
    title: 'Active schedules',
    description: 'Schedules that are not paused and have a next due time, in the whole store.',
    unit: 'short',
    decimals: 0,
    width: 4,
    queries: [query(ofRegistries('', 'jobwheel_schedules_active', REGISTRY), 'active')],
  }),
  timeSeries({
    title: 'Overdue',
    description: 'Time for which the most overdue schedule of the store should have fired; 0 if none is overdue.',
    unit: 's',
    width: 4,
    queries: [query(ofRegistries('', 'jobwheel_schedules_overdue_seconds', REGISTRY), 'overdue')],
  }),
];

const limits = [
  'Limits',
  timeSeries({
    title: 'Permits in use',
    description: 'Permits that queued and running jobs have, by limit, of all keys together.',
    unit: 'short',
    decimals: 0,
    width: 6,
    queries: [query(ofRegistries('limit', 'jobwheel_limit_permits', `${REGISTRY},state="used"`), '{{limit}}')],
  }),
  timeSeries({
    title: 'Free permits',
    description: 'Permits that are left, by limit, of those that have a total. At 0, further jobs are held.',
    unit: 'short',
    decimals: 0,
    width: 6,
    queries: [query(ofRegistries('limit', 'jobwheel_limit_permits', `${REGISTRY},state="free"`), '{{limit}}')],
  }),
  timeSeries({
    title: 'Held jobs',
    description: 'Jobs that a limit holds, which are BLOCKED.',
    unit: 'short',
    decimals: 0,
    stack: true,
    width: 6,
    queries: [query(ofRegistries('limit', 'jobwheel_limit_blocked_jobs', REGISTRY), '{{limit}}')],
  }),
  timeSeries({
    title: 'Oldest held job',
    description: 'Time since the oldest job that a limit holds became due; 0 if it holds none. An alert fires after 15 minutes without a release.',
    unit: 's',
    width: 6,
    thresholds: [[900, 'red']],
    queries: [query(`max by (limit) (jobwheel_limit_oldest_blocked_seconds{${REGISTRY}})`, '{{limit}}')],
  }),
  timeSeries({
    title: 'Releases',
    description: 'Held jobs that were released, by limit. A job counts for each of its limits.',
    unit: 'suffix: jobs/s',
    width: 12,
    queries: [query(sumRate('limit', 'jobwheel_limit_releases_total', NODE), '{{limit}}')],
  }),
  timeSeries({
    title: 'Wait of held jobs',
    description: 'Time from when a job that was held is due until its limits release it.',
    unit: 's',
    width: 12,
    queries: quantiles('jobwheel_limit_wait_seconds', NODE),
  }),
  timeSeries({
    title: 'Jobs rejected by limits',
    description: 'Jobs that limits without permits rejected, by limit.',
    unit: 'suffix: jobs/s',
    width: 12,
    queries: [query(sumRate('limit', 'jobwheel_limit_rejected_total', NODE), '{{limit}}')],
  }),
  timeSeries({
    title: 'Jobs cancelled by limits',
    description: 'Jobs that limits cancelled to make room for later ones, by limit.',
    unit: 'suffix: jobs/s',
    width: 12,
    queries: [query(sumRate('limit', 'jobwheel_limit_cancelled_total', NODE), '{{limit}}')],
  }),
];

export default dashboard('jobs', {
  description: 'Jobs by type and mode: their number, duration and failures.',
  variables: ['namespace', 'job', 'instance', 'mode', 'type'],
  rows: [types, modes, limits, times, troubles, operations, calls, webhooks, schedules],
});
