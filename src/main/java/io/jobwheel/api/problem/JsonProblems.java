package io.jobwheel.api.problem;

import io.jobwheel.handler.JsonErrors;
import io.jobwheel.job.FieldErrors;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.converter.HttpMessageNotReadableException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;

/** Maps an unreadable request body to a problem. */
public final class JsonProblems {

  // parts of Jackson's messages; the messages themselves are not sent to clients
  private static final Pattern UNKNOWN_TOKEN =
      Pattern.compile("Unrecognized token '(\\w{1,64})'.*", Pattern.DOTALL);
  private static final Pattern DUPLICATE =
      Pattern.compile("Duplicate Object property \"(.{0,64}?)\"", Pattern.DOTALL);
  private static final String END = "Unexpected end-of-input";

  // beginnings of Jackson's messages about the body as a whole
  private static final String NO_CONTENT = "No content to map";
  private static final String TRAILING = "Trailing token";

  private JsonProblems() {}

  static Problem problem(HttpMessageNotReadableException exception, String path) {
    return problem("The body", exception.getCause(), path);
  }

  static Problem problem(BodyNotReadableException exception, String path) {
    JacksonException fault = exception.fault();
    return fault == null
        ? malformed(String.valueOf(exception.getMessage()), path)
        : problem(exception.part(), fault, path);
  }

  /** Returns whether the text is not well-formed JSON, or more or less than one value. */
  public static boolean isMalformed(JacksonException exception) {
    return exception instanceof StreamConstraintsException
        || (exception instanceof StreamReadException
            && !(exception instanceof InputCoercionException))
        || exception.getOriginalMessage().startsWith(NO_CONTENT)
        || exception.getOriginalMessage().startsWith(TRAILING);
  }

  private static Problem problem(String part, @Nullable Throwable fault, String path) {
    return switch (fault) {
      case StreamConstraintsException _ ->
          malformed(
              part
                  + " exceeds a limit: 500 levels of nesting, 1,000 digits in a number, 50,000"
                  + " characters in a name.",
              path);
      case InputCoercionException e -> invalid(e, path);
      case StreamReadException e ->
          malformed(
              "%s %s, %s."
                  .formatted(part, fault(e.getOriginalMessage()), position(e.getLocation())),
              path);
      case JacksonException e when e.getOriginalMessage().startsWith(NO_CONTENT) -> empty(path);
      case JacksonException e when e.getOriginalMessage().startsWith(TRAILING) ->
          malformed(part + " has content after its JSON object. Send one object.", path);
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
        ExceptionMapping.INVALID_FIELDS,
        path,
        FieldErrors.of(List.of(JsonErrors.fieldError(exception))));
  }

  private static String fault(String message) {
    Matcher token = UNKNOWN_TOKEN.matcher(message);
    if (token.matches()) {
      return "has '%s', which is not valid JSON".formatted(token.group(1));
    }
    Matcher duplicate = DUPLICATE.matcher(message);
    if (duplicate.matches()) {
      return "repeats the field '%s' in one object".formatted(duplicate.group(1));
    }
    return message.startsWith(END) ? "is incomplete" : "is not well-formed JSON";
  }

  private static String position(TokenStreamLocation location) {
    return "at line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
  }
}
