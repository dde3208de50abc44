package io.jobwheel.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.annotations.SerializedName;
import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.custom.Quantity;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Compares each scalar of a manifest with the type of its field in the Kubernetes client. The
 * client's own check takes a number where a text is wanted, and the other way round.
 */
final class FieldTypes {

  private static final Set<Class<?>> TEXTS =
      Set.of(String.class, OffsetDateTime.class, byte[].class);

  private FieldTypes() {}

  static void check(JsonNode node, Type type, String path) {
    switch (type) {
      case ParameterizedType list when list.getRawType() == List.class -> {
        assertThat(node.isArray()).as("%s is a list: %s", path, node).isTrue();
        for (JsonNode each : node) {
          check(each, list.getActualTypeArguments()[0], path + "[]");
        }
      }
      case ParameterizedType map -> {
        assertThat(node.isObject()).as("%s is a map: %s", path, node).isTrue();
        node.properties()
            .forEach(each ->
                check(
                    each.getValue(), map.getActualTypeArguments()[1], path + "." + each.getKey()));
      }
      default -> checkClass(node, (Class<?>) type, path);
    }
  }

  private static void checkClass(JsonNode node, Class<?> type, String path) {
    if (TEXTS.contains(type)) {
      assertThat(node.isString()).as("%s is a text: %s", path, node).isTrue();
    } else if (type == Integer.class || type == Long.class) {
      assertThat(node.isIntegralNumber()).as("%s is a whole number: %s", path, node).isTrue();
    } else if (type == Boolean.class) {
      assertThat(node.isBoolean()).as("%s is a boolean: %s", path, node).isTrue();
    } else if (type == IntOrString.class || type == Quantity.class) {
      assertThat(node.isString() || node.isNumber()).as("%s: %s", path, node).isTrue();
    } else {
      assertThat(node.isObject()).as("%s is a %s: %s", path, type.getName(), node).isTrue();
      node.properties()
          .forEach(each ->
              check(
                  each.getValue(),
                  field(type, each.getKey()).getGenericType(),
                  path + "." + each.getKey()));
    }
  }

  private static Field field(Class<?> type, String name) {
    for (Field field : type.getDeclaredFields()) {
      SerializedName serialized = field.getAnnotation(SerializedName.class);
      if (serialized != null && serialized.value().equals(name)) {
        return field;
      }
    }
    throw new AssertionError(type.getName() + " has no field " + name);
  }
}
