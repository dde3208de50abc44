package io.jobwheel.api.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.api.ApiTestCase;
import io.jobwheel.api.Samples;
import io.jobwheel.dispatch.event.ChangeFollowers;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** Clients that leave while events are written to them, and clients that come at that moment. */
@TestPropertySource(properties = "jobwheel.api.max-streams=1000")
@Timeout(120)
class LeavingClientsTest extends ApiTestCase {

  private static final int ROUNDS = Integer.getInteger("jobwheel.soak.rounds", 20);
  private static final int CLIENTS = 50;

  @Autowired MeterRegistry meters;
  @Autowired ChangeFollowers followers;

  private Socket open(UUID job) throws IOException {
    Socket socket = raw.open();
    socket.setSoTimeout(20_000);
    socket
        .getOutputStream()
        .write(
            "GET /api/v1/jobs/%s/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
                .formatted(job)
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private void change(Job job) {
    store.put(
        Jobs.like(Samples.job(job.id(), JobState.RUNNING))
            .priority((int) (System.nanoTime() % 100))
            .build());
    followers.changed(job.id());
  }

  /** Reads the response up to the document of its job. */
  private static String firstDocument(Socket socket) throws IOException {
    BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    assertThat(lines.readLine()).isEqualTo("HTTP/1.1 200 ");
    String line = lines.readLine();
    while (line != null && !line.startsWith("data: ")) {
      line = lines.readLine();
    }
    return String.valueOf(line);
  }

  @Test
  void theEndOfAStreamLeavesThoseAloneThatBeginMeanwhile() throws Exception {
    List<Job> jobs = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      jobs.add(store.put(Samples.job(JobState.RUNNING)));
    }
    List<Socket> open = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      List<Socket> leaving = List.copyOf(open);
      open.clear();
      for (int i = 0; i < CLIENTS; i++) {
        if (!leaving.isEmpty()) {
          leaving.get(i).setSoLinger(true, 0); // with a reset
          leaving.get(i).close();
        }
        change(jobs.get(i));
        open.add(open(jobs.get(i).id()));
        change(jobs.get((i + 7) % CLIENTS));
      }
      for (int i = 0; i < CLIENTS; i++) {
        assertThat(firstDocument(open.get(i))).contains(jobs.get(i).id().toString());
      }
    }
    for (Socket socket : open) {
      socket.close();
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> {
          jobs.forEach(this::change);
          return meters.get(EventStreams.OPEN).gauge().value() == 0;
        });
  }
}
