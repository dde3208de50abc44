package io.jobwheel.dispatch.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.LogCapture;
import io.jobwheel.dispatch.Gate;
import io.jobwheel.dispatch.backlog.TestNode;
import io.jobwheel.dispatch.event.JobEvent.JobFinished;
import io.jobwheel.dispatch.event.JobEvent.JobQueued;
import io.jobwheel.dispatch.recovery.NodeFaultsTest;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each listener receives each event, regardless of failures of the others. */
@Timeout(60)
class JobEventPublisherTest {

  private static final Job JOB = NodeFaultsTest.runningJobOf("probe", 1);

  private final List<JobEvent> received = new ArrayList<>();

  /** Throws on each event, Errors included. */
  private static final class Broken implements JobEventListener {

    private final Throwable failure;

    Broken(Throwable failure) {
      this.failure = failure;
    }

    @Override
    public void onEvent(JobEvent event) {
      throw Broken.<RuntimeException>unchecked(failure);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> T unchecked(Throwable failure) throws T {
      throw (T) failure;
    }
  }

  private JobEventPublisher brokenPublisher() {
    return new JobEventPublisher(
        List.of(
            new Broken(new IllegalStateException("of a test")),
            new Broken(new OutOfMemoryError("of a test")),
            received::add,
            new Broken(new StackOverflowError("of a test"))));
  }

  @Test
  void aListenerThatThrowsIsLoggedAndKeepsNoEventFromTheOthers() {
    List<JobEvent> events = List.of(new JobQueued(JOB), new JobQueued(JOB));
    try (LogCapture log = new LogCapture(JobEventPublisher.class.getName(), null)) {
      brokenPublisher().publish(events);
      assertThat(log.events()).hasSize(6);
      assertThat(log.events().getFirst().getFormattedMessage())
          .contains("Broken")
          .contains("JobQueued");
    }
    assertThat(received).isEqualTo(events);
  }

  @Test
  void eventsFollowTheCommitAndItsCallerComesAfterThem() {
    CompletableFuture<Job> write = new CompletableFuture<>();
    CompletableFuture<Job> published =
        brokenPublisher().publishAfter(write, job -> List.of(new JobQueued(job)));
    CompletableFuture<Integer> seenByTheCaller = published.thenApply(_ -> received.size());
    assertThat(received).isEmpty();
    write.complete(JOB);
    assertThat(received).containsExactly(new JobQueued(JOB));
    assertThat(published).isCompletedWithValue(JOB);
    assertThat(seenByTheCaller).isCompletedWithValue(1);
  }

  @Test
  void aWriteThatFailedHasNoEvents() {
    CompletableFuture<Job> write = new CompletableFuture<>();
    CompletableFuture<Job> published =
        brokenPublisher().publishAfter(write, job -> List.of(new JobQueued(job)));
    IllegalStateException failure = new IllegalStateException("of a test");
    write.completeExceptionally(failure);
    assertThat(published).failsWithin(java.time.Duration.ZERO).withThrowableThat().havingCause();
    assertThat(received).isEmpty();
  }

  @Test
  void jobsOfANodeGoOnWhenAListenerFails(@TempDir Path folder) {
    JobEventListener broken = new Broken(new OutOfMemoryError("of a test"));
    try (TestNode node = TestNode.startWithListener(folder, broken)) {
      Job job = node.await(node.submit(ExecutionMode.THREAD_POOL).id());
      assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
      Gate gate = new Gate();
      node.probe.body = gate::pass;
      Job running = node.submit(ExecutionMode.SEQUENTIAL);
      gate.awaitArrivals(1);
      Job queued = node.submit(ExecutionMode.SEQUENTIAL);
      node.canceller.cancel(running.id());
      assertThat(node.await(running.id()).error().code()).isEqualTo("cancelled");
      gate.open();
      assertThat(node.await(queued.id()).state()).isEqualTo(JobState.SUCCEEDED);
    }
  }

  @Test
  void aListenerWithoutAnOrderComesAfterTheMeters(@TempDir Path folder) {
    List<Double> finished = new ArrayList<>();
    TestNode[] started = new TestNode[1];
    JobEventListener late =
        event -> {
          if (event instanceof JobFinished) {
            finished.add(
                started[0]
                    .bean(MeterRegistry.class)
                    .get(JobMetrics.FINISHED)
                    .tag("outcome", "succeeded")
                    .counter()
                    .count());
          }
        };
    try (TestNode node = TestNode.startWithListener(folder, late)) {
      started[0] = node;
      var _ = node.await(node.submit(ExecutionMode.THREAD_POOL).id());
    }
    assertThat(finished).containsExactly(1.0);
  }
}
