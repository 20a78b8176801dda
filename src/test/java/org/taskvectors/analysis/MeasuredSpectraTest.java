package org.taskvectors.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.taskvectors.analysis.spectrum.DirectionOverlap;
import org.taskvectors.analysis.spectrum.PerMatrix;
import org.taskvectors.analysis.spectrum.SingularValues;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.device.torch.TestDevice;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Compute;

/// When are singular values found, and when is what was kept believed.
class MeasuredSpectraTest {
    private static final Path FOLDER = Path.of("src/test/oracle/comparison");

    @TempDir Path folder;
    private MeasuredSpectra measured;
    private final Progress progress = new Progress();

    @BeforeEach
    void files() throws IOException {
        put("full", "full");
        put("wide", "wide");
        measured = new MeasuredSpectra(new ProfileStore(folder.resolve("cache")), Compute.onCpu(2));
    }

    private void put(String source, String name) throws IOException {
        Files.copy(
                FOLDER.resolve(source + ".safetensors"),
                path(name),
                StandardCopyOption.REPLACE_EXISTING);
    }

    private Path path(String name) {
        return folder.resolve(name + ".safetensors");
    }

    private Checkpoint open(String name) throws IOException {
        return Checkpoints.open(path(name));
    }

    private PerMatrix<SingularValues> find(Checkpoint vector) throws Exception {
        return measured.of(vector, Optional.empty(), any -> true, progress, new Cancellation());
    }

    private Path kept() {
        return folder.resolve("full.safetensors.spectra");
    }

    @Test
    void everyMatrixHasAsManyAsItsShorterSide() throws Exception {
        try (Checkpoint vector = open("full")) {
            PerMatrix<SingularValues> found = find(vector);
            assertThat(found.values()).isNotEmpty();
            vector.tensors().stream()
                    .filter(tensor -> found.values().containsKey(tensor.name()))
                    .forEach(
                            tensor -> {
                                SingularValues values =
                                        Optional.ofNullable(found.values().get(tensor.name()))
                                                .orElseThrow();
                                assertThat(values.count())
                                        .isEqualTo(
                                                (int)
                                                        Math.min(
                                                                tensor.shape().size(0),
                                                                tensor.shape().size(1)));
                                double squares = 0;
                                for (double value : values.values()) {
                                    squares += value * value;
                                }
                                assertThat(squares)
                                        .isCloseTo(
                                                values.sumSquares(),
                                                within(1e-9 * values.sumSquares()));
                            });
        }
    }

    @Test
    void whatIsKeptIsWhatWasFound() throws Exception {
        try (Checkpoint vector = open("full")) {
            PerMatrix<SingularValues> found = find(vector);
            assertThat(kept()).isRegularFile();
            PerMatrix<SingularValues> again = measured.kept(vector, Optional.empty());
            assertThat(again.values().keySet()).isEqualTo(found.values().keySet());
            found.values()
                    .forEach(
                            (name, values) -> {
                                SingularValues same =
                                        Optional.ofNullable(again.values().get(name)).orElseThrow();
                                assertThat(same.values()).isEqualTo(values.values());
                                assertThat(same.sumSquares()).isEqualTo(values.sumSquares());
                            });
            byte[] before = Files.readAllBytes(kept());
            Files.setLastModifiedTime(kept(), java.nio.file.attribute.FileTime.fromMillis(0));
            find(vector);
            assertThat(Files.getLastModifiedTime(kept()).toMillis()).isZero();
            assertThat(Files.readAllBytes(kept())).isEqualTo(before);
        }
    }

    @Test
    void aDamagedFileIsNotBelieved() throws Exception {
        try (Checkpoint vector = open("full")) {
            find(vector);
            byte[] bytes = Files.readAllBytes(kept());
            for (int at = 0; at < bytes.length; at += 97) {
                byte[] damaged = bytes.clone();
                damaged[at] ^= 4;
                Files.write(kept(), damaged);
                assertThat(measured.kept(vector, Optional.empty()).isEmpty()).isTrue();
            }
            Files.write(kept(), new byte[] {1, 2, 3});
            assertThat(measured.kept(vector, Optional.empty()).isEmpty()).isTrue();
        }
    }

    @Test
    void anotherVectorUnderTheSameNameHasOthers() throws Exception {
        try (Checkpoint vector = open("full")) {
            find(vector);
        }
        put("some", "full");
        try (Checkpoint vector = open("full")) {
            assertThat(measured.kept(vector, Optional.empty()).isEmpty()).isTrue();
        }
    }

