package io.kmig;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.kmig.cli.Main;
import io.kmig.core.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@AnalyzeClasses(
        packages = {"io.kmig.core", "io.kmig.adapter", "io.kmig.cli"},
        importOptions = ImportOption.DoNotIncludeTests.class)
class HouseRulesTest {
    private static final List<String> MODULES =
            List.of("sandbox", "connect-plugins", "streams-validator", "toolkit-cli", "benchmarks");

    /** Text blocks, strings and characters first, since what looks like a comment inside them is none. */
    private static final Pattern STRING_OR_COMMENT = Pattern.compile(
            "\"{3}(?s:.*?)\"{3}|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\])'|//[^\\n]*|/\\*(?s:.*?)\\*/");

    @ArchTest
    static final ArchRule coreIsPure = classes()
            .that()
            .resideInAPackage("io.kmig.core..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.jspecify..", "org.slf4j..", "io.kmig.core..")
            .because("the protocol must be testable without a broker, a worker or a file");

    @ArchTest
    static final ArchRule coreOwnsNoTime = noClasses()
            .that()
            .resideInAPackage("io.kmig.core..")
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethodWhere(DescribedPredicate.describe(
                    "now() of a java.time type",
                    call -> call.getTargetOwner().getPackageName().equals("java.time")
                            && call.getTarget().getName().equals("now")))
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Thread.class)
            .orShould()
            .dependOnClassesThat()
            .resideInAPackage("java.util.concurrent..")
            .because("time and threads are passed in, so that a move can be played through step by step");

    @ArchTest
    static final ArchRule commandsStayAboveAdapters = classes()
            .that()
            .resideInAPackage("io.kmig.cli..")
            .and()
            .resideOutsideOfPackage("io.kmig.cli.wiring..")
            .should(dependOnNothingIn(
                    List.of("io.kmig.adapter"),
                    // one place knows which settings are secrets and how they are referred to; nothing is resolved here
                    new Exempt("io.kmig.cli.config.HookRule", "io.kmig.adapter.secret"),
                    new Exempt("io.kmig.cli.config.SecretFaults", "io.kmig.adapter.secret"),
                    new Exempt("io.kmig.cli.config.Shown", "io.kmig.adapter.secret"),
                    // the demo is its own composition root: its world is not one that kmig.yaml describes
                    new Exempt("io.kmig.cli.demo.LiveDemo", "io.kmig.adapter.time"),
                    new Exempt("io.kmig.cli.demo.DemoWorld", "io.kmig.adapter.connect"),
                    new Exempt("io.kmig.cli.demo.ShopDatabase", "io.kmig.adapter.connect"),
                    new Exempt("io.kmig.cli.demo.ShopDatabase", "io.kmig.adapter.sql")))
            .because("a verb says what is done; wiring alone decides with what");

    @ArchTest
    static final ArchRule clientLibrariesStayInAdapters = classes()
            .that()
            .resideInAnyPackage("io.kmig.cli..", "io.kmig.core..")
            .should(dependOnNothingIn(
                    List.of("org.apache.kafka", "java.net.http", "java.sql", "javax.sql", "org.postgresql"),
                    // the demo's database is filled and looked at by the ledger's own SQL, on a connection
                    new Exempt("io.kmig.cli.demo.ShopDatabase", "java.sql")))
            .because("one room knows each client library, so that its traps are mended in one place");

    @ArchTest
    static final ArchRule adaptersDoNotKnowEachOther = slices().matching("io.kmig.adapter.(*)..")
            .should()
            .notDependOnEachOther()
            .because("an adapter is replaced alone");

    @ArchTest
    static final ArchRule coreHasNoCycles = slices().matching("io.kmig.core.(*)..")
            .should()
            .beFreeOfCycles()
            .because("a room that needs the room that needs it is one room");

    @ArchTest
    static final ArchRule cliHasNoCycles = slices().matching("io.kmig.cli.(*)..")
            .should()
            .beFreeOfCycles()
            .because("a room that needs the room that needs it is one room");

    @ArchTest
    static final ArchRule onlyTheViewOwnsTheTerminal = noClasses()
            .that()
            .resideOutsideOfPackage("io.kmig.cli.view..")
            .and()
            .doNotBelongToAnyOf(Main.class)
            .should(useTheTerminal())
            .because("stdout is the result and stderr the story; two writers would mix them");

    /** Of every module: a newcomer finds the place for a change from the tree alone. */
    @Test
    void everyRoomSaysWhatItIsForAndLeavesNoNullUnsaid() throws IOException {
        Set<Path> rooms = new TreeSet<>();
        for (String module : MODULES) {
            javaFiles(module + "/src/main/java").forEach(file -> rooms.add(file.getParent()));
        }

        assertThat(rooms)
                .hasSizeGreaterThan(MODULES.size())
                .allSatisfy(room ->
                        assertThat(room.resolve("package-info.java")).content().contains("/**", "@NullMarked"));
    }

    @Test
    void theArchitecturePageNamesEveryRoom() throws IOException {
        Path root = Path.of(System.getProperty("kmig.home"));
        String page = Files.readString(root.resolve("ARCHITECTURE.md"));
        List<String> unnamed = new ArrayList<>();

        for (String module : MODULES) {
            for (Path room : javaFiles(module + "/src/main/java")) {
                if (room.endsWith("package-info.java")) {
                    Path sources = root.resolve(module).resolve("src/main/java");
                    String name =
                            sources.relativize(room.getParent()).toString().replace('/', '.');
                    String last = name.substring(name.lastIndexOf('.') + 1);
                    // in full, or as one of those below a room that is named
                    if (!Pattern.compile(Pattern.quote(name) + "\\b|\\b" + last + "/")
                            .matcher(page)
                            .find()) {
                        unnamed.add(name);
                    }
                }
            }
        }

        assertThat(unnamed).as("rooms that ARCHITECTURE.md does not show").isEmpty();
    }

    @Test
    void everyErrorCodeHasItsPage() {
        Path pages = Path.of(System.getProperty("kmig.home"), "docs", "errors");
        List<String> missing = new ArrayList<>();

        for (ErrorCode code : ErrorCode.values()) {
            if (!Files.isRegularFile(pages.resolve(code.id() + ".md"))) {
                missing.add(code.id());
            }
        }

        assertThat(missing).as("codes without docs/errors page").isEmpty();
    }

    @Test
    void everyErrorCodeIsExercisedByATest() throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path file : javaFiles("toolkit-cli/src/test/java")) {
            all.append(withoutComments(Files.readString(file)));
        }

        assertThat(Stream.of(ErrorCode.values()).filter(code -> !names(all, code)))
                .as("codes that no test names, which can so change their meaning unseen")
                .isEmpty();
    }

    @Test
    void aCommentExercisesNoErrorCode() {
        String commented = """
                // ErrorCode.USAGE
                String url = "http://KMIG-1002"; /* KMIG-1003
                 * ErrorCode.FILE_EXISTS */ char quote = '"'; // KMIG-1006
                String quoted = "\\"/* KMIG-2001 */";
                """;

        String code = withoutComments(commented);

        assertThat(Stream.of(ErrorCode.values()).filter(c -> names(code, c)))
                .containsExactly(ErrorCode.CONFIG_NOT_FOUND, ErrorCode.CLUSTER_UNREACHABLE);
    }

    @Test
    void testsAreNamedInWordsWithoutUnderscores() throws IOException {
        Pattern underscored = Pattern.compile("void (\\w*_\\w*)\\(");
        List<String> names = new ArrayList<>();

        for (String module : MODULES) {
            for (Path file : javaFiles(module + "/src")) {
                underscored.matcher(Files.readString(file)).results().forEach(m -> names.add(file + ": " + m.group(1)));
            }
        }

        assertThat(names)
                .as("a name that says the behaviour, as `refusesCutoverWhenFenceLeaks` does")
                .isEmpty();
    }

    private static boolean names(CharSequence source, ErrorCode code) {
        return Pattern.compile("\\b(ErrorCode\\." + code.name() + "|" + code.id() + ")\\b")
                .matcher(source)
                .find();
    }

    private static String withoutComments(String source) {
        return STRING_OR_COMMENT
                .matcher(source)
                .replaceAll(m -> m.group().startsWith("/") ? " " : Matcher.quoteReplacement(m.group()));
    }

    private static List<Path> javaFiles(String below) throws IOException {
        try (Stream<Path> files =
                Files.walk(Path.of(System.getProperty("kmig.home")).resolve(below))) {
            return files.filter(f -> f.toString().endsWith(".java")).toList();
        }
    }

    @Test
    void everyErrorPageHasItsCodeAndIsTitledWithIt() throws IOException {
        Set<String> codes = Stream.of(ErrorCode.values()).map(ErrorCode::id).collect(Collectors.toSet());

        try (Stream<Path> pages = Files.list(Path.of(System.getProperty("kmig.home"), "docs", "errors"))) {
            assertThat(pages.filter(p -> p.toString().endsWith(".md")))
                    .isNotEmpty()
                    .allSatisfy(page -> {
                        String id = page.getFileName().toString().replace(".md", "");
                        assertThat(codes).contains(id);
                        assertThat(Files.readString(page))
                                .as("%s", page)
                                .startsWith("# " + id)
                                .contains("```");
                    });
        }
    }

    /**
     * A dependency that a rule would forbid and that is there for a reason.
     *
     * @param from a class, with those inside it
     * @param to a package, with those below it
     */
    private record Exempt(String from, String to) {
        boolean covers(Dependency dependency) {
            return isOrIsBelow(dependency.getOriginClass().getName().replace('$', '.'), from)
                    && isOrIsBelow(dependency.getTargetClass().getPackageName(), to);
        }
    }

    private static boolean isOrIsBelow(String name, String above) {
        return name.equals(above) || name.startsWith(above + ".");
    }

    /** An exception that nobody makes use of any more is a violation too. */
    private static ArchCondition<JavaClass> dependOnNothingIn(List<String> packages, Exempt... exceptions) {
        Set<Exempt> unused = new LinkedHashSet<>(List.of(exceptions));
        return new ArchCondition<>("depend on nothing in " + packages) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    String target = dependency.getTargetClass().getPackageName();
                    if (packages.stream().noneMatch(p -> isOrIsBelow(target, p))) {
                        continue;
                    }
                    List<Exempt> covering = Stream.of(exceptions)
                            .filter(e -> e.covers(dependency))
                            .toList();
                    unused.removeAll(Set.copyOf(covering));
                    if (covering.isEmpty()) {
                        events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
                    }
                }
            }

            @Override
            public void finish(ConditionEvents events) {
                unused.forEach(e -> events.add(SimpleConditionEvent.violated(e, e + " is not needed any more")));
            }
        };
    }

    private static ArchCondition<JavaClass> useTheTerminal() {
        DescribedPredicate<JavaAccess<?>> terminal = DescribedPredicate.describe(
                "System.out, System.err or System.exit",
                access -> access.getTargetOwner().isEquivalentTo(System.class)
                        && List.of("out", "err", "exit")
                                .contains(access.getTarget().getName()));
        return new ArchCondition<>("use System.out, System.err or System.exit") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getAccessesFromSelf().stream()
                        .filter(terminal)
                        .forEach(access -> events.add(SimpleConditionEvent.satisfied(access, access.getDescription())));
            }
        };
    }
}
