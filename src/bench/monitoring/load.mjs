// A mixed load with failures, twice a second for so many seconds: jobs that end well in all modes, calls and commands of
// which some fail, webhooks to receivers that fail or are gone, schedules one of which is refused, jobs that limits hold,
// reject and cancel, retries, time-outs, cancels, and work that computes where it should not and hears no call to end.
// Usage: node load.mjs SERVICE COUNTERPART SECONDS
const [service, counterpart, seconds] = process.argv.slice(2);
const MODES = ['sequential', 'event-loop', 'thread-pool', 'virtual-threads', 'process-pool'];
const counts = { submitted: 0, refused: 0 };

async function post(path, body, method = 'POST') {
  const response = await fetch(`${service}/api/v1/${path}`, {
    method, headers: { 'Content-Type': 'application/json' }, body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(15_000),
  });
  counts[response.ok ? 'submitted' : 'refused']++;
  return response.json();
}

const job = (type, payload, more) => post('jobs', { type, payload, ...more });
const countdown = (delay, more) => job('countdown', { name: 'A', delay }, more);
const schedule = (name, type) =>
  post(`schedules/${name}`, { every: '1s', overlap: 'ALLOW', job: { type, payload: { name: 'A', delay: '1ms' } } }, 'PUT');
const limit = (name, definition) => post(`limits/${name}`, definition, 'PUT');
const cancel = async (submitted) => post(`jobs/${(await submitted).id}:cancel`);

function round(number) {
  const work = [
    ...MODES.map((mode) => post('groups', { mode, jobs: Array(4).fill({ type: 'countdown', payload: { name: 'B', delay: '20ms' } }) })),
    job('http', { url: `${counterpart}/calls/${number}` }, { maxAttempts: 1 }),
    job('http', { url: `${counterpart}/calls/${number}` }, { mode: 'virtual-threads', maxAttempts: 3, backoff: '200ms' }),
    job('http', { url: `${counterpart}/slow/${number}` }, { maxAttempts: 2, backoff: '200ms', timeout: '300ms' }),
    job('command', { name: 'work', parameters: { turn: `${number % 4}` } }, { mode: 'virtual-threads' }),
    countdown('1ms', { webhook: { url: `${counterpart}/calls/${number}` } }),
    countdown('1ms', { webhook: { url: `${counterpart}/gone/${number}` } }),
    cancel(countdown('1s')),
    cancel(countdown('1s', { runAt: new Date(Date.now() + 3_600_000).toISOString() })),
  ];
  if (number === 0) {
    work.push(
      limit('one-by-one', { total: 1 }),
      limit('closed', { total: 0, onLimit: 'REJECT' }),
      limit('latest', { total: 1, onLimit: 'CANCEL_OLDEST' }),
    );
  } else {
    const limited = (name) => countdown('50ms', { limits: [{ name }] });
    work.push(...['one-by-one', 'one-by-one', 'one-by-one', 'latest', 'latest', 'closed'].map(limited)); // the last is refused
  }
  if (number === 0) work.push(schedule('ticks', 'countdown'), schedule('unknown', 'no-such-type'));
  if (number === 2) {
    const primes = (below, more) => job('primes', { below }, more);
    // computes well past its limit also where processors are fast: it has to be seen by a scrape and a rule
    const overdue = primes(20_000_000, { mode: 'thread-pool', timeout: '1s' });
    work.push(overdue, cancel(primes(30_000_000, { mode: 'process-pool' })));
    work.push(post('groups', { mode: 'sequential', jobs: Array(200).fill({ type: 'countdown', payload: { name: 'C', delay: '300ms' } }) }));
    // after it: before it, they would hold the lane's slots for as long as the proof lasts
    work.push(overdue.then(() => post('groups', { mode: 'thread-pool', jobs: Array(60).fill({ type: 'countdown', payload: { name: 'C', delay: '300ms' } }) })));
  }
  if (number % 2) work.push(job('primes', { below: 900_000 }, { mode: 'event-loop' }));
  return work;
}

const end = Date.now() + seconds * 1000;
const all = [];
for (let number = 0; Date.now() < end; number++) {
  all.push(...round(number).map((each) => each.catch(() => counts.refused++)));
  await new Promise((resolve) => setTimeout(resolve, 500));
}
await Promise.all(all);
console.log(`load: ${counts.submitted} calls taken, ${counts.refused} refused`);