    @Test
    void oneMatrixMoreIsAddedToWhatIsKept() throws Exception {
        try (Checkpoint vector = open("full")) {
            PerMatrix<SingularValues> all = find(vector);
            Files.delete(kept());
            String one = all.values().keySet().stream().sorted().findFirst().orElseThrow();
            PerMatrix<SingularValues> first =
                    measured.of(
                            vector, Optional.empty(), one::equals, progress, new Cancellation());
            assertThat(first.values()).containsOnlyKeys(one);
            assertThat(find(vector).values()).hasSameSizeAs(all.values());
        }
    }

    @Test
    void aCancelledOneKeepsNothingThatIsHalf() throws Exception {
        Cancellation cancelled = new Cancellation();
        cancelled.cancel();
        try (Checkpoint vector = open("full")) {
            assertThatThrownBy(
                            () ->
                                    measured.of(
                                            vector,
                                            Optional.empty(),
                                            any -> true,
                                            progress,
                                            cancelled))
                    .isInstanceOf(CancelledException.class);
            assertThat(kept()).doesNotExist();
        }
    }

    @Test
    void overlapsAreKeptWhateverTheOrder() throws Exception {
        try (Checkpoint a = open("full");
                Checkpoint b = open("wide")) {
            PerMatrix<DirectionOverlap> found = overlaps(List.of(a, b));
            assertThat(found.values()).isNotEmpty();
            for (DirectionOverlap overlap : found.values().values()) {
                for (int k = 1; k <= overlap.count(); k++) {
                    assertThat(overlap.left(k)).isBetween(0.0, 1 + 1e-9);
                    assertThat(overlap.right(k)).isBetween(0.0, 1 + 1e-9);
                }
                if (overlap.count() == overlap.rows()) {
                    // All directions of a side together are the whole space.
                    assertThat(overlap.left(overlap.count())).isCloseTo(1, within(1e-9));
                }
            }
            assertThat(measured.keptOverlaps(List.of(b, a)).getFirst().values())
                    .containsOnlyKeys(found.values().keySet());
        }
    }

    @Test
    void aVectorWithItselfSharesEverything() throws Exception {
        put("full", "same");
        try (Checkpoint a = open("full");
                Checkpoint b = open("same")) {
            overlaps(List.of(a, b))
                    .values()
                    .forEach(
                            (name, overlap) -> {
                                assertThat(overlap.left(1)).isCloseTo(1, within(1e-9));
                                assertThat(overlap.right(1)).isCloseTo(1, within(1e-9));
                            });
        }
    }

    @Test
    void aFileThatWasReplacedAfterItWasOpenedDoesNotLendItsPlaceToOldOverlaps() throws Exception {
        put("full", "other");
        try (Checkpoint full = open("full");
                Checkpoint old = open("other")) {
            put("some", "other");
            PerMatrix<DirectionOverlap> found = overlaps(List.of(full, old));
            try (Checkpoint now = open("other")) {
                MeasuredSpectra anew =
                        new MeasuredSpectra(
                                new ProfileStore(folder.resolve("empty")), Compute.onCpu(2));
                PerMatrix<DirectionOverlap> right =
                        anew.overlaps(List.of(full, now), any -> true, progress, new Cancellation())
                                .getFirst();
                assertThat(right.values()).isNotEmpty();
                assertThat(firsts(found)).isEqualTo(firsts(right));
                assertThat(firsts(measured.keptOverlaps(List.of(full, now)).getFirst()))
                        .isEqualTo(firsts(right));
            }
        }
    }

