package io.jobwheel.execution.attempt;

import io.jobwheel.job.Job;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Marks the work of a thread as part of an attempt: log lines carry the ids of the job, and the
 * span of the attempt is current. The thread that opens a scope closes it, which restores the
 * previous scope. Scopes can be nested.
 */
public final class AttemptScope implements AutoCloseable {

  private static final ThreadLocal<@Nullable Attempt> CURRENT = new ThreadLocal<>();

  private final @Nullable Attempt outer;
  private final AttemptSpan.SpanScope span;

  private AttemptScope(@Nullable Attempt outer, AttemptSpan.SpanScope span) {
    this.outer = outer;
    this.span = span;
  }

  /** Opens the scope of an attempt on the calling thread. */
  public static AttemptScope open(Attempt attempt) {
    Attempt outer = CURRENT.get();
    CURRENT.set(attempt);
    putLogKeys(attempt);
    return new AttemptScope(outer, attempt.span().open());
  }

  /** Opens a scope without span for a job that has no attempt on this node, for its log lines. */
  public static AttemptScope open(Job job, String node) {
    return open(new Attempt(job, job.createdAt(), node, AttemptSpan.NONE));
  }

  /** Returns work that runs, on any thread, in the current scope of the calling thread. */
  static <T extends @Nullable Object> Callable<T> carry(Callable<T> work) {
    Attempt attempt = CURRENT.get();
    if (attempt == null) {
      return work;
    }
    return () -> {
      try (var _ = open(attempt)) {
        return work.call();
      }
    };
  }

  /**
   * Returns work that runs in the current scope of the calling thread. If that has none, the work
   * runs outside of any scope, even on a thread that is in one.
   */
  public static Runnable carry(Runnable work) {
    Attempt attempt = CURRENT.get();
    return attempt == null ? () -> outside(work) : () -> inside(attempt, work);
  }

  private static void inside(Attempt attempt, Runnable work) {
    try (var _ = open(attempt)) {
      work.run();
    }
  }

  private static void outside(Runnable work) {
    Attempt here = CURRENT.get();
    if (here == null) {
      work.run();
      return;
    }
    CURRENT.remove();
    try {
      work.run();
    } finally {
      CURRENT.set(here);
    }
  }

  private static void putLogKeys(Attempt attempt) {
    Job job = attempt.job();
    MDC.put(LogKeys.JOB, job.id().toString());
    MDC.put(LogKeys.ATTEMPT, Integer.toString(job.attempt()));
    UUID group = job.groupId();
    LogKeys.put(LogKeys.GROUP, group == null ? null : group.toString());
    LogKeys.put(LogKeys.NODE, attempt.node());
  }

  @Override
  public void close() {
    span.close();
    if (outer == null) {
      CURRENT.remove();
      MDC.remove(LogKeys.JOB);
      MDC.remove(LogKeys.ATTEMPT);
      MDC.remove(LogKeys.GROUP);
      MDC.remove(LogKeys.NODE);
    } else {
      CURRENT.set(outer);
      putLogKeys(outer);
    }
  }
}
