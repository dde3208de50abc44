package io.jobwheel.store.commit;

import static io.jobwheel.store.commit.WriteKind.CANCEL;
import static io.jobwheel.store.commit.WriteKind.CLAIM;
import static io.jobwheel.store.commit.WriteKind.DELETE;
import static io.jobwheel.store.commit.WriteKind.OPERATION;
import static io.jobwheel.store.commit.WriteKind.OUTCOME;
import static io.jobwheel.store.commit.WriteKind.OUTPUT;
import static io.jobwheel.store.commit.WriteKind.REDRIVE;
import static io.jobwheel.store.commit.WriteKind.SCHEDULE;
import static io.jobwheel.store.commit.WriteKind.SUBMIT;
import static io.jobwheel.store.commit.WriteKind.SUBMIT_KEYED;
import static io.jobwheel.store.commit.WriteKind.SUBMIT_LIMITED;
import static io.jobwheel.store.commit.WriteKind.SUBMIT_REPLACING;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which writes are executed in one transaction. */
class BatchPartsTest {

  private static PendingWrite<?, ?> write(WriteKind kind) {
    return new PendingWrite<String, String>(
        BatchWrite.each(kind, (_, item) -> item), kind.name(), null);
  }

  private static List<PendingWrite<?, ?>> batch(List<WriteKind> kinds) {
    return kinds.stream().<PendingWrite<?, ?>>map(BatchPartsTest::write).toList();
  }

  private static List<List<WriteKind>> kindsOf(List<List<PendingWrite<?, ?>>> parts) {
    return parts.stream()
        .map(part -> part.stream().<WriteKind>map(PendingWrite::kind).toList())
        .toList();
  }

  static Stream<List<WriteKind>> wholeBatches() {
    return Stream.of(
        List.of(OUTCOME),
        List.of(SUBMIT_KEYED, OUTCOME, SUBMIT, CANCEL, OUTPUT),
        List.of(SUBMIT_LIMITED, OUTCOME, SUBMIT_KEYED, SUBMIT_LIMITED),
        List.of(REDRIVE, OUTCOME, REDRIVE),
        List.of(SUBMIT_REPLACING, SUBMIT_REPLACING),
        List.of(OPERATION, CLAIM));
  }

  @ParameterizedTest
  @MethodSource("wholeBatches")
  void mostBatchesAreOnePartAsTheyAre(List<WriteKind> kinds) {
    List<PendingWrite<?, ?>> batch = batch(kinds);
    assertThat(BatchParts.of(batch)).containsExactly(batch);
  }

  static Stream<Arguments> dividedBatches() {
    return Stream.of(
        Arguments.of(
            List.of(SUBMIT_KEYED, OUTCOME, REDRIVE),
            List.of(List.of(OUTCOME, REDRIVE), List.of(SUBMIT_KEYED))),
        Arguments.of(
            List.of(SUBMIT_LIMITED, DELETE, REDRIVE, SUBMIT_KEYED),
            List.of(List.of(REDRIVE), List.of(DELETE), List.of(SUBMIT_KEYED, SUBMIT_LIMITED))),
        Arguments.of(
            List.of(SUBMIT_REPLACING, CANCEL, SUBMIT_REPLACING, OUTCOME),
            List.of(List.of(CANCEL, OUTCOME), List.of(SUBMIT_REPLACING, SUBMIT_REPLACING))),
        Arguments.of(
            List.of(SUBMIT_REPLACING, SUBMIT_KEYED),
            List.of(List.of(SUBMIT_KEYED), List.of(SUBMIT_REPLACING))),
        Arguments.of(
            List.of(CLAIM, SCHEDULE, OPERATION),
            List.of(List.of(OPERATION), List.of(SCHEDULE, CLAIM))));
  }

  @ParameterizedTest
  @MethodSource("dividedBatches")
  void writesThatWouldWaitWithLocksComeInPartsOfTheirOwn(
      List<WriteKind> kinds, List<List<WriteKind>> parts) {
    assertThat(kindsOf(BatchParts.of(batch(kinds)))).isEqualTo(parts);
  }

  @Test
  void writesOfOneKindStayInOrder() {
    List<PendingWrite<?, ?>> batch =
        batch(List.of(SUBMIT_REPLACING, OUTCOME, SUBMIT_REPLACING, OUTCOME));
    assertThat(BatchParts.of(batch))
        .containsExactly(List.of(batch.get(1), batch.get(3)), List.of(batch.get(0), batch.get(2)));
  }
}
