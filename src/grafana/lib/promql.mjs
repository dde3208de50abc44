// The parts that queries are made of.

// figures of the whole registry: one node publishes them for all, so the variable "instance" has no say
export const REGISTRY = 'namespace=~"$namespace",job=~"$job"';
export const NODE = `${REGISTRY},instance=~"$instance"`;
export const LANE = `${NODE},mode=~"$mode"`;
export const JOBS = `${LANE},type=~"$type"`;

export const rate = (counter, selector) => `rate(${counter}{${selector}}[$__rate_interval])`;

/** How fast a counter grows a second, summed by those labels. */
export const sumRate = (by, counter, selector) => `sum by (${by}) (${rate(counter, selector)})`;

/** By how much a counter grew within the interval of a point. */
export const sumIncrease = (by, counter, selector) =>
  `sum by (${by}) (increase(${counter}{${selector}}[$__rate_interval]))`;

/** What was counted in each bucket, for a heat map. */
export const buckets = (histogram, selector) => sumIncrease('le', `${histogram}_bucket`, selector);

export const quantile = (q, by, histogram, selector) =>
  `histogram_quantile(${q}, ${sumRate(['le', by].filter(Boolean).join(', '), `${histogram}_bucket`, selector)})`;

/** How large on average what a histogram counted was. */
export const mean = (histogram, selector) =>
  `sum(${rate(`${histogram}_sum`, selector)}) / (sum(${rate(`${histogram}_count`, selector)}) > 0)`;

/** What part of the jobs that ended has failed; absent while none ends. */
export const failureShare = (by, selector) => {
  const grouping = by ? `by (${by}) ` : '';
  const ended = (more) => `sum ${grouping}(${rate('jobwheel_jobs_finished_total', selector + more)})`;
  return `${ended(',outcome="failed"')} / (${ended('')} > 0)`;
};

/** A gauge that every node that knows it publishes alike: the greatest of each registry, then their sum. */
export const ofRegistries = (by, gauge, selector) => {
  const labels = ['namespace', 'job', by].filter(Boolean).join(', ');
  return `sum ${by ? `by (${by}) ` : ''}(max by (${labels}) (${gauge}{${selector}}))`;
};

/** A query of a panel with what its series are called. */
export const query = (expr, legend = '') => ({ expr, legend });

/** The three quantiles that tell most, as queries. */
export const quantiles = (histogram, selector) => [
  query(quantile(0.5, '', histogram, selector), 'p50'),
  query(quantile(0.95, '', histogram, selector), 'p95'),
  query(quantile(0.99, '', histogram, selector), 'p99'),
];
