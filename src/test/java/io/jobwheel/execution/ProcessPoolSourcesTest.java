package io.jobwheel.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwheel.execution.attempt.Attempts;
import io.jobwheel.execution.attempt.RunningAttempt;
import io.jobwheel.execution.process.ProcessPool;
import io.jobwheel.handler.JobContext;
import io.jobwheel.handler.JobHandler;
import io.jobwheel.handler.JobType;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Outcome;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/** Handlers that need beans, in worker processes. */
@Timeout(60)
class ProcessPoolSourcesTest {

  /** A bean that a handler needs. */
  record Greeting(String word) {}

  /** A handler without a constructor that a worker process could call. */
  static final class GreetHandler implements JobHandler<GreetHandler.Whom, String> {

    /** The payload. */
    record Whom(String name) {}

    private final Greeting greeting;

    GreetHandler(Greeting greeting) {
      this.greeting = greeting;
    }

    @Override
    public JobType<Whom> type() {
      return JobType.cpuBound("greet", "Greets.", Whom.class);
    }

    @Override
    public String run(Whom whom, JobContext context) {
      return greeting.word() + " " + whom.name();
    }
  }

  /** A handler that a worker process could also create by itself. */
  static class OpenHandler implements JobHandler<GreetHandler.Whom, String> {

    @Override
    public JobType<GreetHandler.Whom> type() {
      return JobType.cpuBound("open", "Is open to aspects.", GreetHandler.Whom.class);
    }

    @Override
    public String run(GreetHandler.Whom whom, JobContext context) {
      return whom.name();
    }
  }

  /** Not annotated as a configuration: the tests of other packages scan this one. */
  static class Handlers {

    @Bean
    Greeting greeting(Environment environment) {
      return new Greeting(environment.getRequiredProperty("greeting"));
    }

    @Bean
    GreetHandler greet(Greeting greeting) {
      return new GreetHandler(greeting);
    }

    /** A proxy, as aspects create it. */
    @Bean
    OpenHandler open() {
      ProxyFactory factory = new ProxyFactory(new OpenHandler());
      factory.setProxyTargetClass(true);
      return (OpenHandler) factory.getProxy();
    }
  }

  @Import({LaneWiring.class, Handlers.class})
  static class Wiring {

    /** The arguments as Spring Boot provides them. */
    @Bean
    DefaultApplicationArguments arguments() {
      return new DefaultApplicationArguments("--greeting=hail");
    }
  }

  private static AnnotationConfigApplicationContext start(String... properties) {
    AnnotationConfigApplicationContext spring = new AnnotationConfigApplicationContext();
    TestPropertyValues.of(
            "greeting=hello",
            "jobwheel.lanes.process-pool.slots=1",
            "jobwheel.lanes.process-pool.jvm-arguments=-XX:TieredStopAtLevel=1")
        .and(List.of(properties))
        .applyTo(spring);
    spring.register(Wiring.class);
    spring.refresh();
    spring.getBean(ProcessPool.class).start(); // as the ready application does
    return spring;
  }

  @Test
  void aWorkerProcessMakesAContextOfTheNamedConfigurationWithTheArgumentsOfTheService() {
    try (var spring = start("jobwheel.lanes.process-pool.sources=" + Handlers.class.getName())) {
      RunningAttempt attempt = Attempts.of("greet", "{\"name\":\"Ada\"}", null);
      Outcome outcome =
          spring
              .getBean(Lanes.class)
              .of(ExecutionMode.PROCESS_POOL)
              .run(attempt)
              .orTimeout(40, TimeUnit.SECONDS)
              .join();
      assertThat(outcome).isEqualTo(new Outcome.Succeeded("\"hail Ada\""));
    }
  }

  @Test
  void aHandlerThatAWorkerProcessCannotCreateStopsTheStart() {
    assertThatThrownBy(() -> start().close())
        .rootCause()
        .hasMessageContaining("'greet'")
        .hasMessageContaining(GreetHandler.class.getName())
        .hasMessageContaining("jobwheel.lanes.process-pool.sources");
  }

  @Test
  void aNodeWithoutProcessesDoesNotMind() {
    try (var spring = start("jobwheel.lanes.process-pool.slots=0")) {
      assertThat(spring.getBean(Lanes.class).of(ExecutionMode.PROCESS_POOL).free()).isZero();
    }
  }
}
