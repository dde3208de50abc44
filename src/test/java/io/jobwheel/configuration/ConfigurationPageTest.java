package io.jobwheel.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** docs/configuration.md agrees with the metadata, the constraints and application.yml. */
class ConfigurationPageTest {

  private static final List<Setting> SETTINGS = SettingGroups.settings();

  @Test
  void thePageAgreesWithTheMetadata() throws IOException {
    List<String> now = Files.readAllLines(ConfigurationPage.FILE);
    List<String> then = ConfigurationPage.page().lines().toList();
    for (int i = 0; i < Math.max(now.size(), then.size()); i++) {
      String is = i < now.size() ? now.get(i) : "(its end)";
      String should = i < then.size() ? then.get(i) : "(its end)";
      if (!is.equals(should)) {
        fail(
            "%s, line %d, is%n  %s%nand should be%n  %s%nThis writes it anew:%n  %s",
            ConfigurationPage.FILE, i + 1, is, should, ConfigurationPage.COMMAND);
      }
    }
  }

  @ParameterizedTest
  @FieldSource("SETTINGS")
  void aPropertyHasADescriptionInPlainText(Setting setting) {
    assertThat(setting.meaning())
        .as("@param of %s in the doc comment of its record", setting.name())
        .isNotEmpty()
        .as("editors show it as it is, without Markdown, HTML and tags")
        .doesNotContain("{@", "<", "`");
  }

  @Test
  void everyGroupHasADescription() {
    assertThat(groups(SettingGroups.all()))
        .hasSizeGreaterThan(10)
        .allSatisfy(group ->
            assertThat(group.about())
                .as("doc comment of the record of %s", group.prefix())
                .isNotEmpty());
  }

  @Test
  void thePageHasWhatTheMetadataHas() {
    List<String> shown = SETTINGS.stream().map(Setting::name).toList();
    assertThat(new Metadata().names())
        .hasSizeGreaterThan(50)
        .allSatisfy(name ->
            assertThat(shown)
                .anyMatch(each -> each.equals(name) || each.startsWith(name + ".NAME.")));
  }

  @ParameterizedTest
  @FieldSource("SETTINGS")
  void aPropertyCanBeSetByTheVariableOnThePage(Setting setting) {
    String name = setting.name().replace(Setting.NAME, "shop");
    SystemEnvironmentPropertySource environment =
        new SystemEnvironmentPropertySource(
            "systemEnvironment", Map.of(PropertyNames.variable(name), "x"));
    assertThat(ConfigurationPropertySources.from(environment))
        .anySatisfy(source ->
            assertThat(source.getConfigurationProperty(ConfigurationPropertyName.of(name)))
                .isNotNull());
  }

  @Test
  void everyPropertyIsRead() {
    JavaClasses classes =
        ArchConfiguration.withThreadLocalScope(configuration -> {
          // of the classes that they use, only those of Jobwheel matter
          configuration.setResolveMissingDependenciesFromClassPath(false);
          return new ClassFileImporter()
              .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
              .importPackages("io.jobwheel");
        });
    List<String> unread = new ArrayList<>();
    int properties = 0;
    for (String type : new Metadata().records().keySet()) {
      for (JavaClass record : withInner(classes, type)) {
        for (JavaField field : record.getFields()) {
          if (!field.getModifiers().contains(JavaModifier.STATIC)) {
            properties++;
            if (!isRead(record, field)) {
              unread.add(field.getFullName());
            }
          }
        }
      }
    }
    assertThat(properties).isGreaterThan(60);
    assertThat(unread).isEmpty();
  }

  private static List<JavaClass> withInner(JavaClasses classes, String type) {
    return classes.stream()
        .filter(each -> each.getName().equals(type) || each.getName().startsWith(type + "$"))
        .filter(JavaClass::isRecord)
        .toList();
  }

  private static boolean isRead(JavaClass record, JavaField field) {
    return !record.getMethod(field.getName()).getAccessesToSelf().isEmpty()
        || field.getAccessesToSelf().stream()
            .filter(access -> access.getAccessType() == JavaFieldAccess.AccessType.GET)
            .anyMatch(
                access -> !access.getOrigin().getName().matches(field.getName() + "|toString"));
  }

  private static List<SettingGroup> groups(List<SettingGroup> groups) {
    return groups.stream()
        .flatMap(group -> Stream.concat(Stream.of(group), groups(group.inner()).stream()))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0s",
    "PT0.1S, 100ms",
    "PT1.5S, 1500ms",
    "PT90S, 90s",
    "PT10M, 10m",
    "PT25H, 25h",
    "P365D, 365d"
  })
  void durationsAreInTheLargestUnitThatFits(Duration duration, String words) {
    assertThat(Words.duration(duration)).isEqualTo(words);
  }
}
