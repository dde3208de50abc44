package io.jobwheel.store.jdbc.operation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.JobState;
import io.jobwheel.store.jdbc.row.JobRow;
import io.jobwheel.store.query.JobFilter;
import io.jobwheel.store.query.TimeRange;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** Converts the filter of an operation to and from JSON. */
final class FilterJson {

  private static final JsonMapper JSON = JsonMapper.shared();

  /** The JSON; empty sets and times that are not given are omitted. */
  @JsonPropertyOrder({"states", "types", "modes", "groups", "submitters", "errorCodes"})
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  private record StoredFilter(
      @Nullable SortedSet<String> states,
      @Nullable SortedSet<String> types,
      @Nullable SortedSet<String> modes,
      @Nullable SortedSet<String> groups,
      @Nullable SortedSet<String> submitters,
      @Nullable SortedSet<String> errorCodes,
      @Nullable Instant createdFrom,
      @Nullable Instant createdTo,
      @Nullable Instant finishedFrom,
      @Nullable Instant finishedTo) {}

  // a criterion that is ignored would widen the set of jobs
  private static final ObjectReader STRICT =
      JSON.readerFor(StoredFilter.class).with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private FilterJson() {}

  static String write(JobFilter filter) {
    return JSON.writeValueAsString(
        new StoredFilter(
            texts(filter.states(), JobState::name),
            texts(filter.types(), type -> type),
            texts(filter.modes(), ExecutionMode::wireName),
            texts(filter.groups(), UUID::toString),
            texts(filter.submitters(), submitter -> submitter),
            texts(filter.errorCodes(), code -> code),
            filter.created().from(),
            filter.created().to(),
            filter.finished().from(),
            filter.finished().to()));
  }

  /**
   * Returns the filter.
   *
   * @throws RuntimeException if the filter is of a later version and has an unknown criterion
   */
  static JobFilter read(String text) {
    StoredFilter stored = STRICT.readValue(text);
    return new JobFilter(
        values(stored.states(), JobState::valueOf),
        values(stored.types(), type -> type),
        values(stored.modes(), JobRow::mode),
        values(stored.groups(), UUID::fromString),
        values(stored.submitters(), submitter -> submitter),
        values(stored.errorCodes(), code -> code),
        new TimeRange(stored.createdFrom(), stored.createdTo()),
        new TimeRange(stored.finishedFrom(), stored.finishedTo()));
  }

  private static <T> SortedSet<String> texts(Collection<T> values, Function<T, String> toText) {
    return values.stream().map(toText).collect(Collectors.toCollection(TreeSet::new));
  }

  private static <T> Set<T> values(@Nullable SortedSet<String> texts, Function<String, T> toValue) {
    return texts == null ? Set.of() : texts.stream().map(toValue).collect(Collectors.toSet());
  }
}
