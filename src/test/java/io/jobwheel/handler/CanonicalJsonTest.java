package io.jobwheel.handler;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalJsonTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                          | { }
          {"a":1,"b":[1,2]}           | {"b": [1, 2], "a": 1}
          {"a":{"x":null,"y":true}}   | {"a":{"y":true ,"x":null}}
          "\\u00e9\\/"                | "é/"
          [[],{},""]                  | [ [ ] , { } , "" ]
          1.50                        | 1.50
          """)
  void documentsOfOneMeaningHaveOneText(String one, String other) {
    assertThat(CanonicalJson.of(one)).isEqualTo(CanonicalJson.of(other));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1           | 1.0
          1           | "1"
          [1,2]       | [2,1]
          {"a":1}     | {"a":2}
          {"a":1}     | {"b":1}
          ["a","b"]   | ["a,b"]
          {"a":"b\\"}"} | {"a":"b"}
          null        | "null"
          [[1],2]     | [1,[2]]
          {}          | []
          """)
  void documentsOfDifferentMeaningDiffer(String one, String other) {
    assertThat(CanonicalJson.of(one)).isNotEqualTo(CanonicalJson.of(other));
  }

  @Test
  void theOrderOfFieldsDoesNotMatterAtAnyDepth() {
    Random random = new Random(3);
    for (int round = 0; round < 200; round++) {
      long seed = random.nextLong();
      String one = document(new Random(seed), new Random(random.nextLong()), 4);
      String other = document(new Random(seed), new Random(random.nextLong()), 4);
      assertThat(CanonicalJson.of(one)).as("seed %d", seed).isEqualTo(CanonicalJson.of(other));
    }
  }

  @Test
  void theTextHasAllLevelsAndFieldsInOrder() {
    assertThat(
            CanonicalJson.of(
                " { \"b\" : [ 1 , { } , [ ] , null ] , \"a\" : { \"d\" : \"x\" , \"c\" : true } }"
                    + " "))
        .isEqualTo("{\"a\":{\"c\":true,\"d\":\"x\"},\"b\":[1,{},[],null]}");
  }

  @Test
  void aLongTextInManyLevelsIsNotCopiedForEachLevel() {
    String open = "{\"b\":0,\"a\":[".repeat(240);
    String json = open + '"' + "x".repeat(1_000_000) + '"' + "]}".repeat(240);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    String text = CanonicalJson.of(json);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(text).hasSameSizeAs(json).endsWith(",\"b\":0}");
    assertThat(allocated).isLessThan(50L * json.length());
  }

  /** Returns a document whose content depends on the first random, and its form on the second. */
  private static String document(Random content, Random form, int depth) {
    int kind = content.nextInt(depth == 0 ? 2 : 4);
    if (kind < 2) {
      return kind == 0 ? "" + content.nextInt() : "\"" + content.nextInt() + "\"";
    }
    List<String> parts = new ArrayList<>();
    int size = content.nextInt(5);
    for (int i = 0; i < size; i++) {
      String space = " ".repeat(form.nextInt(3));
      String name = kind == 2 ? "" : "\"f%d\":".formatted(i);
      parts.add(space + name + space + document(content, form, depth - 1) + space);
    }
    if (kind == 3) {
      Collections.shuffle(parts, form);
    }
    String all = String.join(",", parts);
    return kind == 2 ? "[" + all + "]" : "{" + all + "}";
  }
}
