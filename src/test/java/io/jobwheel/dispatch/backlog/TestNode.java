package io.jobwheel.dispatch.backlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.dispatch.JobRequests;
import io.jobwheel.dispatch.WakeUp;
import io.jobwheel.dispatch.event.JobEventListener;
import io.jobwheel.dispatch.recovery.LeaseKeeper;
import io.jobwheel.dispatch.request.JobAwaiter;
import io.jobwheel.dispatch.request.JobCanceller;
import io.jobwheel.dispatch.request.JobRequest;
import io.jobwheel.dispatch.request.JobSubmitter;
import io.jobwheel.dispatch.request.SubmittedGroup;
import io.jobwheel.execution.attempt.RunningJobs;
import io.jobwheel.handler.JobHandler;
import io.jobwheel.handler.ProbeHandler;
import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.store.JobOutcomes;
import io.jobwheel.store.JobSubmissions;
import io.jobwheel.store.NodeLeases;
import io.jobwheel.store.database.sqlite.SqliteFile;
import io.jobwheel.store.database.sqlite.SqliteStores;
import io.jobwheel.store.query.JobQueries;
import io.jobwheel.store.query.JobView;
import io.jobwheel.store.query.ReadMeter;
import io.jobwheel.store.query.TextSelection;
import io.jobwheel.time.TestClock;
import io.jobwheel.webhook.WebhookUrls;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusMetricsExportAutoConfiguration;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;

