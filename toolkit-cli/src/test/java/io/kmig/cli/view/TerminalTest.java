package io.kmig.cli.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TerminalTest {
    private final StringWriter shown = new StringWriter();
    private final PipedOutputStream keyboard = new PipedOutputStream();
    private final Terminal terminal = terminal();

    @Test
    void anInterruptEndsAQuestionWithoutAnAnswer() throws InterruptedException {
        AtomicReference<Object> outcome = new AtomicReference<>();
        Thread asking = asking("sure? ", outcome);

        asking.interrupt();
        asking.join(10_000);

        assertThat(outcome.get()).isInstanceOfSatisfying(KmigException.class, e -> assertThat(e.problems())
                .extracting(p -> p.code())
                .containsExactly(ErrorCode.INTERRUPTED));
    }

    @Test
    void whileItAsksOthersMaySpeak() throws InterruptedException, IOException {
        AtomicReference<Object> outcome = new AtomicReference<>();
        Thread asking = asking("sure? ", outcome);

        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> terminal.say("a note"));

        await("the note").until(() -> shown.toString().contains("a note"));
        other.join();
        type("yes\n");
        asking.join(10_000);
        assertThat(outcome.get()).isEqualTo("yes");
    }

    @Test
    void theQuestionAfterAnInterruptedOneGetsWhatIsTypedNext() throws InterruptedException, IOException {
        AtomicReference<Object> outcome = new AtomicReference<>();
        Thread asking = asking("stopped? ", outcome);
        asking.interrupt();
        asking.join(10_000);

        Thread again = asking("started? ", outcome);
        type(" done \n");
        again.join(10_000);

        assertThat(outcome.get()).isEqualTo("done");
    }

    @Test
    void theEndOfTheInputIsNoAnswer() throws IOException {
        keyboard.close();

        assertThat(terminal.ask("sure? ")).isNull();
    }

    private Thread asking(String question, AtomicReference<Object> outcome) {
        Thread thread = new Thread(() -> {
            try {
                outcome.set(String.valueOf(terminal.ask(question)));
            } catch (KmigException e) {
                outcome.set(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        await("the question").until(() -> shown.toString().contains(question));
        return thread;
    }

    private void type(String text) throws IOException {
        keyboard.write(text.getBytes(StandardCharsets.UTF_8));
        keyboard.flush();
    }

    private Terminal terminal() {
        try {
            return new Terminal(
                    new PrintWriter(shown, true),
                    new PrintWriter(shown, true),
                    false,
                    false,
                    true,
                    new BufferedReader(new InputStreamReader(new PipedInputStream(keyboard), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
