package io.kmig.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.cli.command.Context;
import io.kmig.cli.command.KmigCommand;
import io.kmig.cli.document.Documents;
import io.kmig.cli.session.Operations;
import io.kmig.cli.view.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** What help, README and docs tell people to type is what kmig understands. Nothing is executed. */
class DocumentedCommandsTest {
    private static final Path ROOT = Path.of(System.getProperty("kmig.home"));
    private static final Pattern FENCED = Pattern.compile("(?ms)^```sh\\n(.*?)^```");
    /** With an argument: a verb alone is its name rather than something to type. */
    private static final Pattern INLINE = Pattern.compile("`((?:\\./)?kmig [^`\\s]+ [^`]*)`");

    private static final Pattern INLINE_SCRIPT = Pattern.compile("`(\\./(?:mvnw|scripts/bench) [^`]*)`");

    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

    @Test
    void everyCommandInTheReadmeAndTheDocsParses() throws IOException {
        Map<String, String> refused = new TreeMap<>();
        int tried = 0;
        for (Path page : pages()) {
            for (String line : fencedCommands(page)) {
                tried++;
                refusal(line).ifPresent(why -> refused.put(ROOT.relativize(page) + ": " + line, why));
            }
        }

        assertThat(tried).isGreaterThan(5);
        assertThat(refused).isEmpty();
    }

    @Test
    void everyRemedyOnAnErrorPageParses() throws IOException {
        Map<String, String> refused = new TreeMap<>();
        for (Path page : errorPages()) {
            Matcher inline = INLINE.matcher(Files.readString(page));
            while (inline.find()) {
                String line = inline.group(1);
                refusal(line).ifPresent(why -> refused.put(ROOT.relativize(page) + ": " + line, why));
            }
        }

        assertThat(errorPages()).isNotEmpty();
        assertThat(refused).isEmpty();
    }

    @Test
    void everyBuildAndBenchCommandNamesOnlyWhatExists() throws IOException {
        Map<String, List<String>> wrong = new TreeMap<>();
        int builds = 0;
        int benches = 0;
        for (Path page : pages()) {
            for (String line : scripts(page)) {
                List<String> unknown;
                if (line.startsWith("./mvnw ")) {
                    builds++;
                    unknown = MavenLine.unknown(ROOT, line);
                } else {
                    benches++;
                    unknown = benches().contains(line.split(" ", -1)[1]) ? List.of() : List.of("no such bench");
                }
                if (!unknown.isEmpty()) {
                    wrong.put(ROOT.relativize(page) + ": " + line, unknown);
                }
            }
        }

        assertThat(builds).isGreaterThanOrEqualTo(5);
        assertThat(benches).isPositive();
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyVerbIsInTheReadme() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));

        assertThat(kmig().getSubcommands().keySet()).isNotEmpty().allSatisfy(verb -> assertThat(readme)
                .contains("`kmig " + verb));
    }

    @Test
    void helpOfEveryCommandShowsExamplesThatParse() {
        Map<String, String> wrong = new TreeMap<>();

        for (CommandLine command : all(kmig())) {
            String name = command.getCommandSpec().qualifiedName();
            String help = command.getUsageMessage(CommandLine.Help.Ansi.OFF);
            List<String> examples = help.contains("Examples:")
                    ? help.substring(help.indexOf("Examples:"))
                            .lines()
                            .map(String::strip)
                            .filter(l -> l.startsWith("kmig "))
                            .map(l -> l.split(" {2,}", 2)[0])
                            .flatMap(l -> Stream.of(l.split(" && ", -1)))
                            .toList()
                    : List.of();
            if (examples.isEmpty()) {
                wrong.put(name, "no examples");
            }
            examples.forEach(example -> refusal(example).ifPresent(why -> wrong.put(name + ": " + example, why)));
        }

        assertThat(wrong).isEmpty();
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(
                            Stream.of("README.md", "CONTRIBUTING.md", "ARCHITECTURE.md")
                                    .map(ROOT::resolve),
                            docs.filter(p -> p.toString().endsWith(".md")))
                    .sorted()
                    .toList();
        }
    }

    private static List<Path> errorPages() throws IOException {
        return pages().stream()
                .filter(p -> p.startsWith(ROOT.resolve("docs").resolve("errors")))
                .toList();
    }

    private static List<String> fencedCommands(Path page) throws IOException {
        return fencedLines(page).stream()
                .filter(l -> l.matches("(\\./)?kmig( .*)?"))
                .toList();
    }

    private static List<String> scripts(Path page) throws IOException {
        List<String> lines = new ArrayList<>(fencedLines(page));
        INLINE_SCRIPT.matcher(Files.readString(page)).results().forEach(m -> lines.add(m.group(1)));
        return lines.stream()
                .filter(l -> l.matches("(?s)\\./(mvnw|scripts/bench) .*"))
                .map(l -> l.replaceAll("\\s+", " "))
                .toList();
    }

    /** As the script's own first lines name them; that they are the benches is tested there. */
    private static List<String> benches() throws IOException {
        Matcher names =
                Pattern.compile("NAME: (\\w+(?: \\| \\w+)*)").matcher(Files.readString(ROOT.resolve("scripts/bench")));
        assertThat(names.find()).as("the names in scripts/bench").isTrue();
        return List.of(names.group(1).split(" \\| ", -1));
    }

    private static List<String> fencedLines(Path page) throws IOException {
        List<String> commands = new ArrayList<>();
        Matcher block = FENCED.matcher(Files.readString(page));
        while (block.find()) {
            block.group(1)
                    .replace("\\\n", " ")
                    .lines()
                    .map(l -> l.replaceFirst("\\s+#.*", ""))
                    .flatMap(l -> Stream.of(l.split("&&|;|\\|", -1)))
                    .map(String::strip)
                    .forEach(commands::add);
        }
        return commands;
    }

    /** Why a command line would be refused; empty when it is understood. */
    private static Optional<String> refusal(String line) {
        List<String> words = WORD.matcher(line)
                .results()
                .map(m -> Stream.of(m.group(1), m.group(2), m.group(3))
                        .filter(Objects::nonNull)
                        .collect(Collectors.joining()))
                .toList();
        try {
            kmig().parseArgs(words.subList(1, words.size()).toArray(new String[0]));
            return Optional.empty();
        } catch (ParameterException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static List<CommandLine> all(CommandLine command) {
        List<CommandLine> all = new ArrayList<>(List.of(command));
        command.getSubcommands().values().forEach(sub -> all.addAll(all(sub)));
        return all;
    }

    private static CommandLine kmig() {
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        Context context = new Context(
                new Terminal(nowhere, nowhere, false, false, true, null),
                new Documents(),
                null,
                new Operations(),
                Path.of("."),
                () -> null);
        return Main.commandLine(new KmigCommand(), context);
    }
}
