import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Measures a service whose console is open in 20 tabs, on a PostgreSQL of its own: the calls of the
 * pages, how much slower waiting jobs are drained, and which statements count rows.
 */
final class ConsoleBench {

  private static final String GROUP_JOB =
      """
      {"type":"countdown","payload":{"name":"A","delay":"%ds"}}\
      """;
  private static final int GROUP = 200;

  private final BenchNode node;
  private final ConsoleRows rows;
  private final StatementLog log;
  private final Calls calls;
  private final int waiting;
  private final int seconds;

  private ConsoleBench(
      BenchNode node, ConsoleRows rows, StatementLog log, int waiting, int seconds) {
    this.node = node;
    this.rows = rows;
    this.log = log;
    calls = new Calls(node);
    this.waiting = waiting;
    this.seconds = seconds;
  }

  public static void main(String[] arguments) throws Exception {
    int ended = Integer.parseInt(arguments[1]);
    int waiting = Integer.parseInt(arguments[2]);
    int rounds = Integer.parseInt(arguments[3]);
    int seconds = Integer.parseInt(arguments[4]);
    Path folder = Files.createTempDirectory(Path.of(arguments[5]), "log");
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            .setServerConfig("shared_buffers", "512MB")
            .setServerConfig("max_wal_size", "4GB")
            .setServerConfig("log_directory", folder.toString());
    StatementLog.SETTINGS.forEach(builder::setServerConfig);
    try (EmbeddedPostgres server = builder.start()) {
      folder.toFile().deleteOnExit();
      String url = server.getJdbcUrl("postgres", "postgres");
      try (BenchNode node =
              BenchNode.start(
                  url,
                  "-jar",
                  arguments[0],
                  "--jobwheel.webhook-delivery.secrets=whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3",
                  "--jobwheel.http.egress.allowed-networks=127.0.0.1");
          Connection connection =
              DriverManager.getConnection(url + "&ApplicationName=" + StatementLog.OWN)) {
        ListRows.fill(url, Instant.now().truncatedTo(ChronoUnit.SECONDS), ended, 0);
        ConsoleRows rows = new ConsoleRows(connection, node);
        rows.addOnce();
        System.out.println("figures:");
        ConsoleBench bench =
            new ConsoleBench(node, rows, new StatementLog(connection, folder), waiting, seconds);
        bench.statements(); // first: a closed stream is read until its next event
        if (rounds > 0) {
          bench.rounds(rounds);
        }
      }
    }
  }

  private void rounds(int rounds) throws Exception {
    Calls waited = new Calls(node);
    Calls drained = new Calls(node);
    Drains alone = new Drains(new ArrayList<>());
    Drains watched = new Drains(new ArrayList<>());
    for (int round = -1; round < rounds; round++) { // the first one warms up
      boolean tabsFirst = Math.floorMod(round, 2) == 1;
      for (boolean tabs : new boolean[] {tabsFirst, !tabsFirst}) {
        Drain drain = drain(tabs ? waited : null, drained);
        if (round < 0) {
          waited.clear();
          drained.clear();
        } else {
          (tabs ? watched : alone).drains().add(drain);
          System.out.printf("round %d, %s: %s%n", round + 1, tabs ? "20 tabs" : "no tabs", drain);
        }
      }
    }
    boolean isFast = waited.print("20 tabs, %d jobs wait".formatted(waiting));
    isFast &= drained.print("20 tabs, while they are drained");
    System.out.printf(
        "%np95 of each call within %.0f ms: %s%n", Calls.LIMIT, isFast ? "yes" : "NO");
    System.out.println("drain without tabs: " + alone);
    System.out.println("drain with 20 tabs: " + watched);
    System.out.println("with 20 tabs: " + watched.lossAgainst(alone));
    TreeSet<String> failures = new TreeSet<>(waited.failures());
    failures.addAll(drained.failures());
    failures.forEach(each -> System.out.println("failed: " + each));
  }

