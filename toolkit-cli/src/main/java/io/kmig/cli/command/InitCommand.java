package io.kmig.cli.command;

import io.kmig.cli.config.ConfigSchema;
import io.kmig.cli.session.Starter;
import io.kmig.cli.starter.StarterFile;
import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.Exit;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "init",
        description = "Looks at blue and writes a commented starter kmig.yaml, with its schema for editors.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  kmig init --blue b1:9092,b2:9092 --green g1:9092 --connect http://connect:8083",
            "  kmig init --blue b1:9092 --blue-properties blue.properties -f shop.yaml"
        })
final class InitCommand implements Callable<Integer> {
    private final Context context;

    @ParentCommand
    private KmigCommand root = new KmigCommand();

    @Option(names = "--blue", required = true, paramLabel = "HOST:PORT,…", description = "Bootstrap servers of blue.")
    private String blue = "";

    @Option(names = "--blue-properties", paramLabel = "FILE", description = "Client properties for blue.")
    private @Nullable Path blueProperties;

    @Option(
            names = "--green",
            paramLabel = "HOST:PORT,…",
            description = "Bootstrap servers of green, only written down (a placeholder without).")
    private @Nullable String green;

    @Option(
            names = "--connect",
            paramLabel = "URL",
            description = "REST address of green's Connect workers, only written down (a placeholder without).")
    private @Nullable String connect;

    @Option(
            names = "--name",
            defaultValue = "migration",
            description = "The migration's name (default: ${DEFAULT-VALUE}).")
    private String name = "migration";

    InitCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (Files.exists(root.file)) {
            throw new KmigException(new Problem(
                    ErrorCode.FILE_EXISTS,
                    root.file + " exists already",
                    "it was not touched",
                    "name another file with -f, or move this one away"));
        }
        context.terminal().progress("looking at blue …");
        String text = context.sessions().starter(new Starter(name, blue, blueProperties, green, connect));
        // kmig's own file, which an older kmig may have left there: replaced
        Path schema = root.file.resolveSibling(StarterFile.SCHEMA);
        write(schema, ConfigSchema.shipped().text(), text);
        context.terminal().result("Wrote " + root.file + ", and " + schema + " for editors");
        context.terminal()
                .say("Next: fill in who writes which topic and how clients stop and start, then kmig "
                        + (root.file.equals(Path.of("kmig.yaml")) ? "" : "-f " + root.file + " ") + "plan");
        return Exit.DONE.code();
    }

    private void write(Path schema, String keys, String description) {
        // the description last: once it is there, the next init refuses
        Map<Path, String> texts = new LinkedHashMap<>();
        texts.put(schema, keys);
        texts.put(root.file, description);
        try {
            WrittenTogether.write(texts);
        } catch (IOException e) {
            throw new KmigException(
                    new Problem(
                            ErrorCode.CONFIG_UNWRITABLE,
                            "cannot write " + root.file + ", with " + schema + " beside it: " + e,
                            "neither file was written",
                            "name a place with -f, in a directory that is there and that this user can write to"),
                    e);
        }
    }
}
