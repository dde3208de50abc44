package io.jobwheel.configuration;

import io.jobwheel.configuration.KnownProperty.Shape;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.core.ResolvableType;

/** The names below {@value #ROOT} that the bound classes of a context read. */
final class KnownProperties {

  static final String ROOT = "jobwheel";

  private final List<KnownProperty> properties = new ArrayList<>();

  /** Collects the names from the bean definitions, without creating beans. */
  static KnownProperties of(ConfigurableListableBeanFactory beans) {
    KnownProperties known = new KnownProperties();
    for (String bean : beans.getBeanDefinitionNames()) {
      ConfigurationProperties bound =
          beans.findAnnotationOnBean(bean, ConfigurationProperties.class, false);
      Class<?> type = bound == null ? null : beans.getType(bean, false);
      if (bound != null && type != null) {
        known.add(bound.prefix(), type);
      }
    }
    return known;
  }

  /** Adds the names that a class bound to a prefix reads. */
  void add(String prefix, Class<?> type) {
    ConfigurationPropertyName name = ConfigurationPropertyName.of(prefix);
    if (name.isEmpty() || !isOurs(name)) {
      return;
    }
    List<String> path = new ArrayList<>();
    for (int i = 0; i < name.getNumberOfElements(); i++) {
      path.add(name.getElement(i, Form.DASHED));
    }
    if (type.isRecord()) {
      addRecord(path, type);
    } else if (path.size() > 1) {
      properties.add(new KnownProperty(path, Shape.OPEN));
    }
  }

  static boolean isOurs(ConfigurationPropertyName name) {
    return !name.isEmpty() && name.getElement(0, Form.UNIFORM).equals(ROOT);
  }

  private void addRecord(List<String> path, Class<?> record) {
    properties.add(new KnownProperty(path, Shape.GROUP));
    for (RecordComponent component : record.getRecordComponents()) {
      addValue(
          with(path, DataObjectPropertyName.toDashedForm(component.getName())),
          ResolvableType.forType(component.getGenericType()));
    }
  }

  private void addValue(List<String> path, ResolvableType type) {
    Class<?> raw = type.toClass();
    if (raw.isRecord()) {
      addRecord(path, raw);
    } else if (Map.class.isAssignableFrom(raw)) {
      properties.add(new KnownProperty(path, Shape.GROUP));
      Class<?> value = type.asMap().getGeneric(1).toClass();
      if (value.isRecord()) {
        addRecord(with(path, KnownProperty.ANY), value);
      } else {
        properties.add(new KnownProperty(with(path, KnownProperty.ANY), Shape.OPEN));
      }
    } else if (Collection.class.isAssignableFrom(raw)) {
      boolean nested = type.asCollection().getGeneric(0).toClass().isRecord();
      properties.add(new KnownProperty(path, nested ? Shape.OPEN : Shape.LIST));
    } else {
      properties.add(new KnownProperty(path, Shape.VALUE));
    }
  }

  private static List<String> with(List<String> path, String element) {
    List<String> longer = new ArrayList<>(path);
    longer.add(element);
    return longer;
  }

  /**
   * Returns whether a name is known.
   *
   * @param empty whether its value is empty, as for an empty map in YAML
   */
  boolean contain(ConfigurationPropertyName name, boolean empty) {
    return properties.stream().anyMatch(property -> property.matches(name, empty));
  }

  /**
   * Returns whether a known name has a value in a source with one name. An environment variable may
   * write the dashes of a name as underscores, so its own name is not enough.
   */
  boolean isRead(ConfigurationPropertyName name, ConfigurationPropertySource source) {
    return properties.stream()
        .filter(property -> property.shape() != Shape.GROUP)
        .anyMatch(property -> source.getConfigurationProperty(property.filledFrom(name)) != null);
  }

  /**
   * Returns the known name that is most similar to an unknown one. Prefers a name within two edits
   * or of which the unknown one is an extension, then a name whose last element is similar, then
   * the fewest edits.
   */
  String nearest(ConfigurationPropertyName unknown) {
    String given = KnownProperty.uniform(unknown);
    String last = last(given);
    return properties.stream()
        .filter(property -> property.shape() != Shape.GROUP)
        .map(property -> property.textFor(unknown))
        .min(
            Comparator.comparingInt((String name) -> rank(given, last, KnownProperty.uniform(name)))
                .thenComparingInt(name -> NearestName.edits(given, KnownProperty.uniform(name)))
                .thenComparing(Comparator.naturalOrder()))
        .orElse(ROOT);
  }

  private static int rank(String given, String last, String known) {
    if (NearestName.edits(given, known) <= 2 || given.startsWith(known + ".")) {
      return 0;
    }
    return NearestName.of(last, List.of(last(known))).isPresent() ? 1 : 2;
  }

  private static String last(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** Returns the environment variable that sets a property. */
  static String variable(String name) {
    return name.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT);
  }
}
