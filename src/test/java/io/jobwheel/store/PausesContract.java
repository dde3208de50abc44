package io.jobwheel.store;

import static io.jobwheel.store.commit.TestStore.get;
import static io.jobwheel.store.pause.PauseKind.SUBMITTER;
import static io.jobwheel.store.pause.PauseKind.TYPE;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.Jobs;
import io.jobwheel.store.JobClaims.ClaimRequest;
import io.jobwheel.store.commit.TestStore;
import io.jobwheel.store.pause.Pause;
import io.jobwheel.store.pause.PauseTarget;
import io.jobwheel.store.pause.Pauses;
import io.jobwheel.store.pause.Pauses.NewPause;
import io.jobwheel.store.pause.Pauses.PauseDecision;
import io.jobwheel.store.pause.Pauses.PauseResult;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The promises about pauses, on every database. */
abstract class PausesContract extends StoreContract {

  private static final PauseTarget HTTP = new PauseTarget(TYPE, "http");
  private static final PauseTarget SHOP = new PauseTarget(SUBMITTER, "shop");
  private static final Instant TOMORROW =
      Instant.now().plus(Duration.ofDays(1)).truncatedTo(ChronoUnit.MICROS);

  private PauseResult put(PauseTarget target, @Nullable Instant until) {
    return get(store.pauses.put(new NewPause(target, "incident", "admin", until)));
  }

  private void execute(String sql) {
    store.execute(sql);
  }

  private void end(PauseTarget target) {
    execute("UPDATE pause SET ends_at = 1 WHERE name = '%s'".formatted(target.name()));
  }

  @Test
  void aPauseIsKeptUntilItIsDeleted() {
    Instant before = Instant.now().minusSeconds(60);
    PauseResult result = put(HTTP, null);
    assertThat(result.decision()).isEqualTo(PauseDecision.CREATED);
    Pause pause = result.pause();
    assertThat(pause.since()).isBetween(before, Instant.now().plusSeconds(60));
    assertThat(pause).isEqualTo(new Pause(HTTP, "incident", "admin", pause.since(), null));
    assertThat(store.pauses.list()).containsExactly(pause);
    assertThat(store.pauses.find(HTTP)).contains(pause);
    assertThat(store.pauses.find(new PauseTarget(SUBMITTER, "http"))).isEmpty();
    assertThat(get(store.pauses.delete(SHOP))).isFalse();
    assertThat(get(store.pauses.delete(HTTP))).isTrue();
    assertThat(get(store.pauses.delete(HTTP))).isFalse();
    assertThat(store.pauses.list()).isEmpty();
  }

  @Test
  void aRepeatedPauseReplacesTheOldOneAndKeepsItsBeginning() {
    Instant since = put(SHOP, null).pause().since();
    PauseResult again = get(store.pauses.put(new NewPause(SHOP, null, null, TOMORROW)));
    assertThat(again)
        .isEqualTo(
            new PauseResult(PauseDecision.REPLACED, new Pause(SHOP, null, null, since, TOMORROW)));
    assertThat(store.pauses.list()).containsExactly(again.pause());
  }

  @Test
  void manyPausesOfOneTargetInOneTransactionAreOne() {
    List<CompletableFuture<PauseResult>> all =
        IntStream.range(0, 20)
            .mapToObj(i -> store.pauses.put(new NewPause(HTTP, "reason " + i, null, null)))
            .toList();
    assertThat(all.stream().map(TestStore::get).map(PauseResult::decision))
        .containsOnlyOnce(PauseDecision.CREATED)
        .contains(PauseDecision.REPLACED);
    assertThat(store.pauses.list()).singleElement().returns("reason 19", Pause::reason);
  }

  @Test
  void aPauseWhoseEndHasPassedIsNotStored() {
    PauseResult late = put(HTTP, Instant.now().minusSeconds(3600));
    assertThat(late).isEqualTo(new PauseResult(PauseDecision.ALREADY_ENDED, null));
    assertThat(store.pauses.list()).isEmpty();
  }

  @Test
  void aPauseEndsByItself() {
    Pause shop = put(SHOP, TOMORROW).pause();
    put(HTTP, TOMORROW);
    end(HTTP);
    assertThat(store.pauses.list()).containsExactly(shop);
    assertThat(store.pauses.find(HTTP)).isEmpty();
    assertThat(get(store.pauses.delete(HTTP))).isFalse();
    PauseResult again = put(HTTP, null);
    assertThat(again.decision()).isEqualTo(PauseDecision.CREATED);
    assertThat(store.pauses.list()).containsExactly(shop, again.pause());
  }

  @Test
  void kindsOfALaterVersionAreIgnored() {
    execute("INSERT INTO pause (kind, name, since) VALUES ('queue', 'mail', 1)");
    Pause shop = put(SHOP, null).pause();
    assertThat(store.pauses.list()).containsExactly(shop);
  }

  @Test
  void theNumberOfPausesIsBounded() {
    execute(
        """
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
        INSERT INTO pause (kind, name, since) SELECT 'type', 't' || i, i FROM n
        """
            .formatted(Pauses.MAX));
    assertThat(put(HTTP, null)).isEqualTo(new PauseResult(PauseDecision.TOO_MANY, null));
    assertThat(put(new PauseTarget(TYPE, "t7"), TOMORROW).decision())
        .isEqualTo(PauseDecision.REPLACED);
    assertThat(store.pauses.list()).hasSize(Pauses.MAX);
    end(new PauseTarget(TYPE, "t7"));
    assertThat(put(HTTP, null).decision())
        .as("ended ones make room")
        .isEqualTo(PauseDecision.CREATED);
    assertThat(store.pauses.list()).hasSize(Pauses.MAX);
  }

  @Test
  void aClaimLeavesOutPausedSubmittersAlone() {
    Job paused = store.submit(Jobs.queued().submitter("shop").priority(9));
    Job other = store.submit(Jobs.queued().submitter("lab"));
    Job anonymous = store.submit(Jobs.queued());
    put(SHOP, TOMORROW);
    put(new PauseTarget(TYPE, "lab"), null); // a type of that name
    assertThat(claim(true)).containsExactly(other.id(), anonymous.id());
    assertThat(store.read(paused)).isEqualTo(paused);
    assertThat(claim(true)).isEmpty();
    end(SHOP);
    assertThat(claim(true)).containsExactly(paused.id());
  }

  @Test
  void aClaimWithoutPausesReadsNone() {
    Job job = store.submit(Jobs.queued().submitter("shop"));
    put(SHOP, null);
    assertThat(claim(false)).containsExactly(job.id());
  }

  private Stream<UUID> claim(boolean submittersPaused) {
    store.lease(node);
    return TestStore.jobs(
            store.claims.claim(
                new ClaimRequest(
                    node,
                    ExecutionMode.THREAD_POOL,
                    Set.of("countdown"),
                    submittersPaused,
                    10,
                    Long.MAX_VALUE,
                    Jobs.NOW)))
        .stream()
        .map(Job::id);
  }
}
