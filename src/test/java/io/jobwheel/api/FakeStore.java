package io.jobwheel.api;

import io.jobwheel.dispatch.BacklogCounts.CountedBacklog;
import io.jobwheel.dispatch.FleetView.FleetNode;
import io.jobwheel.dispatch.WaitReason;
import io.jobwheel.job.AttemptRecord;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Progress;
import io.jobwheel.job.StateCounts;
import io.jobwheel.store.JobFilters;
import io.jobwheel.store.JobOutputs;
import io.jobwheel.store.JobRetention;
import io.jobwheel.store.ProgressReports;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.query.AttemptQueries;
import io.jobwheel.store.query.GroupFilter;
import io.jobwheel.store.query.JobFilter;
import io.jobwheel.store.query.JobQueries;
import io.jobwheel.store.query.JobView;
import io.jobwheel.store.query.Page;
import io.jobwheel.store.query.PageQuery;
import io.jobwheel.store.query.ReadMeter;
import io.jobwheel.store.query.TextSelection;
import java.io.EOFException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The reading interfaces of the store, in memory. */
public final class FakeStore
    implements JobQueries, JobOutputs, JobRetention, ProgressReports, AttemptQueries {

  private final Map<UUID, Job> jobs = new ConcurrentHashMap<>();
  private final Map<UUID, JobGroup> groups = new ConcurrentHashMap<>();
  private final Map<UUID, ProgressReport> reports = new ConcurrentHashMap<>();
  private final Map<UUID, List<AttemptRecord>> attempts = new ConcurrentHashMap<>();
  private final List<Print> prints = new CopyOnWriteArrayList<>();
  private final List<PageQuery<JobFilter>> filters = new CopyOnWriteArrayList<>();
  private final List<PageQuery<GroupFilter>> groupFilters = new CopyOnWriteArrayList<>();
  private final List<ActiveCount> active = new CopyOnWriteArrayList<>();
  private final List<String> readers = new CopyOnWriteArrayList<>();
  private final List<FleetNode> nodes = new CopyOnWriteArrayList<>();
  private final Set<String> withoutNode = ConcurrentHashMap.newKeySet();
  private final Set<UUID> pruned = ConcurrentHashMap.newKeySet();
  private volatile Optional<RuntimeException> failure = Optional.empty();
  private volatile Optional<CountedBacklog> counted = Optional.empty();
  private volatile boolean breaksAfterPrints;

  public void reset() {
    jobs.clear();
    groups.clear();
    reports.clear();
    attempts.clear();
    prints.clear();
    filters.clear();
    groupFilters.clear();
    active.clear();
    readers.clear();
    pruned.clear();
    failure = Optional.empty();
    counted = Optional.empty();
    withoutNode.clear();
    nodes.clear();
    breaksAfterPrints = false;
  }

  public Job put(Job job) {
    jobs.put(job.id(), job);
    return job;
  }

  public JobGroup put(JobGroup group) {
    groups.put(group.id(), group);
    return group;
  }

  public void prune(UUID id) {
    pruned.add(id);
  }

  public void put(Job job, AttemptRecord... of) {
    attempts.put(put(job).id(), List.of(of));
  }

  public void print(Print print) {
    prints.add(print);
  }

  public void report(ProgressReport report) {
    reports.put(report.jobId(), report);
  }

  public void active(ActiveCount count) {
    active.add(count);
  }

  /** Sets the latest count of all nodes. */
  public void counted(CountedBacklog count) {
    counted = Optional.of(count);
  }

  public Optional<CountedBacklog> counted() {
    return counted;
  }

  /** Adds a node. */
  public void node(FleetNode node) {
    nodes.add(node);
  }

  List<FleetNode> nodes() {
    read();
    return List.copyOf(nodes);
  }

  /** Makes the jobs of a type wait for a node. */
  public void withoutNode(String type) {
    withoutNode.add(type);
  }

  @Nullable WaitReason waitReason(Job job) {
    return withoutNode.contains(job.type()) ? WaitReason.NO_NODE : null;
  }

  public void fail(RuntimeException exception) {
    failure = Optional.of(exception);
  }

  public void breakDown() {
    fail(
        new StoreUnavailableException(
            "disk I/O error at /var/secret.db", new EOFException("broken pipe")));
  }

  /** Makes reads fail after the first portion of a group's output. */
  public void breakDownAfterPrints() {
    breaksAfterPrints = true;
  }

  /** Returns all queries of lists of jobs. */
  public List<PageQuery<JobFilter>> filters() {
    return List.copyOf(filters);
  }

  /** Returns all queries of lists of groups. */
  public List<PageQuery<GroupFilter>> groupFilters() {
    return List.copyOf(groupFilters);
  }

  /** Returns the threads that have read. */
  public List<String> readers() {
    return List.copyOf(readers);
  }

  private void read() {
    readers.add(Thread.currentThread().getName());
    failure.ifPresent(exception -> {
      throw exception;
    });
  }

  @Override
  public Optional<Job> find(UUID jobId, ReadMeter meter) {
    read();
    Optional<Job> found = Optional.ofNullable(jobs.get(jobId));
    found.ifPresent(job -> meter.reading(textOf(job)));
    return found;
  }

  @Override
  public Optional<List<AttemptRecord>> ofJob(UUID jobId, ReadMeter meter) {
    read();
    return Optional.ofNullable(jobs.get(jobId)).map(job -> attempts.getOrDefault(jobId, List.of()));
  }

  @Override
  public Optional<Job> findBrief(UUID jobId) {
    read();
    return Optional.ofNullable(jobs.get(jobId)).map(Job::brief);
  }

  private static long textOf(Job job) {
    return job.payload().length() + (job.result() == null ? 0 : job.result().length());
  }

  private static JobView view(Job job, TextSelection texts, ReadMeter meter) {
    if (texts.texts().isEmpty()) {
      return JobView.brief(job);
    }
    meter.reading(textOf(job));
    return new JobView(job, texts.texts());
  }

  /** Ignores the limit on texts, which the real store applies. */
  @Override
  public Map<UUID, JobState> states(Collection<UUID> jobIds) {
    throw new UnsupportedOperationException("the fake dispatcher replays nothing");
  }

  @Override
  public Page<JobView> list(PageQuery<JobFilter> query, TextSelection texts, ReadMeter meter) {
    read();
    filters.add(query);
    List<Job> all =
        newestFirst(jobs.values().stream(), Job::id, query)
            .filter(job -> JobFilters.matches(query.filter(), job))
            .toList();
    List<JobView> views =
        all.stream().limit(query.limit()).map(job -> view(job, texts, meter)).toList();
    return new Page<>(views, all.size() > query.limit() ? views.getLast().job().id() : null);
  }

  private static <T> Stream<T> newestFirst(
      Stream<T> items, Function<T, UUID> id, PageQuery<?> query) {
    Comparator<T> order = Comparator.comparing(item -> id.apply(item).toString());
    UUID before = query.before();
    return items
        .filter(
            item -> before == null || id.apply(item).toString().compareTo(before.toString()) < 0)
        .sorted(order.reversed());
  }

  @Override
  public Page<JobGroup> listGroups(PageQuery<GroupFilter> query) {
    read();
    groupFilters.add(query);
    List<JobGroup> all =
        newestFirst(groups.values().stream(), JobGroup::id, query)
            .filter(group -> JobFilters.isIn(query.filter().states(), group.state()))
            .filter(group -> JobFilters.isIn(query.filter().modes(), group.mode()))
            .filter(group -> JobFilters.isIn(query.filter().created(), group.createdAt()))
            .toList();
    List<JobGroup> page = all.stream().limit(query.limit()).toList();
    return new Page<>(page, all.size() > query.limit() ? page.getLast().id() : null);
  }

  @Override
  public Optional<JobGroup> findGroup(UUID groupId) {
    read();
    return Optional.ofNullable(groups.get(groupId));
  }

  @Override
  public List<JobView> jobsOfGroup(UUID groupId, TextSelection texts, ReadMeter meter) {
    read();
    return ofGroup(groupId)
        .sorted(Comparator.comparing(job -> job.id().toString()))
        .map(job -> view(job, texts, meter))
        .toList();
  }

  private Stream<Job> ofGroup(UUID groupId) {
    return jobs.values().stream().filter(job -> groupId.equals(job.groupId()));
  }

  @Override
  public GroupTally tally(UUID groupId) {
    read();
    return new GroupTally(
        StateCounts.of(ofGroup(groupId).toList()),
        ofGroup(groupId)
            .map(Job::finishedAt)
            .filter(Objects::nonNull)
            .mapToLong(Instant::toEpochMilli)
            .sum());
  }

  @Override
  public List<JobEnd> endsOfGroup(UUID groupId) {
    read();
    return ofGroup(groupId)
        .filter(job -> job.finishedAt() != null)
        .map(job -> new JobEnd(job.id(), job.finishedAt()))
        .sorted(Comparator.comparing(JobEnd::at))
        .toList();
  }

  @Override
  public OutputPortion after(UUID jobId, int attempt, long position, ReadMeter meter) {
    read();
    return new OutputPortion(List.of(), position, false);
  }

  @Override
  public long count(JobFilter filter) {
    read();
    return jobs.values().stream().filter(job -> JobFilters.matches(filter, job)).count();
  }

  @Override
  public List<Job> deliveriesOf(UUID subject, int limit, ReadMeter meter) {
    read();
    return jobs.values().stream()
        .filter(job -> subject.equals(job.spec().deliveryOf()))
        .limit(limit)
        .toList();
  }

  @Override
  public List<ActiveCount> countActive() {
    read();
    return List.copyOf(active);
  }

  @Override
  public void ping() {
    read();
  }

  @Override
  public boolean isPruned(UUID id) {
    read();
    return pruned.contains(id);
  }

  @Override
  public CompletableFuture<PruneStep> prune(
      Position from, Instant endedBefore, Instant now, int limit) {
    throw new UnsupportedOperationException("the API does not prune");
  }

  @Override
  public CompletableFuture<Integer> purgeTombstones(Instant prunedBefore, int limit) {
    throw new UnsupportedOperationException("the API does not purge tombstones");
  }

  @Override
  public CompletableFuture<Void> append(Print print) {
    throw new UnsupportedOperationException("the API does not print");
  }

  @Override
  public CompletableFuture<Void> record(ProgressReport report) {
    throw new UnsupportedOperationException("the API does not report progress");
  }

  @Override
  public Optional<Progress> progressOf(UUID jobId, int attempt) {
    read();
    return Optional.ofNullable(reports.get(jobId))
        .filter(report -> report.attempt() == attempt)
        .map(ProgressReport::progress);
  }

  @Override
  public <E extends Exception> void ofAttempt(
      UUID jobId, int attempt, ReadMeter meter, PrintReader<E> reader) throws E {
    read();
    reader.read(
        prints.stream()
            .filter(print -> print.jobId().equals(jobId) && print.attempt() == attempt)
            .toList());
  }

  @Override
  public <E extends Exception> void ofGroup(UUID groupId, ReadMeter meter, PrintReader<E> reader)
      throws E {
    read();
    List<Print> all = new ArrayList<>(prints);
    all.removeIf(print -> !groupId.equals(jobs.get(print.jobId()).groupId()));
    reader.read(all);
    if (breaksAfterPrints) {
      throw new StoreUnavailableException("gone", new EOFException("broken pipe"));
    }
  }
}
