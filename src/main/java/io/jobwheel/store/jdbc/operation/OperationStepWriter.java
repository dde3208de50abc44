package io.jobwheel.store.jdbc.operation;

import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.jdbc.BulkActions;
import io.jobwheel.store.jdbc.BulkActions.Effect;
import io.jobwheel.store.jdbc.JobEndings;
import io.jobwheel.store.operation.Operation;
import io.jobwheel.store.operation.OperationProgress;
import io.jobwheel.store.operation.OperationState;
import io.jobwheel.store.operation.OperationStep;
import io.jobwheel.store.operation.Operations.StepResult;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Carries out a step: locks the operation, acts on the jobs, and moves the operation on. So a step
 * takes effect once, even if its node is lost or another node tries the same one.
 */
final class OperationStepWriter {

  private static final long SECOND = 1_000_000;

  private static final String LOCK =
      "SELECT " + OperationRow.COLUMNS + ", step_at FROM operation WHERE id = ? ";

  private static final String ADVANCE =
      """
      UPDATE operation
      SET step = step + 1, step_at = ?, before_id = ?, state = ?, finished_at = ?,
        matched = CAST(? AS bigint), done = ?, changed = ?, in_open_group = ?, key_held = ?,
        blocked_by = ?
      WHERE id = ? AND step = ? AND state = 'RUNNING'
      RETURNING
      """
          + OperationRow.COLUMNS;

  /** An operation, and when its next step is due, in microseconds. */
  private record Locked(Operation operation, long stepAt) {}

  private OperationStepWriter() {}

  static StepResult write(WriterSession session, JobEndings endings, OperationStep step)
      throws SQLException {
    Operation read = step.operation();
    Optional<Locked> locked =
        session
            .statement(LOCK + session.dialect().forUpdate())
            .id(read.id())
            .first(row ->
                new Locked(
                    OperationRow.read(row, session.dialect()),
                    row.getLong(OperationRow.COLUMN_COUNT + 1)))
            .filter(now ->
                now.operation().state() == OperationState.RUNNING
                    && now.operation().cursor().equals(read.cursor()));
    if (locked.isEmpty()) {
      return StepResult.REFUSED;
    }
    Operation stored = locked.get().operation();
    Effect effect =
        BulkActions.act(
            session, endings, stored.spec(), stored.createdAt(), step.jobs(), step.now());
    OperationStep taken = effect.taken().isEmpty() ? step : step.first(effect.taken().size());
    Operation after = advance(session, locked.get(), taken, effect);
    return new StepResult(after, effect.redriven(), effect.cancelled());
  }

  private static Operation advance(
      WriterSession session, Locked locked, OperationStep step, Effect effect) throws SQLException {
    Operation operation = locked.operation();
    boolean ends = step.before() == null;
    OperationProgress progress = progress(operation.progress(), step, effect, ends);
    return session
        .statement(ADVANCE)
        .number(nextStep(session.now(), locked, step, effect))
        .id(step.before())
        .text((ends ? OperationState.COMPLETED : OperationState.RUNNING).name())
        .instant(ends ? step.now() : null)
        .numberOrNull(progress.matched())
        .number(progress.done())
        .number(progress.changed())
        .number(progress.inOpenGroup())
        .number(progress.keyHeld())
        .text(progress.blockedBy())
        .id(operation.id())
        .number(operation.cursor().step())
        .first(OperationRow.reader(session.dialect()))
        .orElseThrow(
            () -> new IllegalStateException("Operation %s is gone".formatted(operation.id())));
  }

  private static OperationProgress progress(
      OperationProgress before, OperationStep step, Effect effect, boolean ends) {
    Long matched = before.matched() == null ? step.matched() : before.matched();
    long done = before.done() + effect.done();
    long changed = before.changed() + effect.changed();
    long inOpenGroup = before.inOpenGroup() + effect.inOpenGroup();
    long keyHeld = before.keyHeld() + effect.keyHeld();
    if (ends && matched != null) {
      // jobs that had left the set before the walk came to them
      changed = Math.max(changed, matched - done - inOpenGroup - keyHeld);
    }
    return new OperationProgress(
        matched, done, changed, inOpenGroup, keyHeld, step.blockedBy(), null);
  }

  /**
   * Returns when the next step is due. A late step is made up for by at most one more, so that the
   * rate holds for any longer time.
   */
  private static long nextStep(long now, Locked locked, OperationStep step, Effect effect) {
    Integer rate = locked.operation().spec().rate();
    if (step.blockedBy() != null && step.jobs().isEmpty()) {
      return now + SECOND;
    }
    if (rate == null) {
      return now;
    }
    long longest = OperationStep.jobsPerStep(rate) * SECOND / rate;
    return Math.max(locked.stepAt(), now - longest) + effect.done() * SECOND / rate;
  }
}
