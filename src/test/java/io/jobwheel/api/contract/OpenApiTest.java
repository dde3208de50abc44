package io.jobwheel.api.contract;

import static io.jobwheel.api.ApiClient.JSON;
import static io.jobwheel.api.ApiClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.api.EndToEndTestCase;
import io.jobwheel.api.problem.ProblemType;
import io.jobwheel.job.WebhookEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;

/** Compares the OpenAPI document with the handlers of the service. */
@TestPropertySource(properties = "jobwheel.commands.work.program=true") // the job type command
class OpenApiTest extends EndToEndTestCase {

  private static final String API = "/api/v1";
  private static final String TEST_HANDLERS = API + "/trouble";
  private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch");
  private static final JsonNode DOCUMENT = document();

  private static JsonNode document() {
    try (InputStream file = OpenApiTest.class.getResourceAsStream("/openapi.yaml")) {
      return JSON.valueToTree(new Yaml().load(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the document's operations by their method and path. */
  private static Map<String, JsonNode> operations() {
    return DOCUMENT
        .path("paths")
        .propertyStream()
        .flatMap(path ->
            path.getValue()
                .propertyStream()
                .filter(operation -> METHODS.contains(operation.getKey()))
                .map(operation ->
                    Map.entry(
                        operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(),
                        operation.getValue())))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  @Test
  void theOperationsAreThoseOfTheHandlers(
      @Autowired @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mappings) {
    Set<String> handled = new TreeSet<>();
    mappings
        .getHandlerMethods()
        .forEach((mapping, _) -> {
          for (String pattern : mapping.getPatternValues()) {
            for (RequestMethod method : mapping.getMethodsCondition().getMethods()) {
              if (pattern.startsWith(API) && !pattern.startsWith(TEST_HANDLERS)) {
                handled.add(method + " " + pattern.replaceAll("\\{(\\w+):[^}]*\\}", "{$1}"));
              }
            }
          }
        });
    assertThat(operations().keySet()).containsExactlyInAnyOrderElementsOf(handled);
  }

  @Test
  void theWebhooksAreTheEvents() {
    assertThat(DOCUMENT.path("webhooks").propertyNames())
        .containsExactlyElementsOf(
            Arrays.stream(WebhookEvent.values()).map(WebhookEvent::wireName).toList());
  }

  @Test
  void theProblemTypesAreThoseOfTheService() {
    assertThat(
            DOCUMENT
                .at("/components/schemas/ProblemType/x-extensible-enum")
                .valueStream()
                .map(JsonNode::asString))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(ProblemType.values()).map(ProblemType::urn).toList());
  }

  /** An unknown parameter is an error that names the known ones. */
  @TestFactory
  Stream<DynamicTest> theQueryParametersAreThoseOfTheHandlers() {
    return operations().entrySet().stream()
        .filter(operation -> operation.getKey().startsWith("GET "))
        .map(operation ->
            DynamicTest.dynamicTest(
                operation.getKey(),
                () -> {
                  String path = path(operation.getKey());
                  String error = api.get(path + "?zzz=1").body();
                  assertThat(known(error)).isEqualTo(parameters(operation.getValue()));
                }));
  }

  /** Returns the path of an operation, with values for its variables. */
  private static String path(String operation) {
    return operation
        .substring(operation.indexOf(' ') + 1)
        .replace("{id}", "01a2077f-8d52-72e6-bb0f-789a4e39fbf5")
        .replace("{mode}", "thread-pool")
        .replace("{target}", "type:none")
        .replace("{name}", "nightly");
  }

  private static Set<String> known(String problem) {
    String message = JSON.readTree(problem).at("/errors/0/message").asString();
    String marker = "must be one of ";
    return message.contains(marker)
        ? new TreeSet<>(
            Arrays.asList(message.substring(message.indexOf(marker) + marker.length()).split(", ")))
        : Set.of();
  }

  private static Set<String> parameters(JsonNode operation) {
    return operation
        .path("parameters")
        .valueStream()
        .map(OpenApiTest::resolve)
        .filter(parameter -> parameter.path("in").asString().equals("query"))
        .map(parameter -> parameter.path("name").asString())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static JsonNode resolve(JsonNode node) {
    return node.has("$ref") ? DOCUMENT.at(node.path("$ref").asString().substring(1)) : node;
  }

  /** Each request of the document is valid, and accepted. */
  @TestFactory
  Stream<DynamicTest> theExamplesAreAccepted() {
    return operations().entrySet().stream()
        .filter(operation -> operation.getValue().has("requestBody"))
        .map(operation ->
            DynamicTest.dynamicTest(
                operation.getKey(),
                () -> {
                  JsonNode example =
                      operation
                          .getValue()
                          .path("requestBody")
                          .path("content")
                          .path("application/json")
                          .path("example");
                  String path =
                      operation.getKey().endsWith("{id}:redrive")
                          ? "/api/v1/jobs/%s:redrive".formatted(cancelledJob())
                          : path(operation.getKey());
                  if (path.contains("/schedules/nightly:")) {
                    createSchedule();
                  }
                  HttpRequest.Builder request =
                      api.jsonPost(path, example.toString())
                          .method(
                              operation.getKey().split(" ")[0],
                              BodyPublishers.ofString(example.toString()));
                  assertThat(api.send(request).statusCode()).isBetween(200, 202);
                }));
  }

  private void createSchedule() {
    String request =
        """
        {"cron": "@daily", "job": {"type": "countdown", "payload": {"name": "A", "delay": "1ms"}}}\
        """;
    HttpResponse<String> response =
        api.send(
            api.jsonPost("/api/v1/schedules/nightly", request)
                .method("PUT", BodyPublishers.ofString(request)));
    assertThat(response.statusCode()).isBetween(200, 201);
  }

  private String cancelledJob() {
    String request =
        """
        {"type": "countdown", "payload": {"name": "A", "delay": "1ms"},
          "runAt": "2999-01-01T00:00:00Z"}\
        """;
    String id = json(api.post("/api/v1/jobs", request)).path("id").asString();
    assertThat(api.post("/api/v1/jobs/%s:cancel".formatted(id), "").statusCode()).isEqualTo(202);
    return id;
  }

  @Test
  void theServedDocumentHasASchemaForEachJobType() {
    JsonNode served = json(api.get("/api/v1/openapi.json"));
    JsonNode request = served.at("/components/schemas/JobRequest");
    assertThat(request.at("/discriminator/mapping/countdown").asString())
        .isEqualTo("#/components/schemas/CountdownJobRequest");
    JsonNode countdown = served.at("/components/schemas/CountdownJobRequest");
    assertThat(countdown.at("/properties/type/const").asString()).isEqualTo("countdown");
    assertThat(countdown.at("/properties/payload/$ref").asString())
        .isEqualTo("#/components/schemas/CountdownPayload");
    assertThat(served.at("/components/schemas/CountdownPayload/required").toString())
        .contains("name", "delay");
    assertThat(request.path("oneOf").size())
        .isEqualTo(json(api.get("/api/v1/job-types")).path("items").size());
  }

  /** See docs/clients.md: the baseline is the document of the latest release. */
  @Test
  void theServedDocumentBreaksNoClientOfTheBaseline() throws IOException {
    JsonNode baseline = JSON.readTree(Files.readString(Path.of("src/contract/baseline.json")));

    String breaking = ContractChanges.breaking(baseline, json(api.get("/api/v1/openapi.json")));

    assertThat(breaking).isEmpty();
  }
}
