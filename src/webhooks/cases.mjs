// Makes the cases that each verifier has to decide of the calls that a receiver got. Prints a line for each, separated by
// tabs: whether the call is valid, secret, id, timestamp, signatures, body in base64, and what the case is.
// Usage: node cases.mjs CALLS PATH=SECRET[,SECRET]...
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';

const OTHER = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const [file, ...receivers] = process.argv.slice(2);
const secrets = new Map(receivers.map((each) => each.match(/^([^=]*)=(.*)$/).slice(1)));

function print(valid, secret, { id, timestamp, signatures, body }, what) {
  console.log([valid, secret, id, timestamp, signatures, body, what].join('\t'));
}

/** The call with another timestamp, and a right signature of it. */
function signedAt(timestamp, secret, call) {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const signed = createHmac('sha256', key).update(`${call.id}.${timestamp}.`).update(Buffer.from(call.body, 'base64'));
  return { ...call, timestamp, signatures: `v1,${signed.digest('base64')}` };
}

for (const { path, headers, body } of JSON.parse(readFileSync(file, 'utf8'))) {
  const call = {
    id: headers['webhook-id'], timestamp: headers['webhook-timestamp'], signatures: headers['webhook-signature'], body,
  };
  const now = Math.floor(Date.now() / 1000);
  for (const secret of secrets.get(path).split(',')) {
    const tampered = Buffer.from(body, 'base64').toString().replace('"type":"', '"type": "');
    print(true, secret, call, `${path} as it came`);
    print(true, secret, signedAt(now - 240, secret, call), `${path} of four minutes ago`);
    print(false, secret, signedAt(now - 360, secret, call), `${path} of six minutes ago`);
    print(false, secret, signedAt(now + 360, secret, call), `${path} of six minutes ahead`);
    print(false, secret, { ...call, timestamp: `${Number(call.timestamp) + 1}` }, `${path} with another timestamp`);
    print(false, secret, { ...call, id: `${call.id}x` }, `${path} with another id`);
    print(false, secret, { ...call, body: Buffer.from(tampered).toString('base64') }, `${path} with another body`);
    print(false, secret, { ...call, signatures: call.signatures.replaceAll('v1,', 'v2,') }, `${path} of another version`);
    print(false, secret, { ...call, signatures: 'v1,' }, `${path} with an empty signature`);
    print(false, secret, { ...call, timestamp: 'now' }, `${path} with no timestamp`);
  }
  print(false, OTHER, call, `${path} with another secret`);
}
