package io.jobwheel.execution.attempt;

import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executor;

/**
 * What attempts of all lanes need from outside.
 *
 * @param output takes what they print
 * @param limit how much of it
 * @param clock the time of day
 * @param ticker steady time
 * @param sleeper how a thread lets time pass
 * @param blocking runs what a coroutine must not do itself
 */
public record AttemptEnvironment(
    AttemptOutput output,
    OutputLimit limit,
    InstantSource clock,
    Ticker ticker,
    Sleeper sleeper,
    Executor blocking) {

  /** Lets time pass on the calling thread. */
  @FunctionalInterface
  public interface Sleeper {
    void sleep(Duration duration) throws InterruptedException;
  }
}
