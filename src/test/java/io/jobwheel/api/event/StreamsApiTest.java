package io.jobwheel.api.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.api.ApiClient;
import io.jobwheel.api.ApiTestCase;
import io.jobwheel.api.EventReader;
import io.jobwheel.api.EventReader.ReceivedEvent;
import io.jobwheel.api.Samples;
import io.jobwheel.dispatch.event.ChangeFollowers;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.store.StoreUnavailableException;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** Streams of clients that read slowly, and of too many clients. */
@TestPropertySource(
    properties = {"server.tomcat.connection-timeout=1s", "jobwheel.api.max-streams=2"})
@Timeout(60)
class StreamsApiTest extends ApiTestCase {

  @Autowired MeterRegistry meters;
  @Autowired ChangeFollowers followers;

  private double open() {
    return meters.get(EventStreams.OPEN).gauge().value();
  }

  private void awaitOpen(int streams) {
    await().atMost(Duration.ofSeconds(20)).until(() -> open() == streams);
  }

  @AfterEach
  void allStreamsEnd() {
    awaitOpen(0);
  }

  private static String path(Job job) {
    return "/api/v1/jobs/%s/events".formatted(job.id());
  }

  private void end(Job job) {
    store.put(Jobs.like(Samples.job(job.id(), JobState.SUCCEEDED)).build());
    followers.changed(job.id());
  }

  @Test
  void aClientThatTakesNothingIsDropped() throws Exception {
    Job large =
        Jobs.like(Samples.job(JobState.SUCCEEDED))
            .payload('"' + "x".repeat(50_000_000) + '"')
            .build();
    store.put(large);
    try (Socket socket = raw.open()) {
      socket
          .getOutputStream()
          .write(
              "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n"
                  .formatted(path(large))
                  .getBytes(StandardCharsets.US_ASCII));
      awaitOpen(1);
      awaitOpen(0); // after a second in which the client has taken nothing
    }
  }

  @Test
  void aStreamOnWhichNothingHappensStaysOpen() throws Exception {
    Job job = store.put(Samples.job(JobState.RUNNING));
    try (EventReader stream = EventReader.open(port, path(job))) {
      assertThat(stream.next().name()).isEqualTo("job");
      TimeUnit.SECONDS.sleep(3); // three times the time-out of the connection
      end(job);
      ReceivedEvent last = stream.next();
      assertThat(last.data().path("state").asString()).isEqualTo("SUCCEEDED");
      assertThat(stream.next().name()).isEqualTo("end");
    }
  }

  @Test
  void aStreamWaitsForAStoreThatIsAway() throws Exception {
    Job job = store.put(Samples.job(JobState.RUNNING));
    try (EventReader stream = EventReader.open(port, path(job))) {
      assertThat(stream.next().name()).isEqualTo("job");
      store.fail(new StoreUnavailableException("away"));
      followers.changed(job.id());
      TimeUnit.MILLISECONDS.sleep(300); // the stream tries, and tries again after a second
      store.reset();
      store.put(Jobs.like(Samples.job(job.id(), JobState.SUCCEEDED)).build());
      assertThat(stream.next().data().path("state").asString()).isEqualTo("SUCCEEDED");
      assertThat(stream.next().name()).isEqualTo("end");
    }
  }

  @Test
  void aStreamTooManyIsRefused() throws Exception {
    Job job = store.put(Samples.job(JobState.RUNNING));
    try (EventReader _ = EventReader.open(port, path(job));
        EventReader _ = EventReader.open(port, path(job))) {
      awaitOpen(2);
      ApiClient.problem(api.get(path(job)), 503, "too-many-streams");
      end(job);
      awaitOpen(0);
    }
  }

  @RepeatedTest(5)
  void streamsThatAreOpenedAtOnceAreNotTooMany() throws Exception {
    int clients = 8;
    Job job = store.put(Samples.job(JobState.RUNNING));
    CyclicBarrier start = new CyclicBarrier(clients);
    List<Future<EventReader>> readers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < clients; i++) {
        readers.add(
            threads.submit(() -> {
              start.await();
              return EventReader.open(port, path(job));
            }));
      }
    }
    List<Integer> statuses = new ArrayList<>();
    for (Future<EventReader> reader : readers) {
      statuses.add(reader.get().response().statusCode());
    }
    assertThat(statuses).hasSize(clients).containsOnly(200, 503);
    assertThat(statuses.stream().filter(status -> status == 200)).hasSize(2);
    end(job);
    for (Future<EventReader> reader : readers) {
      reader.get().close();
    }
  }

  @Test
  void aClientThatLeavesIsForgotten() throws Exception {
    Job job = store.put(Samples.job(JobState.RUNNING));
    try (EventReader stream = EventReader.open(port, path(job))) {
      assertThat(stream.next().name()).isEqualTo("job");
    }
    // a write to a client that has left fails, at the latest at the second one
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> {
          store.put(
              Jobs.like(Samples.job(job.id(), JobState.RUNNING))
                  .priority((int) (System.nanoTime() % 100))
                  .build());
          followers.changed(job.id());
          return open() == 0;
        });
  }
}
