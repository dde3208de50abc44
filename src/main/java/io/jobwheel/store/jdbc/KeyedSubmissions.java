package io.jobwheel.store.jdbc;

import static java.util.Objects.requireNonNull;

import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.store.IdempotencyKey;
import io.jobwheel.store.KeyedResource;
import io.jobwheel.store.Submission;
import io.jobwheel.store.SubmissionResult;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.jdbc.JdbcIdempotencyKeys.KeyReservation;
import io.jobwheel.store.jdbc.fairness.FairRanks;
import io.jobwheel.store.jdbc.limit.PermitAdmission;
import io.jobwheel.store.jdbc.limit.Permits;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Inserts submissions that have an idempotency key, unique jobs, jobs with limits or jobs that
 * charge fairness keys: first those of the idempotency keys that are free, of which the unique keys
 * and the limits decide.
 */
final class KeyedSubmissions {

  private final WriterSession session;
  private final Permits permits;
  private final List<Submission> submissions;
  private final @Nullable SubmissionResult[] results;

  private KeyedSubmissions(WriterSession session, Permits permits, List<Submission> submissions) {
    this.session = session;
    this.permits = permits;
    this.submissions = submissions;
    this.results = new @Nullable SubmissionResult[submissions.size()];
  }

  /** Inserts the submissions whose keys are free, and returns the results of all. */
  static List<SubmissionResult> insertNew(
      WriterSession session, Permits permits, List<Submission> submissions) throws SQLException {
    KeyedSubmissions all = new KeyedSubmissions(session, permits, submissions);
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < submissions.size(); i++) {
      places.add(i);
    }
    while (!places.isEmpty()) {
      places = all.insert(places);
    }
    List<SubmissionResult> results = new ArrayList<>(submissions.size());
    for (SubmissionResult result : all.results) {
      results.add(requireNonNull(result));
    }
    return results;
  }

  /**
   * Handles the submissions of some places, and returns the places of those whose idempotency key
   * is free again, because the submission that had it was refused.
   */
  private List<Integer> insert(List<Integer> places) throws SQLException {
    Map<Integer, KeyedResource> earlier = reserve(places);
    List<Integer> free = places.stream().filter(place -> !earlier.containsKey(place)).toList();
    insertFree(free);

    Map<UUID, KeyedResource> amended = new HashMap<>();
    List<UUID> refused = new ArrayList<>();
    for (int place : free) {
      IdempotencyKey key = submissions.get(place).key();
      SubmissionResult result = requireNonNull(results[place]);
      if (key != null && result.refused()) {
        JdbcIdempotencyKeys.free(session, key);
        refused.add(key.id());
      } else if (key != null && !result.isWhole()) {
        KeyedResource resource = submissions.get(place).resource(key).with(result);
        JdbcIdempotencyKeys.amend(session, key, resource);
        amended.put(key.id(), resource);
      }
    }
    List<Integer> again = new ArrayList<>();
    earlier.forEach((place, resource) -> {
      UUID key = requireNonNull(submissions.get(place).key()).id();
      if (refused.contains(key)) {
        again.add(place);
      } else {
        results[place] = SubmissionResult.replayed(amended.getOrDefault(key, resource));
      }
    });
    return again;
  }

  /** Reserves the idempotency keys; returns what earlier requests with the same keys created. */
  private Map<Integer, KeyedResource> reserve(List<Integer> places) throws SQLException {
    List<Integer> keyed = new ArrayList<>();
    List<KeyReservation> reservations = new ArrayList<>();
    for (int place : places) {
      Submission submission = submissions.get(place);
      if (submission.key() != null) {
        keyed.add(place);
        reservations.add(
            new KeyReservation(submission.key(), submission.resource(submission.key())));
      }
    }
    List<Optional<KeyedResource>> found = JdbcIdempotencyKeys.reserve(session, reservations);
    Map<Integer, KeyedResource> earlier = new TreeMap<>();
    for (int i = 0; i < found.size(); i++) {
      int place = keyed.get(i);
      found.get(i).ifPresent(resource -> earlier.put(place, resource));
    }
    return earlier;
  }

  /** Inserts the jobs whose unique keys and permits are free, and sets the results. */
  private void insertFree(List<Integer> places) throws SQLException {
    List<Submission> free = places.stream().map(submissions::get).toList();
    List<Submission> unique = free.stream().filter(Submission::hasUniqueJobs).toList();
    UniqueSubmissions keys =
        unique.isEmpty() ? null : UniqueSubmissions.begin(session, permits, unique);
    boolean limited = free.stream().anyMatch(Submission::hasLimitedJobs);
    List<Job> replaceable = !limited || keys == null ? List.of() : keys.replaceable();
    Map<UUID, Long> ranks = limited ? rank(jobsOf(free), replaceable) : Map.of();
    PermitAdmission admission =
        limited ? permits.admit(session, withLimits(Stream.of(jobsOf(free), replaceable))) : null;
    List<Submission> stored = decide(places, keys, admission);
    if (keys != null) {
      keys.rankReplaced();
    }
    if (admission == null) {
      ranks = FairRanks.rank(session, jobsOf(stored), List.of());
    } else {
      refund(jobsOf(free), jobsOf(stored), ranks);
      admission.write();
    }
    JdbcJobSubmissions.insert(session, stored, ranks);
    if (keys != null) {
      keys.write();
    }
  }

  /** Decides about submissions, sets the results, and returns what is stored. */
  private List<Submission> decide(
      List<Integer> places, @Nullable UniqueSubmissions keys, @Nullable PermitAdmission admission)
      throws SQLException {
    List<Submission> stored = new ArrayList<>(places.size());
    for (int place : places) {
      Submission submission = submissions.get(place);
      SubmissionResult result =
          SubmissionDecision.decide(
              submission,
              submission.hasUniqueJobs() ? keys : null,
              submission.hasLimitedJobs() ? admission : null);
      results[place] = result;
      List<Job> jobs = result.stored(submission.jobs());
      if (!jobs.isEmpty()) {
        stored.add(
            new Submission(submission.group(), jobs, submission.owner(), submission.key(), false));
      }
    }
    return stored;
  }

  private static List<Job> jobsOf(List<Submission> submissions) {
    return submissions.stream().flatMap(submission -> submission.jobs().stream()).toList();
  }

  private static List<Job> withLimits(Stream<List<Job>> jobs) {
    return jobs.flatMap(List::stream).filter(job -> !job.spec().limits().isEmpty()).toList();
  }

  /**
   * Charges the fairness keys of new jobs before it is known which are stored, and which of those
   * with limits can start at once, since keys are locked before permits.
   */
  private Map<UUID, Long> rank(List<Job> jobs, List<Job> replaceable) throws SQLException {
    return FairRanks.rank(
        session,
        jobs.stream()
            .map(job ->
                job.state() == JobState.RUNNING && !job.spec().limits().isEmpty()
                    ? job.notStarted()
                    : job)
            .toList(),
        replaceable);
  }

  /** Refunds jobs that are not stored, or start at once. */
  private void refund(List<Job> jobs, List<Job> stored, Map<UUID, Long> ranks) {
    Set<UUID> waiting =
        stored.stream()
            .filter(job -> job.state() != JobState.RUNNING)
            .map(Job::id)
            .collect(Collectors.toSet());
    for (Job job : jobs) {
      if (ranks.containsKey(job.id()) && !waiting.contains(job.id())) {
        ranks.remove(job.id());
        FairRanks.refundLater(session, job);
      }
    }
  }
}
