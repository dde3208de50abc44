package io.jobwheel.execution.attempt;

import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executor;

/**
 * The services that attempts of all lanes use.
 *
 * @param output receives prints and progress
 * @param limit limits of the output that is kept
 * @param clock the time of day
 * @param ticker the source of steady time
 * @param sleeper blocks a thread for a duration
 * @param blocking runs blocking work for coroutines
 */
public record AttemptEnvironment(
    AttemptOutput output,
    OutputLimit limit,
    InstantSource clock,
    Ticker ticker,
    Sleeper sleeper,
    Executor blocking) {

  /** Blocks the calling thread for a duration. */
  @FunctionalInterface
  public interface Sleeper {

    /** Sleeps in real time. */
    Sleeper SYSTEM = Thread::sleep;

    void sleep(Duration duration) throws InterruptedException;
  }
}
