package io.jobwheel.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.handler.TracedHandler;
import io.jobwheel.job.ExecutionMode;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.logging.LoggingInitializationContext;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.logging.LoggingSystemProperty;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** The log as JSON, by configuration alone. The format applies to the JVM until it is reset. */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
@TestPropertySource(
    properties = {
      "test.processes=1",
      "logging.structured.format.console=ecs",
      "logging.structured.json.rename.traceId=trace.id"
    })
class StructuredLogEndToEndTest extends EndToEndTestCase {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  @TestConfiguration
  static class Handlers {

    @Bean
    TracedHandler traced() {
      return new TracedHandler();
    }
  }

  @AfterAll
  static void logAsBefore() {
    // Spring Boot keeps the format there, and would apply it to the next application
    System.clearProperty(
        LoggingSystemProperty.CONSOLE_STRUCTURED_FORMAT.getEnvironmentVariableName());
    LoggingSystem logging = LoggingSystem.get(LoggingSystem.class.getClassLoader());
    logging.cleanUp();
    logging.beforeInitialize();
    logging.initialize(new LoggingInitializationContext(new StandardEnvironment()), null, null);
  }

  @ParameterizedTest
  @EnumSource
  void eachFactIsOneObjectWithTheIdsOfItsJob(ExecutionMode mode, CapturedOutput output) {
    String word = "structured-" + mode;
    String traced =
        "{\"type\":\"traced\",\"payload\":{\"word\":\"%s\",\"fails\":true}}".formatted(word);
    JsonNode document =
        ApiClient.json(
            api.send(
                api.jsonPost("/api/v1/groups", group(mode.wireName(), "ALL_COMPLETED", traced))
                    .header("Prefer", "wait=20")
                    .header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01")));
    String id = text(document, "/jobs/0/id");

    for (String what : List.of(word + " before", word + " after", "attempt 1 failed")) {
      List<JsonNode> lines = lines(output, id, what);
      assertThat(lines).as("%s in %s", what, output).hasSize(1);
      JsonNode line = lines.getFirst();
      assertThat(text(line, "/attempt")).isEqualTo("1");
      assertThat(text(line, "/group")).isEqualTo(text(document, "/id"));
      assertThat(text(line, "/node")).contains("/");
      assertThat(line.toString()).contains(TRACE);
      assertThat(text(line, "/log/level")).isIn("INFO", "WARN");
    }
    assertThat(text(lines(output, id, word + " after").getFirst(), "/log/level")).isEqualTo("WARN");
  }

  private static List<JsonNode> lines(CapturedOutput output, String id, String part) {
    return output
        .getOut()
        .lines()
        .filter(line -> line.startsWith("{"))
        .map(ApiClient.JSON::readTree)
        .filter(line -> text(line, "/job").equals(id) && text(line, "/message").contains(part))
        .toList();
  }
}
