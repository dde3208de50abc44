package io.jobwheel.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TruncationTest {

  private static final String SMILE = "\uD83D\uDE00";

  @ParameterizedTest
  @CsvSource({
    "'', 0, ''",
    "abc, 3, abc",
    "abc, 2, ab…",
    "abc, 0, …",
    SMILE + ", 2, " + SMILE,
    SMILE + ", 1, …",
    SMILE + ", 0, …",
    "a" + SMILE + "b, 1, a…",
    "a" + SMILE + "b, 2, a…",
    "a" + SMILE + "b, 3, a" + SMILE + "…",
    "a" + SMILE + "b, 4, a" + SMILE + "b"
  })
  void aPairIsKeptOrLeftOutAsAWhole(String text, int most, String shortened) {
    assertThat(Truncation.of(text, most)).isEqualTo(shortened);
    assertThat(Truncation.prefix(text, most)).isEqualTo(shortened.replace("…", ""));
  }

  @Test
  void noOtherCodeShortensText() throws IOException {
    Pattern cut = Pattern.compile("\\+ \"…\"|append\\('…'\\)|isHighSurrogate");
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      List<String> found =
          files
              .filter(Files::isRegularFile)
              .filter(file -> cut.matcher(text(file)).find())
              .map(file -> file.getFileName().toString())
              .sorted()
              .toList();

      // the decoder of lines begins a new piece, and leaves nothing out
      assertThat(found).containsExactly("LineDecoder.java", "Truncation.java");
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
