package org.taskvectors.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.taskvectors.Patience;
import org.taskvectors.ui.common.ErrorReport;
import org.taskvectors.ui.shell.ErrorCentre;

class UncaughtErrorsTest {
    @Test
    void anErrorThatNobodyCaughtIsShown() {
        ErrorCentre centre = new ErrorCentre("test", Runnable::run);

        new UncaughtErrors(centre)
                .uncaughtException(Thread.currentThread(), new IllegalStateException("odd"));

        assertThat(centre.reports()).singleElement().extracting(ErrorReport::what).isNotNull();
    }

    @Test
    void anErrorThatCannotBeShownDoesNotEndTheHandler() {
        UncaughtErrors handler =
                new UncaughtErrors(
                        (title, failure) -> {
                            throw new UncheckedIOException(new java.io.IOException("no window"));
                        });

        handler.uncaughtException(Thread.currentThread(), new IllegalStateException("odd"));
    }

    /// In a process of its own: a heap that is really full.
    @Test
    void aFullHeapIsShownAndTheProgramGoesOn() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process =
                new ProcessBuilder(
                                java,
                                "-Xmx48m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                FullHeap.class.getName())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(said)
                .contains("shown 1")
                .contains("shown 4")
                .doesNotContain("nothing")
                .contains("done");
    }

    /// Fills its heap twice; what it keeps is let go only after the error was shown.
    static final class FullHeap {
        private static final int PIECE = 1 << 16;

        private FullHeap() {}

        public static void main(String[] arguments) throws InterruptedException {
            PrintStream out = System.out;
            ErrorCentre centre = new ErrorCentre("test", Runnable::run);
            new UncaughtErrors(centre).install();
            for (int round = 1; round <= 4; round++) {
                List<byte[]> kept = new ArrayList<>();
                Thread thread = new Thread(() -> fill(kept));
                thread.start();
                thread.join();
                // Only then is there room for saying so.
                boolean shown = !centre.reports().isEmpty();
                kept.clear();
                out.println("shown " + (shown ? round : "nothing"));
                centre.dismissAll();
            }
            out.println("done");
        }

        private static void fill(List<byte[]> kept) {
            while (true) {
                kept.add(new byte[PIECE]);
            }
        }
    }
}
