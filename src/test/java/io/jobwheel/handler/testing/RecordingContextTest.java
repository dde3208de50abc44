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

/** Tests {@link RecordingContext} with the built-in countdown handler. */
class RecordingContextTest {

  private final RecordingContext context = new RecordingContext();

  @Test
  void aCountdownOfThreeHoursTakesNoTimeButCountsAsElapsed() {
    Countdown hourly = new Countdown("B", Duration.ofHours(1));
    assertThat(new CountdownHandler().run(hourly, context)).isNull();
    assertThat(context.output()).hasSize(3).first().asString().endsWith("\n3600.0000 \t\tB = 3");
    assertThat(context.elapsed()).isEqualTo(Duration.ofHours(3));
  }

  @Test
  void afterACancelEachWaitThrows() {
    context.cancel();
    context.cancel();
    assertThatExceptionOfType(CancellationException.class)
        .isThrownBy(() -> context.sleep(Duration.ZERO));
    assertThatExceptionOfType(CancellationException.class)
        .isThrownBy(() -> context.await(CompletableFuture.completedFuture(1)));
    assertThatExceptionOfType(CancellationException.class)
        .isThrownBy(() -> context.executeBlocking(() -> 1));
    assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> context.print("no"));
    assertThat(context.output()).isEmpty();
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
            context.executeBlocking(() -> {
              throw checked;
            }))
        .withCause(checked);
    assertThatExceptionOfType(StackOverflowError.class)
        .isThrownBy(() ->
            context.executeBlocking(() -> {
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
  void aJobIsInTheTraceThatTheTestSets() {
    assertThat(context.traceparent()).isEmpty();
    context.setTraceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    assertThat(context.traceparent())
        .contains("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
  }

  @Test
  void reportsAreKeptAsTheyWere() {
    context.progress(0.5, null);
    context.progress(2, "done");
    assertThat(context.progressReports())
        .containsExactly(
            new RecordingContext.RecordedProgress(0.5, null),
            new RecordingContext.RecordedProgress(2, "done"));
    assertThat(context.timeLeft()).isEmpty();
    assertThat(context.attempt()).isOne();
    assertThat(context.jobId()).isEqualTo(context.jobId());
  }
}
