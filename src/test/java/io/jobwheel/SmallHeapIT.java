package io.jobwheel;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The packaged service with a small heap, and more in its registry than that can hold. */
@Timeout(180)
class SmallHeapIT {

  private static final int JOBS = 160;
  private static final int RESULT = 1_048_000;
  private static final UUID GROUP = UUID.fromString("01950000-0000-7000-8000-000000000000");

  @TempDir Path folder;

  @Test
  void manyJobsWithLongResultsAreListedAndReadByManyAtOnce() throws Exception {
    fill();
    try (ServiceProcess service = ServiceProcess.startWithHeap("192m", folder)) {
      for (HttpResponse<String> list : atOnce(3, service, "/api/v1/jobs?limit=1000")) {
        assertThat(list.statusCode()).as(list.body()).isEqualTo(200);
        assertThat(ServiceProcess.json(list).get("items").size()).isEqualTo(JOBS);
      }
      assertThat(atOnce(3, service, "/api/v1/jobs?limit=1000&include=payload,result"))
          .allMatch(page -> page.statusCode() == 200 && page.body().length() < 3 * RESULT);
      assertThat(atOnce(3, service, "/api/v1/groups/" + GROUP))
          .allMatch(group ->
              group.statusCode() == 200
                  && group.body().length() < 3 * RESULT
                  && ServiceProcess.json(group).get("jobs").size() == JOBS);
      assertThat(atOnce(3, service, "/api/v1/groups/" + GROUP + "/output"))
          .allMatch(output -> output.statusCode() == 200 && output.body().endsWith("\nDone\n"))
          .allMatch(output -> output.body().length() > JOBS * RESULT / 16);
      // far more than there is memory for: each is given or told to come back
      assertThat(atOnce(64, service, "/api/v1/jobs/" + job(0)))
          .allMatch(job ->
              job.statusCode() == 200
                  || (job.statusCode() == 503 && job.headers().map().containsKey("retry-after")));

      assertThat(idsOfAllPages(service)).containsExactlyInAnyOrderElementsOf(ids());
      assertThat(service.awaitEnd(service.submitCountdown("event-loop", "1ms")).get("state"))
          .hasToString("\"SUCCEEDED\"");
      assertThat(service.get("/actuator/health").body()).contains("\"status\":\"UP\"");
      assertThat(service.output()).doesNotContain("OutOfMemoryError");
    }
  }

  private static List<HttpResponse<String>> atOnce(int clients, ServiceProcess service, String path)
      throws Exception {
    try (ExecutorService executor = Executors.newFixedThreadPool(clients)) {
      Callable<HttpResponse<String>> get = () -> service.get(path);
      List<HttpResponse<String>> answers = new ArrayList<>();
      for (Future<HttpResponse<String>> answer :
          executor.invokeAll(Collections.nCopies(clients, get))) {
        answers.add(answer.get(60, TimeUnit.SECONDS));
      }
      return answers;
    }
  }

  private static List<String> idsOfAllPages(ServiceProcess service) throws Exception {
    List<String> ids = new ArrayList<>();
    JsonNode page;
    String cursor = "";
    do {
      page =
          ServiceProcess.json(
              service.get("/api/v1/jobs?limit=1000&include=result&cursor=" + cursor));
      for (JsonNode job : page.get("items")) {
        assertThat(job.get("result").asString().length()).isEqualTo(RESULT);
        ids.add(job.get("id").asString());
      }
      cursor = page.get("nextCursor").asString("");
    } while (!cursor.isEmpty());
    return ids;
  }

  private static Set<String> ids() {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < JOBS; i++) {
      ids.add(job(i).toString());
    }
    return ids;
  }

  private static UUID job(int number) {
    return new UUID(GROUP.getMostSignificantBits(), GROUP.getLeastSignificantBits() + 1 + number);
  }

  /** A group of jobs that have ended, each with a long result and some output. */
  private void fill() throws SQLException {
    String url = "jdbc:sqlite:" + folder.resolve("jobwheel.db");
    Flyway.configure()
        .dataSource(url, null, null)
        .locations("classpath:db/migration/sqlite")
        .load()
        .migrate();
    String result = "\"" + "x".repeat(RESULT) + "\"";
    String print = "y".repeat(RESULT / 16);
    long now = System.currentTimeMillis() * 1_000;
    try (Connection connection = DriverManager.getConnection(url);
        Statement group = connection.createStatement();
        PreparedStatement jobs =
            connection.prepareStatement(
                """
                INSERT INTO job (id, group_id, type, mode, state, priority, attempt, fence, payload,
                  result, created_at, run_at, started_at, finished_at)
                VALUES (?1, '%1$s', 'countdown', 'event-loop', 'SUCCEEDED', 0, 1, 1, '{}', ?2,
                  %2$d, %2$d, %2$d, %2$d)
                """
                    .formatted(GROUP, now));
        PreparedStatement prints =
            connection.prepareStatement(
                """
                INSERT INTO job_event (job_id, attempt, kind, at, text)
                VALUES (?, 1, 'OUTPUT', %d, ?)
                """
                    .formatted(now))) {
      connection.setAutoCommit(false);
      group.execute(
          """
          INSERT INTO job_group (id, mode, return_when, created_at, started_at, outcome, finished_at)
          VALUES ('%1$s', 'event-loop', 'ALL_COMPLETED', %2$d, %2$d, 'SUCCEEDED', %2$d)
          """
              .formatted(GROUP, now));
      for (int i = 0; i < JOBS; i++) {
        jobs.setString(1, job(i).toString());
        jobs.setString(2, result);
        jobs.execute();
        prints.setString(1, job(i).toString());
        prints.setString(2, print);
        prints.execute();
      }
      connection.commit();
    }
  }
}
