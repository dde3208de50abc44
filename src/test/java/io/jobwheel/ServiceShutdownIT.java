package io.jobwheel;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.api.EventReader;
import io.jobwheel.api.EventReader.ReceivedEvent;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service, stopped by a signal. */
@Timeout(180)
class ServiceShutdownIT {

  @TempDir Path folder;

  @Test
  void aTermSignalLetsRunningJobsEnd() throws Exception {
    String job;
    try (ServiceProcess service = ServiceProcess.start(folder)) {
      job = service.submitCountdown("virtual-threads", "500ms");
      service.awaitPrints(job, 1);
      service.terminate();
      assertThat(service.awaitExit()).as(service.output()).isEqualTo(143);
    }
    assertThat(recorded(job)).isEqualTo("SUCCEEDED, attempt 1");
  }

  @Test
  void aTermSignalPastTheBudgetGivesJobsBackWithoutAFailure() throws Exception {
    List<String> jobs = new ArrayList<>();
    String[] quick = {
      "--jobwheel.dispatch.drain-budget=200ms",
      "--jobwheel.dispatch.drain-grace=2s",
      "--jobwheel.lanes.process-pool.slots=1"
    };
    try (ServiceProcess service = ServiceProcess.start(folder, quick)) {
      for (String mode : // processes first, which are the last to be ready
          List.of("process-pool", "sequential", "event-loop", "thread-pool", "virtual-threads")) {
        String job = service.submitCountdown(mode, "1s");
        service.awaitState(job, "RUNNING");
        jobs.add(job);
      }
      service.terminate();
      service.awaitExit();
      assertThat(service.output()).contains("interrupted=5", "stillRunning=0");
    }
    for (String job : jobs) {
      assertThat(recorded(job)).isEqualTo("QUEUED, attempt 1");
    }
  }

  @Test
  void aTermSignalEndsStreams() throws Exception {
    try (ServiceProcess service =
        ServiceProcess.start(folder, "--jobwheel.dispatch.drain-budget=200ms")) {
      String job = service.submitCountdown("virtual-threads", "30s");
      service.awaitState(job, "RUNNING");
      String path = "/api/v1/jobs/%s/events".formatted(job);
      try (EventReader stream = EventReader.open(service.port(), path)) {
        assertThat(stream.next().name()).isEqualTo("job");
        service.terminate();
        assertThat(service.awaitExit()).as(service.output()).isEqualTo(143);
        // without an end: the job goes on, and so does the client, on another node
        assertThat(stream.all()).extracting(ReceivedEvent::name).doesNotContain("end");
      }
    }
  }

  /** What the registry's file says of a job while no service runs. */
  private String recorded(String job) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("jobwheel.db"));
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT state || ', attempt ' || attempt FROM job WHERE id = ?")) {
      select.setString(1, job);
      ResultSet row = select.executeQuery();
      assertThat(row.next()).isTrue();
      return row.getString(1);
    }
  }
}
