package io.jobwheel.api.batch;

import io.jobwheel.api.problem.BadParameterException;
import io.jobwheel.api.request.PreferHeader;
import java.util.List;

/** Parses how a client prefers that errors are handled (RFC 7240, section 4.4). */
final class PreferredHandling {

  private PreferredHandling() {}

  /**
   * Returns whether the valid jobs are to be stored if others are invalid.
   *
   * @param headers the values of all lines of the header Prefer
   * @throws BadParameterException if the preference is neither lenient nor strict
   */
  static boolean isLenient(List<String> headers) {
    String handling = PreferHeader.value(headers, "handling").orElse("strict");
    return switch (handling) {
      case "lenient", "\"lenient\"" -> true;
      case "strict", "\"strict\"" -> false;
      default ->
          throw new BadParameterException("Prefer", "must be handling=lenient or handling=strict");
    };
  }
}
