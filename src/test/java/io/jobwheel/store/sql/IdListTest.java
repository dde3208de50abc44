package io.jobwheel.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdListTest {

  private static List<UUID> ids(int count) {
    return LongStream.range(0, count).mapToObj(i -> new UUID(i << 60, i)).toList();
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 10", "10, 10", "11, 100", "100, 100", "101, 1000", "1000, 1000"})
  void aListHasOneOfFourLengths(int ids, int placeholders) {
    assertThat(new IdList(ids(ids)).placeholders().chars().filter(c -> c == '?'))
        .hasSize(placeholders);
  }

  @Test
  void aListHasAtLeastOneAndAtMost1000Ids() {
    assertThatIllegalArgumentException().isThrownBy(() -> new IdList(List.of()));
    assertThatIllegalArgumentException().isThrownBy(() -> new IdList(ids(1_001)));
  }

  @Test
  void manyIdsAreSeveralListsWithoutRepetitions() {
    List<UUID> ids = new ArrayList<>(ids(2_001));
    ids.addAll(ids(5));
    Collections.shuffle(ids, new Random(1));
    assertThat(IdList.ordered(ids)).hasSize(3);
    assertThat(IdList.ordered(List.of())).isEmpty();
  }
}
