package io.jobwheel.api.submit;

import static io.jobwheel.api.ApiClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.api.ApiClient;
import io.jobwheel.api.ApiTestCase;
import io.jobwheel.store.StoreUnavailableException;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Submits that wait for the store, of a server with ten threads. */
class LateResponseApiTest extends ApiTestCase {

  private static final int THREADS = 10;

  @AfterEach
  void decide() {
    dispatch.decide();
  }

  private static String countdown(int spaces) {
    return """
    {"type":"countdown","payload":{"name":"A",%s"delay":"1s"}}
    """
        .formatted(" ".repeat(spaces));
  }

  private CompletableFuture<HttpResponse<String>> submit(int spaces) {
    return api.sendAsync(api.jsonPost("/api/v1/jobs", countdown(spaces)));
  }

  private static HttpResponse<String> get(CompletableFuture<HttpResponse<String>> response)
      throws Exception {
    return response.get(20, TimeUnit.SECONDS);
  }

  @Test
  void shortSubmitsThatWaitForTheStoreTakeNoThreads() throws Exception {
    dispatch.holdDecisions();
    List<CompletableFuture<HttpResponse<String>>> submits = new ArrayList<>();
    for (int i = 0; i < 5 * THREADS; i++) {
      submits.add(submit(0));
    }
    await().until(() -> dispatch.begun() == submits.size());
    assertThat(api.get("/api/v1/jobs").statusCode()).isEqualTo(200);
    assertThat(submits).noneMatch(CompletableFuture::isDone);
    dispatch.decide();
    Set<String> places = new TreeSet<>();
    for (CompletableFuture<HttpResponse<String>> submit : submits) {
      HttpResponse<String> response = get(submit);
      assertThat(response.statusCode()).isEqualTo(202);
      assertThat(response.headers().firstValue("Location"))
          .contains("/api/v1/jobs/" + json(response).path("id").asString());
      places.add(response.headers().firstValue("Location").orElseThrow());
    }
    assertThat(places).hasSize(submits.size());
  }

  @Test
  void longSubmitsHaveTheSameHeadersAndWaitOnTheirThreads() throws Exception {
    HttpResponse<String> shortOne = get(submit(0));
    HttpResponse<String> longOne = get(submit(5_000));
    assertThat(longOne.statusCode()).isEqualTo(202);
    assertThat(names(longOne)).isEqualTo(names(shortOne)).contains("cache-control", "location");
    dispatch.holdDecisions();
    List<CompletableFuture<HttpResponse<String>>> submits = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      submits.add(submit(5_000));
    }
    await().until(() -> dispatch.begun() == 2 + THREADS);
    CompletableFuture<HttpResponse<String>> read = api.sendAsync(api.request("/api/v1/jobs"));
    assertThat(read).isNotDone();
    dispatch.decide();
    for (CompletableFuture<HttpResponse<String>> submit : submits) {
      assertThat(get(submit).statusCode()).isEqualTo(202);
    }
    assertThat(get(read).statusCode()).isEqualTo(200);
  }

  /** Returns the names of the headers, without how the length of the body is sent. */
  private static Set<String> names(HttpResponse<String> response) {
    Set<String> names = new TreeSet<>(response.headers().map().keySet());
    names.removeAll(Set.of("content-length", "transfer-encoding"));
    return names;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5_000})
  void aSubmitThatIsNotDecidedInTimeFails(int spaces) throws Exception {
    dispatch.holdDecisions(Duration.ofMillis(200));
    HttpResponse<String> response = get(submit(spaces));
    ApiClient.problem(response, 503, "store-unavailable");
    assertThat(dispatch.stored()).isEmpty();
    dispatch.decide(); // too late
    assertThat(get(submit(spaces)).statusCode()).isEqualTo(202);
  }

  @Test
  void aFailureAfterTheWaitIsAProblem() throws Exception {
    dispatch.holdDecisions();
    CompletableFuture<HttpResponse<String>> submit = submit(0);
    await().until(() -> dispatch.begun() == 1);
    dispatch.failSubmits(new StoreUnavailableException("away"));
    dispatch.decide();
    ApiClient.problem(get(submit), 503, "store-unavailable");
  }

  @Test
  void aClientThatLeavesHarmsNoOther() throws Exception {
    dispatch.holdDecisions();
    for (int i = 0; i < 2 * THREADS; i++) {
      try (Socket socket = new Socket("127.0.0.1", port)) {
        socket.getOutputStream().write(request());
        int begun = i + 1;
        await().until(() -> dispatch.begun() == begun);
        socket.setSoLinger(true, 0);
      }
    }
    dispatch.decide();
    await().until(() -> dispatch.stored().size() == 2 * THREADS);
    assertThat(get(submit(0)).statusCode()).isEqualTo(202);
  }

  private static byte[] request() {
    String body = countdown(0);
    return """
    POST /api/v1/jobs HTTP/1.1\r
    Host: localhost\r
    Content-Type: application/json\r
    Content-Length: %d\r
    \r
    %s\
    """
        .formatted(body.length(), body)
        .getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void requestsThatAConnectionSendsAtOnceHaveTheirResponsesInOrder() throws Exception {
    int count = 20;
    ByteArrayOutputStream requests = new ByteArrayOutputStream();
    for (int i = 0; i < count; i++) {
      requests.write(request());
    }
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(requests.toByteArray());
      BufferedReader answers =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      List<String> places = new ArrayList<>();
      while (places.size() < count) {
        String line = answers.readLine();
        if (line.startsWith("Location: ")) {
          places.add(line.substring("Location: /api/v1/jobs/".length()));
        }
      }
      assertThat(places)
          .isEqualTo(dispatch.stored().stream().map(job -> job.id().toString()).toList());
    }
  }
}
