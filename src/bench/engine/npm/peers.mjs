// The fastest queues on PostgreSQL from npm, for engine.sh: reads rounds `drain N`, answers jobs a second.
// Usage: node peers.mjs graphile-worker|pg-boss CONNECTION_STRING
import { createInterface } from 'node:readline';
import { Logger, run, runMigrations } from 'graphile-worker';
import pg from 'pg';
import PgBoss from 'pg-boss';

const [, , name, connectionString] = process.argv;
const BATCH = 500;
const FETCHERS = 2; // with one or four it was slower here

/** Tuned as its manual says for throughput: a local queue of 500, ends recorded in batches. */
async function graphileWorker() {
  const pool = new pg.Pool({ connectionString, max: 20 });
  pool.on('error', console.error);
  const logger = new Logger(() => () => {});
  await runMigrations({ pgPool: pool, logger });
  return async (jobs) => {
    await pool.query(
      `SELECT graphile_worker.add_jobs(array_agg(
         ROW('noop', '{}'::json, NULL, NULL, NULL, NULL, NULL, NULL)::graphile_worker.job_spec))
       FROM generate_series(1, $1::int)`,
      [jobs],
    );
    let left = jobs;
    let done;
    const all = new Promise((resolve) => (done = resolve));
    const began = process.hrtime.bigint();
    const runner = await run({
      pgPool: pool,
      logger,
      noHandleSignals: true,
      preset: {
        worker: {
          concurrentJobs: 24,
          localQueue: { size: BATCH },
          completeJobBatchDelay: 0,
          failJobBatchDelay: 0,
        },
      },
      taskList: {
        noop: () => {
          if (--left === 0) done();
        },
      },
    });
    await all;
    await until(async () => {
      const rest = await pool.query('SELECT 1 FROM graphile_worker._private_jobs LIMIT 1');
      return rest.rowCount === 0;
    });
    const took = process.hrtime.bigint() - began;
    await runner.stop();
    return took;
  };
}

/** Fetches and completes in batches of 500, by several loops at a time. */
async function pgBoss() {
  const boss = new PgBoss({ connectionString, max: 10 });
  boss.on('error', console.error);
  await boss.start();
  await boss.createQueue('noop');
  return async (jobs) => {
    for (let i = 0; i < jobs; i += 5000) {
      const some = Array.from({ length: Math.min(5000, jobs - i) }, () => ({ name: 'noop' }));
      await boss.insert(some);
    }
    let left = jobs;
    const began = process.hrtime.bigint();
    const loop = async () => {
      while (left > 0) {
        const batch = await boss.fetch('noop', { batchSize: BATCH });
        if (batch.length > 0) {
          await boss.complete('noop', batch.map((job) => job.id));
          left -= batch.length;
        }
      }
    };
    await Promise.all(Array.from({ length: FETCHERS }, loop));
    return process.hrtime.bigint() - began;
  };
}

async function until(condition) {
  while (!(await condition())) {
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

const drain = await (name === 'pg-boss' ? pgBoss() : graphileWorker());
console.log('ready');
for await (const line of createInterface({ input: process.stdin })) {
  const jobs = Number(line.split(' ')[1]);
  console.log(Math.round((jobs * 1e9) / Number(await drain(jobs))));
}
process.exit(0);
