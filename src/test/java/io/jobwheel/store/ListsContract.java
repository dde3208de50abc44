package io.jobwheel.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.store.jdbc.query.JdbcJobQueries;
import io.jobwheel.store.query.GroupFilter;
import io.jobwheel.store.query.JobFilter;
import io.jobwheel.store.query.JobQueries;
import io.jobwheel.store.query.JobText;
import io.jobwheel.store.query.Page;
import io.jobwheel.store.query.PageQuery;
import io.jobwheel.store.query.ReadMeter;
import io.jobwheel.store.query.TextSelection;
import io.jobwheel.store.sql.StoreProbe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Lists with random filters have what a plain filter in memory has, in the same order, on every
 * database.
 */
abstract class ListsContract extends StoreContract {

  private static final int JOBS = 250;
  private static final int GROUPS = 12;
  private static final int QUERIES = 40;

  private RandomJobs random = new RandomJobs(0);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void pagesHaveWhatAPlainFilterHas(long seed) {
    random = new RandomJobs(seed);
    List<JobGroup> groups = RandomJobs.some(GROUPS, random::group);
    groups.forEach(group -> RandomJobs.insert(store, group));
    List<Job> jobs = RandomJobs.some(JOBS, () -> random.job(groups));
    jobs.forEach(job -> RandomJobs.insert(store, job, node));
    for (int i = 0; i < QUERIES; i++) {
      // how many rows a page examines decides from which indexes it is read
      JobQueries queries = queries(random.nextBoolean() ? 10 + random.nextInt(60) : 10_000);
      JobFilter filter = random.jobFilter(groups);
      TextSelection texts =
          random.nextBoolean() ? TextSelection.NONE : new TextSelection(Set.of(JobText.RESULT), 40);
      assertThat(
              all((before, limit) ->
                  queries.list(new PageQuery<>(filter, before, limit), texts, ReadMeter.NONE)))
          .extracting(view -> view.job().id())
          .as("seed %d: %s", seed, filter)
          .isEqualTo(newestFirst(jobs, Job::id, job -> JobFilters.matches(filter, job)));
      GroupFilter groupFilter = groupFilter();
      assertThat(
              all((before, limit) ->
                  queries.listGroups(new PageQuery<>(groupFilter, before, limit))))
          .extracting(JobGroup::id)
          .as("seed %d: %s", seed, groupFilter)
          .isEqualTo(newestFirst(groups, JobGroup::id, group -> matches(groupFilter, group)));
    }
  }

  private JobQueries queries(int scanLimit) {
    return new JdbcJobQueries(
        store.reader, new StoreProbe(store.reader::probe, Duration.ofSeconds(2)), scanLimit);
  }

  private interface Pages<T> {
    Page<T> read(@Nullable UUID before, int limit);
  }

  /** Reads all pages. */
  private <T> List<T> all(Pages<T> pages) {
    List<T> items = new ArrayList<>();
    UUID before = null;
    int limit = 1 + random.nextInt(80);
    for (int i = 0; ; i++) {
      assertThat(i).as("pages").isLessThan(2 * JOBS);
      Page<T> page = pages.read(before, limit);
      assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
      items.addAll(page.items());
      if (page.next() == null) {
        return items;
      }
      before = page.next();
    }
  }

  private static <T> List<UUID> newestFirst(
      List<T> items, Function<T, UUID> id, Predicate<T> filter) {
    return items.stream()
        .filter(filter)
        .map(id)
        .sorted(Comparator.comparing(UUID::toString).reversed())
        .toList();
  }

  private static boolean matches(GroupFilter filter, JobGroup group) {
    return JobFilters.isIn(filter.states(), group.state())
        && JobFilters.isIn(filter.modes(), group.mode())
        && JobFilters.isIn(filter.created(), group.createdAt());
  }

  private GroupFilter groupFilter() {
    return new GroupFilter(
        random.subset(
            List.of(
                JobState.QUEUED,
                JobState.RUNNING,
                JobState.SUCCEEDED,
                JobState.FAILED,
                JobState.CANCELLED)),
        random.subset(List.of(ExecutionMode.values())),
        random.range());
  }
}
