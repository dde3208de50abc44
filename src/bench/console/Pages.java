import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * The pages of 20 tabs, with the calls and periods of {@code src/main/console/pages}.
 *
 * @param running jobs that run, in one group
 * @param group their group
 * @param ended jobs that have ended
 * @param types the names of the job types
 */
record Pages(List<String> running, String group, List<String> ended, List<String> types) {

  private static final int SAMPLE = 200;
  private static final int SAMPLE_PAGES = 5;
  private static final int SAMPLE_AGE = 30_000;
  private static final int OWNERS = 20;

  /** Returns what each tab shows. */
  List<Supplier<Tab.Page>> tabs() {
    AtomicInteger shown = new AtomicInteger();
    return List.of(
        this::now,
        this::now,
        this::now,
        () -> jobs("limit=50"),
        () -> jobs("limit=50"),
        () -> jobs("state=FAILED&limit=50"),
        () -> jobs("state=QUEUED&mode=event-loop&limit=50"),
        () -> jobs("type=rare&limit=50"), // examines as many jobs as a list may
        () -> running(shown.getAndIncrement()),
        () -> ended(shown.getAndIncrement()),
        () -> Tab.Page.of(Source.of(4000, "/api/v1/groups?limit=50")),
        this::oneGroup,
        this::lanes,
        this::lanes,
        this::loops,
        () -> Tab.Page.of(Source.of(4000, "/api/v1/operations?limit=50")),
        () ->
            Tab.Page.of(
                Source.of(4000, "/api/v1/schedules?limit=50"),
                Source.of(60_000, "/api/v1/job-types")),
        this::allTypes,
        this::oneType,
        this::webhooks);
  }

  private Tab.Page now() {
    return Tab.Page.of(
        Source.of(3000, "/api/v1/summary"),
        Source.of(5000, "/api/v1/nodes"),
        Source.of(15_000, "/api/v1/pauses"),
        Source.of(15_000, "/api/v1/jobs?state=SUCCEEDED,FAILED&limit=200"),
        Source.of(15_000, "/api/v1/schedules?limit=100"),
        Source.of(15_000, "/api/v1/operations?limit=20"));
  }

  private Tab.Page jobs(String query) {
    return Tab.Page.of(Source.of(4000, "/api/v1/jobs?" + query), Source.of(0, "/api/v1/job-types"));
  }

  /** The stream brings the document; it is read only once. */
  private Tab.Page running(int number) {
    String path = "/api/v1/jobs/" + running.get(number % running.size());
    return new Tab.Page(
        List.of(Source.of(0, path + "/attempts"), Source.of(0, path)),
        List.of(path + "/events"),
        true);
  }

  private Tab.Page ended(int number) {
    String path = "/api/v1/jobs/" + ended.get(number % ended.size());
    return new Tab.Page(
        List.of(
            Source.of(0, path + "/attempts"),
            Source.of(0, path + "/deliveries"),
            Source.of(15_000, path)),
        List.of(path + "/events"),
        true);
  }

  private Tab.Page oneGroup() {
    String path = "/api/v1/groups/" + group;
    AtomicReference<String> etag = new AtomicReference<>("");
    return new Tab.Page(
        List.of(
            Source.of(10_000, path + "/deliveries"),
            new Source(
                15_000,
                calls -> {
                  HttpResponse<String> response = calls.send(path + "?include=payload", etag.get());
                  response.headers().firstValue("ETag").ifPresent(etag::set);
                }),
            Source.of(1000, "/api/v1/jobs?group=" + group + "&state=RUNNING&limit=1000")),
        List.of(path + "/events"),
        false);
  }

  private Tab.Page lanes() {
    return Tab.Page.of(Source.of(5000, "/api/v1/nodes"), Source.of(5000, "/api/v1/summary"));
  }

  private Tab.Page loops() {
    return Tab.Page.of(Source.of(2000, "/api/v1/loops?tasks=200"));
  }

  private Tab.Page allTypes() {
    return Tab.Page.of(
        Source.of(30_000, "/api/v1/job-types"),
        Source.of(5000, "/api/v1/summary"),
        Source.of(10_000, "/api/v1/pauses"),
        new Source(500, sampler(types)));
  }

  private Tab.Page oneType() {
    return Tab.Page.of(
        Source.of(60_000, "/api/v1/job-types"),
        new Source(500, sampler(List.of("countdown"))),
        Source.of(5000, "/api/v1/summary"),
        Source.of(5000, "/api/v1/pauses"));
  }

  /** A sample whose list has more pages. */
  private record Open(String type, int jobs, String cursor, int pages) {}

  /** Reads the latest jobs of the type whose sample is the oldest, as {@code sampler.js}. */
  private static Source.Load sampler(List<String> types) {
    Map<String, Long> asked = new HashMap<>();
    Open[] open = new Open[1];
    return calls -> {
      long now = System.nanoTime() / 1_000_000;
      Open before = open[0];
      String type =
          before != null
              ? before.type()
              : types.stream()
                  .filter(each -> now - asked.getOrDefault(each, now - SAMPLE_AGE) >= SAMPLE_AGE)
                  .min(Comparator.comparing(each -> asked.getOrDefault(each, Long.MIN_VALUE)))
                  .orElse(null);
      if (type == null) {
        return;
      }
      int known = before == null ? 0 : before.jobs();
      JsonNode page =
          calls.get(
              "/api/v1/jobs?type=%s&state=SUCCEEDED,FAILED&limit=%d%s"
                  .formatted(
                      type, SAMPLE - known, before == null ? "" : "&cursor=" + before.cursor()));
      asked.put(type, now);
      int jobs = known + page.path("items").size();
      int pages = before == null ? 1 : before.pages() + 1;
      boolean more = jobs < SAMPLE && page.hasNonNull("nextCursor") && pages < SAMPLE_PAGES;
      open[0] = more ? new Open(type, jobs, page.path("nextCursor").asString(), pages) : null;
    };
  }

  /** The list, and one by one the deliveries of the jobs and groups that its rows tell of. */
  private Tab.Page webhooks() {
    Set<String> owners = Collections.synchronizedSet(new LinkedHashSet<>());
    Set<String> kinds = new HashSet<>();
    Set<String> read = new HashSet<>();
    return Tab.Page.of(
        new Source(
            3000,
            calls -> {
              List<String> found = new ArrayList<>();
              for (JsonNode job : calls.get("/api/v1/jobs?type=webhook&limit=50").path("items")) {
                found.add(job.path("deliveryOf").asString());
              }
              owners.addAll(found);
            }),
        new Source(
            500,
            calls -> {
              List<String> unread =
                  List.copyOf(owners).stream().filter(id -> !read.contains(id)).toList();
              if (unread.isEmpty()) {
                return;
              }
              String next = unread.getFirst();
              if (kinds.contains(next)) {
                read.add(next);
                calls.send("/api/v1/jobs/" + next + "/deliveries", "");
              } else {
                List<String> some =
                    unread.stream().filter(id -> !kinds.contains(id)).limit(OWNERS).toList();
                calls.send(
                    some.stream()
                        .collect(Collectors.joining(",", "/api/v1/jobs?group=", "&limit=200")),
                    "");
                kinds.addAll(some);
              }
            }));
  }
}
