package io.kmig.cli.config;

import com.fasterxml.jackson.core.JsonPointer;
import io.kmig.adapter.secret.SecretReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Programs given by a path are there, and their arguments carry no secret into the process list. */
final class HookRule implements Rule {
    @Override
    public void check(Description description, Findings findings) {
        for (JsonPointer client : description.entries(JsonPointer.compile("/clients"))) {
            for (String hook : List.of("stop", "start")) {
                check(client.appendProperty(hook).appendProperty("exec"), description, findings);
            }
        }
    }

    private static void check(JsonPointer exec, Description description, Findings findings) {
        description
                .text(exec.appendIndex(0))
                .filter(text -> !text.value().isEmpty())
                .ifPresent(text -> program(text, description, findings));
        for (Description.Text argument : description.texts(exec)) {
            if (SecretReference.in(argument.value()).stream().anyMatch(SecretReference::known)) {
                findings.add(
                        description.yaml().placeOf(argument.at()),
                        argument.at(),
                        "references are not resolved in arguments, which everybody on the machine can read",
                        "let the program read the secret itself; it inherits kmig's environment");
            }
        }
    }

    private static void program(Description.Text text, Description description, Findings findings) {
        if (!isPath(text.value())) {
            return;
        }
        Path program = Path.of(absolute(text.value(), description.directory()));
        if (Files.isRegularFile(program) && Files.isExecutable(program)) {
            return;
        }
        String what = !Files.exists(program)
                ? " does not exist"
                : Files.isRegularFile(program) ? " is not executable" : " is not a file";
        findings.add(
                description.yaml().placeOf(text.at()),
                text.at(),
                Shown.quoted(text.value()) + what,
                Files.isRegularFile(program)
                        ? "chmod +x " + program
                        : "create " + program + ", or correct the path; it begins where kmig.yaml lies");
    }

    private static boolean isPath(String program) {
        return program.contains("/");
    }

    /** A path as the operating system needs it; a bare name stays one, for the PATH. */
    static String absolute(String program, Path directory) {
        return isPath(program) ? directory.resolve(program).normalize().toString() : program;
    }
}
