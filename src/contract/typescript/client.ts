// Uses the client that openapi-generator makes for TypeScript against a running service. Ends with an error if a call has not
// done what docs/clients.md describes. Usage: node client.js URL
import {
  Configuration, GroupsApi, type Job, JobFromJSON, type JobRequest, JobState, JobToJSON, JobsApi, Mode, type Problem, ProblemFromJSON,
  ProblemToJSON, ResponseError,
} from './jobwheel-typescript';

declare const process: { argv: string[] };

function check(holds: boolean | undefined, what: string): asserts holds {
  if (!holds) throw new Error(`TypeScript: ${what}`);
}

const countdown = (delay = '1ms', more: Partial<JobRequest> = {}): JobRequest =>
  ({ type: 'countdown', payload: { name: 'A', delay }, ...more }) as JobRequest;

/** Returns the problem document with which the service answers a call. */
async function problem(call: Promise<unknown>): Promise<Problem> {
  try {
    await call;
  } catch (error) {
    check(error instanceof ResponseError, `not an error of the service: ${error}`);
    const body = ProblemFromJSON(await error.response.json());
    check(body.status === error.response.status, 'the status of the problem is another one than that of the response');
    return body;
  }
  throw new Error('TypeScript: a wrong request was accepted');
}

async function main() {
  const configuration = new Configuration({ basePath: process.argv[2] });
  const jobs = new JobsApi(configuration);
  const groups = new GroupsApi(configuration);
  const hour = 3_600_000;

  // submit, and submit again with the same key
  const idempotencyKey = crypto.randomUUID();
  const jobRequest: JobRequest =
    { type: 'countdown', payload: { name: 'A', delay: '1ms' }, mode: Mode.VirtualThreads, priority: 5 };
  const first = await jobs.submitJobRaw({ jobRequest, idempotencyKey });
  const job = await first.value();
  check(first.raw.status === 202, 'a job is accepted with the status 202');
  check(job.mode === Mode.VirtualThreads && job.priority === 5, 'the job is another one than requested');
  const again = await jobs.submitJobRaw({ jobRequest, idempotencyKey });
  check((await again.value()).id === job.id, 'a repeated request has made a second job');
  check(again.raw.headers.get('Idempotency-Replayed') === 'true', 'a repeated request is not marked as such');
  const reused = await problem(jobs.submitJob({ jobRequest: countdown('2ms'), idempotencyKey }));
  check(reused.type === 'urn:jobwheel:problem:idempotency-key-reused', 'a key has served two requests');

  // wait for the end
  const answer = await jobs.submitJobRaw({ jobRequest: countdown(), prefer: 'wait=20' });
  const ended = await answer.value();
  check(answer.raw.status === 200 && ended.state === JobState.Succeeded, 'the job has not ended in 20 seconds');
  check(ended.finishedAt instanceof Date, 'the end of the job is not a time');
  const same = JSON.stringify(await jobs.getJob({ id: ended.id })) === JSON.stringify(ended);
  check(same, 'the job has changed after its end');
  check((await jobs.getJobOutput({ id: ended.id })).includes('A = 1'), 'the output of the job is incomplete');
  check((await jobs.listAttempts({ id: ended.id })).items[0]?.attempt === 1, 'the job has no first attempt');

  // list with filters, page by page
  const group = await groups.submitGroup({
    groupRequest: { mode: Mode.ThreadPool, jobs: Array.from({ length: 5 }, () => countdown()) }, prefer: 'wait=20',
  });
  check(group.counts['SUCCEEDED'] === 5, 'the group has not run all of its jobs');
  const listed: Job[] = [];
  let pages = 0;
  let cursor: string | undefined;
  do {
    const page = await jobs.listJobs({
      group: [group.id], state: [JobState.Succeeded, JobState.Failed], createdFrom: new Date(Date.now() - hour), include: ['payload'],
      limit: 2, cursor,
    });
    listed.push(...page.items);
    cursor = page.nextCursor ?? undefined;
    pages++;
  } while (cursor);
  const ids = (of: Job[]) => of.map((each) => each.id).sort().join();
  check(ids(listed) === ids(group.jobs), 'the list has other jobs than the group');
  check(pages >= 3, 'the list has larger pages than requested');
  check(listed.every((each) => each.payload.delay === '1ms' && each.result === undefined), 'payloads are missing');

  // cancel
  const batch = await jobs.submitBatch({ jobRequest: [countdown('1ms', { runAt: new Date(Date.now() + 24 * hour) })] });
  const later = batch.items[0];
  check(later?.id !== undefined && later.state === JobState.Scheduled, 'a job for tomorrow is not scheduled');
  check((await jobs.cancelJob({ id: later.id })).state === JobState.Cancelled, 'a scheduled job is not cancelled at once');
  check((await problem(jobs.cancelJob({ id: later.id }))).status === 409, 'a job can be cancelled twice');

  // read a problem
  const invalid = await problem(jobs.submitJob({ jobRequest: countdown('-1s') }));
  check(invalid.type === 'urn:jobwheel:problem:invalid-request', 'an invalid payload has another problem type');
  check(invalid.errors?.map((error) => error.field).join() === 'payload.delay', 'the invalid field is not named');

  // what a later version of the service may add
  check(JobFromJSON({ ...JobToJSON(ended), added: 1 }).id === ended.id, 'a field that is not known is not ignored');
  const added = ProblemFromJSON({ ...ProblemToJSON(invalid), type: 'urn:jobwheel:problem:added' });
  check(added.type === 'urn:jobwheel:problem:added', 'a new problem type is refused');

  console.log('TypeScript: submit, wait, list, cancel, replay and problems work');
}

main();
