package io.jobwheel.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import io.jobwheel.api.ApiClient;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The pages of schedules. */
class SchedulesBrowserIT extends BrowserTestCase {

  private static final String JOB =
      "{\"type\":\"countdown\",\"payload\":{\"name\":\"A\",\"delay\":\"1ms\"}}";

  @Override
  List<String> arguments() {
    return List.of(
        "--jobwheel.schedules.configured.every=1d", "--jobwheel.schedules.configured.job=" + JOB);
  }

  @Test
  void theListHasTheNextTimeInBothZones() {
    put("berlin", "{\"cron\":\"30 2 * * *\",\"timeZone\":\"Europe/Berlin\",\"job\":%s}");
    JsonNode next = schedule("berlin").at("/next/0");

    tab.signIn("reader", "/console/schedules");
    Locator row = tab.page().locator("tr", withText("berlin"));
    row.waitFor();

    assertThat(row.textContent())
        .contains("30 2 * * *", "Europe/Berlin", "ACTIVE", "02:30:00 +0")
        .contains(next.get("at").asString().substring(11, 19) + " UTC");
    assertThat(tab.button("New schedule…").count()).isZero();
    tab.assertAccessible();
    tab.takePictures("schedules");
  }

  @Test
  void aFormCreatesASchedule() {
    tab.signIn("writer", "/console/schedules");
    OpenDialog dialog = OpenDialog.of(tab, "New schedule");
    dialog.field("Name").fill("made-here");
    dialog.find("[data-path=cron]").fill("* *");
    dialog.find("[data-path='job.payload.name']").fill("A");
    dialog.find("[data-path='job.payload.delay']").fill("2s");
    dialog.submit();
    dialog.find("#help-cron .mistake").waitFor();
    assertThat(dialog.find("#help-cron .mistake").textContent()).contains("must have 5 fields");
    tab.assertAccessible();
    assertThat(tab.takeTroubles()).hasSize(1).allMatch(trouble -> trouble.contains("400"));

    dialog.find("[data-path=cron]").fill("@daily");
    dialog.find("[data-path=timeZone]").fill("Asia/Tokyo");
    dialog.confirm();
    tab.page().waitForURL("**/console/schedules/made-here");

    JsonNode made = schedule("made-here");
    assertThat(made.get("cron").asString()).isEqualTo("@daily");
    assertThat(made.get("timeZone").asString()).isEqualTo("Asia/Tokyo");
    assertThat(made.at("/job/payload/delay").asString()).isEqualTo("2s");
    assertThat(made.get("createdBy").asString()).isEqualTo("writer");
  }

  @Test
  void aFormReplacesNoSchedule() {
    put("taken", "{\"every\":\"7h\",\"job\":%s}");
    tab.signIn("writer", "/console/schedules");
    OpenDialog dialog = OpenDialog.of(tab, "New schedule");
    dialog.field("Name").fill("taken");
    dialog.find("[data-path=every]").fill("1h");
    dialog.find("[data-path='job.payload.name']").fill("A");
    dialog.find("[data-path='job.payload.delay']").fill("2s");
    dialog.submit();
    dialog.find("text=A schedule has this name already").waitFor();

    assertThat(tab.takeTroubles()).hasSize(1).allMatch(trouble -> trouble.contains("412"));
    assertThat(schedule("taken").get("every").asString()).isEqualTo("PT7H");
  }

  @Test
  void aScheduleIsPausedResumedAndTriggered() {
    put("acted", "{\"every\":\"1d\",\"timeZone\":\"America/Santiago\",\"job\":%s}");
    tab.signIn("writer", "/console/schedules/acted");
    OpenDialog pause = OpenDialog.of(tab, "Pause");
    pause.field("Reason").fill("<b>closed</b> \u202e today");
    pause.confirm();
    tab.button("Resume…").waitFor();
    assertThat(schedule("acted").get("state").asString()).isEqualTo("PAUSED");
    tab.page().getByText("<b>closed</b> \\u202e today").waitFor();
    assertThat(tab.page().locator("main bdi b").count()).isZero();

    OpenDialog.of(tab, "Resume").confirm();
    tab.button("Pause…").waitFor();
    assertThat(schedule("acted").get("state").asString()).isEqualTo("ACTIVE");

    OpenDialog.of(tab, "Trigger").confirm();
    tab.page().locator("tr", withText("TRIGGER")).waitFor();
    JsonNode fire = schedule("acted").at("/fires/0");
    assertThat(fire.get("kind").asString()).isEqualTo("TRIGGER");
    assertThat(tab.page().locator("tr", withText("TRIGGER")).locator("a").getAttribute("href"))
        .endsWith("/console/jobs/" + fire.get("jobId").asString());
    tab.assertAccessible();
    tab.takePictures("schedule");
  }

