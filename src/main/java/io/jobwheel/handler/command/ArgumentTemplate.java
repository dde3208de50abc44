package io.jobwheel.handler.command;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The template of one argument: text with placeholders for parameters, such as <code>--size={size}
 * </code>. The result is always one argument. <code>{{</code> and <code>}}</code> are literal
 * braces.
 */
final class ArgumentTemplate {

  private sealed interface Segment {}

  private record Text(String text) implements Segment {}

  private record Placeholder(String parameter) implements Segment {}

  private final List<Segment> segments;

  private ArgumentTemplate(List<Segment> segments) {
    this.segments = List.copyOf(segments);
  }

  /**
   * Parses a template.
   *
   * @throws IllegalArgumentException if a brace is not paired
   */
  static ArgumentTemplate parse(String template) {
    List<Segment> segments = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < template.length(); i++) {
      char c = template.charAt(i);
      if ((c == '{' || c == '}') && template.startsWith(String.valueOf(c), i + 1)) {
        text.append(c);
        i++;
      } else if (c == '{') {
        int end = template.indexOf('}', i);
        if (end < 0) {
          throw new IllegalArgumentException(
              "the brace at character %d is not closed; write {{ for a brace".formatted(i + 1));
        }
        segments.add(new Text(text.toString()));
        text.setLength(0);
        segments.add(new Placeholder(template.substring(i + 1, end)));
        i = end;
      } else if (c == '}') {
        throw new IllegalArgumentException(
            "the brace at character %d is not opened; write }} for a brace".formatted(i + 1));
      } else {
        text.append(c);
      }
    }
    segments.add(new Text(text.toString()));
    return new ArgumentTemplate(segments);
  }

  /** Returns the names of the parameters in the template. */
  Set<String> parameters() {
    Set<String> names = new LinkedHashSet<>();
    for (Segment segment : segments) {
      if (segment instanceof Placeholder placeholder) {
        names.add(placeholder.parameter());
      }
    }
    return names;
  }

  /** Returns the argument with these values, which must contain all parameters. */
  String fill(Map<String, String> values) {
    StringBuilder argument = new StringBuilder();
    for (Segment segment : segments) {
      argument.append(
          switch (segment) {
            case Text text -> text.text();
            case Placeholder placeholder -> values.get(placeholder.parameter());
          });
    }
    return argument.toString();
  }
}
