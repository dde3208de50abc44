// Draws each dashboard with what a Prometheus has seen from BEGIN to END, as FOLDER/NAME.html. Not as Grafana would: it is
// for looking at what stands where, whether figures make sense and texts fit.
// Usage: node preview.mjs PROMETHEUS BEGIN END FOLDER
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { Prometheus } from './lib/prometheus.mjs';

const [url, begin, end, target] = process.argv.slice(2);
const prometheus = new Prometheus(url, Number(begin), Number(end));
const source = new URL('../../helm/jobwheel/dashboards/', import.meta.url);
const COLOURS = ['#73bf69', '#f2cc0c', '#5794f2', '#ff9830', '#b877d9', '#8ab8ff', '#f2495c', '#ca95e5', '#96d98d', '#ffcb7d'];
const CELL = 1904 / 24;

const escape = (text) => String(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const round = (value) => Number(value.toPrecision(3));

function scaled(value, base, units) {
  const power = value === 0 ? 0 : Math.max(0, Math.min(units.length - 1, Math.floor(Math.log(Math.abs(value)) / Math.log(base))));
  return `${round(value / base ** power)}${units[power]}`;
}

function format(value, unit) {
  if (unit === 's') return value === 0 ? '0 s' : value >= 120 ? `${round(value / 60)} min` : value >= 1 ? `${round(value)} s` : value >= 1e-3 ? `${round(value * 1e3)} ms` : `${round(value * 1e6)} µs`;
  if (unit === 'percentunit') return `${round(value * 100)} %`;
  if (unit === 'bytes') return scaled(value, 1024, [' B', ' KiB', ' MiB', ' GiB']);
  const text = scaled(value, 1000, ['', ' K', ' Mil', ' Bil']);
  return text + ({ ops: ' ops/s', reqps: ' req/s' }[unit] ?? (unit.startsWith('suffix:') ? unit.slice(7) : ''));
}

const nameOf = (metric, legend) =>
  legend === '__auto' ? JSON.stringify(metric) : legend.replaceAll(/\{\{(\w+)\}\}/g, (_, label) => metric[label] ?? '');

async function seriesOf(panel) {
  const found = await Promise.all(panel.targets.map(async ({ expr, legendFormat, instant }) =>
    (await prometheus.series(prometheus.expand(expr)))
      .filter(({ points }) => !instant || points.at(-1)[0] >= prometheus.end - 2)
      .map((series) => ({ ...series, name: nameOf(series.metric, legendFormat) }))));
  return found.flat();
}

const bound = ({ metric }) => Number(metric.le.replace('+Inf', 'Infinity'));
const x = (at, width) => 80 + ((at - prometheus.begin) / (prometheus.end - prometheus.begin)) * (width - 90);

function timeseries({ fieldConfig: { defaults, overrides } }, series, width, height) {
  const { custom, unit } = defaults;
  const stacked = custom.stacking.mode === 'normal';
  const log = custom.scaleDistribution.type === 'log';
  const floor = new Map();
  const lines = series.map(({ points, name }) => ({
    name,
    points: points.map(([at, value]) => {
      const below = stacked ? floor.get(at) ?? 0 : 0;
      floor.set(at, below + value);
      return [at, below, below + value];
    }),
  }));
  const top = defaults.max ?? (Math.max(...lines.flatMap(({ points }) => points.map(([, , value]) => value))) || 1);
  const share = (value) => (log ? Math.log10(Math.max(value, 0.5) * 2) / Math.log10(top * 2) : value / top);
  const y = (value) => height - 60 - share(value) * (height - 80);
  const colour = (name, index) =>
    overrides.find(({ matcher }) => matcher.options === name)?.properties[0].value.fixedColor ?? COLOURS[index % COLOURS.length];
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((part) => (log ? (top * 2) ** part / 2 : part * top));
  const grid = ticks.map((tick) => `<line x1="80" x2="${width - 10}" y1="${y(tick)}" y2="${y(tick)}" stroke="#333"/>
    <text x="74" y="${y(tick) + 4}" text-anchor="end">${escape(format(tick, unit))}</text>`);
  const limits = custom.thresholdsStyle.mode === 'off' ? [] : defaults.thresholds.steps.filter(({ value }) => value !== null && value <= top)
    .map(({ value, color }) => `<line x1="80" x2="${width - 10}" y1="${y(value)}" y2="${y(value)}" stroke="${color}" stroke-dasharray="6"/>`);
  const drawn = lines.map(({ points, name }, index) => {
    const paint = colour(name, index);
    if (custom.drawStyle === 'bars') {
      return points.map(([at, low, high]) => `<rect x="${x(at, width)}" width="2" y="${y(high)}" height="${y(low) - y(high)}" fill="${paint}"/>`).join('');
    }
    let last = -Infinity;
    const path = points.map(([at, , value]) => {
      const step = `${at - last > 5 ? 'M' : 'L'}${x(at, width).toFixed(1)} ${y(value).toFixed(1)}`;
      last = at;
      return step;
    });
    return `<path d="${path.join('')}" fill="none" stroke="${paint}"/>`;
  });
  const legend = lines.map(({ name }, index) => `<span style="color:${colour(name, index)}">▬ ${escape(name)}</span>`).join(' ');
  return `<svg width="${width}" height="${height - 60 + 10}">${[...grid, ...limits, ...drawn].join('')}</svg><div class="legend">${legend}</div>`;
}

function heatmap({ fieldConfig: { defaults } }, series, width, height) {
  const rows = [...series].sort((one, other) => bound(one) - bound(other));
  const below = new Map();
  const cells = rows.map(({ points }) => points.map(([at, value]) => {
    const count = value - (below.get(at) ?? 0);
    below.set(at, value);
    return [at, count];
  }));
  const most = Math.max(...cells.flat().map(([, count]) => count));
  const size = (height - 40) / rows.length;
  const y = (row) => height - 40 - (row + 1) * size;
  const wide = (width - 90) / (prometheus.end - prometheus.begin) + 0.5;
  const drawn = cells.flatMap((points, row) => points.filter(([, count]) => count > 1e-9).map(([at, count]) =>
    `<rect x="${x(at, width)}" y="${y(row)}" width="${wide}" height="${size}" fill="#ff9830" opacity="${(0.1 + 0.9 * (count / most) ** 0.5).toFixed(2)}"/>`));
  const labels = rows.flatMap(({ metric }, row) => (row % 3 ? [] : [`<text x="74" y="${y(row)}" text-anchor="end">${escape(metric.le === '+Inf' ? '∞' : format(Number(metric.le), defaults.unit))}</text>`]));
  return `<svg width="${width}" height="${height - 30}">${[...drawn, ...labels].join('')}</svg>`;
}

function coloured(value, { thresholds }) {
  return thresholds.steps.findLast((step) => step.value === null || value >= step.value).color;
}

function stat({ fieldConfig: { defaults } }, series) {
  const value = series[0]?.points.at(-1)[1];
  return value === undefined ? `<div class="figure">${escape(defaults.noValue)}</div>`
    : `<div class="figure" style="color:${coloured(value, defaults)}">${escape(format(value, defaults.unit))}</div>`;
}

function bargauge({ fieldConfig: { defaults } }, series) {
  return series.map(({ name, points }) => {
    const value = points.at(-1)[1];
    return `<div class="bar"><span>${escape(name)}</span><b style="width:${Math.round((value / (defaults.max ?? 1)) * 45)}%;background:${coloured(value, defaults)}"></b>${escape(format(value, defaults.unit))}</div>`;
  }).join('');
}

function table({ fieldConfig: { defaults }, transformations: [{ options }] }, series) {
  const columns = Object.keys(options.renameByName);
  const cells = (each) => columns.map((column) => `<td>${escape(column === 'Value' ? format(each.points.at(-1)[1], defaults.unit) : each.metric[column] ?? '')}</td>`);
  return `<table><tr>${columns.map((column) => `<th>${options.renameByName[column]}</th>`).join('')}</tr>${series.map((each) => `<tr>${cells(each).join('')}</tr>`).join('')}</table>`;
}

const KINDS = { timeseries, heatmap, stat, bargauge, table };
const STYLE = `body{background:#111217;color:#ccccdc;font:12px sans-serif;margin:0;position:relative}section{position:absolute;background:#181b1f;
  border:1px solid #2c3235;overflow:hidden;box-sizing:border-box}h2{font-size:14px;margin:4px 8px}text{fill:#9a9aa8;font-size:11px}.row{background:none;border:0}
  .legend{margin:0 8px;max-height:32px;overflow:hidden}.figure{font-size:34px;text-align:center;margin-top:24px}.bar{margin:4px 8px;white-space:nowrap}.bar span{display:inline-block;width:40%}
  .bar b{display:inline-block;height:12px;margin-right:6px}table{width:100%}td,th{text-align:left;padding:3px 8px}`;

mkdirSync(target, { recursive: true });
for (const file of readdirSync(source)) {
  const { title, panels } = JSON.parse(readFileSync(new URL(file, source), 'utf8'));
  const sections = await Promise.all(panels.map(async (panel) => {
    const { gridPos: { x: left, y: top, w, h } } = panel;
    const [width, height] = [w * CELL - 8, h * 38 - 8];
    const content = panel.type === 'row' ? '' : KINDS[panel.type](panel, await seriesOf(panel), width - 2, height - 26);
    return `<section class="${panel.type}" style="left:${left * CELL + 8}px;top:${top * 38 + 40}px;width:${width}px;height:${height}px"><h2>${escape(panel.title)}</h2>${content}</section>`;
  }));
  writeFileSync(`${target}/${file.replace('.json', '.html')}`, `<!doctype html><meta charset="utf-8"><title>${escape(title)}</title><style>${STYLE}</style><h2>${escape(title)}</h2>${sections.join('\n')}`);
}
