package io.jobwheel.execution.attempt;

import io.jobwheel.job.Job;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * The part of a thread's work that belongs to a run: what is logged carries the ids of the job, and
 * the span of the run is current. Closed by the thread that opened it, which finds what it had
 * before. Scopes may lie in one another.
 */
public final class AttemptScope implements AutoCloseable {

  private static final ThreadLocal<@Nullable Attempt> CURRENT = new ThreadLocal<>();

  private final @Nullable Attempt outer;
  private final AttemptSpan.Scope span;

  private AttemptScope(@Nullable Attempt outer, AttemptSpan.Scope span) {
    this.outer = outer;
    this.span = span;
  }

  /** Opens the scope of an attempt on the calling thread. */
  public static AttemptScope open(Attempt attempt) {
    Attempt outer = CURRENT.get();
    CURRENT.set(attempt);
    log(attempt);
    return new AttemptScope(outer, attempt.span().open());
  }

  /** The same for a job that has no attempt on this node; only for what is logged of it. */
  public static AttemptScope open(Job job, String node) {
    return open(new Attempt(job, job.createdAt(), node, AttemptSpan.NONE));
  }

  /** The work in the scope that the calling thread is in now, whichever thread does it. */
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
   * The same for tasks and callbacks of a loop. Those that are made outside of any scope stay
   * outside, also when a thread runs them that is in one.
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

  private static void log(Attempt attempt) {
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
      log(outer);
    }
  }
}
