import io.jobwheel.api.webhook.EventDocuments;
import io.jobwheel.dispatch.request.BatchItem;
import io.jobwheel.dispatch.request.BatchRequest;
import io.jobwheel.dispatch.request.JobLimitRequest;
import io.jobwheel.dispatch.request.JobRequest;
import io.jobwheel.dispatch.request.JobSubmitter;
import io.jobwheel.dispatch.request.SubmissionContext;
import io.jobwheel.execution.attempt.RunningJobs;
import io.jobwheel.handler.JobContext;
import io.jobwheel.handler.JobHandler;
import io.jobwheel.handler.JobType;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.webhook.EventBodies;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.json.JsonMapper;

/** A whole node of Jobwheel without its web face. */
public final class JobwheelBench implements Engine {

  /** Nothing is asked of the job. */
  public record Nothing() {}

  /** Does nothing, and says when it began. */
  public static final class NoopHandler implements JobHandler<Nothing, String> {

    volatile CountDownLatch left = new CountDownLatch(0);
    volatile long began;

    @Override
    public JobType<Nothing> type() {
      return JobType.ioBound("noop", "Does nothing.", Nothing.class)
          .withModes(ExecutionMode.VIRTUAL_THREADS);
    }

    @Override
    public String run(Nothing payload, JobContext context) {
      began = System.nanoTime();
      left.countDown();
      return null;
    }
  }

  /** Adds the type to the whole service. */
  @Configuration
  static class Type {

    @Bean
    NoopHandler noop() {
      return new NoopHandler();
    }
  }

  /** Writes the bodies of webhooks, which is a part of the web face otherwise. */
  @Configuration
  static class Bodies {

    @Bean
    EventBodies bodies(JsonMapper json) {
      return new EventDocuments(json);
    }
  }

  @EnableAutoConfiguration
  @ComponentScan({
    "io.jobwheel.dispatch",
    "io.jobwheel.execution",
    "io.jobwheel.jobtypes",
    "io.jobwheel.limit",
    "io.jobwheel.store",
    "io.jobwheel.time",
    "io.jobwheel.webhook"
  })
  @Import({Type.class, Bodies.class})
  static class Wiring {}

  private static final int BATCH = 1_000;
  private static final int KEYS = 1_000;

  private final String url;
  private final JobRequest job;
  private final NoopHandler noop;
  private final JobSubmitter submitter;
  private final RunningJobs running;

  private JobwheelBench(String url, String mode, ConfigurableApplicationContext spring) {
    this.url = url;
    job = new JobRequest("noop", mode, "{}", 0, null, 1, "1s", null, null);
    noop = spring.getBean(NoopHandler.class);
    submitter = spring.getBean(JobSubmitter.class);
    running = spring.getBean(RunningJobs.class);
  }

  public static void main(String[] arguments) throws Exception {
    ConfigurableApplicationContext spring =
        new SpringApplicationBuilder(Wiring.class)
            .web(WebApplicationType.NONE)
            .properties(
                "jobwheel.store.url=" + arguments[0],
                "jobwheel.dispatch.max-backlog=10000000",
                "jobwheel.limits.keys.per-key=5",
                "logging.threshold.console=OFF", // the answers go there
                "spring.main.banner-mode=off")
            .run();
    Engine.serve(new JobwheelBench(arguments[0], arguments[1], spring));
    spring.close();
  }

  @Override
  public long life(int jobs, int callers) throws Exception {
    noop.left = new CountDownLatch(jobs);
    long began = System.nanoTime();
    Engine.share(jobs, callers, () -> submitter.submit(job));
    return ended(began);
  }

  @Override
  public long batches(int jobs, int callers) throws Exception {
    noop.left = new CountDownLatch(jobs);
    BatchRequest batch = new BatchRequest(Collections.nCopies(BATCH, BatchItem.of(job)), false);
    long began = System.nanoTime();
    Engine.share(jobs / BATCH, callers, () -> submitter.submit(batch, SubmissionContext.NONE));
    return ended(began);
  }

  @Override
  public long limited(int jobs, int callers) throws Exception {
    noop.left = new CountDownLatch(jobs);
    long began = System.nanoTime();
    Engine.share(
        jobs / BATCH, callers, () -> submitter.submit(limitedBatch(), SubmissionContext.NONE));
    return ended(began);
  }

  private BatchRequest limitedBatch() {
    List<BatchItem> items = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      String key = "key-" + ThreadLocalRandom.current().nextInt(KEYS);
      List<JobLimitRequest> limits = List.of(new JobLimitRequest("keys", key, null));
      items.add(
          BatchItem.of(
              new JobRequest(
                  "noop", job.mode(), "{}", 0, null, 1, "1s", null, null, null, null, null, limits)));
    }
    return new BatchRequest(items, false);
  }

  @Override
  public long drain(int jobs) throws Exception {
    noop.left = new CountDownLatch(jobs);
    try (Connection connection = DriverManager.getConnection(url);
        PreparedStatement insert =
            connection.prepareStatement(
                """
                INSERT INTO jobwheel.job (id, type, mode, state, priority, attempt, fence, payload,
                  created_at, run_at)
                SELECT uuidv7(), 'noop', ?, 'QUEUED', 0, 0, 0, '{}', t, t
                FROM generate_series(1, ?) AS t
                """)) {
      insert.setString(1, job.mode());
      insert.setInt(2, jobs);
      connection.setAutoCommit(false);
      insert.executeUpdate();
      if (url.startsWith("jdbc:postgresql:")) {
        try (Statement notify = connection.createStatement()) {
          notify.execute("NOTIFY jobwheel_queued"); // as a node that submits does
        }
      }
      long began = System.nanoTime();
      connection.commit();
      return ended(began);
    }
  }

  @Override
  public void fill(int jobs) throws Exception {
    try (Connection connection = DriverManager.getConnection(url);
        PreparedStatement insert =
            connection.prepareStatement(
                """
                INSERT INTO jobwheel.job (id, type, mode, state, priority, attempt, fence, payload,
                  created_at, run_at, started_at, finished_at)
                SELECT uuidv7(), 'noop', ?, 'SUCCEEDED', 0, 1, 1, '{}', now, now, now, now
                FROM generate_series(1, ?),
                  (SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS now)
                """)) {
      insert.setString(1, job.mode());
      insert.setInt(2, jobs);
      insert.executeUpdate();
    }
  }

  @Override
  public long[] starts(int jobs) throws Exception {
    long[] nanos = new long[jobs];
    for (int i = 0; i < jobs; i++) {
      noop.left = new CountDownLatch(1);
      long began = System.nanoTime();
      submitter.submit(job);
      Engine.await(noop.left);
      nanos[i] = noop.began - began;
      TimeUnit.MILLISECONDS.sleep(10);
    }
    return nanos;
  }

  private long ended(long began) throws Exception {
    Engine.await(noop.left);
    Engine.until(() -> running.count() == 0);
    return System.nanoTime() - began;
  }
}
