package org.taskvectors.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.checkpoint.About;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Stored;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.Tied;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.checkpoint.open.OutputFormats;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.Progress;
import org.taskvectors.saving.Beside;
import org.taskvectors.saving.Resumable;
import org.taskvectors.saving.SaveRequest;
import org.taskvectors.saving.Saver;
import org.taskvectors.saving.Target;
import org.taskvectors.tensor.Compute;
import org.taskvectors.ui.TestCheckpoint;

/// A file that another program writes while it is read: what came of it would be of two versions.
class ChangedInputTest {
    @TempDir private Path folder;
    private Path input;

    @BeforeEach
    void make() {
        input = TestCheckpoint.llama(folder.resolve("in.safetensors"), 1);
    }

    /// A checkpoint whose file is written as soon as a tensor of it is read.
    private record Written(Checkpoint one, Path file) implements Checkpoint {
        @Override
        public About about() {
            return one.about();
        }

        @Override
        public List<Tensor> tensors() {
            return one.tensors();
        }

        @Override
        public Optional<Tensor> tensor(String name) {
            return one.tensor(name);
        }

        @Override
        public Stored stored(Tensor tensor) {
            return one.stored(tensor);
        }

        @Override
        public Tied tied() {
            return one.tied();
        }

        @Override
        public TensorReader reader(Tensor tensor) throws IOException {
            Files.setLastModifiedTime(
                    file, FileTime.fromMillis(Files.getLastModifiedTime(file).toMillis() + 1000));
            return one.reader(tensor);
        }

        @Override
        public void close() {
            one.close();
        }
    }

    private Written written() throws IOException {
        return new Written(Checkpoints.open(input), input);
    }

    private static void isRefused(ThrowingCallable act) {
        assertThatThrownBy(act)
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> {
                            assertThat(failure.problem()).isEqualTo(FileProblem.CHANGED);
                            assertThat(failure.advice()).doesNotContain("goes on");
                        });
    }

    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void noModelIsMadeOfIt() throws IOException {
        for (Target target :
                List.of(
                        new Target.Folder(folder.resolve("model"), 200),
                        new Target.SingleFile(
                                folder.resolve("out.safetensors"),
                                OutputFormats.of(folder.resolve("out.safetensors")).orElseThrow(),
                                false))) {
            try (Written model = written()) {
                isRefused(
                        () ->
                                new Saver("Program 1")
                                        .save(
                                                new SaveRequest(
                                                        model,
                                                        target,
                                                        Compute.onCpu(1),
                                                        Beside.NONE,
                                                        Optional.of(
                                                                new Resumable("digest", "a test"))),
                                                new Progress(),
                                                new Cancellation()));
            }
            assertThat(left()).containsExactly("in.safetensors");
        }
    }

    @Test
    void noVectorIsMadeOfIt() throws IOException {
        Path base = TestCheckpoint.llama(folder.resolve("base.safetensors"), 2);
        Path output = folder.resolve("vector.safetensors");
        try (Checkpoint from = Checkpoints.open(base);
                Written tuned = written()) {
            isRefused(
                    () ->
                            new Extractor("Program 1", new ProfileStore(folder.resolve("cache")))
                                    .extract(
                                            from,
                                            tuned,
                                            new ExtractionRequest(
                                                    Located.of(base),
                                                    Located.of(input),
                                                    output,
                                                    Policies.DEFAULT,
                                                    false,
                                                    Compute.onCpu(1)),
                                            new Progress(),
                                            new Cancellation()));
        }
        assertThat(output).doesNotExist();
    }
}
