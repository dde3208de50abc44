package io.jobwheel.api.request;

import java.util.ArrayList;
import java.util.List;

/** Splits the value of a header at a separator, but not within quotes (RFC 9110, 5.6.4). */
public final class HeaderList {

  private HeaderList() {}

  public static List<String> split(String value, char separator) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    boolean quoted = false;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (quoted && c == '\\') {
        i++; // what it escapes neither ends the quotes nor separates
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
