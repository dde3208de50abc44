// A dashboard: rows of panels that flow from left to right, the variables, and the links to the others.

const COLUMNS = 24;

export const UIDS = {
  overview: 'jobwheel-overview',
  loops: 'jobwheel-loops-and-pools',
  jobs: 'jobwheel-jobs',
  engine: 'jobwheel-engine',
};

const TITLES = {
  overview: 'Jobwheel / Overview',
  loops: 'Jobwheel / Loops & pools',
  jobs: 'Jobwheel / Jobs',
  engine: 'Jobwheel / Engine',
};

function link(title, url, more) {
  return {
    title, url, type: 'link', icon: 'dashboard', tooltip: '', tags: [], asDropdown: false, targetBlank: false,
    includeVars: false, keepTime: false, ...more,
  };
}

/** A link of a panel to one of the dashboards; variables and time go along. */
export const seeAlso = (name) => link(TITLES[name], `/d/${UIDS[name]}?\${__url_time_range}&\${__all_variables}`);

const labelOf = {
  namespace: 'label_values(jobwheel_lane_slots, namespace)',
  job: 'label_values(jobwheel_lane_slots{namespace=~"$namespace"}, job)',
  instance: 'label_values(jobwheel_lane_slots{namespace=~"$namespace",job=~"$job"}, instance)',
  mode: 'label_values(jobwheel_lane_slots{namespace=~"$namespace",job=~"$job"}, mode)',
  type: 'label_values(jobwheel_jobs_submitted_total{namespace=~"$namespace",job=~"$job"}, type)',
};

const datasource = {
  name: 'datasource', label: 'Data source', type: 'datasource', query: 'prometheus', regex: '', hide: 0, refresh: 1,
  includeAll: false, multi: false, options: [], skipUrlSync: false,
};

function variable(name) {
  const query = labelOf[name];
  return {
    name, label: name[0].toUpperCase() + name.slice(1), type: 'query', datasource: { type: 'prometheus', uid: '${datasource}' },
    query: { qryType: 1, query, refId: 'PrometheusVariableQueryEditor-VariableQuery' },
    // All matches also what has no such label: outside of Kubernetes there is no namespace
    includeAll: true, allValue: '.*', current: { selected: true, text: ['All'], value: ['$__all'] },
    multi: true, refresh: 2, sort: 1, hide: 0, regex: '', options: [], skipUrlSync: false,
  };
}

/** Places rows, each a title and its panels, from the top; ids count up. */
function place(rows) {
  const placed = [];
  let y = 0;
  for (const [title, ...panels] of rows) {
    placed.push({ id: placed.length + 1, type: 'row', title, collapsed: false, panels: [], gridPos: { x: 0, y, w: COLUMNS, h: 1 } });
    y += 1;
    let x = 0;
    let tallest = 0;
    for (const { size, ...panel } of panels) {
      if (x + size.width > COLUMNS) {
        y += tallest;
        x = tallest = 0;
      }
      placed.push({ id: placed.length + 1, ...panel, gridPos: { x, y, w: size.width, h: size.height } });
      x += size.width;
      tallest = Math.max(tallest, size.height);
    }
    y += tallest;
  }
  return placed;
}

export function dashboard(name, { description, variables, rows }) {
  return {
    uid: UIDS[name],
    title: TITLES[name],
    description,
    tags: ['jobwheel'],
    schemaVersion: 42,
    version: 1,
    editable: true,
    graphTooltip: 1,
    refresh: '30s',
    time: { from: 'now-1h', to: 'now' },
    timezone: 'browser',
    annotations: { list: [] },
    links: Object.keys(UIDS)
      .filter((other) => other !== name)
      .map((other) => link(TITLES[other], `/d/${UIDS[other]}`, { includeVars: true, keepTime: true })),
    templating: { list: [datasource, ...variables.map(variable)] },
    panels: place(rows),
  };
}
