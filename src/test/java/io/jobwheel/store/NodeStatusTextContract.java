package io.jobwheel.store;

import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.job.ExecutionMode;
import io.jobwheel.store.jdbc.query.JdbcNodeQueries;
import io.jobwheel.store.query.NodeStatus;
import io.jobwheel.store.query.NodeStatus.LaneReport;
import io.jobwheel.store.query.NodeStatus.LaneTrouble;
import io.jobwheel.store.query.NodeStatus.LaneUtilization;
import io.jobwheel.store.query.NodeStatus.NodeCounts;
import io.jobwheel.store.query.RegisteredNode;
import io.jobwheel.store.query.RegisteredNode.PublishedStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The promises about the text of a node's status, on every database. */
abstract class NodeStatusTextContract extends StoreContract {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final NodeCounts NONE = new NodeCounts(0, 0, 0, 0, 0, 0);

  private RegisteredNode only() {
    List<RegisteredNode> nodes = new JdbcNodeQueries(store.reader).nodes(HOUR);
    assertThat(nodes).hasSize(1);
    return nodes.getFirst();
  }

  private NodeStatus published() {
    return Objects.requireNonNull(only().status()).status();
  }

  @BeforeEach
  void register() {
    get(store.leases.register(node, "a/1", HOUR));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "7",
        "{}",
        "{\"at\":1}",
        "{\"at\":1,\"types\":1,\"modes\":[],\"lanes\":[]}",
        "{\"at\":1,\"types\":1,\"modes\":null,\"lanes\":[],\"counts\":{}}",
        "{\"at\":1,\"types\":1,\"modes\":[],\"lanes\":[{\"mode\":\"sequential\",\"slots\":1,"
            + "\"used\":0,\"age\":0,\"percent\":\"***\"}],\"counts\":{\"started\":0,"
            + "\"succeeded\":0,\"failed\":0,\"cancelled\":0,\"retried\":0,\"crashed\":0}}",
        "{\"at\":1,\"types\":1,\"modes\":[],\"lanes\":[{\"mode\":\"sequential\",\"slots\":1,"
            + "\"used\":0,\"age\":0,\"percent\":\"ZQ==\"}],\"counts\":{\"started\":0,"
            + "\"succeeded\":0,\"failed\":0,\"cancelled\":0,\"retried\":0,\"crashed\":0}}"
      })
  void aStatusThatIsNotUnderstoodIsNone(String text) {
    store.execute("UPDATE node SET status = '" + text + "'");
    assertThat(only().status()).isNull();
  }

  @Test
  void aStatusThatIsTooLongIsNotRead() {
    store.execute(
        "UPDATE node SET status = '{\"at\":1,\"types\":1,\"modes\":[],\"lanes\":[],\"counts\":{"
            + "\"started\":0,\"succeeded\":0,\"failed\":0,\"cancelled\":0,\"retried\":0,"
            + "\"crashed\":0}%s}'".formatted(" ".repeat(7_000)));
    assertThat(only().status()).isNotNull();
    store.execute("UPDATE node SET status = status || '" + " ".repeat(2_000) + "'");
    assertThat(only().status()).isNull();
  }

  @Test
  void fieldsLanesAndModesOfALaterVersionAreIgnored() {
    store.execute(
        "UPDATE node SET status ="
            + " '{\"at\":1000000,\"version\":\"9\",\"types\":3,\"new\":{\"a\":[]},"
            + "\"modes\":[\"quantum\",\"sequential\"],\"lanes\":[{\"mode\":\"quantum\",\"slots\":1,"
            + "\"used\":0,\"age\":0,\"percent\":\"\",\"qubits\":1},"
            + "{\"mode\":\"sequential\",\"slots\":1,\"used\":1,\"pausedSince\":null,"
            + "\"problem\":{\"code\":\"ON_FIRE\",\"detail\":\"Hot.\",\"since\":0,\"by\":1},"
            + "\"age\":2,\"percent\":\"ZP8A\",\"heat\":9}],\"counts\":{\"started\":1,"
            + "\"succeeded\":2,\"failed\":3,\"cancelled\":4,\"retried\":5,\"crashed\":6,"
            + "\"frozen\":7}}'");
    assertThat(only().status())
        .isEqualTo(
            new PublishedStatus(
                Instant.ofEpochSecond(1),
                new NodeStatus(
                    "9",
                    3,
                    Set.of(ExecutionMode.SEQUENTIAL),
                    List.of(
                        new LaneReport(
                            ExecutionMode.SEQUENTIAL,
                            1,
                            1,
                            null,
                            new LaneTrouble("ON_FIRE", "Hot.", Instant.EPOCH),
                            new LaneUtilization(
                                Duration.of(2, ChronoUnit.MICROS), List.of(100, -1, 0)))),
                    new NodeCounts(1, 2, 3, 4, 5, 6))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "\"", "\u0000", "\u20ac", "\ud83d\ude00", "\ud800", "\\"})
  void theLargestStatusTakesAtMostFourKilobytes(String text) {
    String endless = text.repeat(5_000);
    LaneUtilization full = new LaneUtilization(HOUR, Collections.nCopies(90, 100));
    NodeStatus largest =
        new NodeStatus(
            endless,
            Integer.MAX_VALUE,
            Set.of(ExecutionMode.values()),
            Arrays.stream(ExecutionMode.values())
                .map(mode ->
                    new LaneReport(
                        mode,
                        Integer.MAX_VALUE,
                        Integer.MAX_VALUE,
                        Instant.parse("9999-12-31T23:59:59.999999Z"),
                        new LaneTrouble(
                            endless, endless, Instant.parse("9999-12-31T23:59:59.999999Z")),
                        full))
                .toList(),
            new NodeCounts(
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                Long.MAX_VALUE));
    get(store.leases.renew(node, HOUR, largest));
    String stored =
        store.reader.list("SELECT status FROM node", _ -> {}, row -> row.getString(1)).getFirst();
    assertThat(stored.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(2_000, 4_096);
    assertThat(published()).isEqualTo(largest);
  }

  @Test
  void everyPercentageIsReadAsItWasWritten() {
    for (int from : new int[] {-1, 89}) {
      LaneUtilization each =
          new LaneUtilization(
              Duration.ZERO,
              IntStream.rangeClosed(from, Math.min(from + 89, 100)).boxed().toList());
      get(
          store.leases.renew(
              node,
              HOUR,
              new NodeStatus(
                  null,
                  0,
                  Set.of(),
                  List.of(new LaneReport(ExecutionMode.SEQUENTIAL, 1, 0, null, null, each)),
                  NONE)));
      assertThat(published().lanes()).extracting(LaneReport::utilization).containsExactly(each);
    }
  }
}
