package io.jobwheel.configuration;

import jakarta.validation.Valid;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.validation.annotation.Validated;

/** All properties of Jobwheel: the records that are bound, with the metadata's descriptions. */
final class SettingGroups {

  /** Prefixes that more than one record has. */
  private static final String ROOT = "jobwheel";

  private static final Metadata METADATA = new Metadata();

  private SettingGroups() {}

  /** Returns the groups, sorted by prefix. */
  static List<SettingGroup> all() {
    List<SettingGroup> groups = new ArrayList<>();
    METADATA
        .records()
        .forEach((type, prefix) -> {
          SettingGroup group = group(prefix, TypeDocs.of(type(type)), type(type));
          ensureChecked(group, type(type), Validated.class);
          if (prefix.equals(ROOT)) {
            groups.addAll(group.inner());
          } else {
            groups.add(group);
          }
        });
    groups.sort(Comparator.comparing(SettingGroup::prefix));
    return groups;
  }

  /** Returns the settings of all groups, in order. */
  static List<Setting> settings() {
    return all().stream().flatMap(SettingGroups::settings).toList();
  }

  private static Stream<Setting> settings(SettingGroup group) {
    return Stream.concat(
        group.settings().stream(), group.inner().stream().flatMap(SettingGroups::settings));
  }

  private static SettingGroup group(String prefix, String about, Class<?> record) {
    List<Setting> settings = new ArrayList<>();
    List<SettingGroup> inner = new ArrayList<>();
    Parameter[] parameters = record.getDeclaredConstructors()[0].getParameters();
    for (int i = 0; i < parameters.length; i++) {
      Parameter property = parameters[i];
      // a compact constructor does not have the annotations inside the type
      AnnotatedType type = record.getRecordComponents()[i].getAnnotatedType();
      String ownName = DataObjectPropertyName.toDashedForm(property.getName());
      String name = prefix + "." + ownName;
      if (property.getType().isRecord()) {
        SettingGroup group = group(name, TypeDocs.of(property.getType()), property.getType());
        ensureChecked(group, property, Valid.class);
        inner.add(group);
        continue;
      }
      String meaning = sentence(METADATA.description(record, name.replace(".NAME", ""), ownName));
      if (Map.class.isAssignableFrom(property.getType())) {
        Class<?> value =
            (Class<?>)
                ((ParameterizedType) property.getParameterizedType()).getActualTypeArguments()[1];
        // if a record has only the map, the record describes its purpose
        String what = prefix.equals(ROOT) ? about : TypeDocs.of(value);
        SettingGroup group = group(name + "." + Setting.NAME, what + " " + meaning, value);
        ensureChecked(
            group,
            ((AnnotatedParameterizedType) type).getAnnotatedActualTypeArguments()[1],
            Valid.class);
        inner.add(group);
      } else {
        settings.add(
            new Setting(
                name,
                Words.type(property.getParameterizedType()),
                Words.fallback(property),
                Words.range(property, type),
                meaning));
      }
    }
    return new SettingGroup(prefix, about, settings, inner);
  }

  /**
   * Checks that a constraint is validated: its record and all enclosing ones have the annotation.
   */
  private static void ensureChecked(
      SettingGroup group, AnnotatedElement holder, Class<? extends Annotation> switchedOnBy) {
    if (!holder.isAnnotationPresent(switchedOnBy)
        && group.settings().stream().anyMatch(setting -> !setting.range().isEmpty())) {
      throw new AssertionError(
          "The ranges of %s are not validated: %s lacks @%s"
              .formatted(group.prefix(), holder, switchedOnBy.getSimpleName()));
    }
  }

  /** Returns the text with a capital first letter and a period. */
  private static String sentence(String text) {
    if (text.isEmpty()) {
      return text;
    }
    String end = text.endsWith(".") ? "" : ".";
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1) + end;
  }

  private static Class<?> type(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new AssertionError("the metadata is older than the classes: compile anew", e);
    }
  }
}
