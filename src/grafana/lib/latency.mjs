// How long jobs wait and run: the panels that more than one dashboard has.
import { timeSeries } from './panels.mjs';
import { JOBS, quantiles } from './promql.mjs';

export const waitsAndRuns = [
  timeSeries({
    title: 'Wait until the first attempt',
    description: 'From when a job was due to when its first attempt was handed to its lane. The dots are single jobs with their traces.',
    unit: 's',
    exemplars: true,
    queries: quantiles('jobwheel_job_wait_seconds', JOBS),
  }),
  timeSeries({
    title: 'Run of an attempt',
    description: 'From when an attempt was handed to its lane to when it ended. The dots are single attempts with their traces.',
    unit: 's',
    exemplars: true,
    queries: quantiles('jobwheel_job_run_seconds', JOBS),
  }),
];
