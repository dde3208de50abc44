// Queries of dashboards and rules, put to a real Prometheus.

export class Prometheus {
  constructor(url, begin, end) {
    Object.assign(this, { url, begin, end });
  }

  async api(path, parameters = {}) {
    const response = await fetch(`${this.url}/api/v1/${path}?${new URLSearchParams(parameters)}`);
    const answer = await response.json();
    if (answer.status !== 'success') throw new Error(answer.error);
    return answer.data;
  }

  /** The series of a query over the whole time, each with its finite points [seconds, value]; those without any left out. */
  async series(query, step = 1) {
    const { result } = await this.api('query_range', { query, start: this.begin, end: this.end, step });
    return result
      .map(({ metric, values }) => ({ metric, points: values.map(([at, value]) => [at, Number(value)]).filter(([, value]) => Number.isFinite(value)) }))
      .filter(({ points }) => points.length);
  }

  /** The ids of the traces that the exemplars of a query's series lead to, over the whole time. */
  async traces(query) {
    const series = await this.api('query_exemplars', { query, start: this.begin, end: this.end });
    return [...new Set(series.flatMap(({ exemplars }) => exemplars.map(({ labels }) => labels.trace_id)).filter(Boolean))];
  }

  /** What Grafana would send: every variable on All. */
  expand(expr, interval = '5s') {
    return expr
      .replaceAll('$__rate_interval', interval)
      .replaceAll('$__range', `${Math.ceil(this.end - this.begin)}s`)
      .replaceAll(/\$\w+/g, '.*');
  }
}
