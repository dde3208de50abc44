package io.jobwheel.store.setup;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.job.Job;
import io.jobwheel.job.Jobs;
import io.jobwheel.store.JobSubmissions;
import io.jobwheel.store.PostgresServers;
import io.jobwheel.store.Submission;
import io.jobwheel.store.commit.TestStore;
import io.jobwheel.store.query.JobQueries;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.io.support.SpringFactoriesLoader;

/** The service on a PostgreSQL database, and on databases that it cannot use. */
class StoreStartTest {

  @TempDir Path folder;

  private final ApplicationContextRunner context = StoreContexts.runner();

  @Test
  void anEmptyDatabaseIsMigratedAndServes() {
    String url = PostgresServers.newEmptyDatabase();
    // beside tables of other programs
    PostgresServers.execute(url, "CREATE TABLE job (id text)");
    Job job = Jobs.queued().build();
    at(url)
        .run(running -> {
          assertThat(running).hasNotFailed();
          TestStore.get(
              running
                  .getBean(JobSubmissions.class)
                  .submit(new Submission(null, List.of(job), Jobs.newId())));
          assertThat(running.getBean(StoreHealth.class).health().getStatus()).isEqualTo(Status.UP);
        });
    at(url).run(again -> assertThat(again.getBean(JobQueries.class).find(job.id())).contains(job));
  }

  @Test
  void severalNodesMayStartOnAnEmptyDatabaseAtATime() {
    String url = PostgresServers.newEmptyDatabase();
    List<Thread> nodes =
        List.of(
            Thread.ofPlatform().unstarted(() -> at(url).run(this::isUp)),
            Thread.ofPlatform().unstarted(() -> at(url).run(this::isUp)));
    List<Throwable> failures = new java.util.concurrent.CopyOnWriteArrayList<>();
    nodes.forEach(node -> node.setUncaughtExceptionHandler((_, failure) -> failures.add(failure)));
    nodes.forEach(Thread::start);
    nodes.forEach(node -> {
      try {
        assertThat(node.join(java.time.Duration.ofSeconds(60))).isTrue();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    });
    assertThat(failures).isEmpty();
  }

  private void isUp(AssertableApplicationContext running) {
    assertThat(running).hasNotFailed();
  }

  @Test
  void aServerThatIsNotThereIsExplained() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    at("jdbc:postgresql://127.0.0.1:" + port + "/jobs?password=secret")
        .run(failed ->
            assertThat(analyze(failed).getDescription())
                .contains("127.0.0.1:" + port + "/jobs cannot be opened")
                .doesNotContain("secret"));
  }

  @Test
  void aDatabaseThatIsNotThereIsExplained() {
    String url = PostgresServers.newEmptyDatabase().replaceFirst("/test_\\d+", "/nowhere");
    at(url)
        .run(failed -> {
          assertThat(analyze(failed).getDescription()).contains("\"nowhere\" does not exist");
          assertThat(analyze(failed).getAction()).contains("jobwheel.store.url");
        });
  }

  @Test
  void aUserWhoMayNotComeInIsExplained() {
    at(PostgresServers.newEmptyDatabase().replace("user=postgres", "user=nobody"))
        .run(failed -> {
          assertThat(analyze(failed).getDescription()).contains("\"nobody\" does not exist");
          assertThat(analyze(failed).getAction()).contains("jobwheel.store.password");
        });
  }

  @Test
  void aServerThatTakesNoWritesIsExplained() throws Exception {
    try (EmbeddedPostgres standby = PostgresServers.startStandby(folder.resolve("standby"))) {
      at(PostgresServers.url(standby.getPort(), "postgres"))
          .run(failed ->
              assertThat(analyze(failed).getDescription()).contains("it takes no writes"));
    }
  }

  @Test
  void tablesOfOthersInTheSchemaAreExplained() {
    String url = PostgresServers.newEmptyDatabase();
    PostgresServers.execute(url, "CREATE SCHEMA jobwheel CREATE TABLE job (id text)");
    at(url)
        .run(failed -> {
          assertThat(analyze(failed).getDescription()).contains("do not fit");
          assertThat(analyze(failed).getAction()).contains("jobwheel.store.schema");
        });
    at(url)
        .withPropertyValues("jobwheel.store.schema=of our own")
        .run(running -> assertThat(running).hasNotFailed());
  }

  @Test
  void aSchemaThatIsNewerThanTheProgramIsExplained() {
    String url = PostgresServers.newEmptyDatabase();
    at(url).run(running -> assertThat(running).hasNotFailed());
    PostgresServers.execute(url, newer("jobwheel."));
    at(url).run(failed -> assertThat(analyze(failed).getAction()).contains("newer version"));
  }

  @Test
  void aFileThatIsNewerThanTheProgramIsExplained() {
    String url = "jdbc:sqlite:" + folder.resolve("jobwheel.db");
    at(url).run(running -> assertThat(running).hasNotFailed());
    PostgresServers.execute(url, newer(""));
    at(url).run(failed -> assertThat(analyze(failed).getAction()).contains("newer version"));
  }

  private static String newer(String schema) {
    return """
    INSERT INTO %sflyway_schema_history
      (installed_rank, version, description, type, script, checksum, installed_by,
        installed_on, execution_time, success)
    VALUES (99, '99', 'future', 'SQL', 'V99__future.sql', 1, 'x', CURRENT_TIMESTAMP, 1, %s)
    """
        .formatted(schema, schema.isEmpty() ? "1" : "true");
  }

  private ApplicationContextRunner at(String url) {
    return context.withPropertyValues("jobwheel.store.url=" + url);
  }

  /** Analyzes a failure as Spring Boot does: by the first registered analyzer of its type. */
  private static FailureAnalysis analyze(AssertableApplicationContext failed) {
    assertThat(failed).hasFailed();
    return SpringFactoriesLoader.forDefaultResourceLocation()
        .load(
            FailureAnalyzer.class, SpringFactoriesLoader.FailureHandler.handleMessage((_, _) -> {}))
        .stream()
        .filter(analyzer -> analyzer.getClass().getPackageName().startsWith("io.jobwheel"))
        .map(analyzer -> analyzer.analyze(failed.getStartupFailure()))
        .filter(java.util.Objects::nonNull)
        .findFirst()
        .orElseThrow();
  }
}
