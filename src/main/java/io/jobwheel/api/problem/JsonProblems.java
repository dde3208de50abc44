package io.jobwheel.api.problem;

import io.jobwheel.handler.JsonErrors;
import io.jobwheel.job.FieldErrors;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.http.converter.HttpMessageNotReadableException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;

/** Says why a body could not be read. */
final class JsonProblems {

  // what Jackson's words tell about the text; the words themselves are not for clients
  private static final Pattern UNKNOWN_TOKEN =
      Pattern.compile("Unrecognized token '(\\w{1,64})'.*", Pattern.DOTALL);
  private static final Pattern DUPLICATE =
      Pattern.compile("Duplicate Object property \"(.{0,64}?)\"", Pattern.DOTALL);
  private static final String END = "Unexpected end-of-input";

  // the beginnings of what Jackson says of a mismatch that is none of a field
  private static final String NOTHING = "No content to map";
  private static final String TOO_MUCH = "Trailing token";

  private JsonProblems() {}

  static Problem problem(HttpMessageNotReadableException exception, String path) {
    return switch (exception.getCause()) {
      case StreamConstraintsException _ ->
          malformed(
              "The body goes beyond what is read: 500 levels of nesting, 1,000 digits in a number,"
                  + " 50,000 characters in a name.",
              path);
      case InputCoercionException e -> invalid(e, path);
      case StreamReadException e ->
          malformed(
              "The body %s, %s.".formatted(fault(e.getOriginalMessage()), place(e.getLocation())),
              path);
      case JacksonException e when e.getOriginalMessage().startsWith(NOTHING) -> empty(path);
      case JacksonException e when e.getOriginalMessage().startsWith(TOO_MUCH) ->
          malformed("The body goes on after its JSON object. Send one object.", path);
      case JacksonException e -> invalid(e, path);
      case null, default -> empty(path);
    };
  }

  private static Problem empty(String path) {
    return malformed("The body is empty. Send a JSON object.", path);
  }

  private static Problem malformed(String detail, String path) {
    return Problem.of(ProblemType.MALFORMED_JSON, detail, path);
  }

  private static Problem invalid(JacksonException exception, String path) {
    return Problem.of(
        ProblemType.INVALID_REQUEST,
        "Correct the fields that errors names.",
        path,
        FieldErrors.of(List.of(JsonErrors.fieldError(exception))));
  }

  private static String fault(String words) {
    Matcher token = UNKNOWN_TOKEN.matcher(words);
    if (token.matches()) {
      return "has '%s', which is no JSON".formatted(token.group(1));
    }
    Matcher duplicate = DUPLICATE.matcher(words);
    if (duplicate.matches()) {
      return "has the field '%s' twice in one object".formatted(duplicate.group(1));
    }
    return words.startsWith(END) ? "ends too early" : "is not well-formed JSON";
  }

  private static String place(TokenStreamLocation location) {
    return "at line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
  }
}
