package io.jobwheel.webhook;

import static java.util.Objects.requireNonNull;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobOrigin;
import io.jobwheel.job.JobSpec;
import io.jobwheel.job.JobState;
import io.jobwheel.job.TraceParent;
import io.jobwheel.job.Webhook;
import io.jobwheel.job.WebhookEvent;
import io.jobwheel.store.DeliveryPlanner;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.util.RawValue;

/**
 * Plans the deliveries that tell of the end of a job or group: one to the URL of its own webhook,
 * and one to each endpoint of the operator that wants the event. Deliveries themselves are told of
 * to nobody. Called by the writers of the store.
 */
final class EndDeliveries implements DeliveryPlanner {

  private final NoArgGenerator ids = Generators.timeBasedEpochGenerator();
  private final Receivers receivers;
  private final EventBodies bodies;
  private final Consumer<List<Job>> stored;
  private final InstantSource clock;
  private final JsonMapper json;

  /**
   * Creates the planner.
   *
   * @param stored receives new jobs after their commit; must not block
   */
  EndDeliveries(
      Receivers receivers,
      EventBodies bodies,
      Consumer<List<Job>> stored,
      InstantSource clock,
      JsonMapper json) {
    this.receivers = receivers;
    this.bodies = bodies;
    this.stored = stored;
    this.clock = clock;
    this.json = json;
  }

  @Override
  public boolean concerns(Job job, JobState end) {
    if (job.isDelivery()) {
      return false;
    }
    WebhookEvent event = WebhookEvent.ofEnd(end);
    return isWanted(job.webhook(), event) || !receivers.toldOf(event, job.type()).isEmpty();
  }

  @Override
  public List<Job> deliveriesOf(Job ended) {
    WebhookEvent event = WebhookEvent.ofEnd(ended.state());
    Webhook own = isWanted(ended.webhook(), event) ? ended.webhook() : null;
    List<WebhookEndpoint> endpoints = receivers.toldOf(event, ended.type());
    return own == null && endpoints.isEmpty()
        ? List.of()
        : deliveries(
            event, ended.id(), ended.traceparent(), own, endpoints, bodies.ofJob(event, ended));
  }

  @Override
  public List<Job> deliveriesOf(JobGroup ended) {
    WebhookEvent event = WebhookEvent.GROUP_FINISHED;
    Webhook own = isWanted(ended.webhook(), event) ? ended.webhook() : null;
    List<WebhookEndpoint> endpoints = receivers.toldOfGroups();
    return own == null && endpoints.isEmpty()
        ? List.of()
        : deliveries(event, ended.id(), null, own, endpoints, bodies.ofGroup(ended));
  }

  @Override
  public void stored(List<Job> deliveries) {
    stored.accept(deliveries);
  }

  private static boolean isWanted(@Nullable Webhook webhook, WebhookEvent event) {
    return webhook != null && webhook.events().contains(event);
  }

  private List<Job> deliveries(
      WebhookEvent event,
      UUID subject,
      @Nullable TraceParent trace,
      @Nullable Webhook own,
      List<WebhookEndpoint> endpoints,
      String body) {
    List<Job> deliveries = new ArrayList<>(endpoints.size() + 1);
    if (own != null) {
      deliveries.add(delivery(event, subject, trace, null, own.url(), body));
    }
    for (WebhookEndpoint endpoint : endpoints) {
      deliveries.add(delivery(event, subject, trace, endpoint.name(), null, body));
    }
    return deliveries;
  }

  private Job delivery(
      WebhookEvent event,
      UUID subject,
      @Nullable TraceParent trace,
      @Nullable String endpoint,
      @Nullable String url,
      String body) {
    UUID id = ids.generate();
    Map<String, Object> payload = new LinkedHashMap<>();
    if (endpoint != null) {
      payload.put("endpoint", endpoint);
    } else {
      payload.put("url", requireNonNull(url));
    }
    payload.put("event", event.wireName());
    payload.put("messageId", "msg_" + id);
    payload.put("body", new RawValue(body));
    JobSpec spec =
        new JobSpec(
            WebhookHandler.NAME,
            ExecutionMode.EVENT_LOOP,
            json.writeValueAsString(payload),
            0,
            JobSpec.AT_ONCE,
            WebhookHandler.policy(),
            trace);
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return Job.accepted(id, spec.from(new JobOrigin.Delivery(subject)), now);
  }
}
