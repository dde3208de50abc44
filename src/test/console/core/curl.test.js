import {curl, quoted} from '../../../main/console/core/curl.js';
import {parse} from '../../../main/console/core/json.js';
import {equal, test} from '../harness.js';

test('writes a GET', () => {
  equal(curl({method: 'GET', path: '/api/v1/jobs?state=FAILED&limit=50'}, 'http://localhost:8080', false),
    `curl \\\n  'http://localhost:8080/api/v1/jobs?state=FAILED&limit=50'`);
});

test('leaves the key to a variable', () => {
  equal(curl({method: 'POST', path: '/api/v1/jobs/1:cancel'}, 'https://x', true),
    'curl \\\n  -X POST \\\n  -H "Authorization: Bearer $KEY" \\\n  https://x/api/v1/jobs/1:cancel');
});

test('writes a body as it is sent', () => {
  equal(curl({method: 'POST', path: '/api/v1/jobs', body: parse('{"n":12345678901234567890}')}, 'http://x', false),
    `curl \\\n  -H 'Content-Type: application/json' \\\n  -d '{"n":12345678901234567890}' \\\n  http://x/api/v1/jobs`);
});

test('quotes what a shell would read', () => {
  equal(quoted(`it's $HOME \`id\``), `'it'\\''s $HOME \`id\`'`);
  equal(quoted('plain/path:1'), 'plain/path:1');
  equal(quoted(''), `''`);
});
