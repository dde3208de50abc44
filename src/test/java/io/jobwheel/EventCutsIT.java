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
 * Readers of streams that are cut again and again, by themselves and by proxies, and go on at any
 * of three nodes, which are killed meanwhile. The long form is {@code events.sh cuts}.
 */
@Timeout(3600)
class EventCutsIT {

  private static final long SEED = Long.getLong("jobwheel.chaos.seed", 20261129);
  private static final int ROUNDS = Integer.getInteger("jobwheel.chaos.rounds", 1);
  private static final int JOBS = 24;
  private static final int KILLS = 2;

  @TempDir Path folder;

  private final AtomicInteger ownCuts = new AtomicInteger();
  private final AtomicInteger proxyCuts = new AtomicInteger();
  private final AtomicInteger nodeCuts = new AtomicInteger();
  private int lines;

  /** The lines that a reader has received, by attempt, and the state of the last document. */
  private record Told(String job, Map<Integer, List<String>> lines, String state) {}

  @Test
  void cutsAndKillsLoseNoLineAndRepeatNone() throws Exception {
    Random random = new Random(SEED);
    try (Cluster cluster = Cluster.start(folder)) {
      for (int round = 0; round < ROUNDS; round++) {
        followAndKill(cluster, random);
      }
    }
    assertThat(proxyCuts.get()).isPositive();
    System.out.printf(
        "events: seed %d, %d readers; %d cuts by readers, %d by proxies, %d by %d kills of nodes;"
            + " %d lines, none lost or repeated%n",
        SEED, ROUNDS * JOBS, ownCuts.get(), proxyCuts.get(), nodeCuts.get(), ROUNDS * KILLS, lines);
  }

  private void followAndKill(Cluster cluster, Random random) throws Exception {
    try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
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
      for (int node = 0; node < Cluster.NODES; node++) {
        cluster.node(node).awaitReady();
      }
      for (Told each : told) {
        check(cluster, each);
        lines += each.lines().values().stream().mapToInt(List::size).sum();
      }
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
      boolean viaProxy = random.nextBoolean();
      int events = viaProxy ? Integer.MAX_VALUE : 1 + random.nextInt(3);
      int bytes = 300 + random.nextInt(3_000); // also in the middle of the headers or of an event
      if (!node.isReady()) {
        TimeUnit.MILLISECONDS.sleep(50);
        continue;
      }
      try (TcpRelay proxy = viaProxy ? new TcpRelay(node.port()) : null) {
        if (proxy != null) {
          proxy.cutAfter(bytes);
        }
        try (EventReader stream =
            EventReader.open(proxy == null ? node.port() : proxy.port(), path, headers)) {
          for (int i = 0; i < events; i++) {
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
          ownCuts.incrementAndGet();
        }
      } catch (java.io.IOException | AssertionError e) {
        if (e instanceof AssertionError failure
            && !failure.getMessage().contains("cut")
            && !failure.getMessage().contains("closed")) {
          throw failure;
        }
        // the proxy has cut, or the node was killed, or is not there yet
        (viaProxy && node.isReady() ? proxyCuts : nodeCuts).incrementAndGet();
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
