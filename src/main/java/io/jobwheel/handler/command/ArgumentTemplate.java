package io.jobwheel.handler.command;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One argument of a program: text with places for parameters, such as <code>--size={size}</code>.
 * Whatever the values are, it becomes one argument. <code>{{</code> and <code>}}</code> stand for
 * braces.
 */
final class ArgumentTemplate {

  private sealed interface Part {}

  private record Text(String text) implements Part {}

  private record Place(String parameter) implements Part {}

  private final List<Part> parts;

  private ArgumentTemplate(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  /**
   * Reads a template.
   *
   * @throws IllegalArgumentException when a brace stands alone or names nothing
   */
  static ArgumentTemplate parse(String template) {
    List<Part> parts = new ArrayList<>();
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
        parts.add(new Text(text.toString()));
        text.setLength(0);
        parts.add(new Place(template.substring(i + 1, end)));
        i = end;
      } else if (c == '}') {
        throw new IllegalArgumentException(
            "the brace at character %d closes nothing; write }} for a brace".formatted(i + 1));
      } else {
        text.append(c);
      }
    }
    parts.add(new Text(text.toString()));
    return new ArgumentTemplate(parts);
  }

  /** The names of the parameters in it. */
  Set<String> parameters() {
    Set<String> names = new LinkedHashSet<>();
    for (Part part : parts) {
      if (part instanceof Place place) {
        names.add(place.parameter());
      }
    }
    return names;
  }

  /** The argument with these values, which have to be there. */
  String fill(Map<String, String> values) {
    StringBuilder argument = new StringBuilder();
    for (Part part : parts) {
      argument.append(
          switch (part) {
            case Text text -> text.text();
            case Place place -> values.get(place.parameter());
          });
    }
    return argument.toString();
  }
}
