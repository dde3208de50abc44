// Claims, leases and the registry; the database pool, HTTP and the JVM.
import { dashboard } from '../lib/dashboard.mjs';
import { timeSeries } from '../lib/panels.mjs';
import { NODE, REGISTRY, mean, ofRegistries, quantile, quantiles, query, sumIncrease, sumRate } from '../lib/promql.mjs';

// what asks for the meters, and how the service is, is not what clients feel
const REQUESTS = `${NODE},uri!~"/actuator.*"`;

const averages = (histogram) => [query(mean(histogram, NODE), 'average'), query(quantile(0.99, '', histogram, NODE), 'p99')];

const memory = (area) => [
  query(`sum by (instance) (jvm_memory_used_bytes{${NODE},area="${area}"})`, '{{instance}} used'),
  query(`sum by (instance) (jvm_memory_committed_bytes{${NODE},area="${area}"})`, '{{instance}} committed'),
];

const claims = [
  'Claims and leases',
  timeSeries({
    title: 'Claims per second',
    description: 'How often each node claimed jobs.',
    unit: 'ops',
    width: 8,
    queries: [query(sumRate('instance', 'jobwheel_claim_size_jobs_count', NODE), '{{instance}}')],
  }),
  timeSeries({
    title: 'Jobs in a claim',
    description: 'How many jobs a claim brought. At jobwheel.dispatch.claim-batch a node takes all it may.',
    unit: 'short',
    width: 8,
    queries: averages('jobwheel_claim_size_jobs'),
  }),
  timeSeries({
    title: 'Since the last claim pass',
    description: 'How long ago each node last looked for jobs. A node that answers and no longer looks is alive but deaf.',
    unit: 's',
    width: 8,
    thresholds: [[30, 'red']],
    queries: [query(`max by (instance) (jobwheel_claim_age_seconds{${NODE}})`, '{{instance}}')],
  }),
  timeSeries({
    title: 'Lease in use',
    description: 'What part of its lease a node has used since it last renewed it. At 100 % others take its jobs over.',
    unit: 'percentunit',
    max: 1,
    width: 8,
    thresholds: [[0.5, 'red']],
    queries: [
      query(`max by (instance) (jobwheel_lease_age_seconds{${NODE}} / jobwheel_lease_duration_seconds{${NODE}})`, '{{instance}}'),
    ],
  }),
  timeSeries({
    title: 'Nodes with a valid lease',
    description: 'As the registry counts them.',
    unit: 'short',
    decimals: 0,
    width: 8,
    queries: [query(ofRegistries('', 'jobwheel_nodes', REGISTRY), 'nodes')],
  }),
  timeSeries({
    title: 'Rescues and late outcomes',
    description: 'Running jobs that were brought back from a node that was lost or stopped, and outcomes that came too late, since the job had been taken away: all since the node started.',
    unit: 'short',
    decimals: 0,
    width: 8,
    queries: [
      query(`sum by (instance) (jobwheel_store_rescued_jobs_total{${NODE}})`, '{{instance}} rescued jobs'),
      query(`sum by (instance) (jobwheel_store_fence_rejections_total{${NODE}})`, '{{instance}} late outcomes'),
    ],
  }),
];

const store = [
  'Registry',
  timeSeries({
    title: 'Commits per second',
    description: 'Batches of writes that were executed and committed, failed ones included.',
    unit: 'ops',
    width: 8,
    queries: [query(sumRate('instance', 'jobwheel_store_commit_seconds_count', NODE), '{{instance}}')],
  }),
  timeSeries({
    title: 'Commit time',
    description: 'Time to execute and commit one batch of writes: mostly the disk.',
    unit: 's',
    width: 8,
    queries: quantiles('jobwheel_store_commit_seconds', NODE),
  }),
  timeSeries({
    title: 'Writes in a batch',
    description: 'Writes that shared one transaction. Under load batches grow, which is what makes commits cheap.',
    unit: 'short',
    width: 8,
    queries: averages('jobwheel_store_batch_size_writes'),
  }),
  timeSeries({
    title: 'Writes that wait',
    description: 'Writes that wait for a transaction. Where it keeps growing, the database does not follow.',
    unit: 'short',
    queries: [query(`max by (instance) (jobwheel_store_waiting_writes{${NODE}})`, '{{instance}}')],
  }),
  timeSeries({
    title: 'Failures',
    description: 'Batches of writes that failed because the registry did. Must be 0.',
    unit: 'short',
    bars: true,
    queries: [query(sumIncrease('instance', 'jobwheel_store_failures_total', NODE), '{{instance}}')],
  }),
];

