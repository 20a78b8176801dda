package org.taskvectors.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.ChildJvm;
import org.taskvectors.Patience;
import org.taskvectors.inference.gradient.Method;

/// A run whose process is killed, which closes and removes nothing.
class KilledProcessTest {
    private static final int STEPS = 40;

    @TempDir private Path folder;

    /// Trains in the folder of its only argument.
    static final class Main {
        private Main() {}

        public static void main(String[] arguments) throws Exception {
            run(Path.of(arguments[0])).train();
        }
    }

    private static ToyRun run(Path folder) throws Exception {
        ToyRun run = ToyRun.of(folder, "llama");
        run.settings =
                ToyRun.settings(
                        new Adaptation(Method.LORA, 2, 4, false, 0.1, Set.of("q_proj")), STEPS);
        run.keeping(10, 1, 30_000);
        return run;
    }

    @Test
    void killedThreeTimesItEndsAsOneThatWasNot() throws Exception {
        ToyRun whole = run(folder.resolve("whole"));
        whole.train();
        Path killed = folder.resolve("killed");
        int before = 0;
        for (int time = 1; time <= 3; time++) {
            Process process = ChildJvm.start(List.of(), Main.class, killed.toString());
            try {
                before = awaitSteps(killed.resolve("run"), before + 4, process);
            } finally {
                process.destroyForcibly();
                assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
            }
        }
        assertThat(SavedRun.read(killed.resolve("run")).isDone()).isFalse();

        ToyRun last = run(killed);
        TrainingResult result = last.train();

        assertThat(result.step()).isEqualTo(STEPS);
        assertThat(last.bytes("adapter_model.safetensors"))
                .isEqualTo(whole.bytes("adapter_model.safetensors"));
        assertThat(last.snapshots).extracting(TrainingSnapshot::step).doesNotContain(2);
    }

    /// Waits until the record has so many steps.
    private static int awaitSteps(Path run, int steps, Process process) throws Exception {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(Patience.SECONDS);
        while (true) {
            if (SavedRun.isIn(run)) {
                int step = SavedRun.read(run).step();
                if (step >= steps) {
                    return step;
                }
            }
            assertThat(process.isAlive()).isTrue();
            assertThat(System.nanoTime()).isLessThan(until);
            Thread.sleep(1);
        }
    }
}
