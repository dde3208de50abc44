package io.jobwheel.store;

import java.util.List;
import java.util.UUID;

/**
 * What an earlier request with the same idempotency key created.
 *
 * @param id the job, the group, or the first job of a batch
 * @param fingerprint identifies the content of the earlier request
 * @param batch the jobs of a batch, in order; empty for a single job or a group
 */
public record KeyedResource(UUID id, UUID fingerprint, List<UUID> batch) {

  public KeyedResource {
    batch = List.copyOf(batch);
  }
}
