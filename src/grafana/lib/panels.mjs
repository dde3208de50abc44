// Panels as Grafana's JSON has them, without their place, which is the dashboard's business.

const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };

const COLOURS = { succeeded: 'green', failed: 'red', cancelled: 'yellow' };

const legend = { displayMode: 'list', placement: 'bottom', showLegend: true, calcs: [] };

function target({ expr, legend }, index, { exemplar = false, instant = false, format = 'time_series' }) {
  return {
    refId: String.fromCharCode('A'.charCodeAt(0) + index),
    datasource: DATASOURCE,
    editorMode: 'code',
    expr,
    legendFormat: legend || '__auto',
    range: !instant,
    instant,
    exemplar,
    format,
  };
}

function steps(thresholds) {
  // [[5, 'orange'], [10, 'red']] on a green ground
  return [{ color: 'green', value: null }, ...thresholds.map(([value, color]) => ({ color, value }))];
}

function panel(type, spec, fieldConfig, options, how = {}) {
  const { title, description, queries, width = 12, height = 8, link } = spec;
  return {
    type,
    title,
    description,
    datasource: DATASOURCE,
    fieldConfig,
    options,
    targets: queries.map((each, index) => target(each, index, { exemplar: spec.exemplars, ...how })),
    ...(link && { links: [link] }),
    size: { width, height },
  };
}

/** Lines over time. Options: unit, min, max, softMax, decimals, stack, bars, log, thresholds, exemplars, coloured (outcomes have theirs). */
export function timeSeries(spec) {
  const { unit, min = 0, max, softMax, decimals, stack = false, bars = false, log = false, coloured = false, thresholds = [] } = spec;
  const custom = {
    drawStyle: bars ? 'bars' : 'line',
    lineWidth: 1,
    fillOpacity: stack || bars ? 40 : 8,
    showPoints: 'never',
    spanNulls: false,
    ...(softMax !== undefined && { axisSoftMax: softMax }),
    stacking: { mode: stack ? 'normal' : 'none', group: 'A' },
    scaleDistribution: log ? { type: 'log', log: 10 } : { type: 'linear' },
    thresholdsStyle: { mode: thresholds.length ? 'dashed' : 'off' },
  };
  const overrides = Object.entries(coloured ? COLOURS : {}).map(([name, color]) => ({
    matcher: { id: 'byName', options: name },
    properties: [{ id: 'color', value: { mode: 'fixed', fixedColor: color } }],
  }));
  const defaults = {
    unit,
    ...(log ? {} : { min }),
    ...(max !== undefined && { max }),
    ...(decimals !== undefined && { decimals }),
    color: { mode: 'palette-classic' },
    thresholds: { mode: 'absolute', steps: steps(thresholds) },
    custom,
  };
  return panel('timeseries', spec, { defaults, overrides }, { legend, tooltip: { mode: 'multi', sort: 'desc' } });
}

// what was known last may be long past: figures of now are asked for now
const NOW = { instant: true };

/** One figure of now. Options: unit, thresholds, decimals, empty (said without data). */
export function stat(spec) {
  const { unit, thresholds = [], decimals, empty = 'not known' } = spec;
  const defaults = {
    unit,
    noValue: empty,
    ...(decimals !== undefined && { decimals }),
    color: { mode: 'thresholds' },
    thresholds: { mode: 'absolute', steps: steps(thresholds) },
  };
  const options = {
    reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
    graphMode: 'none',
    colorMode: 'value',
    justifyMode: 'auto',
    orientation: 'auto',
    textMode: 'auto',
    wideLayout: true,
    showPercentChange: false,
    percentChangeColorMode: 'standard',
  };
  return panel('stat', { width: 4, height: 4, ...spec }, { defaults, overrides: [] }, options, NOW);
}

/** Bars for what is so much of a whole, the value now. */
export function barGauge(spec) {
  const { unit, max, thresholds = [] } = spec;
  const defaults = {
    unit,
    min: 0,
    ...(max !== undefined && { max }),
    color: { mode: 'thresholds' },
    thresholds: { mode: 'absolute', steps: steps(thresholds) },
  };
  const options = {
    reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
    displayMode: 'basic',
    orientation: 'horizontal',
    valueMode: 'color',
    namePlacement: 'auto',
    sizing: 'auto',
    minVizWidth: 8,
    minVizHeight: 16,
    maxVizHeight: 300,
    showUnfilled: true,
    legend: { ...legend, showLegend: false },
  };
  return panel('bargauge', spec, { defaults, overrides: [] }, options, NOW);
}

/** A heat map of a histogram's buckets. */
export function heatmap(spec) {
  const options = {
    calculate: false,
    cellGap: 1,
    color: { mode: 'scheme', scheme: 'Oranges', fill: 'dark-orange', scale: 'exponential', exponent: 0.5, steps: 64, reverse: false },
    exemplars: { color: 'rgba(255,0,255,0.7)' },
    filterValues: { le: 1e-9 },
    legend: { show: true },
    rowsFrame: { layout: 'auto' },
    showValue: 'never',
    tooltip: { mode: 'single', showColorScale: true, yHistogram: false },
    yAxis: { axisPlacement: 'left', reverse: false, unit: spec.unit },
    cellValues: { unit: 'short' },
  };
  const fieldConfig = {
    defaults: { unit: spec.unit, custom: { hideFrom: { legend: false, tooltip: false, viz: false } } },
    overrides: [],
  };
  return panel('heatmap', spec, fieldConfig, options, { format: 'heatmap' });
}

/** A table of the values now, a row a series. Options: unit, columns (label to heading), value (its heading). */
export function table(spec) {
  const { unit, columns, value, empty = '' } = spec;
  const labels = Object.keys(columns);
  const hidden = ['Time', ...(spec.hidden ?? [])];
  const transformation = {
    id: 'organize',
    options: {
      excludeByName: Object.fromEntries(hidden.map((name) => [name, true])),
      indexByName: Object.fromEntries([...labels, 'Value'].map((name, index) => [name, index])),
      renameByName: { ...columns, Value: value },
    },
  };
  const defaults = {
    unit,
    noValue: empty,
    decimals: 0,
    custom: { align: 'auto', cellOptions: { type: 'auto' }, inspect: false },
    thresholds: { mode: 'absolute', steps: steps([]) },
  };
  const options = { frameIndex: 0, showHeader: true, cellHeight: 'sm', sortBy: [{ displayName: value, desc: true }] };
  const made = panel('table', spec, { defaults, overrides: [] }, options, { ...NOW, format: 'table' });
  return { ...made, transformations: [transformation] };
}
