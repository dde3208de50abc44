package io.jobwheel.handler.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jobwheel.handler.builtin.CountdownHandler;
import io.jobwheel.handler.builtin.CountdownHandler.Countdown;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** What the tests of handlers stand on, with the handler that everybody has. */
class RecordingContextTest {

  private final RecordingContext context = new RecordingContext();

  @Test
  void aCountdownOfThreeHoursTakesNoTimeAndSaysThatItDid() {
    Countdown hourly = new Countdown("B", Duration.ofHours(1));
    assertThat(new CountdownHandler().run(hourly, context)).isNull();
    assertThat(context.prints()).hasSize(3).first().asString().endsWith("\n3600.0000 \t\tB = 3");
    assertThat(context.elapsed()).isEqualTo(Duration.ofHours(3));
  }

  @Test
  void afterACancelNothingGoesOn() {
    context.cancel();
    context.cancel();
    assertThatExceptionOfType(CancellationException.class)
        .isThrownBy(() -> context.sleep(Duration.ZERO));
    assertThatExceptionOfType(CancellationException.class)
        .isThrownBy(() -> context.await(CompletableFuture.completedFuture(1)));
    assertThatExceptionOfType(CancellationException.class)
        .isThrownBy(() -> context.blocking(() -> 1));
    assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> context.print("no"));
    assertThat(context.prints()).isEmpty();
  }

  @Test
  void errorsComeAsTheyComeFromALane() {
    IllegalStateException broken = new IllegalStateException("broken");
    IOException checked = new IOException("checked");
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> context.await(CompletableFuture.failedFuture(broken)))
        .isSameAs(broken);
    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(() -> context.await(CompletableFuture.failedFuture(checked)))
        .withCause(checked);
    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(() ->
            context.blocking(() -> {
              throw checked;
            }))
        .withCause(checked);
    assertThatExceptionOfType(StackOverflowError.class)
        .isThrownBy(() ->
            context.blocking(() -> {
              throw new StackOverflowError();
            }));
  }

  @Test
  void anInterruptedWaitEndsAndLeavesTheInterruptForTheThread() {
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(CancellationException.class)
        .isThrownBy(() -> context.await(new CompletableFuture<>()));
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void aJobIsInTheTraceThatTheTestSays() {
    assertThat(context.traceparent()).isEmpty();
    context.traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    assertThat(context.traceparent())
        .contains("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
  }

  @Test
  void reportsAreKeptAsTheyWere() {
    context.progress(0.5, null);
    context.progress(2, "done");
    assertThat(context.reports())
        .containsExactly(
            new RecordingContext.Report(0.5, null), new RecordingContext.Report(2, "done"));
    assertThat(context.timeLeft()).isEmpty();
    assertThat(context.attempt()).isOne();
    assertThat(context.jobId()).isEqualTo(context.jobId());
  }
}