  /** Drains waiting jobs, after the tabs, if any, have watched them wait. */
  private Drain drain(Calls waited, Calls drained) throws Exception {
    node.send("POST", "/api/v1/lanes/event-loop:pause", "{}");
    rows.addWaiting(waiting);
    rows.vacuum();
    Pages pages = pages();
    if (waited != null) {
      watch(waited, pages);
    }
    List<Tab> tabs = waited == null ? List.of() : open(drained, pages);
    TimeUnit.SECONDS.sleep(2);
    long began = rows.now();
    double cpu = node.cpu() + rows.cpu();
    node.send("POST", "/api/v1/lanes/event-loop:resume", "{}");
    while (rows.anyWaits()) {
      TimeUnit.MILLISECONDS.sleep(200);
    }
    double used = node.cpu() + rows.cpu() - cpu;
    for (Tab tab : tabs) {
      tab.close();
    }
    return new Drain(waiting / rows.seconds(began), used * 1e6 / waiting);
  }

  /** Keeps the tabs open for a while. */
  private void watch(Calls watching, Pages pages) throws Exception {
    List<Tab> tabs = open(watching, pages);
    TimeUnit.SECONDS.sleep(seconds);
    for (Tab tab : tabs) {
      tab.close();
    }
  }

  private static List<Tab> open(Calls calls, Pages pages) {
    List<Tab> tabs = new ArrayList<>();
    for (Supplier<Tab.Page> page : pages.tabs()) {
      tabs.add(Tab.open(calls, page, 97 * tabs.size() % 1_000));
    }
    return tabs;
  }

  /** Submits a group that runs while the pages are shown. */
  private Pages pages() throws Exception {
    BenchNode.Submitted group =
        node.submit("virtual-threads", GROUP_JOB.formatted(seconds / 3 + 5), GROUP);
    List<String> types = new ArrayList<>();
    calls
        .get("/api/v1/job-types")
        .path("items")
        .forEach(each -> types.add(each.path("name").asString()));
    return new Pages(group.jobs(), group.groups().getFirst(), rows.ended(), types);
  }

  /**
   * Prints the statements that count: without and with tabs, and by single calls, whose statements
   * are those that come with each call.
   */
  private void statements() throws Exception {
    node.send("POST", "/api/v1/lanes/event-loop:pause", "{}");
    rows.addWaiting(waiting / 10);
    Pages pages = pages();
    log.set(true);
    long began = log.end();
    TimeUnit.SECONDS.sleep(seconds);
    long alone = log.end();
    watch(calls, pages);
    long watched = log.end();
    Map<String, Integer> without = log.counting(began, alone);
    Map<String, Integer> with = log.counting(alone, watched);
    System.out.printf("%nstatements with count( in %d s: without, with 20 tabs%n", seconds);
    TreeSet<String> all = new TreeSet<>(without.keySet());
    all.addAll(with.keySet());
    for (String sql : all) {
      System.out.printf(
          "%6d %6d  %s%n",
          without.getOrDefault(sql, 0), with.getOrDefault(sql, 0), StatementLog.around(sql));
    }
    all.removeAll(without.keySet());
    long inGroups = all.stream().filter(sql -> sql.contains("group_id =")).count();
    System.out.printf(
        "only with tabs: %d statements that count the jobs of one group, %d others%n",
        inGroups, all.size() - inGroups);
    System.out.println("statements with count( of single calls:");
    Map<String, String> found = new TreeMap<>();
    for (Map.Entry<String, String> each : calls.paths().entrySet()) {
      counted(() -> calls.send(each.getValue(), ""))
          .forEach(sql -> found.merge(each.getKey(), sql, (one, two) -> one + "; " + two));
    }
    for (String stream : List.of("jobs/" + pages.running().getFirst(), "groups/" + pages.group())) {
      counted(() -> read("/api/v1/" + stream + "/events"))
          .forEach(sql ->
              found.merge(
                  "stream of " + stream.split("/")[0], sql, (one, two) -> one + "; " + two));
    }
    found.forEach((path, sql) -> System.out.println(path + "\n    " + sql));
    System.out.println(found.isEmpty() ? "    none" : "");
    log.set(false);
  }

  private void read(String stream) throws Exception {
    try (OpenStreams streams = new OpenStreams()) {
      streams.open(node, stream);
    }
  }

  private interface Call {
    void make() throws Exception;
  }

  private List<String> counted(Call call) throws Exception {
    int times = 5;
    long began = log.end();
    for (int i = 0; i < times; i++) {
      call.make();
    }
    long end = log.end();
    return log.counting(began, end).entrySet().stream()
        .filter(each -> each.getValue() >= times)
        .map(each -> StatementLog.around(each.getKey()))
        .toList();
  }
}
