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
    description: 'Share of the last ten seconds in which a loop had something to do. Near 100 % its tasks begin late: see the delay.',
    unit: 'percentunit',
    max: 1,
    queries: [query(`jobwheel_loop_utilization_ratio{${NODE}}`, LOOP)],
  }),
  timeSeries({
    title: 'Delay',
    description: 'How late tasks and callbacks began after they could. What one slow step adds, every other task of the loop feels.',
    unit: 's',
    thresholds: [[0.1, 'red']],
    queries: [
      query(quantile(0.5, 'instance, loop', 'jobwheel_loop_delay_seconds', NODE), `${LOOP} p50`),
      query(quantile(0.99, 'instance, loop', 'jobwheel_loop_delay_seconds', NODE), `${LOOP} p99`),
    ],
  }),
  heatmap({
    title: 'Delay of all selected loops',
    description: 'Each column is an interval, each row a range of delays, the colour how many tasks and callbacks began so late.',
    unit: 's',
    width: 24,
    height: 9,
    queries: [query(buckets('jobwheel_loop_delay_seconds', NODE), '{{le}}')],
  }),
  timeSeries({
    title: 'Step time',
    description: 'How long tasks and callbacks held a loop at a stretch.',
    unit: 's',
    width: 8,
    queries: [
      query(quantile(0.5, 'instance, loop', 'jobwheel_loop_step_seconds', NODE), `${LOOP} p50`),
      query(quantile(0.99, 'instance, loop', 'jobwheel_loop_step_seconds', NODE), `${LOOP} p99`),
    ],
  }),
  timeSeries({
    title: 'Tasks',
    description: 'Tasks that have not ended: those that could run, and those that wait for something.',
    unit: 'short',
    width: 8,
    queries: [query(`jobwheel_loop_tasks{${NODE}}`, `${LOOP} {{state}}`)],
  }),
  timeSeries({
    title: 'Slow steps and starvations',
    description: 'Steps that held a loop for longer than the watchdog tolerates, and times that a ready task got no carrier thread for as long. /actuator/loops has the stacks.',
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
    description: 'Share of the slots of a lane that carry an attempt.',
    unit: 'percentunit',
    max: 1,
    width: 6,
    thresholds: [[0.8, 'orange'], [1, 'red']],
    queries: [query(`max by (instance, mode) (jobwheel_lane_utilization_ratio{${LANE}})`, '{{instance}} {{mode}}')],
  }),
  timeSeries({
    title: 'Slots used',
    description: 'Attempts that the lanes of the selected nodes carry. On a logarithmic scale, where 0 has no place.',
    unit: 'short',
    width: 6,
    log: true,
    queries: [query(`sum by (mode) (jobwheel_lane_slots{${LANE},state="used"})`, '{{mode}}')],
  }),
  timeSeries({
    title: 'Slots free',
    description: 'How many more attempts the lanes of the selected nodes could carry. On a logarithmic scale, where 0 has no place.',
    unit: 'short',
    width: 6,
    log: true,
    queries: [query(`sum by (mode) (jobwheel_lane_slots{${LANE},state="free"})`, '{{mode}}')],
  }),
  timeSeries({
    title: 'Nodes on which a lane is paused',
    description: 'On how many of the selected nodes an operator has paused a lane. Others may take its jobs.',
    unit: 'short',
    decimals: 0,
    width: 6,
    queries: [query(`sum by (mode) (jobwheel_lane_paused{${LANE}})`, '{{mode}}')],
  }),
];

const pools = [
  'Pools of threads',
  timeSeries({
    title: 'Threads at work',
    description: 'Threads of a pool that run something, on the selected nodes.',
    unit: 'short',
    width: 8,
    queries: [query(`sum by (name) (executor_active_threads{${NODE}})`, '{{name}}')],
  }),
  timeSeries({
    title: 'Queued',
    description: 'What waits in memory for a thread of a pool. Jobs wait in the registry, so the pools of lanes have next to nothing here.',
    unit: 'short',
    width: 8,
    queries: [query(`sum by (name) (executor_queued_tasks{${NODE}})`, '{{name}}')],
  }),
  timeSeries({
    title: 'Done per second',
    description: 'What the threads of a pool have finished.',
    unit: 'ops',
    width: 8,
    queries: [query(sumRate('name', 'executor_completed_tasks_total', NODE), '{{name}}')],
  }),
];

const processes = [
  'Child processes',
  timeSeries({
    title: 'Processes',
    description: 'Child processes of the pool by what they do. One that fails to start is failing until a later try works.',
    unit: 'short',
    decimals: 0,
    width: 8,
    stack: true,
    queries: [query(`sum by (state) (jobwheel_processes{${NODE}})`, '{{state}}')],
  }),
  timeSeries({
    title: 'Ends and failed starts',
    description: 'Child processes that are gone, by why, and those that never became ready. Retired ones had done their share.',
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
    description: 'From the start of a child process to when jobs could come: the slowest of the last minutes. Mind jobwheel.lanes.process-pool.start-timeout.',
    unit: 's',
    width: 8,
    queries: [query(`jobwheel_process_start_seconds_max{${NODE}}`, '{{instance}}')],
  }),
  timeSeries({
    title: 'Memory',
    description: 'Resident memory of each child process.',
    unit: 'bytes',
    width: 8,
    queries: [query(`jobwheel_process_memory_bytes{${NODE}}`, PROCESS)],
  }),
  timeSeries({
    title: 'Age',
    description: 'How long each child process has been ready. Where it falls, the process was replaced.',
    unit: 's',
    width: 8,
    queries: [query(`jobwheel_process_age_seconds{${NODE}}`, PROCESS)],
  }),
  timeSeries({
    title: 'Attempts taken up',
    description: 'Attempts that each child process has taken up since it started; it is replaced after jobwheel.lanes.process-pool.jobs-per-process.',
    unit: 'short',
    width: 8,
    queries: [query(`jobwheel_process_attempts{${NODE}}`, PROCESS)],
  }),
];

const threads = [
  'Threads',
  timeSeries({
    title: 'Virtual threads',
    description: 'Live ones of the lane and the loops; in the whole JVM those that run, and those that wait for a carrier thread.',
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
  description: 'How busy and how late each event loop is; what lanes, pools, child processes and threads do.',
  variables: ['namespace', 'job', 'instance', 'mode'],
  rows: [loops, lanes, pools, processes, threads],
});
