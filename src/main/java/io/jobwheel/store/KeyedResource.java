package io.jobwheel.store;

import io.jobwheel.job.Blocker;
import io.jobwheel.store.Duplicate.DuplicateOutcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What an earlier request with the same idempotency key created.
 *
 * @param id the job, the group, or the first job of a batch
 * @param fingerprint identifies the content of the earlier request
 * @param batch the jobs of a batch, in order; empty for a single job or a group
 * @param duplicates what became of the jobs that were not stored, by their place in the request;
 *     instead of them, {@code id} and {@code batch} name the holders of their unique keys
 * @param rejections the limits that rejected jobs, by their place in the request; {@code id} and
 *     {@code batch} name jobs that do not exist instead of them
 */
public record KeyedResource(
    UUID id,
    UUID fingerprint,
    List<UUID> batch,
    SortedMap<Integer, DuplicateOutcome> duplicates,
    SortedMap<Integer, Blocker> rejections) {

  public KeyedResource {
    batch = List.copyOf(batch);
    duplicates = Collections.unmodifiableSortedMap(new TreeMap<>(duplicates));
    rejections = Collections.unmodifiableSortedMap(new TreeMap<>(rejections));
  }

  /** Creates what a request has created whose jobs were all stored. */
  public KeyedResource(UUID id, UUID fingerprint, List<UUID> batch) {
    this(id, fingerprint, batch, new TreeMap<>(), new TreeMap<>());
  }

  /** Returns this resource after some of the jobs were not stored. */
  public KeyedResource with(SubmissionResult result) {
    List<UUID> ids = batch.isEmpty() ? List.of(id) : batch;
    SortedMap<Integer, DuplicateOutcome> places = new TreeMap<>();
    SortedMap<Integer, Blocker> rejected = new TreeMap<>();
    List<UUID> named = new ArrayList<>(ids.size());
    for (int i = 0; i < ids.size(); i++) {
      Duplicate duplicate = result.duplicates().get(ids.get(i));
      if (duplicate != null) {
        places.put(i, duplicate.decision());
      }
      LimitRejection rejection = result.rejections().get(ids.get(i));
      if (rejection != null) {
        rejected.put(i, rejection.blocker());
      }
      named.add(duplicate == null ? ids.get(i) : duplicate.holder().id());
    }
    return new KeyedResource(
        named.getFirst(), fingerprint, batch.isEmpty() ? List.of() : named, places, rejected);
  }
}
