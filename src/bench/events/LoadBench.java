import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * Measures how long jobs take that all become due at one moment, by the times in the database:
 * without readers, and with readers that were there before, in turns.
 */
final class LoadBench {

  private static final int READERS = 100;

  private enum Followed {
    NOTHING("no readers"),
    OTHER_JOBS("100 readers of other jobs of the node"),
    THESE_JOBS("100 readers, each of one of these jobs"),
    THEIR_GROUPS("10 readers of the groups of these jobs");

    private final String text;

    Followed(String text) {
      this.text = text;
    }
  }

  private final BenchNode node;
  private final DataSource database;
  private final int jobs;

  LoadBench(BenchNode node, DataSource database, int jobs) {
    this.node = node;
    this.database = database;
    this.jobs = jobs;
  }

  void run(int rounds) throws Exception {
    List<String> others =
        node.submit("event-loop", job(Instant.parse("2999-01-01T00:00:00Z")), READERS).jobs();
    Map<Followed, List<Double>> seconds = new EnumMap<>(Followed.class);
    for (int round = -2; round < rounds; round++) { // the first ones warm up
      Followed[] turns = Followed.values();
      Collections.rotate(Arrays.asList(turns), round); // the table grows meanwhile
      for (Followed followed : turns) {
        double took = seconds(followed, others);
        if (round >= 0) {
          seconds.computeIfAbsent(followed, _ -> new ArrayList<>()).add(took);
        }
      }
    }
    List<Double> alone = seconds.get(Followed.NOTHING);
    seconds.forEach((followed, all) -> {
      double[] ratios = new double[rounds];
      Arrays.setAll(ratios, round -> all.get(round) / alone.get(round));
      Arrays.sort(ratios);
      System.out.printf(
          Locale.ROOT,
          "%d jobs, %-40s %6.2f s; per round against no readers %.2f (%.2f to %.2f)%n",
          jobs,
          followed.text,
          all.stream().sorted().toList().get(rounds / 2),
          ratios[rounds / 2],
          ratios[0],
          ratios[rounds - 1]);
    });
    double[] spread = alone.stream().mapToDouble(each -> each).sorted().toArray();
    System.out.printf(
        Locale.ROOT, "no readers: %.2f to %.2f s%n", spread[0], spread[spread.length - 1]);
  }

  private static String job(Instant runAt) {
    return """
    {"type":"countdown","payload":{"name":"A","delay":"1ms"},"runAt":"%s"}\
    """
        .formatted(runAt);
  }

  private double seconds(Followed followed, List<String> others) throws Exception {
    Instant due = Instant.now().plusSeconds(2 + jobs / 2_000); // the submits take less
    BenchNode.Submitted load = node.submit("event-loop", job(due), jobs);
    try (OpenStreams streams = new OpenStreams()) {
      for (int i = 0; i < READERS; i++) {
        switch (followed) {
          case NOTHING -> {}
          case OTHER_JOBS -> streams.open(node, "/api/v1/jobs/%s/events".formatted(others.get(i)));
          case THESE_JOBS -> {
            String id = load.jobs().get(i * load.jobs().size() / READERS);
            streams.open(node, "/api/v1/jobs/%s/events".formatted(id));
          }
          case THEIR_GROUPS -> {
            if (i < 10) {
              String id = load.groups().get(i % load.groups().size());
              streams.open(node, "/api/v1/groups/%s/events".formatted(id));
            }
          }
        }
      }
      streams.readAll();
      if (Instant.now().isAfter(due)) {
        throw new IllegalStateException("the readers came too late");
      }
      while (query("SELECT count(*) FROM jobwheel.job_group WHERE outcome IS NULL") > 1) {
        TimeUnit.MILLISECONDS.sleep(200);
      }
    }
    double took =
        query("SELECT max(finished_at) - max(run_at) FROM jobwheel.job WHERE state = 'SUCCEEDED'")
            / 1e6;
    TimeUnit.MILLISECONDS.sleep(500);
    return took;
  }

  private double query(String sql) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getDouble(1);
    }
  }
}