/** A complete node without the web layer, on a real store in a folder. */
public final class TestNode implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(15);

  /** Renewal interval of a node on a clock of the test. */
  public static final Duration RENEW_EVERY = Duration.ofMinutes(1);

  // a node uses nothing of the others, and they would double the time of its start
  @ImportAutoConfiguration({
    LifecycleAutoConfiguration.class,
    PropertyPlaceholderAutoConfiguration.class,
    ConfigurationPropertiesAutoConfiguration.class,
    FlywayAutoConfiguration.class,
    JacksonAutoConfiguration.class,
    MetricsAutoConfiguration.class,
    PrometheusMetricsExportAutoConfiguration.class
  })
  @ComponentScan({
    "io.jobwheel.time",
    "io.jobwheel.store",
    "io.jobwheel.execution",
    "io.jobwheel.dispatch"
  })
  static class Wiring {

    private static final Validator VALIDATOR =
        Validation.buildDefaultValidatorFactory().getValidator();

    @Bean
    ProbeHandler probe() {
      return new ProbeHandler();
    }

    @Bean
    WebhookUrls webhookUrls() {
      return _ -> Optional.of("is not allowed in this test");
    }

    @Bean
    Validator validator() {
      return VALIDATOR; // it knows the classes that it has validated for earlier nodes
    }
  }

  private final ConfigurableApplicationContext spring;
  public final ProbeHandler probe;
  public final JobSubmitter submitter;
  public final JobCanceller canceller;
  public final JobAwaiter awaiter;
  public final JobQueries queries;
  public final NodeLeases leases;
  public final LeaseKeeper keeper;

  private TestNode(ConfigurableApplicationContext spring) {
    this.spring = spring;
    probe = spring.getBean(ProbeHandler.class);
    submitter = spring.getBean(JobSubmitter.class);
    canceller = spring.getBean(JobCanceller.class);
    awaiter = spring.getBean(JobAwaiter.class);
    queries = spring.getBean(JobQueries.class);
    leases = spring.getBean(NodeLeases.class);
    keeper = spring.getBean(LeaseKeeper.class);
  }

  public static TestNode start(Path folder, String... properties) {
    return launch(folder, UnaryOperator.identity(), context -> {}, properties);
  }

  /** Starts a node whose probe is prepared before the node can run it. */
  public static TestNode start(Path folder, Consumer<ProbeHandler> probe, String... properties) {
    UnaryOperator<Object> beans =
        bean -> {
          if (bean instanceof ProbeHandler handler) {
            probe.accept(handler);
          }
          return bean;
        };
    return launch(folder, beans, context -> {}, properties);
  }

  /**
   * Starts a node on a clock that the test moves, also for pauses. The database measures leases in
   * real time, so they outlast the test; the test must not advance the clock past a lease at once.
   */
  public static TestNode start(Path folder, TestClock clock, String... properties) {
    return launch(
        folder,
        UnaryOperator.identity(),
        context -> context.getBeanFactory().registerSingleton("testClock", clock),
        Stream.concat(
                Stream.of(
                    "jobwheel.dispatch.lease=10m", "jobwheel.dispatch.renew-every=" + RENEW_EVERY),
                Stream.of(properties))
            .toArray(String[]::new));
  }

  /** Starts a node with one more type. */
  public static TestNode start(Path folder, JobHandler<?, ?> handler, String... properties) {
    return launch(
        folder,
        UnaryOperator.identity(),
        context -> context.getBeanFactory().registerSingleton("furtherHandler", handler),
        properties);
  }

  /** Starts a node with one more listener. */
  public static TestNode startWithListener(
      Path folder, JobEventListener listener, String... properties) {
    return launch(
        folder,
        UnaryOperator.identity(),
        context -> context.getBeanFactory().registerSingleton("furtherListener", listener),
        properties);
  }

  /** Starts a node whose beans are wrapped. */
  public static TestNode startWithBeans(
      Path folder, UnaryOperator<Object> beans, String... properties) {
    return launch(folder, beans, context -> {}, properties);
  }

  /** Starts a node whose submissions and outcomes are wrapped, to make them fail. */
  public static TestNode start(
      Path folder,
      UnaryOperator<JobSubmissions> submissions,
      UnaryOperator<JobOutcomes> outcomes,
      String... properties) {
    UnaryOperator<Object> beans =
        bean ->
            switch (bean) {
              case JobSubmissions store -> submissions.apply(store);
              case JobOutcomes store -> outcomes.apply(store);
              default -> bean;
            };
    return launch(folder, beans, context -> {}, properties);
  }

  /** Starts a node whose payload budget is that number of characters. */
  static TestNode startWithPayloads(Path folder, long characters, String... properties) {
    AtomicReference<RunningJobs> running = new AtomicReference<>();
    AtomicReference<WakeUp> wakeUp = new AtomicReference<>();
    UnaryOperator<Object> beans =
        bean -> {
          switch (bean) {
            case RunningJobs jobs -> running.set(jobs);
            case WakeUp dispatcher -> wakeUp.set(dispatcher);
            case PayloadBudget _ -> {
              RunningJobs jobs = running.get();
              PayloadBudget small =
                  new PayloadBudget(jobs::payloads, characters, wakeUp.get()::request);
              jobs.onRemoval(small::freed);
              return small;
            }
            default -> {
              // unchanged
            }
          }
          return bean;
        };
    return launch(folder, beans, context -> {}, properties);
  }

  private static TestNode launch(
      Path folder,
      UnaryOperator<Object> beans,
      ApplicationContextInitializer<ConfigurableApplicationContext> initializer,
      String... properties) {
    SqliteFile file = SqliteStores.file(folder);
    SqliteStores.create(file); // otherwise each node would migrate its own
    List<String> all =
        new ArrayList<>(
            List.of(
                "jobwheel.store.url=jdbc:sqlite:" + file.name(),
                "jobwheel.dispatch.poll-interval=100ms",
                "jobwheel.dispatch.lease=3s",
                "jobwheel.dispatch.renew-every=200ms",
                "jobwheel.dispatch.drain-budget=200ms",
                "jobwheel.dispatch.drain-grace=500ms",
                "logging.level.root=WARN"));
    all.addAll(List.of(properties));
    return new TestNode(
        new SpringApplicationBuilder(Wiring.class)
            .web(WebApplicationType.NONE)
            .bannerMode(Banner.Mode.OFF)
            .registerShutdownHook(false)
            .properties(all.toArray(String[]::new))
            .initializers(
                initializer,
                context ->
                    context
                        .getBeanFactory()
                        .addBeanPostProcessor(
                            new BeanPostProcessor() {
                              @Override
                              public Object postProcessAfterInitialization(
                                  Object bean, String name) {
                                return beans.apply(bean);
                              }
                            }))
            .run());
  }

  public <T> T bean(Class<T> type) {
    return spring.getBean(type);
  }

  public Job submit(ExecutionMode mode) {
    return submitter.submit(probe(mode, 0));
  }

  public static JobRequest probe(ExecutionMode mode, int priority) {
    return JobRequests.of("probe").mode(mode).priority(priority).build();
  }

  public SubmittedGroup submitGroup(ExecutionMode mode, CompletionCondition returnWhen, int jobs) {
    List<JobRequest> requests = Collections.nCopies(jobs, JobRequests.of("probe").build());
    return submitter.submit(JobRequests.group(mode, returnWhen, requests));
  }

  public Job await(UUID jobId) {
    Job job =
        awaiter.awaitJob(jobId, LIMIT).orTimeout(LIMIT.toSeconds() + 5, TimeUnit.SECONDS).join();
    assertThat(job.state().isFinal()).as("%s", job).isTrue();
    return read(jobId);
  }

  public JobGroup awaitGroup(UUID groupId) {
    JobGroup group =
        awaiter
            .awaitGroup(groupId, LIMIT)
            .orTimeout(LIMIT.toSeconds() + 5, TimeUnit.SECONDS)
            .join();
    assertThat(group.outcome()).as("%s", group).isNotNull();
    return group;
  }

  /** Blocks until the next job of the mode would start at once. */
  public void awaitEmpty(ExecutionMode mode) {
    LaneBacklog backlog = bean(LaneBacklogs.class).of(mode);
    Awaitility.await("no job waits").atMost(LIMIT).until(() -> backlog.canStartAtOnce(1));
  }

  /** Blocks until the first count has corrected the backlogs. */
  public void awaitCount() {
    BacklogMonitor monitor = bean(BacklogMonitor.class);
    Awaitility.await("a count").atMost(LIMIT).until(() -> monitor.latest().isPresent());
  }

  /** Blocks until the job is in the state. */
  public Job awaitState(UUID jobId, JobState state) {
    Awaitility.await(state.name())
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(read(jobId).state()).isEqualTo(state));
    return read(jobId);
  }

  /** Returns the jobs of a group, without their texts. */
  public List<Job> jobsOf(UUID groupId) {
    return queries.jobsOfGroup(groupId, TextSelection.NONE, ReadMeter.NONE).stream()
        .map(JobView::job)
        .toList();
  }

  public Job read(UUID jobId) {
    return queries.find(jobId).orElseThrow();
  }

  /** Shuts the node down gracefully. */
  @Override
  public void close() {
    spring.close();
  }
}
