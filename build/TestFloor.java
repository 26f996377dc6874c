// SPDX-License-Identifier: Apache-2.0

import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;

/**
 * Fails the build when a module executed fewer tests than its committed floor, or skipped one.
 * A suite that silently stops running would otherwise look green.
 *
 * <p>Arguments: module name, its build directory, the floor, when the build began.
 */
public final class TestFloor {
    public static void main(String[] args) throws Exception {
        String module = args[0];
        int floor = Integer.parseInt(args[2]);
        Instant since = Instant.parse(args[3]);
        int executed = 0;
        int skipped = 0;
        for (String reports : new String[] {"surefire-reports", "failsafe-reports"}) {
            Path dir = Path.of(args[1], reports);
            if (!Files.isDirectory(dir)) continue;
            try (DirectoryStream<Path> files = Files.newDirectoryStream(dir, "TEST-*.xml")) {
                for (Path file : files) {
                    // left by an earlier build of tests that may have gone since
                    if (Files.getLastModifiedTime(file).toInstant().isBefore(since)) continue;
                    Element suite = DocumentBuilderFactory.newInstance()
                            .newDocumentBuilder()
                            .parse(file.toFile())
                            .getDocumentElement();
                    // counted one by one: the suite's own sum leaves out what sits in nested classes
                    int s = suite.getElementsByTagName("skipped").getLength();
                    executed += suite.getElementsByTagName("testcase").getLength() - s;
                    skipped += s;
                }
            }
        }
        System.out.printf("tests executed in %s: %d (floor %d, skipped %d)%n", module, executed, floor, skipped);
        if (executed < floor || skipped > 0) {
            System.err.printf(
                    "%s: %d tests executed where the floor is %d, %d skipped; raise the tests, never lower the floor%n",
                    module, executed, floor, skipped);
            System.exit(1);
        }
    }
}