const pool = [
  'Database pool of the readers',
  timeSeries({
    title: 'Connections',
    description: 'Connections of the selected nodes in use and idle, how many there may be, and readers that wait for one.',
    unit: 'short',
    width: 8,
    queries: [
      query(`sum(hikaricp_connections_active{${NODE}})`, 'in use'),
      query(`sum(hikaricp_connections_idle{${NODE}})`, 'idle'),
      query(`sum(hikaricp_connections_pending{${NODE}})`, 'readers that wait'),
      query(`sum(hikaricp_connections_max{${NODE}})`, 'at most'),
    ],
  }),
  timeSeries({
    title: 'Until a connection is had',
    description: 'The longest wait for a connection within the last minutes.',
    unit: 's',
    width: 8,
    queries: [query(`max by (instance) (hikaricp_connections_acquire_seconds_max{${NODE}})`, '{{instance}}')],
  }),
  timeSeries({
    title: 'Waits in vain',
    description: 'Readers that got no connection in time.',
    unit: 'short',
    width: 8,
    bars: true,
    queries: [query(sumIncrease('instance', 'hikaricp_connections_timeout_total', NODE), '{{instance}}')],
  }),
];

const http = [
  'HTTP interface',
  timeSeries({
    title: 'Requests',
    description: 'Requests that were answered, by outcome; probes and scrapes left out.',
    unit: 'reqps',
    width: 8,
    queries: [query(sumRate('outcome', 'http_server_requests_seconds_count', REQUESTS), '{{outcome}}')],
  }),
  timeSeries({
    title: 'How long answers take',
    description: 'All requests but probes and scrapes. With Prefer: wait an answer comes when the job has ended. The dots are single requests with their traces.',
    unit: 's',
    width: 8,
    exemplars: true,
    queries: quantiles('http_server_requests_seconds', REQUESTS),
  }),
  timeSeries({
    title: 'How long answers take by path, p95',
    description: 'The same for each method and path.',
    unit: 's',
    width: 8,
    queries: [query(quantile(0.95, 'method, uri', 'http_server_requests_seconds', REQUESTS), '{{method}} {{uri}}')],
  }),
];

const jvm = [
  'JVM',
  timeSeries({
    title: 'Heap',
    description: 'Heap in use and committed. Resident memory is more: see the container.',
    unit: 'bytes',
    width: 8,
    queries: memory('heap'),
  }),
  timeSeries({
    title: 'Memory outside of the heap',
    description: 'Classes, compiled code and the like.',
    unit: 'bytes',
    width: 8,
    queries: memory('nonheap'),
  }),
  timeSeries({
    title: 'Time spent on garbage',
    description: 'Share of processor time that the garbage collector took lately.',
    unit: 'percentunit',
    width: 8,
    queries: [query(`max by (instance) (jvm_gc_overhead{${NODE}})`, '{{instance}}')],
  }),
  timeSeries({
    title: 'Processors',
    description: 'Share of all processors that the node uses, and that everything on its machine uses.',
    unit: 'percentunit',
    max: 1,
    width: 8,
    queries: [
      query(`max by (instance) (process_cpu_usage{${NODE}})`, '{{instance}}'),
      query(`max by (instance) (system_cpu_usage{${NODE}})`, '{{instance}} machine'),
    ],
  }),
  timeSeries({
    title: 'Open files',
    description: 'Open files and sockets, and how many there may be.',
    unit: 'short',
    width: 8,
    log: true,
    queries: [
      query(`max by (instance) (process_files_open_files{${NODE}})`, '{{instance}} open'),
      query(`max by (instance) (process_files_max_files{${NODE}})`, '{{instance}} at most'),
    ],
  }),
  timeSeries({
    title: 'Log lines',
    description: 'Warnings and errors that the node logged.',
    unit: 'short',
    width: 8,
    bars: true,
    queries: [query(sumIncrease('instance, level', 'logback_events_total', `${NODE},level=~"warn|error"`), '{{instance}} {{level}}')],
  }),
  timeSeries({
    title: 'Lost spans',
    description: 'Spans that no receiver got: more were made than could be sent (queue-full), or it did not take them (not-sent).',
    unit: 'short',
    width: 8,
    bars: true,
    queries: [query(sumIncrease('instance, reason', 'jobwheel_trace_spans_lost_total', NODE), '{{instance}} {{reason}}')],
  }),
];

export default dashboard('engine', {
  description: 'Claims, leases and the registry; the pool of database connections, the HTTP interface and the JVM.',
  variables: ['namespace', 'job', 'instance'],
  rows: [claims, store, pool, http, jvm],
});
