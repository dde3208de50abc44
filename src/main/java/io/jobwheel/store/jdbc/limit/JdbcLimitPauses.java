package io.jobwheel.store.jdbc.limit;

import io.jobwheel.job.JobLimit;
import io.jobwheel.store.commit.BatchWrite;
import io.jobwheel.store.commit.WriteKind;
import io.jobwheel.store.commit.WriterPool;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.limit.LimitPauses;
import io.jobwheel.store.sql.RowCounts;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Writes the ends of pauses to the rows of {@code limit_usage}. */
public final class JdbcLimitPauses implements LimitPauses {

  private record LimitsPause(List<JobLimit> limits, Duration duration) {}

  private final WriterPool writers;
  private final Permits permits;
  private final BatchWrite<LimitsPause, @Nullable Void> pause;

  public JdbcLimitPauses(WriterPool writers, Permits permits) {
    this.writers = writers;
    this.permits = permits;
    this.pause = BatchWrite.of(WriteKind.PAUSE_LIMITS, this::pauseAll);
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<Void> pause(List<JobLimit> limits, Duration duration) {
    return writers.write(pause, new LimitsPause(limits, duration)).thenApply(_ -> null);
  }

  private List<@Nullable Void> pauseAll(WriterSession session, List<LimitsPause> pauses) {
    for (LimitsPause each : pauses) {
      permits.pause(session, each.limits(), each.duration());
    }
    return RowCounts.noResults(pauses.size());
  }
}
