package io.jobwheel.dispatch.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.job.Progress;
import io.jobwheel.store.ProgressReports;
import io.jobwheel.store.StoreUnavailableException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ProgressCoalescerTest {

  private static final UUID JOB = new UUID(0, 1);

  private final SlowReports reports = new SlowReports();
  private final ProgressCoalescer progress = new ProgressCoalescer(reports, 2, _ -> {});

  /** Keeps reports; the test completes their futures. */
  private static final class SlowReports implements ProgressReports {
    final List<ProgressReport> taken = new ArrayList<>();
    final List<CompletableFuture<Void>> answers = new ArrayList<>();

    @Override
    public CompletableFuture<Void> record(ProgressReport report) {
      taken.add(report);
      CompletableFuture<Void> answer = new CompletableFuture<>();
      answers.add(answer);
      return answer;
    }

    @Override
    public Optional<Progress> progressOf(UUID jobId, int attempt) {
      throw new UnsupportedOperationException();
    }
  }

  private static ProgressReports.ProgressReport report(UUID job, double fraction) {
    return new ProgressReports.ProgressReport(job, 1, new Progress(Instant.EPOCH, fraction, null));
  }

  private List<Double> taken() {
    return reports.taken.stream().map(report -> report.progress().fraction()).toList();
  }

  @Test
  void twoAreInFlightSoThatTheLastPrecedesTheOutcome() {
    progress.report(report(JOB, 0.1));
    progress.report(report(JOB, 0.2));
    assertThat(taken()).containsExactly(0.1, 0.2);
  }

  @Test
  void ofThoseThatComeMeanwhileTheNewestGoesNext() {
    for (int i = 1; i <= 9; i++) {
      progress.report(report(JOB, i / 10.0));
    }
    assertThat(taken()).containsExactly(0.1, 0.2);
    reports.answers.getFirst().complete(null);
    assertThat(taken()).containsExactly(0.1, 0.2, 0.9);
    reports.answers.get(1).complete(null);
    reports.answers.get(2).complete(null);
    assertThat(taken()).containsExactly(0.1, 0.2, 0.9);
    assertThat(progress.jobs()).isZero();
  }

  @Test
  void aReportThatIsLostStopsNoOther() {
    for (int i = 1; i <= 3; i++) {
      progress.report(report(JOB, i / 10.0));
    }
    reports.answers.getFirst().completeExceptionally(new StoreUnavailableException("away"));
    assertThat(taken()).containsExactly(0.1, 0.2, 0.3);
    reports.answers.get(1).completeExceptionally(new StoreUnavailableException("away"));
    reports.answers.get(2).completeExceptionally(new StoreUnavailableException("away"));
    assertThat(progress.jobs()).isZero();
    progress.report(report(JOB, 0.4));
    assertThat(taken()).endsWith(0.4);
  }

  @Test
  void pastItsBoundTheReportsOfOtherJobsAreDropped() {
    progress.report(report(JOB, 0.1));
    progress.report(report(new UUID(0, 2), 0.2));
    progress.report(report(new UUID(0, 3), 0.3));
    assertThat(taken()).containsExactly(0.1, 0.2);
    assertThat(progress.jobs()).isEqualTo(2);
    reports.answers.getFirst().complete(null);
    progress.report(report(new UUID(0, 3), 0.4));
    assertThat(taken()).containsExactly(0.1, 0.2, 0.4);
  }
}
