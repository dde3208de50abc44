package io.jobwheel.api;

import io.jobwheel.dispatch.request.JobAwaiter;
import io.jobwheel.store.database.sqlite.SqliteFile;
import io.jobwheel.store.database.sqlite.SqliteStores;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/**
 * The base of tests of the whole service over HTTP, with a SQLite database of its own. A test of
 * worker processes sets {@code test.processes}.
 */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "jobwheel.store.url=${test.database:${test.file}}",
      "jobwheel.lanes.process-pool.slots=${test.processes:0}", // each takes a second to start
      "jobwheel.dispatch.max-backlog=200",
      "jobwheel.dispatch.drain-budget=100ms",
      "jobwheel.dispatch.drain-grace=5s"
    })
@DirtiesContext // closes the store before its folder is deleted
public abstract class EndToEndTestCase {

  @TempDir public static Path folder;

  @Autowired public JobAwaiter awaiter;
  public ApiClient api;

  @DynamicPropertySource
  public static void registry(DynamicPropertyRegistry properties) {
    SqliteFile file = SqliteStores.file(folder);
    SqliteStores.create(file); // otherwise each context would migrate its own
    properties.add("test.file", () -> "jdbc:sqlite:" + file.name());
  }

  @BeforeEach
  public void begin(@Autowired Environment environment) {
    api = new ApiClient(environment.getRequiredProperty("local.server.port", Integer.class));
  }

  public static String countdown(String name, String delay) {
    return "{\"type\":\"countdown\",\"payload\":{\"name\":\"%s\",\"delay\":\"%s\"}}"
        .formatted(name, delay);
  }

  public static String group(String mode, String returnWhen, String... jobs) {
    return "{\"mode\":\"%s\",\"returnWhen\":\"%s\",\"jobs\":[%s]}"
        .formatted(mode, returnWhen, String.join(",", jobs));
  }

  public HttpResponse<String> postAndWait(String path, String body) {
    HttpRequest.Builder request = api.jsonPost(path, body).header("Prefer", "wait=20");
    return api.send(request);
  }

  public HttpResponse<String> cancel(String id) {
    return api.send(api.request("/api/v1/jobs/" + id + ":cancel").POST(BodyPublishers.noBody()));
  }

  /** Waits until a job has ended, and returns its document. */
  public JsonNode ended(String id)
      throws InterruptedException, ExecutionException, TimeoutException {
    var _ = awaiter.awaitJob(UUID.fromString(id), Duration.ofSeconds(20)).get(30, TimeUnit.SECONDS);
    return ApiClient.json(api.get("/api/v1/jobs/" + id));
  }

  public static String text(JsonNode document, String pointer) {
    return document.at(pointer).asString("");
  }
}
