package io.jobwheel.api.webhook;

import io.jobwheel.api.group.GroupItem;
import io.jobwheel.api.job.JobDocument;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.Truncation;
import io.jobwheel.job.WebhookEvent;
import io.jobwheel.webhook.EventBodies;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Writes the documents of the API as the bodies of deliveries. */
public final class EventDocuments implements EventBodies {

  /** A longer message of an error is cut, so that a body has at most 20 kB in any script. */
  private static final int MAX_MESSAGE = 2_000;

  /**
   * The body of a delivery, as Standard Webhooks recommends it.
   *
   * @param type the wire name of the event
   * @param timestamp when it happened
   * @param data the document of the job, or of the group as in lists
   */
  record EventDocument(String type, @Nullable Instant timestamp, Object data) {}

  private final JsonMapper json;

  public EventDocuments(JsonMapper json) {
    this.json = json;
  }

  @Override
  public String ofJob(WebhookEvent event, Job ended) {
    return write(event, ended.finishedAt(), JobDocument.ofEnded(withShortMessage(ended)));
  }

  @Override
  public String ofGroup(JobGroup ended) {
    return write(WebhookEvent.GROUP_FINISHED, ended.finishedAt(), GroupItem.of(ended));
  }

  private String write(WebhookEvent event, @Nullable Instant at, Object data) {
    return json.writeValueAsString(
        new EventDocument(event.wireName(), at == null ? null : JobDocument.toMicros(at), data));
  }

  private static Job withShortMessage(Job job) {
    JobError error = job.error();
    return error == null || error.message().length() <= MAX_MESSAGE
        ? job
        : job.with(new JobError(error.code(), Truncation.of(error.message(), MAX_MESSAGE)));
  }
}
