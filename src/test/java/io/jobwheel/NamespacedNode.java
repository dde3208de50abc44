package io.jobwheel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A node in the network namespace of a database server: what cuts the server off cuts off the node
 * too. Requests come from the same namespace.
 */
final class NamespacedNode implements AutoCloseable {

  private static final String LIMIT = "5"; // seconds

  private final String namespace;
  private final ServiceProcess process;

  private NamespacedNode(String namespace, ServiceProcess process) {
    this.namespace = namespace;
    this.process = process;
  }

  /** Starts it and waits until it is ready. */
  static NamespacedNode start(String namespace, String url, List<String> settings)
      throws IOException {
    ServiceProcess process =
        ServiceProcess.launchIn(namespace, url, settings.toArray(String[]::new));
    process.awaitReady();
    return new NamespacedNode(namespace, process);
  }

  /** Posts a job. The answer has the status 0 if there was none. */
  CompletableFuture<AvailabilityProbe.Answer> post(String job) {
    List<String> command =
        List.of(
            "ip",
            "netns",
            "exec",
            namespace,
            "curl",
            "-s",
            "-m",
            LIMIT,
            "-w",
            "\n%{http_code}",
            "-H",
            "Content-Type: application/json",
            "-d",
            job,
            "http://localhost:%d/api/v1/jobs".formatted(process.port()));
    try {
      return new ProcessBuilder(command).start().onExit().thenApply(NamespacedNode::read);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static AvailabilityProbe.Answer read(Process curl) {
    List<String> lines = curl.inputReader().lines().toList();
    String body = String.join("\n", lines.subList(0, lines.size() - 1));
    return new AvailabilityProbe.Answer(Integer.parseInt(lines.getLast()), body);
  }

  /** Posts jobs, each of which has to be accepted, and returns their ids. */
  List<String> submit(int count, Supplier<String> job) throws Exception {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      AvailabilityProbe.Answer answer = post(job.get()).get(10, TimeUnit.SECONDS);
      assertThat(answer.status()).as(answer.body()).isEqualTo(202);
      ids.add(answer.id());
    }
    return ids;
  }

  String output() {
    return process.output();
  }

  @Override
  public void close() {
    process.close();
  }
}
