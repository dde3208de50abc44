package io.jobwheel;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.api.EventReader;
import io.jobwheel.api.EventReader.ReceivedEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Readers of streams that are cut again and again and go on at any of three nodes, which are killed
 * meanwhile.
 */
@Timeout(600)
class EventCutsIT {

  private static final long SEED = Long.getLong("jobwheel.chaos.seed", 20261129);
  private static final int JOBS = 24;
  private static final int KILLS = 2;

  @TempDir Path folder;

  private final AtomicInteger cuts = new AtomicInteger();

  /** The lines that a reader has received, by attempt, and the state of the last document. */
  private record Told(String job, Map<Integer, List<String>> lines, String state) {}

  @Test
  void cutsAndKillsLoseNoLineAndRepeatNone() throws Exception {
    Random random = new Random(SEED);
    try (Cluster cluster = Cluster.start(folder);
        ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Told>> all = new ArrayList<>();
      for (int i = 0; i < JOBS; i++) {
        String job = cluster.node(i % Cluster.NODES).submitCountdown("event-loop", "700ms");
        long seed = random.nextLong();
        all.add(readers.submit((Callable<Told>) () -> follow(cluster, job, new Random(seed))));
      }
      for (int kill = 0; kill < KILLS; kill++) {
        TimeUnit.MILLISECONDS.sleep(500 + random.nextInt(500));
        cluster.killNode(random.nextInt(Cluster.NODES));
      }
      List<Told> told = new ArrayList<>();
      for (Future<Told> each : all) {
        told.add(each.get(120, TimeUnit.SECONDS));
      }
      cluster.revive();
      cluster.node(0).awaitReady();
      for (Told each : told) {
        check(cluster, each);
      }
      System.out.printf(
          "events: seed %d, %d readers cut %d times, %d nodes killed, no line lost or repeated%n",
          SEED, JOBS, cuts.get(), KILLS);
    }
  }

  private Told follow(Cluster cluster, String job, Random random) throws Exception {
    Map<Integer, List<String>> lines = new TreeMap<>();
    String last = "";
    String state = "";
    while (true) {
      ServiceProcess node = cluster.node(random.nextInt(Cluster.NODES));
      String path = "/api/v1/jobs/%s/events".formatted(job);
      String[] headers = last.isEmpty() ? new String[0] : new String[] {"Last-Event-ID", last};
      int patience = 1 + random.nextInt(3);
      if (!node.isReady()) {
        TimeUnit.MILLISECONDS.sleep(50);
        continue;
      }
      try (EventReader stream = EventReader.open(node.port(), path, headers)) {
        for (int i = 0; i < patience; i++) {
          ReceivedEvent event = stream.next();
          switch (event.name()) {
            case "output" -> {
              lines
                  .computeIfAbsent(event.data().path("attempt").asInt(), _ -> new ArrayList<>())
                  .add(event.data().path("text").asString());
              last = String.valueOf(event.id());
            }
            case "job" -> state = event.data().path("state").asString();
            case "end" -> {
              return new Told(job, lines, state);
            }
            default -> throw new AssertionError(event);
          }
        }
        cuts.incrementAndGet();
      } catch (java.io.IOException | AssertionError e) {
        if (e instanceof AssertionError failure
            && !failure.getMessage().contains("cut")
            && !failure.getMessage().contains("closed")) {
          throw failure;
        }
        cuts.incrementAndGet(); // the node was killed, or is not there yet
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
  }

  private static void check(Cluster cluster, Told told) throws Exception {
    assertThat(told.state()).as(told.job()).isEqualTo("SUCCEEDED");
    int attempts = cluster.node(0).job(told.job()).path("attempt").asInt();
    for (int attempt = 1; attempt <= attempts; attempt++) {
      List<String> stored =
          cluster
              .query(
                  """
                  SELECT text FROM jobwheel.job_event
                  WHERE job_id = '%s' AND attempt = %d ORDER BY id\
                  """
                      .formatted(told.job(), attempt))
              .stream()
              .flatMap(text -> text.lines())
              .toList();
      assertThat(told.lines().getOrDefault(attempt, List.of()))
          .as("attempt %d of %s", attempt, told.job())
          .isEqualTo(stored);
    }
  }
}
