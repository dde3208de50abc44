package io.jobwheel.api.request;

import java.util.ArrayList;
import java.util.List;

/** Splits header values. */
public final class HeaderList {

  private HeaderList() {}

  /** Splits a value at a separator, except in quoted strings (RFC 9110, section 5.6.4). */
  public static List<String> split(String value, char separator) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    boolean quoted = false;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (quoted && c == '\\') {
        i++; // skip the escaped character
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == separator && !quoted) {
        parts.add(value.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(value.substring(start));
    return parts;
  }
}
