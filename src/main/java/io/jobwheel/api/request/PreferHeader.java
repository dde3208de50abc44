package io.jobwheel.api.request;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses the header Prefer (RFC 7240). */
public final class PreferHeader {

  private static final Pattern PREFERENCE =
      Pattern.compile("\\s*([^\\s=;\"]+)\\s*(?:=\\s*([^;]*?)\\s*)?(?:;.*)?", Pattern.DOTALL);

  private PreferHeader() {}

  /**
   * Returns the value of the first preference of that name, with its quotes; empty text if it has
   * no value. Other preferences are ignored.
   *
   * @param headers the values of all lines of the header
   * @param name the name of the preference, in lower case
   */
  public static Optional<String> value(List<String> headers, String name) {
    for (String header : headers) {
      for (String preference : HeaderList.split(header, ',')) {
        Matcher parts = PREFERENCE.matcher(preference);
        if (parts.matches() && parts.group(1).toLowerCase(Locale.ROOT).equals(name)) {
          return Optional.of(parts.group(2) == null ? "" : parts.group(2));
        }
      }
    }
    return Optional.empty();
  }
}
