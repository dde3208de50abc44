// Checks the manifests that ChartTest has rendered into target/manifests against the schemas of Kubernetes, KEDA, the Gateway API and
// Prometheus Operator: by the types, which know each field, and by the validators, which know values. Needs npm; works in
// target/manifests-check and leaves nothing elsewhere. Usage: node src/manifests/check.mjs
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = new URL('./', import.meta.url);
const work = new URL('../../target/manifests-check/', here);
const rendered = new URL('../../target/manifests/', here);
const extensions = {
  'gateway.networking.k8s.io': '@kubernetes-models/gateway-api/',
  'keda.sh': '@kubernetes-models/keda/',
  'monitoring.coreos.com': '@kubernetes-models/prometheus-operator/',
};

const modelOf = ({ apiVersion, kind }) => `${extensions[apiVersion.split('/')[0]] ?? 'kubernetes-models/'}${apiVersion}/${kind}`;

mkdirSync(work, { recursive: true });
for (const file of ['package.json', 'package-lock.json']) copyFileSync(new URL(file, here), new URL(file, work));
execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--silent'], { cwd: work, stdio: 'inherit' });

const files = [];
let checked = 0;
let wrong = 0;
for (const name of readdirSync(rendered).filter((each) => each.endsWith('.json'))) {
  const manifests = JSON.parse(readFileSync(new URL(name, rendered), 'utf8'));
  const lines = [];
  for (const [i, manifest] of manifests.entries()) {
    const { kind, metadata } = manifest;
    lines.push(`import type { I${kind} as T${i} } from '${modelOf(manifest)}';`,
      `export const m${i}: T${i} = ${JSON.stringify(manifest, null, 1)};`);
    const model = (await import(new URL(`node_modules/${modelOf(manifest)}.js`, work)))[kind];
    checked++;
    try {
      new model(manifest).validate();
    } catch (error) {
      wrong++;
      console.log(`${name}: ${kind} ${metadata.name}: ${error.message}`);
    }
  }
  const file = name.replace('.json', '.check.ts');
  writeFileSync(new URL(file, work), lines.join('\n'));
  files.push(file);
}
if (checked === 0) {
  console.log('no manifests in target/manifests: ChartTest renders them');
  process.exit(1);
}
const { status } = spawnSync('node', ['node_modules/typescript/bin/tsc', '--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', ...files],
  { cwd: fileURLToPath(work), stdio: 'inherit' });
console.log(`${checked} manifests checked, ${wrong} refused by a validator, ${status === 0 ? 'none' : 'some'} by a type`);
process.exit(wrong === 0 && status === 0 ? 0 : 1);
