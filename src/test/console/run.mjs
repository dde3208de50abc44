// Runs the tests of the console's functions in Node; Maven's build runs the same files without it.
// Usage: node src/test/console/run.mjs [PART OF A FILE NAME]
import {readdirSync} from 'node:fs';
import {register} from 'node:module';
import {dirname, join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';

// no package.json says so, since it would be served
const modules = `export const load = (url, context, next) =>
  next(url, url.endsWith('.js') ? {...context, format: 'module'} : context);`;
register(`data:text/javascript,${encodeURIComponent(modules)}`);

const folder = dirname(fileURLToPath(import.meta.url));
const {outcome, tests} = await import('./harness.js');
const files = readdirSync(folder, {recursive: true})
  .filter((file) => file.endsWith('.test.js') && file.includes(process.argv[2] ?? ''))
  .sort();
let failed = 0;
let passed = 0;

/** @type {(what: string, error: unknown) => void} */
function fail(what, error) {
  failed++;
  console.error(`FAILED ${what}\n${error}`);
}

for (const file of files) {
  tests.length = 0;
  try {
    await import(pathToFileURL(join(folder, file)).href);
    if (tests.length === 0) {
      fail(file, 'it has no tests');
    }
  } catch (error) {
    fail(file, error instanceof Error ? error.stack : error);
  }
  for (const each of [...tests]) {
    const result = outcome(each);
    // a turn of Node's loop comes after all promises that need none
    await new Promise((resume) => setImmediate(resume));
    if (result.done && result.error === null) {
      passed++;
    } else {
      fail(`${file}: ${each.name}`, result.error ?? 'it did not end');
    }
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
