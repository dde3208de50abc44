package io.jobwheel.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.api.ApiClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * The base of tests of the pages of groups: the seed's program, and a webhook that never arrives.
 */
abstract class GroupBrowserTestCase extends BrowserTestCase {

  static final String COUNTDOWNS =
      """
      {"mode":"%s","jobs":[
        {"type":"countdown","payload":{"name":"A","delay":"%dms"}},
        {"type":"countdown","payload":{"name":"B","delay":"%dms"}},
        {"type":"countdown","payload":{"name":"C","delay":"%dms"}}]}\
      """;
  private static final String HOSTILE = "<img src=x onerror=alert(1)>\u202etxt";

  static final int CLOSED_PORT = closedPort();

  private static int closedPort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  List<String> arguments() {
    return List.of(
        "--jobwheel.dispatch.max-group=10000",
        "--jobwheel.api.max-body=16MB",
        "--jobwheel.http.egress.allowed-networks=127.0.0.1",
        "--jobwheel.commands.shout.program=printf",
        "--jobwheel.commands.shout.arguments[0]=%s",
        "--jobwheel.commands.shout.arguments[1]=" + HOSTILE,
        // nothing listens there, so deliveries are tried again
        "--jobwheel.webhooks.audit.url=http://127.0.0.1:%d/hook".formatted(CLOSED_PORT),
        "--jobwheel.webhooks.audit.events=group.finished",
        "--jobwheel.webhooks.audit.secrets=whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
  }

  final void show(String key, String id) {
    tab.signIn(key, "/console/groups/" + id);
    tab.page().locator(".gantt .tracks a").first().waitFor();
  }

  final String submitted(String body) {
    HttpResponse<String> response = node.post("/api/v1/groups", body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    return ApiClient.json(response).path("id").asString();
  }

  final String finished(String body) {
    String id = submitted(body);
    await().atMost(Duration.ofSeconds(30)).until(() -> !group(id).path("finishedAt").isNull());
    return id;
  }

  final JsonNode group(String id) {
    return ApiClient.json(node.get("/api/v1/groups/" + id));
  }

  /** Returns the places of the bars from the top, in pixels, in the order of the document. */
  final List<Integer> rowsOfBars() {
    return tab.page().locator(".gantt .tracks a rect").all().stream()
        .map(rect -> Integer.valueOf(rect.getAttribute("y")))
        .toList();
  }
}
