package io.jobwheel.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.handler.http.Calls;
import io.jobwheel.handler.http.egress.CallUrl;
import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Webhook;
import io.jobwheel.job.WebhookEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EndDeliveriesTest {

  private static final Instant NOW = Instant.parse("2026-11-29T12:00:00.123456Z");
  private static final JsonMapper JSON = new JsonMapper();
  private static final SigningSecrets SECRETS =
      SigningSecrets.parse("p", List.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
  private static final Webhook HOOK =
      new Webhook("https://a.example/?q=1", EnumSet.of(WebhookEvent.JOB_FAILED));

  private final List<Job> stored = new ArrayList<>();
  private final Calls calls = Calls.onLoopback();

  @AfterEach
  void close() {
    calls.close();
  }

  private EndDeliveries planner(WebhookEndpoint... endpoints) {
    EventBodies bodies =
        new EventBodies() {
          @Override
          public String ofJob(WebhookEvent event, Job ended) {
            return "{\"type\": \"%s\", \"n\": 1.50}".formatted(event);
          }

          @Override
          public String ofGroup(JobGroup ended) {
            return "{\"group\": true}";
          }
        };
    return new EndDeliveries(
        new Receivers(List.of(endpoints), SECRETS, calls.destinations()),
        bodies,
        stored::addAll,
        () -> NOW.plusNanos(789),
        JSON);
  }

  private static WebhookEndpoint endpoint(String name, Set<WebhookEvent> events, String... types)
      throws CallUrl.BadUrlException {
    return new WebhookEndpoint(
        name, CallUrl.parse("https://b.example/"), events, Set.of(types), SECRETS);
  }

  private static Job ended(JobState state) {
    return Jobs.inState(state).type("http").webhook(HOOK).finishedAt(NOW).build();
  }

  private static JsonNode payload(Job delivery) {
    return JSON.readTree(delivery.payload());
  }

  @Test
  void aDeliveryIsAQueuedJobThatTellsOfTheOther() {
    Job job = ended(JobState.FAILED);

    List<Job> deliveries = planner().deliveriesOf(job);

    assertThat(deliveries).hasSize(1);
    Job delivery = deliveries.getFirst();
    assertThat(delivery.type()).isEqualTo("webhook");
    assertThat(delivery.state()).isEqualTo(JobState.QUEUED);
    assertThat(delivery.spec().deliveryOf()).isEqualTo(job.id());
    assertThat(delivery.createdAt()).isEqualTo(NOW);
    assertThat(delivery.runAt()).isEqualTo(NOW);
    assertThat(delivery.submitter()).isNull();
    assertThat(delivery.policy().maxAttempts()).isEqualTo(10);
    assertThat(delivery.payload())
        .isEqualTo(
            "{\"url\":\"https://a.example/?q=1\",\"event\":\"job.failed\",\"messageId\":\"msg_%s\",\"body\":{\"type\": \"job.failed\", \"n\": 1.50}}"
                .formatted(delivery.id()));
  }

  @Test
  void onlyTheWantedEndsConcern() {
    EndDeliveries planner = planner();

    assertThat(planner.concerns(ended(JobState.RUNNING), JobState.FAILED)).isTrue();
    assertThat(planner.concerns(ended(JobState.RUNNING), JobState.SUCCEEDED)).isFalse();
    assertThat(planner.concerns(Jobs.running().build(), JobState.FAILED)).isFalse();
    assertThat(planner.deliveriesOf(ended(JobState.SUCCEEDED))).isEmpty();
  }

  @Test
  void endpointsAreToldOfTheirEventsAndTypes() throws Exception {
    EndDeliveries planner =
        planner(
            endpoint("all", EnumSet.allOf(WebhookEvent.class)),
            endpoint("ours", EnumSet.of(WebhookEvent.JOB_SUCCEEDED), "http"),
            endpoint("theirs", EnumSet.of(WebhookEvent.JOB_SUCCEEDED), "command"));

    List<Job> deliveries = planner.deliveriesOf(ended(JobState.SUCCEEDED));

    assertThat(deliveries)
        .extracting(delivery -> payload(delivery).path("endpoint").asString(""))
        .containsExactly("all", "ours");
    assertThat(deliveries).extracting(Job::id).doesNotHaveDuplicates();
    assertThat(planner.concerns(Jobs.running().type("other").build(), JobState.CANCELLED)).isTrue();
  }

  @Test
  void nobodyIsToldOfADelivery() throws Exception {
    EndDeliveries planner = planner(endpoint("all", EnumSet.allOf(WebhookEvent.class)));
    Job delivery = planner.deliveriesOf(ended(JobState.FAILED)).getFirst();

    assertThat(planner.concerns(delivery, JobState.SUCCEEDED)).isFalse();
  }

  @Test
  void theEndOfAGroupIsToldToItsReceiverAndToEndpoints() throws Exception {
    JobGroup group =
        JobGroup.accepted(
                Jobs.newId(), ExecutionMode.EVENT_LOOP, CompletionCondition.ALL_COMPLETED, NOW)
            .withWebhook(
                new Webhook("https://a.example/g", EnumSet.of(WebhookEvent.GROUP_FINISHED)));

    List<Job> deliveries =
        planner(
                endpoint("all", EnumSet.allOf(WebhookEvent.class), "only-this-type"),
                endpoint("jobs", EnumSet.of(WebhookEvent.JOB_FAILED)))
            .deliveriesOf(group);

    assertThat(deliveries).hasSize(2);
    assertThat(deliveries).allMatch(each -> group.id().equals(each.spec().deliveryOf()));
    assertThat(payload(deliveries.getFirst()).path("url").asString(""))
        .isEqualTo("https://a.example/g");
    assertThat(payload(deliveries.getLast()).path("endpoint").asString("")).isEqualTo("all");
    assertThat(payload(deliveries.getLast()).path("event").asString(""))
        .isEqualTo("group.finished");
  }
}
