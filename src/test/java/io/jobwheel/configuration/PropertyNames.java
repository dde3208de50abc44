package io.jobwheel.configuration;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Finds names of Jobwheel's properties and variables in texts, and those that do not exist. */
final class PropertyNames {

  // of an option (-Djobwheel.x, --jobwheel.x) or by itself, not in a path or a longer name;
  // * and <name> stand for a part of it
  private static final Pattern NAME =
      Pattern.compile("(?:(?<=-D|--)|(?<![\\w./-]))jobwheel(?:\\.(?:[a-z0-9-]+|\\*|NAME|<name>))+");
  private static final Pattern VARIABLE = Pattern.compile("\\bJOBWHEEL_[A-Z0-9_]+\\b");
  // templates of the chart; meters and attributes of spans in the code
  private static final Pattern OTHER_NAMES =
      Pattern.compile(
          "(?:include|define) \"jobwheel\\.\\w+\"|String \\w+ =\\s+\"jobwheel\\.[a-z.]+\"");

  // other names with this prefix: attributes of spans, a logger, settings of tests, files
  private static final Set<String> OTHERS =
      Set.of(
          "job",
          "group",
          "node",
          "outcome",
          "error", // spans, docs/tracing.md
          "process", // the logger
          "soak",
          "chaos",
          "failover", // tests
          "io", // an annotation of the chart
          "jar",
          "old-jar",
          "db",
          "db-shm",
          "db-wal",
          "dump",
          "aot",
          "yml");
  // variables of programs of jobs, see docs/command-jobs.md; variables that Kubernetes sets for a
  // service; an example of a misspelt name
  private static final Set<String> OTHER_VARIABLES =
      Set.of(
          "JOBWHEEL_JOB_ID",
          "JOBWHEEL_ATTEMPT",
          "JOBWHEEL_MARK",
          "JOBWHEEL_SERVICE_HOST",
          "JOBWHEEL_PORT",
          "JOBWHEEL_STORE_ULR",
          "JOBWHEEL_WEBHOOKS_"); // the chart appends the name of an endpoint

  private static final List<String> KNOWN =
      SettingGroups.settings().stream().map(Setting::name).toList();

  private static final List<List<String>> KNOWN_PARTS =
      KNOWN.stream().map(PropertyNames::parts).toList();

  // an index of a list may follow
  private static final List<Pattern> KNOWN_VARIABLES =
      KNOWN.stream()
          .map(known -> variable(known).replace("_NAME", "_[A-Z0-9]+") + "(_\\d+)?")
          .map(Pattern::compile)
          .toList();

  private PropertyNames() {}

  /** Returns the names in a text that no property and no group has. */
  static Set<String> unknown(String text) {
    Set<String> unknown = new TreeSet<>();
    String ours = OTHER_NAMES.matcher(text).replaceAll("");
    NAME.matcher(ours)
        .results()
        .map(MatchResult::group)
        .filter(name -> !OTHERS.contains(name.split("\\.", -1)[1]))
        .filter(name -> KNOWN_PARTS.stream().noneMatch(known -> begins(known, parts(name))))
        .forEach(unknown::add);
    VARIABLE
        .matcher(ours)
        .results()
        .map(MatchResult::group)
        .filter(variable -> !OTHER_VARIABLES.contains(variable))
        .filter(variable ->
            KNOWN_VARIABLES.stream().noneMatch(known -> known.matcher(variable).matches()))
        .forEach(unknown::add);
    return unknown;
  }

  /** Returns whether a property has exactly this name, without list indices. */
  static boolean exists(String name) {
    List<String> parts = parts(name.replaceAll("\\[\\d+]", ""));
    return KNOWN_PARTS.stream()
        .anyMatch(known -> begins(known, parts) && known.size() == parts.size());
  }

  /** Returns the environment variable that sets a property. */
  static String variable(String name) {
    return name.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT);
  }

  private static List<String> parts(String name) {
    return List.of(name.split("\\."));
  }

  private static boolean begins(List<String> known, List<String> name) {
    if (name.size() > known.size()) {
      return false;
    }
    for (int i = 0; i < name.size(); i++) {
      boolean any = known.get(i).equals(Setting.NAME) || name.get(i).equals("*");
      if (!any && !known.get(i).equals(name.get(i))) {
        return false;
      }
    }
    return true;
  }
}
