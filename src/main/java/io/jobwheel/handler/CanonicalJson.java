package io.jobwheel.handler;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.core.json.JsonFactory;

/**
 * The canonical text of a JSON document, which is equal for documents that differ only in white
 * space, in the order of the fields of objects, or in the escapes of strings. Numbers keep their
 * digits: {@code 1} and {@code 1.0} differ.
 */
public final class CanonicalJson {

  private static final JsonFactory FACTORY = new JsonFactory();

  private CanonicalJson() {}

  /**
   * Returns the canonical text.
   *
   * @param json well-formed JSON without duplicate fields
   */
  public static String of(String json) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
      parser.nextToken();
      return value(parser);
    }
  }

  private static String value(JsonParser parser) {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> quoted(parser.getString());
      default -> parser.getString(); // a number, true, false or null as it is written
    };
  }

  private static String object(JsonParser parser) {
    Map<String, String> fields = new TreeMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = quoted(parser.currentName());
      parser.nextToken();
      fields.put(name, value(parser));
    }
    List<String> written = new ArrayList<>(fields.size());
    fields.forEach((name, value) -> written.add(name + ":" + value));
    return "{" + String.join(",", written) + "}";
  }

  private static String array(JsonParser parser) {
    List<String> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(value(parser));
    }
    return "[" + String.join(",", items) + "]";
  }

  private static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + '"';
  }
}
