// What the event loops, the lanes, their threads and the child processes do.
import { dashboard } from '../lib/dashboard.mjs';
import { barGauge, heatmap, timeSeries } from '../lib/panels.mjs';
import { LANE, NODE, buckets, quantile, query, sumIncrease, sumRate } from '../lib/promql.mjs';

const LOOP = '{{instance}} {{loop}}';
const PROCESS = '{{instance}} {{process}}';

const loops = [
  'Event loops',
  timeSeries({
    title: 'Utilization',
    description: 'Share of the last ten seconds in which a loop was busy. Near 100 %, its tasks start late: see the delay.',
    unit: 'percentunit',
    max: 1,
    queries: [query(`jobwheel_loop_utilization_ratio{${NODE}}`, LOOP)],
  }),
  timeSeries({
    title: 'Delay',
    description: 'Delay between a task or callback being ready and its start. One slow step delays every other task of the loop.',
    unit: 's',
    thresholds: [[0.1, 'red']],
    queries: [
      query(quantile(0.5, 'instance, loop', 'jobwheel_loop_delay_seconds', NODE), `${LOOP} p50`),
      query(quantile(0.99, 'instance, loop', 'jobwheel_loop_delay_seconds', NODE), `${LOOP} p99`),
    ],
  }),
  heatmap({
    title: 'Delay of all selected loops',
    description: 'Each column is an interval, each row a range of delays; the colour is the number of tasks and callbacks.',
    unit: 's',
    width: 24,
    height: 9,
    queries: [query(buckets('jobwheel_loop_delay_seconds', NODE), '{{le}}')],
  }),
  timeSeries({
    title: 'Step time',
    description: 'Time that one step of a task or callback occupied its loop.',
    unit: 's',
    width: 8,
    queries: [
      query(quantile(0.5, 'instance, loop', 'jobwheel_loop_step_seconds', NODE), `${LOOP} p50`),
      query(quantile(0.99, 'instance, loop', 'jobwheel_loop_step_seconds', NODE), `${LOOP} p99`),
    ],
  }),
  timeSeries({
    title: 'Tasks',
    description: 'Tasks that have not finished, ready or waiting.',
    unit: 'short',
    width: 8,
    queries: [query(`jobwheel_loop_tasks{${NODE}}`, `${LOOP} {{state}}`)],
  }),
  timeSeries({
    title: 'Slow steps and starvations',
    description: 'Steps that occupied a loop for longer than the threshold of the watchdog, and times that a ready task got no carrier thread within it. /actuator/loops has the stacks.',
    unit: 'short',
    width: 8,
    bars: true,
    queries: [
      query(sumIncrease('instance, loop', 'jobwheel_loop_slow_steps_total', NODE), `${LOOP} slow steps`),
      query(sumIncrease('instance, loop', 'jobwheel_loop_starvations_total', NODE), `${LOOP} starvations`),
    ],
  }),
];

const lanes = [
  'Lanes',
  barGauge({
    title: 'Slots in use now',
    description: 'Share of the slots of a lane that is in use.',
    unit: 'percentunit',
    max: 1,
    width: 6,
    thresholds: [[0.8, 'orange'], [1, 'red']],
    queries: [query(`max by (instance, mode) (jobwheel_lane_utilization_ratio{${LANE}})`, '{{instance}} {{mode}}')],
  }),
  timeSeries({
    title: 'Slots used',
    description: 'Used slots of the lanes of the selected nodes. The scale is logarithmic and does not show 0.',
    unit: 'short',
    width: 6,
    log: true,
    queries: [query(`sum by (mode) (jobwheel_lane_slots{${LANE},state="used"})`, '{{mode}}')],
  }),
  timeSeries({
    title: 'Slots free',
    description: 'Free slots of the lanes of the selected nodes. The scale is logarithmic and does not show 0.',
    unit: 'short',
    width: 6,
    log: true,
    queries: [query(`sum by (mode) (jobwheel_lane_slots{${LANE},state="free"})`, '{{mode}}')],
  }),
  timeSeries({
    title: 'Nodes on which a lane is paused',
    description: 'Number of selected nodes on which an operator has paused a lane. Other nodes can run its jobs.',
    unit: 'short',
    decimals: 0,
    width: 6,
    queries: [query(`sum by (mode) (jobwheel_lane_paused{${LANE}})`, '{{mode}}')],
  }),
];

