package io.jobwheel.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What tests look for in what the chart renders. */
final class Manifests {

  private Manifests() {}

  /** What the pods of the manifests are made of. */
  static List<JsonNode> pods(List<JsonNode> manifests) {
    List<JsonNode> pods = new ArrayList<>();
    for (JsonNode manifest : manifests) {
      switch (manifest.path("kind").asString()) {
        case "Deployment", "StatefulSet" -> pods.addFirst(manifest.at("/spec/template/spec"));
        case "Pod" -> pods.add(manifest.path("spec"));
        default -> {}
      }
    }
    assertThat(pods).isNotEmpty();
    return pods;
  }

  static String variable(JsonNode pod, String name) {
    return pod.at("/containers/0/env")
        .valueStream()
        .filter(each -> each.path("name").asString().equals(name))
        .findFirst()
        .orElseThrow()
        .path("value")
        .asString();
  }

  static List<String> kinds(List<JsonNode> manifests) {
    return manifests.stream().map(manifest -> manifest.path("kind").asString()).toList();
  }

  static JsonNode one(List<JsonNode> manifests, String kind) {
    return manifests.stream()
        .filter(manifest -> manifest.path("kind").asString().equals(kind))
        .findFirst()
        .orElseThrow();
  }
}
