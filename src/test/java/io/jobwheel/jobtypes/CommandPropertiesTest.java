package io.jobwheel.jobtypes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwheel.execution.LaneProperties;
import io.jobwheel.handler.command.CommandCall;
import io.jobwheel.handler.command.CommandHandler;
import io.jobwheel.handler.command.CommandSetupException;
import io.jobwheel.handler.testing.RecordingContext;
import io.jobwheel.time.MachineTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.ContextClosedEvent;

class CommandPropertiesTest {

  @EnableConfigurationProperties(LaneProperties.class)
  @Import({MachineTime.class, CommandConfiguration.class})
  static class Wiring {}

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
          .withUserConfiguration(Wiring.class);

  @Test
  void withoutCommandsTheTypeIsNotOffered() {
    runner.run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(CommandHandler.class));
  }

  @Test
  void theDefaultsAreThoseOfTheDocumentation() {
    runner
        .withPropertyValues("jobwheel.commands.it.program=true")
        .run(context -> {
          assertThat(context.getBean(CommandProperties.class).commands())
              .isEqualTo(
                  Map.of(
                      "it",
                      new CommandProperties.Settings(
                          "true",
                          List.of(),
                          Map.of(),
                          null,
                          List.of(),
                          Duration.ofMinutes(10),
                          Duration.ofSeconds(2),
                          4,
                          Duration.ofMinutes(1),
                          1_000_000,
                          false,
                          Set.of(0),
                          Set.of(),
                          0)));
          assertThat(context.getBean(CommandHandler.class).type().description()).contains("it()");
        });
  }

  @Test
  void aProgramThatIsKilledWhileTheContextClosesHasNotFailed() {
    runner
        .withPropertyValues(
            "jobwheel.commands.it.program=/bin/sh",
            "jobwheel.commands.it.arguments[0]=-c",
            "jobwheel.commands.it.arguments[1]=kill $$")
        .run(context -> {
          context.publishEvent(new ContextClosedEvent(context));
          assertThatThrownBy(() ->
                  context
                      .getBean(CommandHandler.class)
                      .run(new CommandCall("it", null), new RecordingContext()))
              .isInstanceOf(CancellationException.class);
          assertThat(Thread.interrupted()).isTrue();
        });
  }

  @Test
  void everyPropertyCanBeSet() {
    runner
        .withPropertyValues(
            "jobwheel.commands.make-it.program=/bin/sh",
            "jobwheel.commands.make-it.arguments[0]=-c",
            "jobwheel.commands.make-it.arguments[1]=echo, {a-size}",
            "jobwheel.commands.make-it.parameters.a-size.pattern=[0-9]{1,3}",
            "jobwheel.commands.make-it.parameters.a-size.max-length=3",
            "jobwheel.commands.make-it.parameters.a-size.default-value=10",
            "jobwheel.commands.make-it.parameters.a-size.allow-leading-dash=true",
            "jobwheel.commands.make-it.working-folder=/tmp",
            "jobwheel.commands.make-it.environment[0]=LC_ALL=C",
            "jobwheel.commands.make-it.environment[1]=Some_Thing=a=b",
            "jobwheel.commands.make-it.timeout=5s",
            "jobwheel.commands.make-it.grace=1s",
            "jobwheel.commands.make-it.max-concurrent=2",
            "jobwheel.commands.make-it.max-wait=3s",
            "jobwheel.commands.make-it.max-output=99",
            "jobwheel.commands.make-it.merge-stderr=true",
            "jobwheel.commands.make-it.success-exit-codes=0,1",
            "jobwheel.commands.make-it.retry-exit-codes=75",
            "jobwheel.commands.make-it.nice=5")
        .run(context -> {
          assertThat(context).hasNotFailed();
          CommandProperties.Settings it =
              context.getBean(CommandProperties.class).commands().get("make-it");
          assertThat(it.arguments()).containsExactly("-c", "echo, {a-size}");
          CommandProperties.ParameterSettings size = it.parameters().get("a-size");
          assertThat(size.pattern().pattern()).isEqualTo("[0-9]{1,3}");
          assertThat(size)
              .extracting("maxLength", "defaultValue", "allowLeadingDash")
              .containsExactly(3, "10", true);
          assertThat(it)
              .usingRecursiveComparison()
              .ignoringFields("arguments", "parameters")
              .isEqualTo(
                  new CommandProperties.Settings(
                      "/bin/sh",
                      List.of(),
                      Map.of(),
                      Path.of("/tmp"),
                      List.of("LC_ALL=C", "Some_Thing=a=b"),
                      Duration.ofSeconds(5),
                      Duration.ofSeconds(1),
                      2,
                      Duration.ofSeconds(3),
                      99,
                      true,
                      Set.of(0, 1),
                      Set.of(75),
                      5));
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "it.program=",
        "it.timeout=0s",
        "it.timeout=366d",
        "it.grace=-1s",
        "it.grace=11m",
        "it.max-concurrent=0",
        "it.max-wait=25h",
        "it.max-output=-1",
        "it.success-exit-codes=256",
        "it.retry-exit-codes=-1",
        "it.nice=20",
        "it.environment=NOTHING",
        "it.environment==x",
        "it.environment=A-B=x",
        "it.arguments={other}",
        "it.parameters.a.pattern=(",
        "it.parameters.a.max-length=0",
        "it.parameters.a.default-value=x",
        "it.working-folder=/no/such/folder",
        "it.working-folder=tmp",
        "It.program=true",
        "it.program=no-such-program",
      })
  void whatCannotBeIsRefused(String property) {
    runner
        .withPropertyValues("jobwheel.commands.it.program=true", "jobwheel.commands." + property)
        .run(context -> assertThat(context).hasFailed());
  }

  @Test
  void aMissingProgramFailsTheStartWithAdvice() {
    runner
        .withPropertyValues("jobwheel.commands.it.program=no-such-program")
        .run(context -> {
          Throwable failure = context.getStartupFailure();
          assertThat(failure).rootCause().isInstanceOf(CommandSetupException.class);
          FailureAnalysis analysis = new CommandSetupFailureAnalyzer().analyze(failure);
          assertThat(analysis.getDescription())
              .isEqualTo(
                  "The command 'it' cannot be offered: there is no program 'no-such-program'.");
          assertThat(analysis.getAction()).contains("jobwheel.commands.it.program");
        });
  }
}
