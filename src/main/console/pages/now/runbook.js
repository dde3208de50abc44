/**
 * What to do first about each finding: one line of the runbook, by its heading there (docs/runbook.md).
 *
 * @type {Record<string, string>}
 */
export const RUNBOOK = {
  JobwheelBacklogGrowing: 'If lanes are full and processors are not, add slots; if processors are full, add nodes.',
  JobwheelJobWaitsTooLong: 'Look for a full lane or a pause; jobs of a higher priority start first.',
  JobwheelJobsWithoutNode: 'Start a node that has the type and serves the mode, or cancel the jobs.',
  JobwheelLimitBlocksLong: 'Look at the jobs that have its permits: one may hang. Or raise the limit.',
  JobwheelJobsFail: 'Look at the errors of the latest failed jobs; pause the type while its cause lasts, then redrive.',
  JobwheelOperationPaused: 'Read its error, mend the cause, and resume or cancel it.',
  JobwheelScheduleRefused: 'Read its error: the job of the schedule is not valid any more. Change the schedule.',
  JobwheelLoopDelay: 'Look at the slow steps of the loop: the frame that blocks it is named there.',
  JobwheelLaneSaturated: 'Add slots to the lane if processors are free, or add nodes.',
  JobwheelLanePaused: 'Resume the lane if the reason for its pause has gone.',
  JobwheelProcessesCrash: 'Look at the log of the node: a worker process ends as soon as it starts, or lacks memory.',
  JobwheelNodeGone: 'Its jobs are rescued by other nodes. Find out why it ended; start it again.',
};
