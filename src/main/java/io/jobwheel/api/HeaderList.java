package io.jobwheel.api;

import java.util.ArrayList;
import java.util.List;

/** Splits the value of a header at a separator, but not within quotes. */
final class HeaderList {

  private HeaderList() {}

  static List<String> split(String value, char separator) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    boolean quoted = false;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      quoted ^= c == '"';
      if (c == separator && !quoted) {
        parts.add(value.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(value.substring(start));
    return parts;
  }
}
