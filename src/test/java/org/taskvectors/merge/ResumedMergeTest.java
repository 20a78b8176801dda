package org.taskvectors.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.Progress;
import org.taskvectors.saving.Beside;
import org.taskvectors.saving.Resumable;
import org.taskvectors.saving.Target;
import org.taskvectors.tensor.Compute;
import org.taskvectors.vector.EditedModel;
import org.taskvectors.vector.SavedVector;

/// What is measured while a model is saved is the same where it was saved in two runs.
class ResumedMergeTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/merge/recipe/float32");

    @TempDir private Path folder;

    private ApplyResult save(Path output, int stopAt) throws Exception {
        AtomicInteger read = new AtomicInteger();
        try (Checkpoint files = Checkpoints.open(GOLDEN.resolve("base"));
                Checkpoint adapter = Checkpoints.open(GOLDEN.resolve("lora"))) {
            Checkpoint base =
                    (Checkpoint)
                            Proxy.newProxyInstance(
                                    getClass().getClassLoader(),
                                    new Class<?>[] {Checkpoint.class},
                                    (_, method, given) -> {
                                        if (method.getName().equals("reader")
                                                && read.incrementAndGet() == stopAt) {
                                            throw new UncheckedIOException(
                                                    new IOException("stopped"));
                                        }
                                        try {
                                            return method.invoke(files, given);
                                        } catch (InvocationTargetException e) {
                                            throw e.getCause() == null ? e : e.getCause();
                                        }
                                    });
            Vector vector = SavedVector.of(adapter);
            return new EditedSaver(
                            "Program 1",
                            new ProfileStore(folder.resolve("cache")),
                            new Target.Folder(output, 900),
                            true,
                            Beside.NONE,
                            Optional.of(new Resumable("digest", "a test")))
                    .save(
                            base,
                            List.of(vector),
                            EditedModel.of(base, vector),
                            Compute.onCpu(1),
                            new Progress(),
                            new Cancellation());
        }
    }

    @Test
    void theMeasurementAndTheFingerprintAreThoseOfOneRun() throws Exception {
        ApplyResult whole = save(folder.resolve("whole"), Integer.MAX_VALUE);
        Path output = folder.resolve("resumed");
        assertThatThrownBy(() -> save(output, 20)).isInstanceOf(UncheckedIOException.class);
        assertThat(output).doesNotExist();

        ApplyResult resumed = save(output, Integer.MAX_VALUE);

        assertThat(resumed.saved().notes()).anyMatch(note -> note.contains("earlier run"));
        assertThat(resumed.change()).isPresent().isEqualTo(whole.change());
        assertThat(resumed.bases().getFirst().applied())
                .isEqualTo(whole.bases().getFirst().applied());
        for (String name : resumed.saved().shards()) {
            assertThat(Files.readAllBytes(output.resolve(name)))
                    .isEqualTo(Files.readAllBytes(folder.resolve("whole").resolve(name)));
        }
    }
}
