package io.kmig.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.cli.command.Context;
import io.kmig.cli.command.KmigCommand;
import io.kmig.cli.document.Documents;
import io.kmig.cli.session.Operations;
import io.kmig.cli.view.Terminal;
import io.kmig.ledger.judge.Requirements;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DemoDefaultsTest {
    @Test
    void theDemoProducesByDefaultWhatItsLedgerRequires() {
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        Terminal terminal = new Terminal(nowhere, nowhere, false, false, true, null);
        Context context = new Context(terminal, new Documents(), null, new Operations(), Path.of("."), () -> null);

        String records = Main.commandLine(new KmigCommand(), context)
                .getSubcommands()
                .get("demo")
                .getCommandSpec()
                .findOption("--records")
                .defaultValue();

        assertThat(Long.parseLong(records)).isEqualTo(Requirements.ofTheDemo().produced());
    }
}
