package io.jobwheel.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads YAML so that a text is one only if every parser reads it as one. YAML 1.1 and 1.2 differ in
 * what a number or a boolean is, and Kubernetes' parser takes what either does.
 */
final class ManifestParser {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ManifestParser() {}

  static List<JsonNode> parse(String yaml) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    DumperOptions dump = new DumperOptions();
    Yaml parser =
        new Yaml(
            new SafeConstructor(options),
            new Representer(dump),
            dump,
            options,
            new AmbiguityResolver());
    List<JsonNode> manifests = new ArrayList<>();
    for (Object document : parser.loadAll(yaml)) {
      if (document != null) {
        manifests.add(JSON.valueToTree(document));
      }
    }
    return manifests;
  }

  /** Reads what YAML 1.1 takes for a text and others do not as null. */
  private static final class AmbiguityResolver extends Resolver {

    private static final Pattern AMBIGUOUS =
        Pattern.compile(
            "[-+]?([0-9][0-9_]*(\\.[0-9_]*)?|\\.[0-9][0-9_]*)([eE][-+]?[0-9]+)?|0o[0-7_]+|[yYnN]");

    @Override
    protected void addImplicitResolvers() {
      super.addImplicitResolvers();
      addImplicitResolver(Tag.NULL, AMBIGUOUS, "-+.0123456789yYnN", 100);
    }
  }
}
