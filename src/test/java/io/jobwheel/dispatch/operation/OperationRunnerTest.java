package io.jobwheel.dispatch.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jobwheel.dispatch.BacklogCounts;
import io.jobwheel.dispatch.backlog.LaneBacklogs;
import io.jobwheel.dispatch.backlog.TestNode;
import io.jobwheel.dispatch.request.JobRedriver;
import io.jobwheel.dispatch.request.NotAdmittedException;
import io.jobwheel.dispatch.request.RedriveRequest;
import io.jobwheel.dispatch.request.SubmissionContext;
import io.jobwheel.dispatch.request.operation.BulkOperations;
import io.jobwheel.dispatch.request.operation.FilterRequest;
import io.jobwheel.dispatch.request.operation.OperationRequest;
import io.jobwheel.dispatch.request.pause.JobPauser;
import io.jobwheel.dispatch.request.pause.PauseRequest;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.store.PostgresServers;
import io.jobwheel.store.operation.Operation;
import io.jobwheel.store.operation.OperationProgress;
import io.jobwheel.store.operation.OperationState;
import io.jobwheel.store.operation.Operations;
import io.jobwheel.store.pause.PauseKind;
import io.jobwheel.store.pause.PauseTarget;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bulk redrives against full backlogs and a database that refuses them, on a node. */
@Timeout(60)
class OperationRunnerTest {

  private static final PauseTarget PROBE = new PauseTarget(PauseKind.TYPE, "probe");
  private static final int MAX_BACKLOG = 5;

  @TempDir Path folder;

  private String url;
  private TestNode node;

  @BeforeEach
  void start() {
    url = PostgresServers.newDatabase();
    node =
        TestNode.start(
            folder,
            "jobwheel.store.url=" + url,
            "jobwheel.dispatch.count-every=10m",
            "jobwheel.dispatch.max-backlog=" + MAX_BACKLOG);
    // a count that is made during a redrive would admit further jobs
    await().until(() -> node.bean(BacklogCounts.class).latest().isPresent());
    node.probe.body =
        context -> {
          if (context.attempt() == 1) {
            throw new IllegalStateException("broken");
          }
          return "mended";
        };
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private List<Job> failed(int jobs) {
    List<Job> failed = new ArrayList<>();
    for (int i = 0; i < jobs; i++) {
      Job job = node.await(node.submit(ExecutionMode.EVENT_LOOP).id());
      assertThat(job.state()).isEqualTo(JobState.FAILED);
      failed.add(job);
    }
    return failed;
  }

  private Operation redriveAll() {
    FilterRequest probes =
        new FilterRequest(null, List.of("probe"), null, null, null, null, null, null, null, null);
    return node.bean(BulkOperations.class)
        .create(
            new OperationRequest("REDRIVE", probes, null, 10_000, null, null),
            SubmissionContext.NONE)
        .operation();
  }

  private Operation read(UUID operation) {
    return node.bean(Operations.class).find(operation).orElseThrow();
  }

  private Operation awaitState(UUID operation, OperationState state) {
    return await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> read(operation), each -> each.state() == state);
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void aFullBacklogDelaysAnOperationAndRefusesARedrive() {
    List<Job> jobs = failed(3 * MAX_BACKLOG);
    node.bean(JobPauser.class).pause(PROBE, new PauseRequest(null, null), null);

    UUID operation = redriveAll().id();
    Operation blocked =
        await()
            .atMost(Duration.ofSeconds(20))
            .until(
                () -> read(operation),
                each -> OperationProgress.BACKLOG.equals(each.progress().blockedBy()));
    assertThat(blocked.progress().matched()).isEqualTo(jobs.size());
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> read(operation).progress().done() == MAX_BACKLOG);
    UUID oldest = jobs.getFirst().id();
    assertThatThrownBy(() -> node.bean(JobRedriver.class).redrive(oldest, RedriveRequest.NONE))
        .isInstanceOf(NotAdmittedException.class)
        .hasMessageContaining("backlog of mode event-loop is full");
    assertThat(node.read(oldest).state()).isEqualTo(JobState.FAILED);

    assertThat(node.bean(JobPauser.class).resume(PROBE)).isTrue();
    Operation completed = awaitState(operation, OperationState.COMPLETED);
    assertThat(completed.progress().done()).isEqualTo(jobs.size());
    assertThat(completed.progress().blockedBy()).isNull();
    for (Job job : jobs) {
      assertThat(node.await(job.id()).result()).isEqualTo("\"mended\"");
    }
    assertThat(node.bean(LaneBacklogs.class).of(ExecutionMode.EVENT_LOOP).waiting()).isZero();
    MeterRegistry meters = node.bean(MeterRegistry.class);
    assertThat(meters.get("jobwheel.jobs.redriven").counter().count()).isEqualTo(jobs.size());
    assertThat(
            meters
                .get(OperationMetrics.JOBS)
                .tags("action", "redrive", "result", "done")
                .counter()
                .count())
        .isEqualTo(jobs.size());
  }

  @Test
  void aRefusedStepPausesItsOperationUntilItIsResumed() throws Exception {
    List<Job> jobs = failed(3);
    execute(
        """
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN
            RAISE 'not today';
          END $$;
        CREATE TRIGGER refusal BEFORE UPDATE ON jobwheel.job
          FOR EACH ROW WHEN (OLD.state = 'FAILED' AND NEW.state = 'QUEUED')
          EXECUTE FUNCTION refuse();
        """);
    UUID operation = redriveAll().id();
    Operation paused = awaitState(operation, OperationState.PAUSED);
    assertThat(paused.progress().error()).contains("not today");
    assertThat(paused.progress().done()).isZero();
    assertThat(jobs).allMatch(job -> node.read(job.id()).equals(job));
    assertThat(node.bean(LaneBacklogs.class).of(ExecutionMode.EVENT_LOOP).waiting()).isZero();

    execute("DROP TRIGGER refusal ON jobwheel.job");
    Operation resumed = node.bean(BulkOperations.class).change(operation, OperationState.RUNNING);
    assertThat(resumed.progress().error()).isNull();
    assertThat(awaitState(operation, OperationState.COMPLETED).progress().done()).isEqualTo(3);
    jobs.forEach(job -> assertThat(node.await(job.id()).state()).isEqualTo(JobState.SUCCEEDED));
  }

  @Test
  void aRedriveThatTheStoreRefusesGivesItsPlaceBack() {
    Job job = failed(1).getFirst();
    JobRedriver redriver = node.bean(JobRedriver.class);
    redriver.redrive(job.id(), RedriveRequest.NONE);
    node.await(job.id());
    for (int i = 0; i < 2 * MAX_BACKLOG; i++) {
      assertThatThrownBy(() -> redriver.redrive(job.id(), RedriveRequest.NONE))
          .hasMessageContaining("its state is SUCCEEDED");
    }
    assertThat(node.bean(LaneBacklogs.class).of(ExecutionMode.EVENT_LOOP).waiting()).isZero();
  }
}
