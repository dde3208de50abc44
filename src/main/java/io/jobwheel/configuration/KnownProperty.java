package io.jobwheel.configuration;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/**
 * A name that a bound class reads.
 *
 * @param path its elements in kebab case; {@link #ANY} for a name that the operator chooses
 */
record KnownProperty(List<String> path, Shape shape) {

  /** Stands for a name that the operator chooses. */
  static final String ANY = "NAME";

  /** What may follow the name. */
  enum Shape {
    /** Nothing. */
    VALUE,
    /** One index. */
    LIST,
    /** Further names; it has no value itself. */
    GROUP,
    /** Anything; its class decides. */
    OPEN
  }

  KnownProperty {
    path = List.copyOf(path);
  }

  boolean matches(ConfigurationPropertyName name, boolean empty) {
    int length = name.getNumberOfElements();
    int last = length - 1;
    boolean fits =
        switch (shape) {
          case VALUE -> length == path.size();
          case LIST -> length - (name.isNumericIndex(last) ? 1 : 0) == path.size();
          case GROUP -> length == path.size() && (empty || path.getLast().equals(ANY));
          case OPEN -> length >= path.size();
        };
    return fits && begins(name);
  }

  private boolean begins(ConfigurationPropertyName name) {
    for (int i = 0; i < path.size(); i++) {
      String element = path.get(i);
      if (!element.equals(ANY)
          && (name.isNumericIndex(i)
              || !uniform(element).equals(name.getElement(i, Form.UNIFORM)))) {
        return false;
      }
    }
    return true;
  }

  /** Returns this name with the chosen names and the index of the other name. */
  ConfigurationPropertyName filledFrom(ConfigurationPropertyName other) {
    List<String> elements = new ArrayList<>(path);
    for (int i = 0; i < elements.size(); i++) {
      if (elements.get(i).equals(ANY) && i < other.getNumberOfElements()) {
        elements.set(i, other.getElement(i, Form.ORIGINAL));
      }
    }
    ConfigurationPropertyName filled =
        ConfigurationPropertyName.adapt(String.join(".", elements), '.');
    int last = other.getNumberOfElements() - 1;
    return shape == Shape.LIST && other.isNumericIndex(last)
        ? filled.append("[" + other.getElement(last, Form.ORIGINAL) + "]")
        : filled;
  }

  /** Returns the name as the documentation writes it, with the chosen names of a similar name. */
  String textFor(ConfigurationPropertyName other) {
    List<String> elements = new ArrayList<>();
    boolean alike = true;
    for (int i = 0; i < path.size(); i++) {
      String element = path.get(i);
      alike = alike && i < other.getNumberOfElements();
      if (element.equals(ANY)) {
        elements.add(alike ? other.getElement(i, Form.ORIGINAL) : ANY);
      } else {
        elements.add(element);
        alike =
            alike && NearestName.edits(uniform(element), other.getElement(i, Form.UNIFORM)) <= 2;
      }
    }
    return String.join(".", elements);
  }

  /** Returns an element without dashes, in lower case. */
  static String uniform(String element) {
    return element.replace("-", "").toLowerCase(Locale.ROOT);
  }

  static String uniform(ConfigurationPropertyName name) {
    List<String> elements = new ArrayList<>();
    for (int i = 0; i < name.getNumberOfElements(); i++) {
      if (!name.isNumericIndex(i)) {
        elements.add(name.getElement(i, Form.UNIFORM));
      }
    }
    return elements.stream().collect(Collectors.joining("."));
  }
}
