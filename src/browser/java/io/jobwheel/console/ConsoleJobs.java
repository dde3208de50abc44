package io.jobwheel.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.api.ApiClient;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/** The jobs that tests of the console submit to a node as admin, and look at by the API. */
record ConsoleJobs(ConsoleNode node) {

  /** What the command {@code hostile} prints before it fails: markup, and a mark of direction. */
  static final String MARKUP = "<img src=x onerror=alert(1)><script>alert(2)</script>";

  /** What a message of the command {@code hostile} ends with. */
  static final String MESSAGE = "<b>boom</b>";

  /**
   * Returns the arguments of a node with the commands {@code hostile}, {@code slow} (a tick each 50
   * ms) and {@code many} (3,000 lines).
   */
  static List<String> commands() {
    List<String> arguments = new ArrayList<>();
    Stream.of(
            List.of(
                "hostile",
                "printf '%s\\n' '"
                    + MARKUP
                    + "'; printf 'a\\342\\200\\256b\\n'; echo '"
                    + MESSAGE
                    + "' >&2; exit 3"),
            List.of("slow", "i=0; while :; do i=$((i+1)); echo tick $i; sleep 0.05; done"),
            List.of("many", "seq 3000"))
        .forEach(command -> {
          String prefix = "--jobwheel.commands." + command.getFirst();
          arguments.add(prefix + ".program=sh");
          arguments.add(prefix + ".arguments[0]=-c");
          arguments.add(prefix + ".arguments[1]=" + command.getLast());
          arguments.add(prefix + ".timeout=2m");
        });
    arguments.add("--jobwheel.http.egress.allowed-networks=127.0.0.1");
    return arguments;
  }

  /** Submits a job that runs a command, and returns its id. */
  String command(String name) {
    return submit("{\"type\":\"command\",\"payload\":{\"name\":\"" + name + "\"}}");
  }

  /** Submits a countdown that waits that long before each print, and returns its id. */
  String countdown(String delay) {
    return submit(
        "{\"type\":\"countdown\",\"payload\":{\"name\":\"A\",\"delay\":\"" + delay + "\"}}");
  }

  /** Submits a job, and returns its id. */
  String submit(String body) {
    var response = node.post("/api/v1/jobs", body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    return ApiClient.json(response).get("id").asString();
  }

  /** Sends a POST without a body. */
  void post(String path) {
    node.send(HttpRequest.newBuilder(URI.create(node.url(path))).POST(BodyPublishers.noBody()));
  }

  /** Returns the document of a job. */
  JsonNode get(String id) {
    return ApiClient.json(node.get("/api/v1/jobs/" + id));
  }

  /** Waits until a job has a state, and returns its document. */
  JsonNode await(String id, String state) {
    return Awaitility.await()
        .until(() -> get(id), job -> job.get("state").asString().equals(state));
  }
}
