package io.jobwheel.api.contract;

import static io.jobwheel.api.ApiClient.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

/** Changes that break clients are found, and others are not. */
class ContractChangesTest {

  private static final String DOCUMENT = document();

  private static String document() {
    try (InputStream file = ContractChangesTest.class.getResourceAsStream("/openapi.yaml")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the breaking changes if a part of the document is replaced. */
  private static String breaking(String part, String replacement) {
    String changed = DOCUMENT.replace(unescaped(part), unescaped(replacement));
    assertThat(changed).as("with %s", replacement).isNotEqualTo(DOCUMENT);
    return ContractChanges.breaking(
        JSON.valueToTree(new Yaml().load(DOCUMENT)), JSON.valueToTree(new Yaml().load(changed)));
  }

  private static String unescaped(String text) {
    return text.replace("\\n", "\n");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      emptyValue = "",
      textBlock =
          """
          a removed path | /api/v1/lanes: | /api/v1/more:
          a removed operation | get:\\n      tags: [operations]\\n      operationId: getSummary | head:\\n      tags: [operations]\\n      operationId: getSummary
          a removed response | "201": *pause | "203": *pause
          a removed header | Link: {$ref: | More: {$ref:
          another media type | text/plain: | text/html:
          a removed parameter | name: errorCode | name: more
          a required parameter | description: The ids of groups. | required: true
          a smaller range in a request | minimum: -100 | minimum: -10
          a shorter text in a request | maxLength: 500 | maxLength: 50
          a value less in a request | [sequential, event-loop, | [event-loop,
          a value more in a response | enum: [starting, | enum: [more, starting,
          a removed required field | failures: {type: integer, description: Attempts that failed.} | more: {type: integer}
          a removed optional field | submittedBy: {type: string, | more: {type: string,
          a removed field of a request | timeout: {type: string, description: "The time limit | more: {type: string, description: "The time limit
          a field that can be missing | maxAttempts, failures, crashes, | maxAttempts, crashes,
          a new required field of a request | required: [type, payload] | required: [type, payload, timeout]
          another type | priority: {type: integer} | priority: {type: string}
          another type of a nullable field | groupId: {type: [string, | groupId: {type: [integer,
          another format | id: {type: string, format: uuid}\\n        type: {type | id: {type: string}\\n        type: {type
          a field that can be null | counted: {type: boolean, | counted: {type: [boolean, "null"],
          another type of values | additionalProperties: {type: integer, format: int64} | additionalProperties: {type: string}
          another constant | const: "true" | const: "yes"
          """)
  void aChangeThatBreaksClientsIsFound(String what, String part, String replacement) {
    assertThat(breaking(part, replacement)).as(what).isNotEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          a new path | /api/v1/lanes: | /api/v1/more:\\n    get: {responses: {"200": {description: More.}}}\\n  /api/v1/lanes:
          a new parameter | - name: errorCode | - {name: more, in: query, schema: {type: string}}\\n        - name: errorCode
          a new field | failures: {type: integer, | more: {type: integer}\\n        failures: {type: integer,
          a new optional field of a request | payload: {description: "The input | more: {type: string}\\n        payload: {description: "The input
          a new problem type | - urn:jobwheel:problem:conflict | - urn:jobwheel:problem:conflict\\n        - urn:jobwheel:problem:more
          a larger range in a request | minimum: -100 | minimum: -1000
          another description | description: Attempts that failed. | description: More.
          """)
  void anAdditionIsNoBreakingChange(String what, String part, String replacement) {
    assertThat(breaking(part, replacement)).as(what).isEmpty();
  }

  @Test
  void theReportNamesWhatWasRemoved() {
    assertThat(breaking("submittedBy: {type: string,", "more: {type: string,"))
        .contains("removed submittedBy", "/api/v1/jobs/{id}");
  }
}