  @Test
  void aBackfillSaysHowManyTimesAreDue() {
    put("backfilled", "{\"every\":\"10m\",\"job\":%s}");
    Instant to = Instant.now().truncatedTo(ChronoUnit.HOURS);
    tab.signIn("writer", "/console/schedules/backfilled");
    OpenDialog dialog = OpenDialog.of(tab, "Backfill");
    dialog.field("From").fill(local(to.minus(1, ChronoUnit.HOURS)));
    dialog.field("To").fill(local(to.plus(2, ChronoUnit.DAYS)));
    dialog.find("text=has to be in the past").first().waitFor();
    dialog.field("To").fill(local(to));
    dialog.find("text=6 times are due in this range.").waitFor();
    dialog.confirm();

    tab.page().locator("tr", withText("BACKFILL")).nth(5).waitFor();
    assertThat(schedule("backfilled").at("/counts/fired").asInt()).isEqualTo(6);
  }

  private static String local(Instant instant) {
    return instant.toString().substring(0, 16);
  }

  @Test
  void anEditThatOverlapsAnotherIsRefusedAndLoadsAgain() {
    put("edited", "{\"every\":\"1d\",\"job\":%s}");
    tab.signIn("writer", "/console/schedules/edited");
    OpenDialog dialog = OpenDialog.of(tab, "Edit");
    put("edited", "{\"every\":\"2d\",\"job\":%s}");
    dialog.submit();
    dialog.find("text=The schedule has changed since").waitFor();
    assertThat(tab.takeTroubles()).hasSize(1).allMatch(trouble -> trouble.contains("412"));
    assertThat(schedule("edited").get("every").asString()).isEqualTo("PT48H");

    dialog.find("text=Load again").click();
    dialog.find("text=This is the present definition.").waitFor();
    Locator text = dialog.find("textarea");
    assertThat(text.inputValue()).contains("\"PT48H\"");
    text.fill(text.inputValue().replace("\"SKIP\"", "\"ALLOW\""));
    dialog.confirm();

    assertThat(schedule("edited").get("overlap").asString()).isEqualTo("ALLOW");
    assertThat(schedule("edited").get("every").asString()).isEqualTo("PT48H");
  }

  @Test
  void aScheduleIsDeleted() {
    put("deleted", "{\"every\":\"1d\",\"job\":%s}");
    tab.signIn("writer", "/console/schedules/deleted");
    OpenDialog.of(tab, "Delete").confirm();
    tab.page().waitForURL("**/console/schedules");

    assertThat(node.get("/api/v1/schedules/deleted").statusCode()).isEqualTo(404);
  }

  @Test
  void aScheduleOfTheConfigurationCannotBeEdited() {
    tab.signIn("admin", "/console/schedules/configured");
    tab.page().getByText("It comes from the configuration of the nodes").waitFor();

    assertThat(tab.button("Pause…").count()).isOne();
    assertThat(tab.button("Edit…").count() + tab.button("Delete…").count()).isZero();
  }

  @Test
  void aReaderIsOfferedNothing() {
    tab.signIn("reader", "/console/schedules/configured");
    tab.page().locator("h2", withText("History")).waitFor();

    assertThat(tab.page().locator("main button").count()).isZero();
  }

  @Test
  void hostilePayloadsAndNumbersAreText() {
    put(
        "hostile",
        "{\"every\":\"1d\",\"job\":{\"type\":\"<script>alert(1)</script>\",\"payload\":"
            + "{\"x\":\"<img src=x onerror=alert(1)>\u202e%s\",\"n\":12345678901234567890}}}"
                .formatted("y".repeat(50_000)));
    tab.signIn("reader", "/console/schedules/hostile");
    tab.page().getByText("12345678901234567890").waitFor();

    assertThat(tab.page().locator("pre.json").textContent())
        .contains("<img src=x onerror=alert(1)>\\u202e");
    assertThat(tab.page().locator("main img, main script").count()).isZero();
    tab.page().setViewportSize(360, ConsoleTab.HEIGHT);
    tab.assertNotScrolledSideways();
  }

  private static com.microsoft.playwright.Page.LocatorOptions withText(String text) {
    return new com.microsoft.playwright.Page.LocatorOptions().setHasText(text);
  }

  private void put(String name, String definition) {
    assertThat(node.put("/api/v1/schedules/" + name, definition.replace("%s", JOB)).statusCode())
        .isBetween(200, 201);
  }

  private JsonNode schedule(String name) {
    return ApiClient.JSON.readTree(node.get("/api/v1/schedules/" + name).body());
  }
}