    private static Map<String, Double> firsts(PerMatrix<DirectionOverlap> of) {
        return of.values().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().left(1)));
    }

    private PerMatrix<DirectionOverlap> overlaps(List<Checkpoint> vectors) throws Exception {
        return measured.overlaps(vectors, any -> true, progress, new Cancellation()).getFirst();
    }

    @Test
    void aGroupHasTheMedianOfItsMatrices() throws Exception {
        try (Checkpoint vector = open("full")) {
            PerMatrix<SingularValues> found = find(vector);
            NamedProfile profile =
                    new Measured(
                                    new ProfileStore(folder.resolve("cache")),
                                    new ThreadedPasses(Compute.onCpu(1)))
                            .profile(vector, Optional.empty(), progress, new Cancellation())
                            .named("full");
            SharedNaming naming = SharedNaming.of(List.of(profile));
            Comparison comparison =
                    new Comparison(List.of(profile), Optional.empty(), naming::place, Scope.ALL)
                            .withSpectra(new Spectra(List.of(found), List.of(), 2));
            double[] ranks =
                    found.values().values().stream()
                            .mapToDouble(SingularValues::stableRank)
                            .filter(rank -> !Double.isNaN(rank))
                            .sorted()
                            .toArray();
            double median = (ranks[(ranks.length - 1) / 2] + ranks[ranks.length / 2]) / 2;
            SpectrumNumbers all = comparison.spectrum(0, Group.ALL);
            assertThat(all.stableRank()).isCloseTo(median, within(1e-12 * median));
            assertThat(all.matrices()).isEqualTo(found.values().size());
            assertThat(all.unknown()).isEqualTo(found.gaps().size());
            double kept = 0;
            double squares = 0;
            for (SingularValues values : found.values().values()) {
                kept += values.get(0) * values.get(0) + values.get(1) * values.get(1);
                squares += values.sumSquares();
            }
            assertThat(all.energy()).isCloseTo(kept / squares, within(1e-9));
            Group norm =
                    comparison.groups(Grouping.TENSOR).stream()
                            .filter(group -> comparison.singularValues(0, group).isEmpty())
                            .findFirst()
                            .orElseThrow();
            assertThat(comparison.spectrum(0, norm).stableRank()).isNaN();
            assertThat(comparison.spectrum(0, norm).largest()).isNaN();
            assertThat(comparison.withSpectra(Spectra.NONE).spectrum(0, Group.ALL).unknown())
                    .isEqualTo(found.values().size() + found.gaps().size());
        }
    }

    @Test
    void severalVectorsHaveOneProgress() throws Exception {
        measured.of(
                List.of(Located.of(path("full")), Located.of(path("wide"))),
                any -> true,
                progress,
                new Cancellation());
        String steps = progress.steps();
        int one;
        int other;
        try (Checkpoint full = open("full");
                Checkpoint wide = open("wide")) {
            one = find(full).values().size();
            other = find(wide).values().size();
        }
        String[] said = steps.split(" of | matrices");
        assertThat(said[0]).as("all are done").isEqualTo(said[1]);
        assertThat(Integer.parseInt(said[1]))
                .as("the matrices of both, and those that they share")
                .isGreaterThanOrEqualTo(one + other);
    }

    private static List<TestDevice> devices() throws Failure {
        return TestDevice.all();
    }

    @ParameterizedTest
    @MethodSource("devices")
    void aDeviceFindsTheSameValuesAndOverlaps(TestDevice device) throws Exception {
        MeasuredSpectra onDevice =
                new MeasuredSpectra(
                        new ProfileStore(folder.resolve("other")), new Compute(device, 2));
        List<Located> both = List.of(Located.of(path("full")), Located.of(path("wide")));
        Spectra found = onDevice.of(both, any -> true, progress, new Cancellation());
        assertThat(progress.done()).isBetween(progress.total() - 1, progress.total());
        assertThat(device.chosenFor()).hasSize(3).allMatch(work -> work > 0);
        for (String name : List.of("full", "wide")) {
            Files.delete(folder.resolve(name + ".safetensors.spectra"));
        }
        Spectra expected =
                new MeasuredSpectra(new ProfileStore(folder.resolve("third")), Compute.onCpu(2))
                        .of(both, any -> true, new Progress(), new Cancellation());
        for (int i = 0; i < 2; i++) {
            Map<String, SingularValues> values = found.vectors().get(i).values();
            assertThat(found.vectors().get(i).gaps()).isEqualTo(expected.vectors().get(i).gaps());
            assertThat(values).isNotEmpty();
            expected.vectors()
                    .get(i)
                    .values()
                    .forEach(
                            (name, wanted) -> {
                                double[] got =
                                        Optional.ofNullable(values.get(name))
                                                .orElseThrow()
                                                .values();
                                assertThat(got)
                                        .containsExactly(
                                                wanted.values(), within(1e-9 * wanted.get(0)));
                            });
        }
        Map<String, DirectionOverlap> overlaps = found.pairs().getFirst().values();
        assertThat(overlaps).isNotEmpty();
        expected.pairs()
                .getFirst()
                .values()
                .forEach(
                        (name, wanted) -> {
                            DirectionOverlap got =
                                    Optional.ofNullable(overlaps.get(name)).orElseThrow();
                            assertThat(got.count()).isEqualTo(wanted.count());
                            for (int k = 1; k <= wanted.count(); k++) {
                                assertThat(got.left(k)).isCloseTo(wanted.left(k), within(1e-7));
                                assertThat(got.right(k)).isCloseTo(wanted.right(k), within(1e-7));
                            }
                        });
    }
}
