// Puts every query of every dashboard and rule to a Prometheus that has watched a node from BEGIN to END (seconds since
// 1970), and fails when one is refused or brings no data. An alert that must fire is named; of the others the expression
// must have data when its comparisons say 0 or 1 instead of leaving series out. A query that asks for exemplars has to
// have some, of which one at least leads to a trace that is among those that RECEIVER got.
// Usage: node prove.mjs PROMETHEUS RECEIVER BEGIN END [ALERT...]
import { readFileSync, readdirSync } from 'node:fs';
import { Prometheus } from './lib/prometheus.mjs';

const [url, receiver, begin, end, ...mustFire] = process.argv.slice(2);
const prometheus = new Prometheus(url, Number(begin), Number(end));
const folder = new URL('../../helm/jobwheel/dashboards/', import.meta.url);
const counts = {};
const wrong = [];

async function check(kind, what, query, label) {
  counts[kind] = (counts[kind] ?? 0) + 1;
  try {
    const series = await prometheus.series(query);
    if (!series.some(({ metric }) => !label || metric[label])) wrong.push(`${what}: no data: ${query}`);
  } catch (error) {
    wrong.push(`${what}: ${error.message}: ${query}`);
  }
}

const traces = new Map(); // whether the receiver has it, by id

async function isReceived(id) {
  if (!traces.has(id)) traces.set(id, (await fetch(`${receiver}/v1/traces/${id}`)).ok);
  return traces.get(id);
}

async function checkExemplars(what, query) {
  counts['queries with exemplars'] = (counts['queries with exemplars'] ?? 0) + 1;
  const ids = await prometheus.traces(query);
  const received = await Promise.all(ids.map(isReceived));
  if (!ids.length) wrong.push(`${what}: no exemplar: ${query}`);
  else if (!received.includes(true)) wrong.push(`${what}: exemplars of ${ids.length} traces that were not received: ${query}`);
}

for (const name of readdirSync(folder)) {
  const { panels, templating } = JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
  for (const { title, targets = [] } of panels) {
    for (const { expr, exemplar } of targets) {
      await check('queries of panels', `${name}, ${title}`, prometheus.expand(expr));
      if (exemplar) await checkExemplars(`${name}, ${title}`, prometheus.expand(expr));
    }
  }
  for (const { name: variable, query } of templating.list.filter(({ type }) => type === 'query')) {
    const [, selector, label] = query.query.match(/^label_values\((.*), (\w+)\)$/);
    await check('variables', `${name}, $${variable}`, `count by (${label}) (${prometheus.expand(selector)})`, label);
  }
}

const { groups } = await prometheus.api('rules');
for (const rule of groups.flatMap(({ rules }) => rules)) {
  if (rule.health !== 'ok') wrong.push(`${rule.name}: ${rule.health} ${rule.lastError ?? ''}`);
  if (rule.type === 'recording') {
    await check('recorded series', rule.name, rule.name);
  } else if (mustFire.includes(rule.name)) {
    await check('alerts that fired', rule.name, `ALERTS{alertname="${rule.name}",alertstate="firing"}`);
  } else {
    const always = rule.query.replaceAll(/\bunless\b/g, 'and').replaceAll(/(>|<|==) /g, '$1 bool ');
    await check('alerts that had data', rule.name, always);
  }
}

counts['traces of exemplars'] = traces.size;
counts['of these received'] = [...traces.values()].filter(Boolean).length;
console.log(Object.entries(counts).map(([kind, count]) => `${kind}: ${count}`).join(', '));
if (wrong.length) console.error(`${wrong.join('\n')}\n${wrong.length} wrong`);
process.exit(wrong.length ? 1 : 0);
