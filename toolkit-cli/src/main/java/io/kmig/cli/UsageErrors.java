package io.kmig.cli;

import io.kmig.cli.config.NearestName;
import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** What was typed and isn't understood, with what was most likely meant. */
final class UsageErrors {
    /** Those that read no kmig.yaml. */
    private static final Set<String> WITHOUT_DESCRIPTION = Set.of("init", "sandbox", "demo");

    private UsageErrors() {}

    static Problem problem(ParameterException refused) {
        CommandSpec command = refused.getCommandLine().getCommandSpec();
        String help = "see `" + command.qualifiedName() + " --help`";
        Optional<String> hint = refused instanceof UnmatchedArgumentException unknown
                ? unknown.getUnmatched().stream().findFirst().flatMap(word -> hint(word, command))
                : Optional.empty();
        return new Problem(
                ErrorCode.USAGE,
                String.valueOf(refused.getMessage()),
                "nothing was done",
                hint.map(h -> h + " " + help).orElse(help));
    }

    /** Picocli's own suggestions find something alike for every word; a wrong hint is worse than none. */
    private static Optional<String> hint(String word, CommandSpec command) {
        if (!word.startsWith("-")) {
            return NearestName.to(word, command.subcommands().keySet())
                    .map(name -> "did you mean `" + command.qualifiedName() + " " + name + "`?");
        }
        String option = word.replaceFirst("=.*", "");
        return NearestName.to(option, longNames(command))
                .map(name -> "did you mean " + name + "?")
                .or(() -> elsewhere(option, command));
    }

    private static List<String> longNames(CommandSpec command) {
        return command.optionsMap().keySet().stream()
                .filter(name -> name.startsWith("--"))
                .toList();
    }

    /** An option of a verb, written before it or without it. */
    private static Optional<String> elsewhere(String option, CommandSpec command) {
        Set<String> verbs = new TreeSet<>();
        for (Map.Entry<String, CommandLine> sub : command.subcommands().entrySet()) {
            if (sub.getValue().getCommandSpec().optionsMap().containsKey(option)) {
                verbs.add("`" + sub.getValue().getCommandSpec().qualifiedName() + "`");
            }
        }
        return verbs.isEmpty()
                ? Optional.empty()
                : Optional.of(option + " belongs behind " + String.join(" or ", verbs) + ";");
    }

    /** An override that nobody reads, right or wrong, would be taken for one that holds. */
    static void refuseUnreadOverrides(ParseResult parsed) {
        ParseResult verb = parsed.subcommand();
        if (verb == null || !WITHOUT_DESCRIPTION.contains(verb.commandSpec().name())) {
            return;
        }
        for (ParseResult at = parsed; at != null; at = at.subcommand()) {
            if (at.hasMatchedOption("--set")) {
                throw new ParameterException(
                        verb.commandSpec().commandLine(),
                        "--set changes a key of kmig.yaml, which "
                                + verb.commandSpec().qualifiedName() + " does not read");
            }
        }
    }
}
