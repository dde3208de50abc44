package io.jobwheel.store.jdbc;

import static java.util.Objects.requireNonNull;

import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.job.JobStatus;
import io.jobwheel.store.IdempotencyKey;
import io.jobwheel.store.KeyedResource;
import io.jobwheel.store.Submission;
import io.jobwheel.store.SubmissionResult;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.jdbc.JdbcIdempotencyKeys.KeyReservation;
import io.jobwheel.store.jdbc.fairness.FairRanks;
import io.jobwheel.store.jdbc.limit.Permits;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Inserts submissions that have an idempotency key or unique jobs: first those of the idempotency
 * keys that are free, of which the unique keys decide; and submissions that charge fairness keys.
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
      } else if (key != null && !result.duplicates().isEmpty()) {
        KeyedResource resource = submissions.get(place).resource(key).with(result.duplicates());
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

  /** Inserts the jobs whose unique keys are free, and sets the results. */
  private void insertFree(List<Integer> places) throws SQLException {
    List<Submission> unique =
        places.stream().map(submissions::get).filter(Submission::hasUniqueJobs).toList();
    UniqueSubmissions keys =
        unique.isEmpty() ? null : UniqueSubmissions.begin(session, permits, unique);
    List<Job> free = new ArrayList<>();
    for (int place : places) {
      Submission submission = submissions.get(place);
      SubmissionResult result =
          keys == null || !submission.hasUniqueJobs()
              ? SubmissionResult.STORED
              : keys.decide(submission);
      results[place] = result;
      free.addAll(result.stored(submission.jobs()));
    }
    if (keys != null) {
      keys.replaceStored(free);
      free.replaceAll(keys::latest);
    }
    Map<UUID, Long> ranks = rank(free);
    Map<UUID, JobStatus> statuses = admit(free, ranks);
    JdbcJobSubmissions.insert(session, stored(places, statuses, keys), ranks);
    if (keys != null) {
      keys.write();
    }
  }

  /**
   * Charges the fairness keys of new jobs, and returns their ranks. Those with limits pay, too, if
   * they are to start at once, since it is not known yet whether they can.
   */
  private Map<UUID, Long> rank(List<Job> jobs) throws SQLException {
    return FairRanks.rank(
        session, jobs.stream().map(job -> startsWithLimits(job) ? job.notStarted() : job).toList());
  }

  private static boolean startsWithLimits(Job job) {
    return job.state() == JobState.RUNNING && !job.spec().limits().isEmpty();
  }

  /**
   * Takes the permits of jobs with limits, and returns what these are stored as. The fairness keys
   * of those that start at once do not pay.
   */
  private Map<UUID, JobStatus> admit(List<Job> jobs, Map<UUID, Long> ranks) throws SQLException {
    List<Job> limited = jobs.stream().filter(job -> !job.spec().limits().isEmpty()).toList();
    if (limited.isEmpty()) {
      return Map.of();
    }
    Map<UUID, JobStatus> statuses = permits.admit(session, limited);
    for (Job job : limited) {
      if (ranks.containsKey(job.id()) && startsWithLimits(job) && starts(statuses.get(job.id()))) {
        ranks.remove(job.id());
        FairRanks.refundLater(session, job);
      }
    }
    return statuses;
  }

  private static boolean starts(@Nullable JobStatus status) {
    return status != null && status.state() == JobState.RUNNING;
  }

  /** Returns what is stored of the submissions, and sets the results. */
  private List<Submission> stored(
      List<Integer> places, Map<UUID, JobStatus> statuses, @Nullable UniqueSubmissions keys) {
    List<Submission> stored = new ArrayList<>(places.size());
    for (int place : places) {
      Submission submission = submissions.get(place);
      SubmissionResult result = requireNonNull(results[place]);
      if (submission.hasLimitedJobs()) {
        result = result.with(only(submission, statuses));
        results[place] = result;
      }
      List<Job> latest =
          keys == null ? submission.jobs() : submission.jobs().stream().map(keys::latest).toList();
      List<Job> jobs = result.stored(latest);
      if (!jobs.isEmpty()) {
        stored.add(
            new Submission(submission.group(), jobs, submission.owner(), submission.key(), false));
      }
    }
    return stored;
  }

  private static Map<UUID, JobStatus> only(Submission submission, Map<UUID, JobStatus> statuses) {
    Map<UUID, JobStatus> some = new HashMap<>();
    for (Job job : submission.jobs()) {
      JobStatus status = statuses.get(job.id());
      if (status != null) {
        some.put(job.id(), status);
      }
    }
    return some;
  }
}
