package io.jobwheel.api.index;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON document of the API.
 *
 * @param links the path of each resource, by its name
 */
record IndexDocument(Map<String, String> links) {

  /** The document with all resources. */
  static final IndexDocument ALL = new IndexDocument(allLinks());

  private static Map<String, String> allLinks() {
    Map<String, String> links = new LinkedHashMap<>();
    for (String resource :
        List.of(
            "jobs",
            "groups",
            "summary",
            "job-types",
            "lanes",
            "loops",
            "nodes",
            "pauses",
            "limits",
            "operations",
            "schedules",
            "access",
            "comparisons",
            "openapi.json")) {
      links.put(resource, "/api/v1/" + resource);
    }
    return Collections.unmodifiableMap(links);
  }
}
