package io.jobwheel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.WebhookReceiver.Message;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Jobs and groups with webhooks that end on three nodes, which are killed meanwhile, and a receiver
 * that fails. The long form is webhooks.sh.
 */
@Timeout(1800)
class WebhookKillsIT {

  private static final int JOBS = Integer.getInteger("jobwheel.chaos.jobs", 300);
  private static final int KILLS = Integer.getInteger("jobwheel.chaos.kills", 3);
  private static final long SEED = Long.getLong("jobwheel.chaos.seed", 20261129);

  /** The jobs and groups whose ends are told, by the table: subject, event, state and time. */
  private static final String ENDS =
      """
      SELECT id || ' job.' || lower(state) || ' ' || state || ' ' || finished_at FROM jobwheel.job
      WHERE split_part(webhook, ' ', 1) LIKE '%job.' || lower(state) || '%'
      UNION ALL
      SELECT id || ' group.finished ' || outcome || ' ' || finished_at FROM jobwheel.job_group
      WHERE webhook IS NOT NULL AND outcome IS NOT NULL
      """;

  private static final String DELIVERIES =
      """
      SELECT delivery_of || ' ' || (payload::json->>'event') || ' ' || (payload::json->>'messageId')
      FROM jobwheel.job WHERE type = 'webhook'
      """;

  @TempDir Path folder;

  @Test
  void killsLoseNoEndAndTellNoneUnderTwoIds() throws Exception {
    Random random = new Random(SEED);
    try (WebhookReceiver receiver = new WebhookReceiver(SEED);
        Cluster cluster =
            Cluster.start(
                folder,
                List.of(
                    "--jobwheel.webhook-delivery.secrets=" + WebhookReceiver.SECRET,
                    "--jobwheel.webhook-delivery.timeout=3s", // far shorter than TOO_LATE
                    "--jobwheel.http.egress.allowed-networks=127.0.0.1"))) {
      long began = System.nanoTime();
      WebhookLoad load = WebhookLoad.start(cluster, receiver, JOBS, SEED);
      kill(cluster, load, random);
      load.await();
      cluster.revive();
      awaitEnds(cluster);
      long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);

      checkTable(cluster);
      checkReceived(cluster, receiver.messages());
      checkSubmitted(load, receiver.messages());
      assertThat(receiver.violations()).isEmpty();
      assertThat(receiver.unacknowledged()).isEmpty();
      assertThat(receiver.failed()).isPositive();
      System.out.printf(
          "webhooks: seed %d, %d jobs and groups told of, each under one id, %d not, in %d s; %d"
              + " calls, of which %d failed by the receiver; %d nodes killed; %s attempts of"
              + " deliveries lost with their nodes%n",
          SEED,
          load.toTell().size(),
          load.notToTell().size(),
          seconds,
          receiver.calls(),
          receiver.failed(),
          KILLS,
          cluster
              .query("SELECT coalesce(sum(crashes), 0) FROM jobwheel.job WHERE type = 'webhook'")
              .getFirst());
    }
  }

  /** Kills while the jobs are posted, and the last time when all are. */
  private static void kill(Cluster cluster, WebhookLoad load, Random random) throws Exception {
    for (int kill = 1; kill <= KILLS; kill++) {
      int left = JOBS - (int) ((long) JOBS * kill / KILLS);
      while (load.left() > left) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      TimeUnit.MILLISECONDS.sleep(random.nextInt(500));
      cluster.killNode(random.nextInt(Cluster.NODES));
    }
  }

  private static void awaitEnds(Cluster cluster) {
    await("all jobs have ended and all deliveries are over")
        .atMost(Duration.ofMinutes(15))
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(() -> {
          assertThat(count(cluster, "jobwheel.job WHERE finished_at IS NULL")).isZero();
          assertThat(count(cluster, "jobwheel.job_group WHERE outcome IS NULL")).isZero();
        });
  }

  private static long count(Cluster cluster, String from) throws SQLException {
    return Long.parseLong(cluster.query("SELECT count(*) FROM " + from).getFirst());
  }

  private static void checkTable(Cluster cluster) throws SQLException {
    assertThat(
            cluster.query(
                "SELECT id || ' ' || error_code || ' ' || error_message FROM jobwheel.job"
                    + " WHERE type = 'webhook' AND state <> 'SUCCEEDED'"))
        .as("deliveries that have not succeeded")
        .isEmpty();
    List<String> ends =
        cluster.query(ENDS).stream().map(end -> end.substring(0, thirdField(end))).toList();
    List<String> told =
        cluster.query(DELIVERIES).stream().map(row -> row.substring(0, thirdField(row))).toList();
    assertThat(told).as("a delivery for each end").containsExactlyInAnyOrderElementsOf(ends);
    assertThat(told).doesNotHaveDuplicates();
    assertThat(
            cluster.query(
                "SELECT job FROM audit WHERE was IN ('SUCCEEDED', 'FAILED', 'CANCELLED')"))
        .as("jobs that changed after their end")
        .isEmpty();
  }

  private static int thirdField(String row) {
    return row.indexOf(' ', row.indexOf(' ') + 1);
  }

  /** Compares what was received with the ends, and the ids of messages with the deliveries. */
  private static void checkReceived(Cluster cluster, List<Message> messages) throws SQLException {
    assertThat(messages)
        .extracting(message ->
            "%s %s %s %d"
                .formatted(
                    message.subject(),
                    message.event(),
                    message.state(),
                    micros(message.finishedAt())))
        .as("the ends that the receiver was told of")
        .containsExactlyInAnyOrderElementsOf(cluster.query(ENDS));
    assertThat(messages)
        .extracting(
            message -> "%s %s %s".formatted(message.subject(), message.event(), message.id()))
        .as("the ids of messages")
        .containsExactlyInAnyOrderElementsOf(cluster.query(DELIVERIES));
  }

  private static long micros(String time) {
    var instant = java.time.Instant.parse(time);
    return TimeUnit.SECONDS.toMicros(instant.getEpochSecond()) + instant.getNano() / 1_000;
  }

  /** Compares what was received with what was submitted, whatever the table says. */
  private static void checkSubmitted(WebhookLoad load, List<Message> messages) {
    List<String> subjects = messages.stream().map(Message::subject).toList();
    assertThat(subjects)
        .as("subjects that the receiver was told of")
        .containsExactlyInAnyOrderElementsOf(load.toTell());
    assertThat(subjects).doesNotContainAnyElementsOf(load.notToTell());
  }
}
