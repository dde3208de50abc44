package io.jobwheel.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import com.sun.net.httpserver.HttpServer;
import io.jobwheel.api.ApiClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page of a job. */
class JobBrowserIT extends BrowserTestCase {

  private final AtomicInteger deliveries = new AtomicInteger();
  private final HttpServer receiver = receive();
  private ConsoleJobs jobs;

  private HttpServer receive() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            deliveries.incrementAndGet();
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
          });
      server.start();
      return server;
    } catch (IOException e) {
      throw new AssertionError("no receiver", e);
    }
  }

  @Override
  List<String> arguments() {
    List<String> arguments = new ArrayList<>(ConsoleJobs.commands());
    arguments.add("--jobwheel.webhook-delivery.secrets=whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3");
    return arguments;
  }

  @BeforeAll
  void open() {
    jobs = new ConsoleJobs(node);
  }

  @AfterAll
  void stopReceiver() {
    receiver.stop(0);
  }

  @Test
  void theOutputIsLiveAndTheCancellationIsToldTruly() {
    String id = jobs.command("slow");
    tab.signIn("writer", "/console/jobs/" + id);
    output("tick 20").waitFor();
    tab.page().getByText("It follows the end.").waitFor();
    tab.assertAccessible();
    tab.takePictures("job-running");
    OpenDialog.of(tab, "Cancel").confirm();

    tab.page().getByText("The handler acknowledged the request, and ended").waitFor();
    assertThat(jobs.await(id, "CANCELLED").get("cancel").get("outcome").asString())
        .isEqualTo("ACKNOWLEDGED");
    tab.page().locator("[aria-label=Attempts] .badge.cancelled").waitFor();
    assertThat(tab.button("Cancel…").count()).isZero();
  }

  @Test
  void aStreamThatIsRefusedForAMomentIsAskedForAgain() {
    String id = jobs.command("slow");
    AtomicInteger refusals = new AtomicInteger();
    tab.page()
        .route(
            "**/api/v1/jobs/*/events",
            route -> {
              if (refusals.incrementAndGet() == 1) {
                route.fulfill(refusal());
              } else {
                route.resume();
              }
            });
    tab.signIn("reader", "/console/jobs/" + id);
    tab.page().locator(".head .badge.running, p .badge.running").first().waitFor();
    assertThat(tab.page().locator("pre.output").count()).isZero();
    output("tick 20").waitFor();
    assertThat(tab.takeTroubles()).hasSize(1).allMatch(trouble -> trouble.contains("429"));
    jobs.post("/api/v1/jobs/" + id + ":cancel");
    jobs.await(id, "CANCELLED");
  }

  private static Route.FulfillOptions refusal() {
    return new Route.FulfillOptions()
        .setStatus(429)
        .setContentType("application/problem+json")
        .setBody("{\"status\":429,\"detail\":\"The limit of the key is reached.\"}");
  }

  @Test
  void timesAreThoseOfTheServiceIfTheClockOfTheBrowserIsWrong() {
    String id = jobs.countdown("1h");
    jobs.await(id, "RUNNING");
    tab.page().addInitScript("const real = Date.now; Date.now = () => real() + 7_200_000;");
    tab.signIn("reader", "/console/jobs/" + id);
    tab.page().locator("svg.life").waitFor();
    await()
        .untilAsserted(() ->
            assertThat(tab.page().locator("svg.life").getAttribute("aria-label"))
                .contains("ran ")
                .doesNotContain(" h"));
    tab.open("/console/jobs?state=RUNNING");
    tab.page().locator("input[name=key]").fill(ConsoleNode.key("reader"));
    tab.button("Open").click();
    Locator row = tab.page().locator("tbody tr").first();
    row.waitFor();
    assertThat(row.locator("td").allInnerTexts()).noneMatch(text -> text.matches("\\d+ h.*"));
    jobs.post("/api/v1/jobs/" + id + ":cancel");
    jobs.await(id, "CANCELLED");
  }

  @Test
  void theOutputStandsStillWhileOneReadsIt() {
    String id = jobs.command("slow");
    tab.signIn("writer", "/console/jobs/" + id);
    output("tick 60").waitFor();
    tab.page().locator("pre.output").evaluate("(output) => { output.scrollTop = 5; }");
    tab.page().getByText("It stands still;").waitFor();
    String text = tab.page().locator("pre.output").textContent();
    tab.page().getByText(Pattern.compile("[2-9]\\d more lines")).waitFor();
    assertThat(tab.page().locator("pre.output").textContent()).isEqualTo(text);
    tab.button("Follow the end").click();
    tab.page().getByText("It follows the end.").waitFor();
    jobs.post("/api/v1/jobs/" + id + ":cancel");
    jobs.await(id, "CANCELLED");
  }

  @Test
  void theEndOfALongOutputIsShownAndAllOfItIsSaved() throws IOException {
    String id = jobs.command("many");
    jobs.await(id, "SUCCEEDED");
    tab.signIn("reader", "/console/jobs/" + id);
    tab.page().getByText("3,000 lines, of which the last 2,000 are here.").waitFor();
    assertThat(tab.page().locator("pre.output").textContent())
        .startsWith("1001\n")
        .endsWith("3000");
    Download download =
        tab.page()
            .waitForDownload(() -> tab.button("Download the whole output of attempt 1").click());
    assertThat(Files.readAllLines(download.path())).hasSize(3000).startsWith("1", "2");
  }

  @Test
  void aJobIsRedrivenWithAnotherPayload() {
    String id = jobs.command("hostile");
    jobs.await(id, "FAILED");
    tab.signIn("writer", "/console/jobs/" + id);
    OpenDialog dialog = OpenDialog.of(tab, "Redrive");
    dialog.field("Payload").fill("{\"name\": ");
    dialog.submit();
    dialog.find(".problem").getByText("The payload is no JSON").first().waitFor();
    assertThat(jobs.get(id).get("attempt").asInt()).isOne();
    dialog.field("Payload").fill("{\"name\": \"many\"}");
    dialog.field("Priority").fill("-7");
    dialog.confirm();

    var job = jobs.await(id, "SUCCEEDED");
    assertThat(job.get("payload").get("name").asString()).isEqualTo("many");
    assertThat(job.get("priority").asInt()).isEqualTo(-7);
    output("3000").waitFor();
    tab.page().getByText("Not counted are those before the last redrive: 1.").waitFor();
    tab.page().locator("[aria-label=Attempts] .badge.succeeded").waitFor();
    tab.assertAccessible();
    tab.takePictures("job");
  }

  @Test
  void numbersStayAsTheyWereWritten() {
    String payload =
        "{\"url\":\"http://127.0.0.1:1081/\",\"method\":\"POST\",\"body\":{\"json\":"
            + "{\"big\":12345678901234567890,\"huge\":1e400}}}";
    String id = jobs.submit("{\"type\":\"http\",\"maxAttempts\":1,\"payload\":" + payload + "}");
    jobs.await(id, "FAILED");
    tab.signIn("writer", "/console/jobs/" + id);
    String shown = tab.page().locator("pre.json").first().textContent();
    assertThat(shown).contains(": 12345678901234567890,", ": 1e400");
    tab.page().getByText("What to do: check that the server listens on this port.").waitFor();
    OpenDialog dialog = OpenDialog.of(tab, "Redrive");
    dialog.field("Payload").fill(shown.replace("\"POST\"", "\"PUT\""));
    dialog.confirm();

    await().until(() -> jobs.get(id).path("priorAttempts").asInt() == 1);
    assertThat(node.get("/api/v1/jobs/" + id).body())
        .contains("\"PUT\"", "12345678901234567890", "1e400");
  }

  @Test
  void hostileTextIsShownAsText() {
    String id = jobs.command("hostile");
    jobs.await(id, "FAILED");
    tab.signIn("reader", "/console/jobs/" + id);
    output(ConsoleJobs.MARKUP).waitFor();
    output("a\\u202eb").waitFor();
    tab.page().locator("main .problem").getByText(ConsoleJobs.MESSAGE).waitFor();
    assertThat(tab.page().locator("main img, main script, main b").count()).isZero();
  }

  @Test
  void aDeliveryIsRepeated() {
    String id =
        jobs.submit(
            """
            {"type":"countdown","payload":{"name":"A","delay":"1ms"},
             "webhook":{"url":"http://127.0.0.1:%d/hook"}}
            """
                .formatted(receiver.getAddress().getPort()));
    await().until(() -> deliveries.get() == 1);
    tab.signIn("writer", "/console/jobs/" + id);
    tab.page().locator("[aria-label=Deliveries] .badge.succeeded").waitFor();
    OpenDialog.of(tab, "Redeliver").confirm();

    await().until(() -> deliveries.get() == 2);
    tab.page().locator("[aria-label=Deliveries] .badge.succeeded").nth(1).waitFor();
  }

  @Test
  void aDeletedJobHasAPageThatSaysSo() {
    String id = jobs.countdown("1ms");
    jobs.await(id, "SUCCEEDED");
    tab.signIn("admin", "/console/jobs/" + id);
    OpenDialog.of(tab, "Delete").confirm();
    tab.page().waitForURL("**/console/jobs");
    assertThat(node.get("/api/v1/jobs/" + id).statusCode()).isEqualTo(410);

    tab.page().goBack();
    tab.page().getByText("Job deleted").waitFor();
    assertThat(tab.takeTroubles()).isNotEmpty().allMatch(trouble -> trouble.contains("410"));
  }

  @Test
  void anIdOfAGroupLeadsToTheGroup() {
    String group =
        ApiClient.json(
                node.post(
                    "/api/v1/groups",
                    """
                    {"mode":"event-loop",
                     "jobs":[{"type":"countdown","payload":{"name":"A","delay":"1ms"}}]}
                    """))
            .get("id")
            .asString();
    tab.signIn("reader", "/console/jobs/" + group);
    tab.page().getByText("It is the id of a group").waitFor();
    assertThat(tab.takeTroubles()).isNotEmpty().allMatch(trouble -> trouble.contains("404"));
  }

  @Test
  void aReaderIsOfferedNoActions() {
    String id = jobs.command("hostile");
    jobs.await(id, "FAILED");
    tab.signIn("reader", "/console/jobs/" + id);
    tab.page().getByText("What to do:").waitFor();
    assertThat(tab.page().locator(".head button").count()).isZero();
  }

  private Locator output(String text) {
    return tab.page().locator("pre.output").getByText(text);
  }
}
