// Checks the dashboards against Grafana's own types, the options of each kind of panel among them. Needs npm; works in
// target/grafana and leaves nothing elsewhere. Usage: node src/grafana/types.mjs
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = new URL('./', import.meta.url);
const work = new URL('../../target/grafana/', here);
const dashboards = new URL('../../helm/jobwheel/dashboards/', here);
const names = readdirSync(dashboards).filter((name) => name.endsWith('.json'));

mkdirSync(work, { recursive: true });
for (const file of ['package.json', 'package-lock.json']) copyFileSync(new URL(file, here), new URL(file, work));
execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--silent'], { cwd: work, stdio: 'inherit' });

const kinds = ['barGauge', 'heatmap', 'stat', 'table', 'timeseries'];
const plugins = kinds.map((kind) => `import type * as ${kind} from './node_modules/@grafana/schema/dist/types/raw/composable/${
  kind.toLowerCase()}/panelcfg/x/types.gen';`).join('\n');
const panels = kinds.map((kind) =>
  `(Base & { type: '${kind.toLowerCase()}'; options: Plain<${kind}.Options> })`).join('\n  | ');
const head = `import type { Dashboard, Panel, RowPanel } from './node_modules/@grafana/schema/dist/types/raw/dashboard/x/types.gen';
${plugins}
// JSON has words where the types have enums
type Plain<T> = T extends string ? \`\${T}\` : T extends object ? { [K in keyof T]: Plain<T[K]> } : T;
type Base = Omit<Plain<Panel>, 'type' | 'options'>;
type OurPanel = Plain<RowPanel>
  | ${panels};
type OurDashboard = Omit<Plain<Dashboard>, 'panels'> & { panels: OurPanel[] };
`;
const files = names.map((name) => {
  const file = name.replace('.json', '.check.ts');
  writeFileSync(new URL(file, work), `${head}export const dashboard: OurDashboard = ${readFileSync(new URL(name, dashboards), 'utf8')};\n`);
  return file;
});
const { status } = spawnSync('node', ['node_modules/typescript/bin/tsc', '--noEmit', '--strict', '--skipLibCheck', ...files],
  { cwd: fileURLToPath(work), stdio: 'inherit' });
if (status === 0) console.log(`${names.length} dashboards have Grafana's types`);
process.exit(status ?? 1);
