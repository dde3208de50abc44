// A receiver of webhooks on loopback. Answers 204; the first call of /flaky 503, and the first of /gone 410.
// GET /calls answers with all calls so far: their path, headers, and body in base64. Prints its port.
// Usage: node receiver.mjs
import { createServer } from 'node:http';

const FIRST = { '/flaky': 503, '/gone': 410 };
const calls = [];

createServer(async (request, response) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  const { method, url: path, headers } = request;
  if (method === 'GET') {
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(calls));
    return;
  }
  const isFirst = !calls.some((call) => call.path === path);
  calls.push({ path, method, headers, body: Buffer.concat(parts).toString('base64') });
  response.writeHead((isFirst && FIRST[path]) || 204).end();
}).listen(0, '127.0.0.1', function () {
  console.log(this.address().port);
});
