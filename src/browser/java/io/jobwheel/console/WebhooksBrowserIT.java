package io.jobwheel.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpServer;
import io.jobwheel.api.ApiClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The page of deliveries of webhooks. */
class WebhooksBrowserIT extends BrowserTestCase {

  private final AtomicInteger callsOfGone = new AtomicInteger();
  private final HttpServer receiver = receive();

  private HttpServer receive() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            boolean gone = exchange.getRequestURI().getPath().startsWith("/gone");
            if (gone) callsOfGone.incrementAndGet();
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(gone ? 410 : 204, -1);
            exchange.close();
          });
      server.start();
      return server;
    } catch (IOException e) {
      throw new AssertionError("no receiver", e);
    }
  }

  @AfterAll
  void stopReceiver() {
    receiver.stop(0);
  }

  @Override
  List<String> arguments() {
    return List.of(
        "--jobwheel.webhook-delivery.secrets=whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3",
        "--jobwheel.http.egress.allowed-networks=127.0.0.1");
  }

  @Test
  void theListSaysWhatWasSentToWhom() {
    String job = submitJob("/kept?order=1");
    String group = submitGroup("/groups");
    awaitDelivery("SUCCEEDED", job);
    awaitDelivery("SUCCEEDED", group);

    tab.signIn("reader", "/console/webhooks");
    Locator ofJob = row(job);
    ofJob.getByText(url("/kept"), new Locator.GetByTextOptions().setExact(true)).waitFor();
    assertThat(ofJob.textContent()).contains("job.succeeded", "status 204", "1 of 10");
    row(group).getByText("group.finished").waitFor();
    assertThat(row(group).locator("a[href$='/console/groups/" + group + "']").count()).isOne();
    assertThat(tab.page().locator("main td button").count()).isZero();
  }

  @Test
  void whatFailsIsGroupedAndDeliveredAgain() {
    String job = submitJob("/gone");
    JsonNode delivery = awaitDelivery("FAILED", job);
    int calls = callsOfGone.get();

    tab.signIn("writer", "/console/webhooks?state=FAILED");
    tab.page()
        .locator("[aria-label='Errors of the deliveries shown'] tr")
        .getByText("webhook-gone")
        .waitFor();
    row(job).getByText(url("/gone"), new Locator.GetByTextOptions().setExact(true)).waitFor();
    tab.assertAccessible();
    tab.takePictures("webhooks");
    OpenDialog.of(tab.page(), row(job), "Redeliver").confirm();

    await().until(() -> callsOfGone.get() > calls);
    await().until(() -> awaitDelivery("FAILED", job).get("attempt").asInt() == 2);
    assertThat(awaitDelivery("FAILED", job).get("id")).isEqualTo(delivery.get("id"));
  }

  @Test
  void theStateIsFilteredByTheUrl() {
    awaitDelivery("SUCCEEDED", submitJob("/kept"));
    tab.signIn("reader", "/console/webhooks");
    tab.page().locator("tbody tr").first().waitFor();
    tab.page().getByLabel("State").selectOption("CANCELLED");
    tab.page().waitForURL("**/console/webhooks?state=CANCELLED");
    tab.page().getByText("No delivery matches.").waitFor();
  }

  private String url(String path) {
    return "http://127.0.0.1:" + receiver.getAddress().getPort() + path;
  }

  private static final String COUNTDOWN =
      "\"type\":\"countdown\",\"payload\":{\"name\":\"A\",\"delay\":\"1ms\"}";

  private String submitJob(String path) {
    return id(
        node.post(
                "/api/v1/jobs", "{%s,\"webhook\":{\"url\":\"%s\"}}".formatted(COUNTDOWN, url(path)))
            .body());
  }

  private String submitGroup(String path) {
    return id(
        node.post(
                "/api/v1/groups",
                "{\"mode\":\"event-loop\",\"jobs\":[{%s}],\"webhook\":{\"url\":\"%s\"}}"
                    .formatted(COUNTDOWN, url(path)))
            .body());
  }

  private static String id(String document) {
    return ApiClient.JSON.readTree(document).get("id").asString();
  }

  /** Waits until the delivery of a job or group has a state, and returns it. */
  private JsonNode awaitDelivery(String state, String owner) {
    return await()
        .until(
            () ->
                ApiClient.JSON
                    .readTree(node.get("/api/v1/jobs?type=webhook&state=" + state).body())
                    .get("items")
                    .valueStream()
                    .filter(job -> job.get("deliveryOf").asString().equals(owner))
                    .findAny()
                    .orElse(null),
            found -> found != null);
  }

  private Locator row(String owner) {
    return tab.page()
        .locator(
            "tr", new Page.LocatorOptions().setHas(tab.page().locator("[title='" + owner + "']")));
  }
}
