package io.jobwheel.api.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jobwheel.api.problem.BodyNotReadableException;
import io.jobwheel.api.problem.BodyTooLargeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class JsonItemsTest {

  private static final JsonMapper JSON = JsonMapper.shared();

  private static List<String> split(String text, boolean lines, int maxItem) throws IOException {
    JsonItems items =
        new JsonItems(
            new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), lines, maxItem);
    List<String> all = new ArrayList<>();
    for (byte[] item = items.next(); item != null; item = items.next()) {
      all.add(new String(item, StandardCharsets.UTF_8));
    }
    assertThat(items.next()).isNull();
    return all;
  }

  private static List<String> elements(String text) throws IOException {
    return split(text, false, 1_000);
  }

  @Test
  void theElementsOfAnArrayAreItems() throws IOException {
    assertThat(elements("[]")).isEmpty();
    assertThat(elements(" [ ] \n")).isEmpty();
    assertThat(elements("[{}]")).containsExactly("{}");
    assertThat(elements("[1 , \"a,]\" ,[2,[3]] ,{\"b\":[{}]}]"))
        .containsExactly("1 ", "\"a,]\" ", "[2,[3]] ", "{\"b\":[{}]}");
    assertThat(elements("[\"\\\\\",\"\\\"]\",\"\\\\\\\",\"]"))
        .containsExactly("\"\\\\\"", "\"\\\"]\"", "\"\\\\\\\",\"");
  }

  @Test
  void aByteOrderMarkAtTheBeginningIsSkipped() throws IOException {
    assertThat(elements("\uFEFF [1]")).containsExactly("1");
    assertThat(split("\uFEFF\n1\n", true, 9)).containsExactly("1");
    assertThat(split("\uFEFF", true, 9)).isEmpty();
    assertThatExceptionOfType(BodyNotReadableException.class)
        .isThrownBy(() -> elements("\uFEFF\uFEFF[1]"));
  }

  @Test
  void theLinesOfNdjsonAreItemsAndEmptyOnesAreSkipped() throws IOException {
    assertThat(split("", true, 9)).isEmpty();
    assertThat(split("\n \r\n\t\n", true, 9)).isEmpty();
    assertThat(split("{\"a\":1}\r\n\n{\"b\":2}", true, 9))
        .containsExactly("{\"a\":1}\r", "{\"b\":2}");
    assertThat(split("1\n2\n", true, 9)).containsExactly("1", "2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          {}          | The body must be a JSON array of jobs.
          1           | The body must be a JSON array of jobs.
          [           | The body is incomplete
          [{}         | The body is incomplete
          [{},        | The body is incomplete
          ["a]        | The body is incomplete
          [{]         | The body is incomplete
          [{},]       | The body has a comma before the end
          [,{}]       | Item 0 of the body is missing
          [{},,{}]    | Item 1 of the body is missing
          []]         | The body has content after its array
          [{}]{}      | The body has content after its array
          [{}],       | The body has content after its array
          """)
  void otherTextIsNoArray(String text, String message) {
    assertThatExceptionOfType(BodyNotReadableException.class)
        .isThrownBy(() -> elements(text))
        .withMessageStartingWith(message);
  }

  @Test
  void anEmptyBodyIsNoArray() {
    assertThatExceptionOfType(BodyNotReadableException.class)
        .isThrownBy(() -> elements(" "))
        .withMessageStartingWith("The body is empty.");
  }

  @Test
  void anItemMayBeAsLongAsTheLimit() throws IOException {
    assertThat(split("[1234,123]", false, 4)).containsExactly("1234", "123");
    assertThat(split("1234\n123", true, 4)).containsExactly("1234", "123");
    for (boolean lines : new boolean[] {false, true}) {
      assertThatExceptionOfType(BodyTooLargeException.class)
          .isThrownBy(() -> split(lines ? "1\n12345" : "[1,12345]", lines, 4))
          .withMessageStartingWith("Item 1 of the body exceeds 4 bytes.");
    }
  }

  @Test
  void randomDocumentsAreSplitAsAParserReadsThem() throws IOException {
    Random random = new Random(11);
    for (int round = 0; round < 500; round++) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      for (int i = random.nextInt(6); i > 0; i--) {
        array.add(node(random, 3));
      }
      String compact = array.toString();
      String pretty = array.toPrettyString();
      List<JsonNode> expected = array.valueStream().toList();
      for (String text : List.of(compact, pretty)) {
        assertThat(elements(text).stream().map(JSON::readTree)).as(text).isEqualTo(expected);
      }
      StringBuilder lines = new StringBuilder();
      array.valueStream().forEach(each -> lines.append(each).append('\n'));
      assertThat(split(lines.toString(), true, 10_000).stream().map(JSON::readTree))
          .isEqualTo(expected);
    }
  }

  private static JsonNode node(Random random, int depth) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    switch (random.nextInt(depth == 0 ? 3 : 5)) {
      case 0 -> {
        return nodes.numberNode(random.nextInt());
      }
      case 1 -> {
        return nodes.nullNode();
      }
      case 2 -> {
        String special = "\\\"[]{},:\n é";
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
          text.append(special.charAt(random.nextInt(special.length())));
        }
        return nodes.stringNode(text.toString());
      }
      case 3 -> {
        ArrayNode array = nodes.arrayNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          array.add(node(random, depth - 1));
        }
        return array;
      }
      default -> {
        ObjectNode object = nodes.objectNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          object.set("f\"]" + i, node(random, depth - 1));
        }
        return object;
      }
    }
  }
}
