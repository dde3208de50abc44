// Claims, leases and the registry; the database pool, HTTP and the JVM.
import { dashboard } from '../lib/dashboard.mjs';
import { timeSeries } from '../lib/panels.mjs';
import { NODE, REGISTRY, mean, ofRegistries, quantile, quantiles, query, sumIncrease, sumRate } from '../lib/promql.mjs';

// what asks for the meters, and how the service is, is not what clients feel
const REQUESTS = `${NODE},uri!~"/actuator.*|/api/v1/.*/events"`;

const averages = (histogram) => [query(mean(histogram, NODE), 'average'), query(quantile(0.99, '', histogram, NODE), 'p99')];

const memory = (area) => [
  query(`sum by (instance) (jvm_memory_used_bytes{${NODE},area="${area}"})`, '{{instance}} used'),
  query(`sum by (instance) (jvm_memory_committed_bytes{${NODE},area="${area}"})`, '{{instance}} committed'),
];

const claims = [
  'Claims and leases',
  timeSeries({
    title: 'Claims per second',
    description: 'Claims of each node per second.',
    unit: 'ops',
    width: 8,
    queries: [query(sumRate('instance', 'jobwheel_claim_size_jobs_count', NODE), '{{instance}}')],
  }),
  timeSeries({
    title: 'Jobs in a claim',
    description: 'Jobs that one claim took. The maximum is jobwheel.dispatch.claim-batch.',
    unit: 'short',
    width: 8,
    queries: averages('jobwheel_claim_size_jobs'),
  }),
  timeSeries({
    title: 'Since the last claim pass',
    description: 'Time since each node last looked for jobs. A node that responds but no longer looks for jobs is alive but not working.',
    unit: 's',
    width: 8,
    thresholds: [[30, 'red']],
    queries: [query(`max by (instance) (jobwheel_claim_age_seconds{${NODE}})`, '{{instance}}')],
  }),
  timeSeries({
    title: 'Lease in use',
    description: 'Share of the lease that has passed since the last renewal. At 100 %, other nodes take over the jobs.',
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
    description: 'Number of nodes in the store with a valid lease.',
    unit: 'short',
    decimals: 0,
    width: 8,
    queries: [query(ofRegistries('', 'jobwheel_nodes', REGISTRY), 'nodes')],
  }),
  timeSeries({
    title: 'Rescues and late outcomes',
    description: 'Running jobs that were rescued from lost or stopped nodes, and outcomes that were rejected because the attempt was no longer current. Totals since the start of the node.',
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
    description: 'Batches of writes that were executed and committed, including failed batches.',
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
    description: 'Writes in one transaction. Batches grow with the load, which limits the number of commits.',
    unit: 'short',
    width: 8,
    queries: averages('jobwheel_store_batch_size_writes'),
  }),
  timeSeries({
    title: 'Writes that wait',
    description: 'Writes that wait for a transaction. If the number keeps growing, the database does not keep up.',
    unit: 'short',
    queries: [query(`max by (instance) (jobwheel_store_waiting_writes{${NODE}})`, '{{instance}}')],
  }),
  timeSeries({
    title: 'Failures',
    description: 'Batches of writes that failed because of the store. Must be 0.',
    unit: 'short',
    bars: true,
    queries: [query(sumIncrease('instance', 'jobwheel_store_failures_total', NODE), '{{instance}}')],
  }),
  timeSeries({
    title: 'Time since the last commit',
    description: 'Each node renews its lease every few seconds. A peak is a failover of the database, or a node that does not reach it.',
    unit: 's',
    width: 8,
    queries: [query(`max by (instance) (jobwheel_store_commit_age_seconds{${NODE}})`, '{{instance}}')],
  }),
  timeSeries({
    title: 'Failovers and synchronous replication',
    description: 'Times that another database server became the primary, and whether it waits for a standby before it acknowledges a commit (1) or not (0).',
    unit: 'short',
    width: 8,
    queries: [
      query(sumIncrease('instance', 'jobwheel_store_failovers_total', NODE), '{{instance}} failovers'),
      query(`min(jobwheel_store_synchronous{${NODE}})`, 'synchronous'),
    ],
  }),
  timeSeries({
    title: 'Standby for lists',
    description: 'Age of the data of the standby that lists are read from (jobwheel.store.read-url), and lists a second that were read from the primary instead.',
    unit: 'short',
    width: 8,
    queries: [
      query(`max by (instance) (jobwheel_store_replica_lag_seconds{${NODE}})`, '{{instance}} seconds'),
      query(`sum by (instance) (rate(jobwheel_store_replica_reads_total{server="primary",${NODE}}[$__rate_interval]))`, '{{instance}} from the primary'),
    ],
  }),
];

const pool = [
  'Database pool of the readers',
  timeSeries({
    title: 'Connections',
    description: 'Connections of the selected nodes, in use and idle, their maximum, and readers that wait for one.',
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
    title: 'Time to get a connection',
    description: 'Longest wait for a connection within the last minutes.',
    unit: 's',
    width: 8,
    queries: [query(`max by (instance) (hikaricp_connections_acquire_seconds_max{${NODE}})`, '{{instance}}')],
  }),
  timeSeries({
    title: 'Connection timeouts',
    description: 'Readers that did not get a connection in time.',
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
    description: 'Responses by outcome, without probes, scrapes and streams of events.',
    unit: 'reqps',
    width: 6,
    queries: [query(sumRate('outcome', 'http_server_requests_seconds_count', REQUESTS), '{{outcome}}')],
  }),
  timeSeries({
    title: 'Response time',
    description: 'All requests except probes, scrapes and streams. With Prefer: wait, the response is sent when the job has finished. Dots are single requests with their traces.',
    unit: 's',
    width: 6,
    exemplars: true,
    queries: quantiles('http_server_requests_seconds', REQUESTS),
  }),
  timeSeries({
    title: 'Response time by path, p95',
    description: 'The same for each method and path.',
    unit: 's',
    width: 6,
    queries: [query(quantile(0.95, 'method, uri', 'http_server_requests_seconds', REQUESTS), '{{method}} {{uri}}')],
  }),
  timeSeries({
    title: 'Streams of events',
    description: 'Streams that clients have open, by node; jobwheel.api.max-streams is their limit.',
    unit: 'short',
    decimals: 0,
    width: 6,
    queries: [query(`sum by (instance) (jobwheel_event_streams{${NODE}})`, '{{instance}}')],
  }),
];

const jvm = [
  'JVM',
  timeSeries({
    title: 'Heap',
    description: 'Heap in use and committed. The resident memory of the process is larger.',
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
    title: 'Time spent on garbage collection',
    description: 'Share of CPU time that the garbage collector used recently.',
    unit: 'percentunit',
    width: 8,
    queries: [query(`max by (instance) (jvm_gc_overhead{${NODE}})`, '{{instance}}')],
  }),
  timeSeries({
    title: 'Processors',
    description: 'Share of all processors that the node uses, and that all processes of its machine use.',
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
    description: 'Open files and sockets, and their maximum.',
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
    description: 'Spans that were lost because the queue was full (queue-full) or the receiver did not accept them (not-sent).',
    unit: 'short',
    width: 8,
    bars: true,
    queries: [query(sumIncrease('instance, reason', 'jobwheel_trace_spans_lost_total', NODE), '{{instance}} {{reason}}')],
  }),
];

export default dashboard('engine', {
  description: 'Claims, leases and the store; the pool of database connections, the HTTP interface and the JVM.',
  variables: ['namespace', 'job', 'instance'],
  rows: [claims, store, pool, http, jvm],
});
