package org.taskvectors.saving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.ChildJvm;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;
import org.taskvectors.file.StagedFolder;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// A model's folder that was not finished, and what the next run makes of it.
class ResumeTest {
    @TempDir private Path temporary;

    private Path output() {
        return temporary.resolve("model");
    }

    private Path partial() {
        return temporary.resolve("model.partial");
    }

    private static void fail() {
        throw new UncheckedIOException(new IOException("stopped"));
    }

    private void stopAt(int tensor) {
        assertThatThrownBy(
                        () ->
                                new Interrupted(output())
                                        .at(tensor, ResumeTest::fail)
                                        .save(new Cancellation()))
                .isInstanceOf(UncheckedIOException.class);
    }

    private static Map<String, byte[]> files(Path folder) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.toList()) {
                files.put(String.valueOf(file.getFileName()), Files.readAllBytes(file));
            }
        }
        return files;
    }

    private void assertWhole(Path folder) throws Exception {
        Path other = Files.createTempDirectory(temporary, "uninterrupted");
        new Interrupted(other).save(new Cancellation());
        Map<String, byte[]> expected = files(other);
        Map<String, byte[]> found = files(folder);
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        assertThat(found.keySet())
                .contains("config.json", "model.safetensors.index.json")
                .doesNotContain("journal.json");
        expected.forEach((name, bytes) -> assertThat(found.get(name)).as(name).isEqualTo(bytes));
    }

    /// No tool takes it for a model: there is neither a file of weights nor a configuration.
    private void assertIsNoModel() throws IOException {
        assertThat(output()).doesNotExist();
        assertThat(files(partial()).keySet())
                .noneMatch(name -> name.endsWith(".safetensors"))
                .noneMatch(name -> name.endsWith("config.json"))
                .noneMatch(name -> name.endsWith("index.json"))
                .contains("journal.json");
        assertThatThrownBy(() -> Checkpoints.open(partial()).close()).isInstanceOf(Failure.class);
    }

    /// Killed in a file that is not the first, and begun again: the same bytes, and only the rest
    /// is computed.
    @Test
    void aKilledProcessIsGoneOnWith() throws Exception {
        Process child = ChildJvm.start(List.of(), Interrupted.class, output().toString(), "12");
        assertThat(child.waitFor()).isEqualTo(9);
        assertIsNoModel();

        Interrupted again = new Interrupted(output());
        SaveResult result = again.save(new Cancellation());

        assertThat(result.notes()).anyMatch(note -> note.contains("were finished by an earlier"));
        assertThat(again.read()).isLessThan(result.tensors());
        assertThat(partial()).doesNotExist();
        assertWhole(output());
        Interrupted whole = new Interrupted(temporary.resolve("another"));
        whole.save(new Cancellation());
        assertThat(again.fingerprint()).isEqualTo(whole.fingerprint());
    }

    /// Wherever it stops.
    @ParameterizedTest
    @ValueSource(ints = {6, 9, 20})
    void aFailureKeepsWhatIsWhole(int tensor) throws Exception {
        stopAt(tensor);
        assertIsNoModel();
        new Interrupted(output()).save(new Cancellation());
        assertWhole(output());
    }

    @Test
    void aFailureInTheFirstFileLeavesNothing() {
        stopAt(1);
        assertThat(temporary).isEmptyDirectory();
    }

    /// What a person reads says what is kept.
    @Test
    void aFailureSaysWhatIsKept() {
        Failure failure =
                catchThrowableOfType(
                        Failure.class,
                        () ->
                                new Interrupted(output())
                                        .at(
                                                9,
                                                () -> {
                                                    throw Failure.of(
                                                            FileProblem.NO_SPACE,
                                                            output(),
                                                            "the disk is full",
                                                            "Free some space");
                                                })
                                        .save(new Cancellation()));
        assertThat(failure.problem()).isEqualTo(FileProblem.NO_SPACE);
        assertThat(failure.advice())
                .startsWith("Free some space. What is finished (")
                .contains("files of weights) is kept in", "model.partial")
                .endsWith("the same request goes on from there");
    }

    @Test
    void cancellingLeavesNothing() {
        Cancellation cancellation = new Cancellation();
        assertThatThrownBy(
                        () ->
                                new Interrupted(output())
                                        .at(9, cancellation::cancel)
                                        .save(cancellation))
                .isInstanceOf(CancelledException.class);
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void anotherRequestIsRefusedAndReplacesOnlyWhereThatIsSaid() throws Exception {
        stopAt(9);
        Failure failure =
                catchThrowableOfType(
                        Failure.class,
                        () -> new Interrupted(output()).of("other").save(new Cancellation()));
        assertThat(failure.problem()).isEqualTo(SaveProblem.PARTIAL_OF_ANOTHER);
        assertThat(failure.what()).contains("another request, a test");
        assertThat(failure.advice()).contains("--restart");
        assertIsNoModel();

        SaveResult result = new Interrupted(output()).of("other").anew().save(new Cancellation());
        assertThat(result.notes()).noneMatch(note -> note.contains("earlier run"));
        assertWhole(output());
    }

    /// A folder that happens to have the name is nobody's to replace.
    @Test
    void aForeignFolderStays() throws Exception {
        Files.createDirectories(partial());
        Files.writeString(partial().resolve("theirs.txt"), "x");
        Failure failure =
                catchThrowableOfType(
                        Failure.class,
                        () -> new Interrupted(output()).anew().save(new Cancellation()));
        assertThat(failure.problem()).isEqualTo(SaveProblem.PARTIAL_OF_ANOTHER);
        assertThat(partial().resolve("theirs.txt")).hasContent("x");
        assertThat(output()).doesNotExist();
    }

    /// A file whose bytes are no longer those that the journal names is written again.
    @Test
    void aDamagedFileIsWrittenAgain() throws Exception {
        stopAt(20);
        Path first = partial().resolve("weights-00001.part");
        byte[] bytes = Files.readAllBytes(first);
        bytes[bytes.length - 1] ^= 1;
        Files.write(first, bytes);
        new Interrupted(output()).save(new Cancellation());
        assertWhole(output());
    }

    @Test
    void aJournalThatNamesWhatIsNotThereIsNotBelieved() throws Exception {
        stopAt(20);
        Path journal = partial().resolve("journal.json");
        JsonNode root = new ObjectMapper().readTree(journal.toFile());
        ((ObjectNode) root.at("/files/0")).put("number", 99);
        ((ObjectNode) root.at("/files/1")).put("found", "damaged");
        Files.writeString(journal, root.toString());
        new Interrupted(output()).save(new Cancellation());
        assertWhole(output());
    }

    @Test
    void anEmptyFolderGetsTheModelAndAFullOneStays() throws Exception {
        Files.createDirectories(output());
        new Interrupted(output()).save(new Cancellation());
        assertWhole(output());
        Failure failure =
                catchThrowableOfType(
                        Failure.class, () -> new Interrupted(output()).save(new Cancellation()));
        assertThat(failure.problem()).isEqualTo(SaveProblem.FOLDER_NOT_EMPTY);
        assertWhole(output());
    }

    @Test
    void oneAtATimeWritesAFolder() throws Exception {
        try (StagedFolder held = StagedFolder.hold(output())) {
            Failure failure =
                    catchThrowableOfType(
                            Failure.class,
                            () -> new Interrupted(output()).save(new Cancellation()));
            assertThat(failure.problem()).isEqualTo(FileProblem.IN_USE);
            assertThat(held.isLeft()).isFalse();
        }
        new Interrupted(output()).save(new Cancellation());
        assertWhole(output());
    }
}
