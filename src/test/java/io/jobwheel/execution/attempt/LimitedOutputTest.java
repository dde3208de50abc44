package io.jobwheel.execution.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitedOutputTest {

  private final List<String> kept = new ArrayList<>();

  @Test
  void whatFitsIsKeptAsItIs() {
    LimitedOutput output = output(3, 6);
    print(output, "ab", "", "cdef");
    assertThat(kept).containsExactly("ab", "", "cdef");
  }

  @Test
  void pastTheLastPrintThereIsOneMark() {
    LimitedOutput output = output(2, 100);
    print(output, "a", "b", "c", "d");
    assertThat(kept).hasSize(3).startsWith("a", "b");
    assertThat(kept.getLast()).startsWith("… cut here").contains("2 times");
  }

  @Test
  void aPrintThatDoesNotFitIsCutAndNothingFollows() {
    LimitedOutput output = output(9, 5);
    print(output, "abc", "defg", "", "h");
    assertThat(kept).hasSize(2);
    assertThat(kept.getLast()).startsWith("de\n… cut here").contains("5 characters");
  }

  @Test
  void aHundredThousandLinesAreBounded() {
    LimitedOutput output = output(1000, 1_000_000);
    for (int i = 0; i < 100_000; i++) {
      print(output, "line " + i);
    }
    assertThat(kept).hasSize(1001);
  }

  @ParameterizedTest
  @CsvSource({"1, 'x'", "2, 'x'", "3, 'x😀'"})
  void aCutPartsNoCharacter(int characters, String expected) {
    print(output(9, characters), "x😀y");
    assertThat(kept.getFirst().lines().findFirst()).contains(expected);
  }

  private void print(LimitedOutput output, String... texts) {
    for (String text : texts) {
      assertThat(output.append(Instant.EPOCH, text)).isCompleted();
    }
  }

  private LimitedOutput output(int prints, int characters) {
    AttemptOutput all =
        (attempt, at, text) -> {
          kept.add(text);
          return CompletableFuture.completedFuture(null);
        };
    Attempt attempt = new Attempt(Attempts.job("countdown", "{}", null), Instant.EPOCH);
    return new LimitedOutput(all, attempt, new OutputLimit(prints, characters));
  }
}
