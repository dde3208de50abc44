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
    Object value;
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
      parser.nextToken();
      value = value(parser);
    }
    StringBuilder text = new StringBuilder(json.length());
    append(value, text); // at the end and once, since an inner text is part of all outer ones
    return text.toString();
  }

  /** Reads a value: a map of an object, a list of an array, or the text of another one. */
  private static Object value(JsonParser parser) {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> quoted(parser.getString());
      default -> parser.getString(); // a number, true, false or null as it is written
    };
  }

  private static Map<String, Object> object(JsonParser parser) {
    Map<String, Object> fields = new TreeMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = quoted(parser.currentName());
      parser.nextToken();
      fields.put(name, value(parser));
    }
    return fields;
  }

  private static List<Object> array(JsonParser parser) {
    List<Object> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(value(parser));
    }
    return items;
  }

  private static void append(Object value, StringBuilder text) {
    String separator = "";
    switch (value) {
      case Map<?, ?> fields -> {
        text.append('{');
        for (Map.Entry<?, ?> field : fields.entrySet()) {
          text.append(separator).append(field.getKey()).append(':');
          append(field.getValue(), text);
          separator = ",";
        }
        text.append('}');
      }
      case List<?> items -> {
        text.append('[');
        for (Object item : items) {
          text.append(separator);
          append(item, text);
          separator = ",";
        }
        text.append(']');
      }
      default -> text.append(value);
    }
  }

  private static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + '"';
  }
}
