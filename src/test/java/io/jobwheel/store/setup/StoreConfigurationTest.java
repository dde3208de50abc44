package io.jobwheel.store.setup;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.job.Jobs;
import io.jobwheel.store.JobSubmissions;
import io.jobwheel.store.Submission;
import io.jobwheel.store.commit.TestStore;
import io.jobwheel.store.query.JobQueries;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.io.support.SpringFactoriesLoader;

class StoreConfigurationTest {

  @TempDir Path folder;

  private final ApplicationContextRunner context = StoreContexts.runner();

  @Test
  void opensAMissingFolderMigratesItAndServes() {
    context
        .withPropertyValues(url(folder.resolve("new/deep/jobwheel.db")))
        .run(running -> {
          assertThat(running).hasNotFailed().hasSingleBean(DataSource.class);
          Submission one = new Submission(null, List.of(Jobs.queued().build()), Jobs.newId());
          TestStore.get(running.getBean(JobSubmissions.class).submit(one));
          assertThat(running.getBean(JobQueries.class).find(one.jobs().getFirst().id()))
              .isPresent();
          assertThat(running.getBean(StoreHealth.class).health().getStatus()).isEqualTo(Status.UP);
        });
  }

  @Test
  void writersAndReadersWaitForTheMigration() {
    context
        .withPropertyValues(url(folder.resolve("jobwheel.db")))
        .run(running -> {
          var factory = running.getSourceApplicationContext().getBeanFactory();
          for (String bean : List.of("storeWriters", "storeReader", "storeNotifier")) {
            assertThat(factory.getBeanDefinition(bean).getDependsOn())
                .as(bean)
                .contains("flywayInitializer");
          }
        });
  }

  @Test
  void aContextThatClosesFreesTheFile() {
    String url = url(folder.resolve("jobwheel.db"));
    for (int i = 0; i < 2; i++) {
      context.withPropertyValues(url).run(running -> assertThat(running).hasNotFailed());
    }
  }

  @Test
  void aSecondInstanceIsRefusedWithTheFileAndItsHolder() {
    Path file = folder.resolve("jobwheel.db");
    context
        .withPropertyValues(url(file))
        .run(_ ->
            context
                .withPropertyValues(url(file))
                .run(second -> {
                  FailureAnalysis analysis = analyze(second.getStartupFailure());
                  assertThat(analysis.getDescription())
                      .contains(file.toRealPath().toString())
                      .contains("pid " + ProcessHandle.current().pid());
                  assertThat(analysis.getAction()).contains("jobwheel.store.url");
                }));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://localhost:port/jobwheel",
        "jdbc:mysql://localhost/jobwheel",
        "jdbc:sqlite:",
        "jdbc:sqlite:  ",
        "jdbc:sqlite::memory:",
        "jdbc:sqlite:file:a.db",
        "jdbc:sqlite:a.db?mode=ro",
        "jdbc:sqlite:/",
        "nonsense"
      })
  void aUrlThatCannotBeIsExplained(String url) {
    context
        .withPropertyValues("jobwheel.store.url=" + url)
        .run(failed -> {
          FailureAnalysis analysis = analyze(failed.getStartupFailure());
          assertThat(analysis.getDescription()).contains("cannot be used");
          assertThat(analysis.getAction()).contains("jdbc:sqlite:./data/jobwheel.db");
        });
  }

  @Test
  void aFolderThatCannotBeMadeIsExplained() throws Exception {
    Path inTheWay = Files.createFile(folder.resolve("file"));
    context
        .withPropertyValues(url(inTheWay.resolve("jobwheel.db")))
        .run(failed ->
            assertThat(analyze(failed.getStartupFailure()).getDescription())
                .contains(inTheWay.toString())
                .contains("cannot be opened"));
  }

  private static String url(Path file) {
    return "jobwheel.store.url=jdbc:sqlite:" + file;
  }

  /** Analyzes a failure as Spring Boot does: by the first registered analyzer of its type. */
  private static FailureAnalysis analyze(Throwable failure) {
    assertThat(failure).isNotNull();
    return SpringFactoriesLoader.forDefaultResourceLocation()
        .load(
            FailureAnalyzer.class, SpringFactoriesLoader.FailureHandler.handleMessage((_, _) -> {}))
        .stream()
        .filter(StoreStartFailureAnalyzer.class::isInstance)
        .map(analyzer -> analyzer.analyze(failure))
        .findFirst()
        .orElseThrow();
  }
}
