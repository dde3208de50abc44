package io.jobwheel.api;

import static io.jobwheel.api.ApiClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.Jobwheel;
import io.jobwheel.Scrape;
import io.jobwheel.TcpRelay;
import io.jobwheel.store.PostgresServers;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.DoublePredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A scrape is fast and correct while the node starts, while it shuts down, and while its database
 * is unavailable.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ScrapeEndToEndTest {

  /** A fraction of the default time-out of Prometheus, 10 s. */
  private static final Duration FAST = Duration.ofSeconds(2);

  private static final String QUEUED = "jobwheel_jobs{mode=\"sequential\",state=\"queued\"}";
  private static final String OLDEST = "jobwheel_job_oldest_queued_seconds{mode=\"sequential\"}";

  @TempDir Path folder;

  private static ConfigurableApplicationContext start(
      String url, ApplicationListener<WebServerInitializedEvent> listener) {
    return new SpringApplicationBuilder(Jobwheel.class)
        .registerShutdownHook(false)
        .listeners(listener)
        .properties(
            "server.port=0",
            "spring.main.banner-mode=off",
            "logging.level.root=ERROR",
            "jobwheel.lanes.process-pool.slots=0",
            "jobwheel.dispatch.count-every=300ms",
            "jobwheel.dispatch.write-timeout=2s",
            "jobwheel.dispatch.drain-budget=10s",
            "jobwheel.store.url=" + url)
        .run();
  }

  private static ApiClient client(ConfigurableApplicationContext spring) {
    return new ApiClient(
        spring.getEnvironment().getRequiredProperty("local.server.port", int.class));
  }

  private static Scrape scrape(ApiClient api) {
    long begin = System.nanoTime();
    HttpResponse<String> response = api.get("/actuator/prometheus");
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(FAST);
    assertThat(response.statusCode()).isEqualTo(200);
    return new Scrape(response.body());
  }

  @Test
  void whileTheNodeStartsAndWhileItGoesDown() throws Exception {
    List<Scrape> early = new CopyOnWriteArrayList<>();
    ConfigurableApplicationContext spring =
        start(
            "jdbc:sqlite:" + folder.resolve("jobwheel.db"),
            event -> early.add(scrape(new ApiClient(event.getWebServer().getPort()))));
    Thread down = null;
    try {
      assertThat(early).hasSize(1);
      assertThat(early.getFirst().value("jobwheel_lease_age_seconds")).isBetween(0.0, 60.0);
      assertThat(early.getFirst().value(QUEUED)).is(zeroOrUnknown());

      ApiClient api = client(spring);
      String running = EndToEndTestCase.countdown("A", "1h"); // until it is cancelled
      String later =
          running.replaceFirst(
              "}$", ",\"runAt\":\"%s\"}".formatted(Instant.now().plus(Duration.ofHours(1))));
      HttpResponse<String> accepted = api.post("/api/v1/jobs", running);
      assertThat(accepted.statusCode()).isEqualTo(202);
      awaitValue(api, "jobwheel_lane_slots{mode=\"event-loop\",state=\"used\"}", used -> used == 1);
      down = Thread.ofPlatform().start(spring::close);
      int refused = 0;
      for (int tries = 0; refused == 0; tries++) {
        assertThat(tries).isLessThan(500);
        assertThat(scrape(api).value("jobwheel_lane_slots{mode=\"event-loop\",state=\"used\"}"))
            .isOne();
        refused = api.post("/api/v1/jobs", later).statusCode() == 503 ? 1 : 0;
      }
      Scrape last = scrape(api);
      assertThat(last.value("jobwheel_lease_duration_seconds")).isEqualTo(15);
      assertThat(last.value("jobwheel_jobs{mode=\"event-loop\",state=\"running\"}"))
          .satisfiesAnyOf( // it was counted in the last seconds, maybe before the job came
              value -> assertThat(value).isBetween(0.0, 1.0), value -> assertThat(value).isNaN());
      String job = json(accepted).path("id").asString();
      assertThat(api.post("/api/v1/jobs/" + job + ":cancel", "").statusCode()).isEqualTo(202);
    } finally {
      spring.close();
      if (down != null) {
        assertThat(down.join(Duration.ofSeconds(30))).isTrue();
      }
    }
  }

  private static org.assertj.core.api.Condition<Double> zeroOrUnknown() {
    return new org.assertj.core.api.Condition<>(
        value -> value == 0 || Double.isNaN(value), "0 or NaN");
  }

  @Test
  void whileTheDatabaseIsAwayAndSilent() throws Exception {
    String direct = PostgresServers.newDatabase();
    URI server = URI.create(direct.substring(5));
    try (TcpRelay relay = new TcpRelay(server.getPort());
        ConfigurableApplicationContext spring =
            start(
                direct.replace(":" + server.getPort() + "/", ":" + relay.port() + "/"),
                event -> {})) {
      ApiClient api = client(spring);
      assertThat(api.post("/actuator/lanes/sequential", "{\"paused\":true}").statusCode())
          .isEqualTo(200);
      String job = EndToEndTestCase.countdown("A", "0s");
      String waiting = job.substring(0, job.length() - 1) + ",\"mode\":\"sequential\"}";
      for (int i = 0; i < 3; i++) {
        assertThat(api.post("/api/v1/jobs", waiting).statusCode()).isEqualTo(202);
      }
      awaitValue(api, QUEUED, jobs -> jobs == 3);
      for (Runnable fault : List.<Runnable>of(relay::cut, relay::hold)) {
        fault.run();
        awaitTruth(api, Double::isNaN);
        assertThat(scrape(api).value(OLDEST)).isNaN();
        assertThat(scrape(api).value("jobwheel_nodes")).isNaN();
        assertThat(scrape(api).value("jobwheel_lane_paused{mode=\"sequential\"}")).isOne();
        relay.reset();
        relay.mend();
        awaitTruth(api, jobs -> jobs == 3);
        assertThat(scrape(api).value("jobwheel_nodes")).isOne();
      }
      assertThat(json(api.get("/actuator/lanes/sequential")).path("paused").asBoolean()).isTrue();
    }
  }

  /** Scrapes until the value matches; before that, it must be 3 or absent. */
  private static void awaitTruth(ApiClient api, DoublePredicate wanted)
      throws InterruptedException {
    List<Double> seen = new ArrayList<>();
    do {
      assertThat(seen).hasSizeLessThan(1500);
      seen.add(scrape(api).value(QUEUED));
      assertThat(seen.getLast())
          .satisfiesAnyOf(jobs -> assertThat(jobs).isEqualTo(3), jobs -> assertThat(jobs).isNaN());
      TimeUnit.MILLISECONDS.sleep(20);
    } while (!wanted.test(seen.getLast()));
  }

  private static void awaitValue(ApiClient api, String sample, DoublePredicate wanted) {
    await(sample).atMost(20, TimeUnit.SECONDS).until(() -> wanted.test(scrape(api).value(sample)));
  }
}
