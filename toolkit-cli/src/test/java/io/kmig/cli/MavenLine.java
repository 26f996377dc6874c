package io.kmig.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A documented {@code ./mvnw} line, held against the build. Maven itself takes any property, and does nothing where
 * nobody reads it.
 */
final class MavenLine {
    /** What Maven, surefire and failsafe 3.5.4 read and no pom of ours names. */
    private static final Set<String> READ_BY_PLUGINS = Set.of(
            "test",
            "it.test",
            "skipTests",
            "skipITs",
            "maven.test.skip",
            "surefire.failIfNoSpecifiedTests",
            "failsafe.failIfNoSpecifiedTests");

    private static final Set<String> FLAGS = Set.of("-am", "-B", "-o", "-q", "-e");
    private static final Set<String> PHASES = Set.of("clean", "validate", "compile", "test", "package", "verify");

    /** What stands for a test of the reader's choice, and what matches none. */
    private static final Set<String> NO_TESTS_NAME = Set.of("NameIT", "NameTest", "NONE");

    private MavenLine() {}

    /** What in the line does not exist; empty when it can be typed as it is. */
    static List<String> unknown(Path root, String line) throws IOException {
        List<String> unknown = new ArrayList<>();
        List<String> poms = poms(root);
        List<String> words = List.of(line.split(" ", -1));
        for (int i = 1; i < words.size(); i++) {
            String word = words.get(i);
            if (word.startsWith("-D")) {
                property(root, poms, word.substring(2), unknown);
            } else if (word.startsWith("-P")) {
                require(has(poms, "<profile>\\s*<id>" + Pattern.quote(word.substring(2)) + "</id>"), word, unknown);
            } else if (word.equals("-pl")) {
                i++;
                for (String module : words.get(i).split(",", -1)) {
                    require(has(poms, "<module>" + Pattern.quote(module) + "</module>"), "-pl " + module, unknown);
                }
            } else {
                require(FLAGS.contains(word) || PHASES.contains(word), word, unknown);
            }
        }
        return unknown;
    }

    private static void property(Path root, List<String> poms, String given, List<String> unknown) throws IOException {
        String name = given.split("=", 2)[0];
        String quoted = Pattern.quote(name);
        boolean read = READ_BY_PLUGINS.contains(name) || has(poms, "<" + quoted + ">|\\$\\{" + quoted + "}");
        require(read, "-D" + name, unknown);
        if (name.equals("test") || name.equals("it.test")) {
            String test = given.substring(given.indexOf('=') + 1);
            require(NO_TESTS_NAME.contains(test) || exists(root, test), "-D" + given, unknown);
        }
    }

    private static void require(boolean known, String what, List<String> unknown) {
        if (!known) {
            unknown.add(what);
        }
    }

    private static boolean has(List<String> poms, String pattern) {
        return poms.stream()
                .anyMatch(pom -> Pattern.compile(pattern).matcher(pom).find());
    }

    private static boolean exists(Path root, String test) throws IOException {
        for (String module : modules(pom(root))) {
            Path sources = root.resolve(module).resolve("src");
            if (Files.isDirectory(sources)) {
                try (Stream<Path> files = Files.walk(sources)) {
                    if (files.anyMatch(file -> file.endsWith(test + ".java"))) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static List<String> poms(Path root) throws IOException {
        List<String> poms = new ArrayList<>(List.of(pom(root)));
        for (String module : modules(poms.get(0))) {
            poms.add(pom(root.resolve(module)));
        }
        return poms;
    }

    private static String pom(Path module) throws IOException {
        return Files.readString(module.resolve("pom.xml")).replaceAll("(?s)<!--.*?-->", "");
    }

    private static List<String> modules(String pom) {
        return Pattern.compile("<module>(.*)</module>")
                .matcher(pom)
                .results()
                .map(m -> m.group(1))
                .toList();
    }
}
