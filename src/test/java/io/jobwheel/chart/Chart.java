package io.jobwheel.chart;

import com.google.gson.JsonElement;
import com.marcnuri.helm.Helm;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The chart, as Helm itself renders it. */
final class Chart {

  static final Path FOLDER = Path.of("helm/jobwheel");

  private static final JsonMapper JSON_MAPPER = JsonMapper.builder().build();

  /** What a cluster without extensions has; others have no types here. */
  private static final Map<String, Class<?>> TYPES =
      Map.ofEntries(
          Map.entry("ConfigMap", V1ConfigMap.class),
          Map.entry("Deployment", V1Deployment.class),
          Map.entry("HorizontalPodAutoscaler", V2HorizontalPodAutoscaler.class),
          Map.entry("Ingress", V1Ingress.class),
          Map.entry("NetworkPolicy", V1NetworkPolicy.class),
          Map.entry("Pod", V1Pod.class),
          Map.entry("PodDisruptionBudget", V1PodDisruptionBudget.class),
          Map.entry("Secret", V1Secret.class),
          Map.entry("Service", V1Service.class),
          Map.entry("ServiceAccount", V1ServiceAccount.class),
          Map.entry("StatefulSet", V1StatefulSet.class));

  static final List<String> EXTENSIONS =
      List.of("HTTPRoute", "PrometheusRule", "ScaledObject", "ServiceMonitor");

  private Chart() {}

  /** The manifests of a release of that name with these values; not those of its tests. */
  static List<JsonNode> render(String release, String values) throws IOException {
    return render(FOLDER, release, values);
  }

  /** Those of a release r that finds its keys there, so that Helm asks no cluster for them. */
  static List<JsonNode> render(String values) throws IOException {
    return render("r", "auth: {existingSecret: keys}\n" + values);
  }

  /** Writes them where src/manifests/check.mjs finds them. */
  static void keep(String name, List<JsonNode> manifests) throws IOException {
    Path folder = Files.createDirectories(Path.of("target/manifests"));
    Files.writeString(
        folder.resolve(name + ".json"), JSON_MAPPER.valueToTree(manifests).toString());
  }

  /** Only the pods of its tests, which Helm does not show as long as they are hooks. */
  static List<JsonNode> renderTests(Path scratch, String release, String values)
      throws IOException {
    String pod = Files.readString(FOLDER.resolve("templates/tests/seed.yaml"));
    return renderAlone(scratch, release, values, pod.replace("helm.sh/hook: test", "was: hook"));
  }

  /**
   * What it says after an install of a release r, which Helm does not render with the manifests.
   */
  static String renderNotes(Path scratch, String values) throws IOException {
    Files.copy(FOLDER.resolve("templates/NOTES.txt"), scratch.resolve("NOTES.txt"));
    String template = "text: {{ tpl (.Files.Get \"NOTES.txt\") . | toJson }}";
    return renderAlone(scratch, "r", values, template).getFirst().path("text").asString();
  }

  /**
   * The Deployment that an upgrade of a release r renders. Helm renders without a release as for an
   * install, so the template is given the answer of an upgrade.
   */
  static JsonNode renderUpgrade(Path scratch, String values) throws IOException {
    Files.createDirectories(scratch.resolve("templates"));
    Files.copy(FOLDER.resolve("templates/_pod.tpl"), scratch.resolve("templates/_pod.tpl"));
    String deployment = Files.readString(FOLDER.resolve("templates/deployment.yaml"));
    String helpers = Files.readString(FOLDER.resolve("templates/_helpers.tpl"));
    return renderAlone(
            scratch, "r", values, deployment, helpers.replace(".Release.IsUpgrade", "true"))
        .getFirst();
  }

  /** That one template with the chart's values and functions. */
  private static List<JsonNode> renderAlone(
      Path scratch, String release, String values, String template) throws IOException {
    String helpers = Files.readString(FOLDER.resolve("templates/_helpers.tpl"));
    return renderAlone(scratch, release, values, template, helpers);
  }

  private static List<JsonNode> renderAlone(
      Path scratch, String release, String values, String template, String helpers)
      throws IOException {
    Files.createDirectories(scratch.resolve("templates"));
    for (String file : List.of("Chart.yaml", "values.yaml")) {
      Files.copy(FOLDER.resolve(file), scratch.resolve(file));
    }
    Files.writeString(scratch.resolve("templates/_helpers.tpl"), helpers);
    Files.writeString(scratch.resolve("templates/alone.yaml"), template);
    return render(scratch, release, values);
  }

  /** Those of a release in another namespace. */
  static List<JsonNode> render(String release, String namespace, String values) throws IOException {
    return render(FOLDER, release, namespace, values);
  }

  /** Those of the chart in that folder. */
  static List<JsonNode> render(Path folder, String release, String values) throws IOException {
    return render(folder, release, "jobs", values);
  }

  private static List<JsonNode> render(Path folder, String release, String namespace, String values)
      throws IOException {
    Path file = Files.createTempFile("values", ".yaml");
    try {
      Files.writeString(file, values);
      return ManifestParser.parse(
          new Helm(folder)
              .template()
              .withName(release)
              .withNamespace(namespace)
              .withKubeVersion("1.34.0")
              .withValuesFile(file)
              .call());
    } finally {
      Files.delete(file);
    }
  }

  /**
   * Throws when Kubernetes would not take it: a field that it does not know, lacks, or needs
   * otherwise.
   */
  static void check(JsonNode manifest) throws ReflectiveOperationException {
    String kind = manifest.path("kind").asString();
    Class<?> type = TYPES.get(kind);
    if (type == null) {
      if (EXTENSIONS.contains(kind)) {
        return;
      }
      throw new AssertionError("no type for " + kind);
    }
    String json = manifest.toString();
    JsonElement element = JSON.getGson().fromJson(json, JsonElement.class);
    type.getMethod("validateJsonElement", JsonElement.class).invoke(null, element);
    JSON.deserialize(json, type);
    FieldTypes.check(manifest, type, kind);
  }
}
