package io.jobwheel.documentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.jobwheel.api.problem.ProblemType;
import io.jobwheel.handler.command.CommandErrorCode;
import io.jobwheel.handler.http.call.HttpErrorCode;
import io.jobwheel.job.ErrorCode;
import io.jobwheel.job.JobError;
import io.jobwheel.webhook.WebhookErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/errors.md lists what the code lists, in its order, and no code is made beside the lists. */
class ErrorsPageTest {

  private static final Path PAGE = Path.of("docs/errors.md");
  private static final List<String> CODES =
      List.of(
          "Error codes of jobs",
          "Error codes of the type http",
          "Error codes of the type command",
          "Error codes of deliveries");
  private static final Path SOURCES = Path.of("src/main/java/io/jobwheel");

  @Test
  void everyProblemTypeHasARowWithItsStatus() throws IOException {
    assertThat(rows("Problem types"))
        .extracting(row -> "urn:jobwheel:problem:" + row.get(0), row -> Integer.valueOf(row.get(1)))
        .containsExactlyElementsOf(
            Arrays.stream(ProblemType.values())
                .map(type -> tuple(type.urn(), type.status()))
                .toList());
  }

  @Test
  void everyCodeOfTheServiceHasARow() throws IOException {
    assertThat(codes("Error codes of jobs"))
        .containsExactlyElementsOf(list(ErrorCode.values(), ErrorCode::code));
  }

  @Test
  void everyCodeOfACallHasARow() throws IOException {
    assertThat(codes("Error codes of the type http"))
        .containsExactlyElementsOf(list(HttpErrorCode.values(), HttpErrorCode::code));
  }

  @Test
  void everyCodeOfACommandHasARow() throws IOException {
    assertThat(codes("Error codes of the type command"))
        .containsExactlyElementsOf(list(CommandErrorCode.values(), CommandErrorCode::code));
  }

  @Test
  void everyCodeOfADeliveryHasARow() throws IOException {
    assertThat(codes("Error codes of deliveries"))
        .containsExactlyElementsOf(list(WebhookErrorCode.values(), WebhookErrorCode::code));
  }

  @Test
  void aCodeMeansOneThing() {
    List<String> all =
        Stream.of(
                list(ErrorCode.values(), ErrorCode::code),
                list(HttpErrorCode.values(), HttpErrorCode::code),
                list(CommandErrorCode.values(), CommandErrorCode::code),
                list(WebhookErrorCode.values(), WebhookErrorCode::code))
            .flatMap(List::stream)
            .toList();
    assertThat(all).doesNotHaveDuplicates().allMatch(code -> code.matches("[a-z]+(-[a-z]+)*"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Problem types",
        "Error codes of jobs",
        "Error codes of the type http",
        "Error codes of the type command",
        "Error codes of deliveries"
      })
  void everyRowSaysAllOfIt(String section) throws IOException {
    assertThat(rows(section))
        .isNotEmpty()
        .allSatisfy(row -> assertThat(row).hasSize(4).noneMatch(String::isBlank));
  }

  @Test
  void theConsoleGivesTheAdviceOfThePage() throws IOException {
    String advice = Files.readString(Path.of("src/main/console/pages/job/advice.js"));
    Pattern entry = Pattern.compile("\\['([a-z-]+)',\\s*'((?:[^'\\\\]|\\\\')*)'\\]");
    List<List<String>> expected = new ArrayList<>();
    for (String section : CODES) {
      for (List<String> row : rows(section)) {
        if (!row.getLast().equals("nothing")) {
          expected.add(List.of(row.getFirst(), withoutMarkup(row.getLast())));
        }
      }
    }
    assertThat(
            entry
                .matcher(advice)
                .results()
                .map(found -> List.of(found.group(1), found.group(2).replace("\\'", "'"))))
        .containsExactlyElementsOf(expected);
  }

  @Test
  void aStoredErrorIsReadByItsCode() {
    assertThat(ErrorCode.of(new JobError("timed-out", ""))).contains(ErrorCode.TIMED_OUT);
    assertThat(ErrorCode.of(new JobError("unexpected-status", ""))).isEmpty();
  }

  @Test
  void noCodeIsMadeBesideTheListsNorComparedAsText() throws IOException {
    Pattern made = Pattern.compile("(JobError|JobFailedException|CallTimedOutException)\\(\\s*\"");
    Pattern compared =
        Pattern.compile(
            "code\\(\\)\\s*(\\.equals|\\.startsWith|==)|equals\\([^()]*(\\(\\))?\\.code\\(\\)\\)");
    try (Stream<Path> files = Files.walk(SOURCES)) {
      assertThat(files.filter(file -> file.toString().endsWith(".java")))
          .hasSizeGreaterThan(300)
          .allSatisfy(file -> {
            String source = Files.readString(file);
            assertThat(made.matcher(source).find()).as("%s makes a code", file).isFalse();
            assertThat(compared.matcher(source).find()).as("%s compares a code", file).isFalse();
          });
    }
  }

  private static <T> List<String> list(T[] values, Function<T, String> code) {
    return Arrays.stream(values).map(code).toList();
  }

  private static List<String> codes(String section) throws IOException {
    return rows(section).stream().map(List::getFirst).toList();
  }

  private static String withoutMarkup(String markdown) {
    return markdown.replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1").replace("`", "");
  }

  /** The cells of the table below that heading; those of its first column without backticks. */
  private static List<List<String>> rows(String section) throws IOException {
    return Files.readAllLines(PAGE).stream()
        .dropWhile(line -> !line.equals("## " + section))
        .skip(1)
        .takeWhile(line -> !line.startsWith("## "))
        .filter(line -> line.startsWith("| `"))
        .map(line ->
            Arrays.stream(line.substring(2, line.length() - 2).split(" \\| ", -1))
                .map(cell -> cell.matches("`[^`]+`") ? cell.replace("`", "") : cell)
                .toList())
        .toList();
  }
}
