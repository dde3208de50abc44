package io.jobwheel.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** values.yaml says what each value is, and so does the README. */
@Timeout(60)
class ValuesTableTest {

  @Test
  void everyValueHasItsCommentOrThatOfTheMapItIsIn() throws Exception {
    Set<String> explained = new HashSet<>();
    for (ValuesTable.Row row : ValuesTable.rows()) {
      String parent = row.path().replaceFirst("\\.[^.]*$", "");
      if (!row.comment().isEmpty() || explained.contains(parent)) {
        explained.add(row.path());
      }
      if (!row.value().isEmpty()) {
        assertThat(explained).as("comment above %s", row.path()).contains(row.path());
      }
    }
    assertThat(explained).hasSizeGreaterThan(50);
  }

  @Test
  void theReadmeHasTheSame() throws Exception {
    assertThat(Files.readString(Chart.FOLDER.resolve("README.md")))
        .as("run the main method of ValuesTable to write it")
        .isEqualTo(ValuesTable.readme());
  }

  @Test
  void theExamplesOfTheReadmeAreTaken() throws Exception {
    List<String> examples =
        Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Chart.FOLDER.resolve("README.md")))
            .results()
            .map(example -> example.group(1))
            .toList();
    assertThat(examples).hasSize(5);
    for (String example : examples) {
      for (JsonNode manifest : Chart.render(example)) {
        Chart.check(manifest);
      }
    }
  }
}
