package io.jobwheel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A client that reads jobs by chance, and notes the first final state that it sees of each. */
final class FinalStates {

  private final Map<String, String> seen = new ConcurrentHashMap<>();
  private final Cluster cluster;
  private final Thread thread;
  private volatile boolean ended;

  FinalStates(Cluster cluster, ClusterLoad load, long seed) {
    this.cluster = cluster;
    thread = Thread.ofPlatform().daemon().start(() -> read(load, new Random(seed)));
  }

  private void read(ClusterLoad load, Random random) {
    while (!ended) {
      pause();
      List<String> ids = new ArrayList<>(load.acceptedIds());
      Collections.shuffle(ids, random);
      ids.stream().limit(20).forEach(id -> read(id, random));
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read(String id, Random random) {
    try {
      TimeUnit.MILLISECONDS.sleep(5);
      var job = cluster.node(random.nextInt(Cluster.NODES)).job(id);
      if (!job.get("finishedAt").isNull()) {
        seen.putIfAbsent(id, job.get("state").asString() + " " + job.get("attempt").asString());
      }
    } catch (Exception | AssertionError e) {
      // a failover is under way
    }
  }

  int size() {
    return seen.size();
  }

  /** Returns the states that are others now. */
  Map<String, String> endAndCompare() throws Exception {
    ended = true;
    thread.join();
    Map<String, String> changed = new ConcurrentHashMap<>(seen);
    for (String now :
        cluster.query("SELECT id || '=' || state || ' ' || attempt FROM jobwheel.job")) {
      String[] parts = now.split("=", 2);
      changed.remove(parts[0], parts[1]);
    }
    return changed;
  }
}
