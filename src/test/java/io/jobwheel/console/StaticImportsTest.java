package io.jobwheel.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The modules that a page has the browser load at once. */
class StaticImportsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "import './b.js';",
        "import \"./b.js\"",
        "import'./b.js'",
        "import b from './b.js';",
        "import * as b from './b.js';",
        "import {b} from './b.js';",
        "import {\n  b,\n  c as d,\n} from './b.js';",
        "import{b as c}from\"./b.js\";const x=1;",
        "export * from './b.js';",
        "export {b} from './b.js';",
        "'use strict';import {b} from './b.js';",
        "  import b from './b.js';",
        "/** A module. */\nimport b from '../a/b.js';"
      })
  void eachFormOfAStaticImportIsFound(String text) {
    assertThat(StaticImports.direct("a/a.js", text)).containsExactly("a/b.js");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "const b = await import('./b.js');",
        "import('./b.js').then(start);",
        "// import b from './b.js';",
        "/** @import {b} from './b.js' */",
        "/**\n * @import {b} from './b.js'\n */",
        "/** @type {import('./b.js').b} */",
        "import b from 'b';",
        "import b from 'https://elsewhere.example/b.js';",
        "import b from '/b.js';",
        "const text = \"import b from './b.js'\";",
        "export const from = './b.js';",
        "export function load() {\n  return './b.js';\n}"
      })
  void nothingElseIs(String text) {
    assertThat(StaticImports.direct("a/a.js", text)).isEmpty();
  }

  @Test
  void modulesAreFoundThroughOthersOnceAndNearestFirst() {
    Map<String, String> modules =
        Map.of(
            "app.js", "import './core/a.js';\nimport './core/b.js';\nimport('./pages/jobs.js');",
            "core/a.js", "import '../lib/x.js';\nimport './b.js';\nimport '../app.js';",
            "core/b.js", "import './a.js';\nimport './missing.js';",
            "lib/x.js", "",
            "pages/jobs.js", "");

    assertThat(StaticImports.of("app.js", modules::get))
        .containsExactly("core/a.js", "core/b.js", "lib/x.js");
  }

  @Test
  void aPathThatLeavesTheFolderFindsNothing() {
    Map<String, String> modules =
        Map.of("app.js", "import '../application.yml';", "application.yml", "");

    assertThat(StaticImports.of("app.js", modules::get)).isEmpty();
  }
}
