import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** Decides the cases by the class of docs/webhooks.md. Usage: java Verify.java CASES */
final class Verify {

  public static void main(String[] args) throws Exception {
    for (String line : Files.readAllLines(Path.of(args[0]))) {
      String[] part = line.split("\t", -1);
      byte[] body = Base64.getDecoder().decode(part[5]);
      System.out.println(WebhookVerifier.isValid(part[1], part[2], part[3], part[4], body));
    }
  }
}
