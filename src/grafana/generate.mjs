// Writes the dashboards. With --check it writes nothing and fails when a file is not what it would write.
// Usage: node src/grafana/generate.mjs [--check]
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import overview from './dashboards/overview.mjs';
import loopsAndPools from './dashboards/loops-and-pools.mjs';
import jobs from './dashboards/jobs.mjs';
import engine from './dashboards/engine.mjs';

const folder = new URL('../../helm/jobwheel/dashboards/', import.meta.url);
const check = process.argv[2] === '--check';
let stale = 0;

mkdirSync(folder, { recursive: true });
for (const [name, content] of Object.entries({ overview, 'loops-and-pools': loopsAndPools, jobs, engine })) {
  const file = new URL(`${name}.json`, folder);
  const text = `${JSON.stringify(content, null, 2)}\n`;
  if (!check) {
    writeFileSync(file, text);
  } else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
    console.error(`helm/jobwheel/dashboards/${name}.json is not what src/grafana makes: run node src/grafana/generate.mjs`);
    stale++;
  }
}
process.exit(stale ? 1 : 0);
