package io.jobwheel.execution.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.eventloop.Task;
import io.jobwheel.eventloop.VirtualTicker;
import io.jobwheel.handler.JobTypes;
import io.jobwheel.handler.builtin.CountdownHandler;
import io.jobwheel.job.Outcome;
import io.jobwheel.time.Ticker;
import jakarta.validation.Validation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The seed's program on virtual time. The figures are the seed's, less what its machine added:
 * delays of 1, 0.8 and 0.5 seconds, thrice each.
 */
@Timeout(30)
class SeedProgramTest {

  private static final String RULE = "----------------------------------------\n";

  private static final List<String> IN_SEQUENCE =
      List.of(
          "1.0000 \tA = 3",
          "2.0000 \tA = 2",
          "3.0000 \tA = 1",
          "3.8000 \t\tB = 3",
          "4.6000 \t\tB = 2",
          "5.4000 \t\tB = 1",
          "5.9000 \t\t\tC = 3",
          "6.4000 \t\t\tC = 2",
          "6.9000 \t\t\tC = 1");

  private static final List<String> SIDE_BY_SIDE =
      List.of(
          "0.5000 \t\t\tC = 3",
          "0.8000 \t\tB = 3",
          "1.0000 \tA = 3",
          "1.0000 \t\t\tC = 2",
          "1.5000 \t\t\tC = 1",
          "1.6000 \t\tB = 2",
          "2.0000 \tA = 2",
          "2.4000 \t\tB = 1",
          "3.0000 \tA = 1");

  private final AttemptExecutor executor =
      new AttemptExecutor(
          new JobTypes(
              List.of(new CountdownHandler()),
              Validation.buildDefaultValidatorFactory().getValidator()),
          new TimeLimits(Ticker.system()),
          new ResultLimit(1_000));
  private final List<String> prints = Collections.synchronizedList(new ArrayList<>());

  @Test
  void inSequenceItTakesTheSum() {
    SharedVirtualTime time = new SharedVirtualTime(1);
    AttemptEnvironment environment = environment(time, time);
    for (RunningAttempt attempt : seed()) {
      assertThat(executor.run(attempt, new ThreadJobContext(attempt, environment)))
          .isEqualTo(new Outcome.Succeeded(null));
    }
    assertThat(prints).containsExactlyElementsOf(ruled(IN_SEQUENCE));
  }

  @Test
  void onTheLoopItTakesTheLongest() {
    VirtualTicker ticker = new VirtualTicker();
    AttemptEnvironment environment = environment(ticker::read, Thread::sleep);
    try (EventLoop loop = EventLoop.create("virtual", ticker)) {
      List<Task<Outcome>> tasks = new ArrayList<>();
      for (RunningAttempt attempt : seed()) {
        tasks.add(
            loop.createTask(() -> executor.run(attempt, new LoopJobContext(attempt, environment))));
      }
      assertThat(loop.run(() -> EventLoop.gather(tasks))).hasSize(3);
    }
    assertThat(prints).containsExactlyElementsOf(ruled(SIDE_BY_SIDE));
    assertThat(ticker.elapsed()).hasSeconds(3);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void onThreadsItTakesTheLongest(boolean virtual) throws Exception {
    SharedVirtualTime time = new SharedVirtualTime(3);
    AttemptEnvironment environment = environment(time, time);
    List<CompletableFuture<Outcome>> ends = new ArrayList<>();
    for (RunningAttempt attempt : seed()) {
      CompletableFuture<Outcome> end = new CompletableFuture<>();
      ends.add(end);
      Thread.Builder builder = virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
      builder.start(() -> {
        end.complete(executor.run(attempt, new ThreadJobContext(attempt, environment)));
        time.leave();
      });
    }
    for (CompletableFuture<Outcome> end : ends) {
      assertThat(end.get(20, TimeUnit.SECONDS)).isEqualTo(new Outcome.Succeeded(null));
    }
    // at 1.0 s A's timer and C's second one fall due together, and A's was set earlier
    assertThat(prints).containsExactlyElementsOf(ruled(SIDE_BY_SIDE));
  }

  private static List<RunningAttempt> seed() {
    return List.of(
        Attempts.countdown("A", "1s"),
        Attempts.countdown("B", "800ms"),
        Attempts.countdown("C", "PT0.5S"));
  }

  private static List<String> ruled(List<String> lines) {
    return lines.stream().map(line -> RULE + line).toList();
  }

  private AttemptEnvironment environment(Ticker ticker, AttemptEnvironment.Sleeper sleeper) {
    return new AttemptEnvironment(
        (attempt, at, text) -> {
          prints.add(text);
          return CompletableFuture.completedFuture(null);
        },
        new OutputLimit(100, 10_000),
        () -> Instant.EPOCH.plusNanos(ticker.read()),
        ticker,
        sleeper,
        Runnable::run);
  }
}