const pools = [
  'Pools of threads',
  timeSeries({
    title: 'Active threads',
    description: 'Threads of a pool that run a task, on the selected nodes.',
    unit: 'short',
    width: 8,
    queries: [query(`sum by (name) (executor_active_threads{${NODE}})`, '{{name}}')],
  }),
  timeSeries({
    title: 'Queued',
    description: 'Tasks that wait in memory for a thread of a pool. Jobs wait in the store, so the pools of lanes have almost none.',
    unit: 'short',
    width: 8,
    queries: [query(`sum by (name) (executor_queued_tasks{${NODE}})`, '{{name}}')],
  }),
  timeSeries({
    title: 'Completed per second',
    description: 'Tasks that the threads of a pool have completed.',
    unit: 'ops',
    width: 8,
    queries: [query(sumRate('name', 'executor_completed_tasks_total', NODE), '{{name}}')],
  }),
];

const processes = [
  'Child processes',
  timeSeries({
    title: 'Processes',
    description: 'Worker processes of the pool, by state. A process that cannot be started is failing until a later start succeeds.',
    unit: 'short',
    decimals: 0,
    width: 8,
    stack: true,
    queries: [query(`sum by (state) (jobwheel_processes{${NODE}})`, '{{state}}')],
  }),
  timeSeries({
    title: 'Ends and failed starts',
    description: 'Worker processes that ended, by reason, and those that did not become ready. Retired processes had reached their number of attempts.',
    unit: 'short',
    width: 8,
    bars: true,
    queries: [
      query(sumIncrease('reason', 'jobwheel_process_ends_total', NODE), '{{reason}}'),
      query(`sum(increase(jobwheel_process_failed_starts_total{${NODE}}[$__rate_interval]))`, 'failed starts'),
    ],
  }),
  timeSeries({
    title: 'Slowest start',
    description: 'Time from the start of a worker process until it is ready: the maximum of the last minutes. The limit is jobwheel.lanes.process-pool.start-timeout.',
    unit: 's',
    width: 8,
    queries: [query(`jobwheel_process_start_seconds_max{${NODE}}`, '{{instance}}')],
  }),
  timeSeries({
    title: 'Memory',
    description: 'Resident memory of each worker process.',
    unit: 'bytes',
    width: 8,
    queries: [query(`jobwheel_process_memory_bytes{${NODE}}`, PROCESS)],
  }),
  timeSeries({
    title: 'Age',
    description: 'Time since each worker process became ready. A drop means that the process was replaced.',
    unit: 's',
    width: 8,
    queries: [query(`jobwheel_process_age_seconds{${NODE}}`, PROCESS)],
  }),
  timeSeries({
    title: 'Attempts started',
    description: 'Attempts of each worker process since its start. It is replaced after jobwheel.lanes.process-pool.jobs-per-process.',
    unit: 'short',
    width: 8,
    queries: [query(`jobwheel_process_attempts{${NODE}}`, PROCESS)],
  }),
];

const threads = [
  'Threads',
  timeSeries({
    title: 'Virtual threads',
    description: 'Live virtual threads of the lane and the loops; in the whole JVM, those that run and those that wait for a carrier thread.',
    unit: 'short',
    queries: [query(`sum by (instance, state) (jobwheel_virtual_threads{${NODE}})`, '{{instance}} {{state}}')],
  }),
  timeSeries({
    title: 'Platform threads',
    description: 'Platform threads of the JVM by state.',
    unit: 'short',
    stack: true,
    queries: [query(`sum by (state) (jvm_threads_states_threads{${NODE}})`, '{{state}}')],
  }),
];

export default dashboard('loops', {
  description: 'Utilization and delay of each event loop; state of lanes, pools, worker processes and threads.',
  variables: ['namespace', 'job', 'instance', 'mode'],
  rows: [loops, lanes, pools, processes, threads],
});
