package org.taskvectors.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.Measured;
import org.taskvectors.analysis.Measurement;
import org.taskvectors.analysis.NamedProfile;
import org.taskvectors.analysis.PairSums;
import org.taskvectors.analysis.PairTensor;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.analysis.SharedNaming;
import org.taskvectors.analysis.TensorProfile;
import org.taskvectors.analysis.ThreadedPasses;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tied;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.checkpoint.naming.Tying;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.extraction.Finding.Category;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Compute;

/// Names that share a storage in PyTorch's files, without a configuration that says so. The models,
/// which of their names PyTorch holds for one tensor, and the sums are those of
/// `src/test/oracle/pytorch/make_golden.py tied`.
class TiedStorageTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/pytorch");
    private static final String FIRST = "model.layers.0.input_layernorm.weight";
    private static final String AGAIN = "model.layers.0.post_attention_layernorm.weight";

    @TempDir private Path folder;

    private static Map<String, Double> expected(String name) throws IOException {
        JsonNode found = new ObjectMapper().readTree(GOLDEN.resolve("tied.json").toFile());
        Map<String, Double> squares = new TreeMap<>();
        found.path(name)
                .properties()
                .forEach(entry -> squares.put(entry.getKey(), entry.getValue().doubleValue()));
        return squares;
    }

    private static void assertSquares(List<TensorProfile> tensors, Map<String, Double> expected) {
        assertThat(tensors)
                .extracting(TensorProfile::name)
                .containsExactlyInAnyOrderElementsOf(expected.keySet());
        for (TensorProfile tensor : tensors) {
            double squares = expected.getOrDefault(tensor.name(), Double.NaN);
            assertThat(tensor.sumSquares()).isCloseTo(squares, within(1e-7 * squares));
        }
    }

    private Measured measured() {
        return new Measured(
                new ProfileStore(folder.resolve("cache")), new ThreadedPasses(Compute.onCpu(1)));
    }

    /// A copy, as what is measured is kept beside its file.
    private Path copied(String name) throws IOException {
        return Files.copy(GOLDEN.resolve(name), folder.resolve(name));
    }

    private Measurement profile(Path path) throws Exception {
        try (Checkpoint vector = Checkpoints.open(path)) {
            return measured().profile(vector, Optional.empty(), new Progress(), new Cancellation());
        }
    }

    /// Equal numbers in another storage, other strides and a part of a tensor are tensors of their
    /// own.
    @ParameterizedTest
    @ValueSource(strings = {"tied_base.pth", "tied_base_legacy.pth"})
    void areWhatPytorchTies(String name) throws IOException {
        try (Checkpoint model = Checkpoints.open(GOLDEN.resolve(name))) {
            Naming naming = Naming.of(model);

            assertThat(naming.tied())
                    .containsExactlyInAnyOrder(
                            Set.of("model.embed_tokens.weight", "lm_head.weight"),
                            Set.of(FIRST, AGAIN));
            assertThat(naming.repeated()).containsExactlyInAnyOrder("lm_head.weight", AGAIN);
            assertThat(naming.tying()).isEqualTo(Tying.STORED_TWICE);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "tied_base.pth, tied_base",
        "tied_tuned.pth, tied_tuned",
        "tied_tuned_legacy.pth, tied_tuned"
    })
    void countOnceInAProfile(String file, String name) throws Exception {
        Map<String, Double> expected = expected(name);
        NamedProfile profile = new NamedProfile(file, profile(copied(file)).profile());

        assertSquares(profile.profile().tensors(), expected);
        Comparison alone =
                new Comparison(
                        List.of(profile),
                        Optional.empty(),
                        SharedNaming.of(List.of(profile))::place,
                        Scope.ALL);
        double norm = Math.sqrt(expected.values().stream().mapToDouble(d -> d).sum());
        assertThat(alone.numbers(0, Group.ALL).l2Norm()).isCloseTo(norm, within(1e-7 * norm));
    }

    @Test
    void countOnceInPairs() throws Exception {
        try (Checkpoint one = Checkpoints.open(copied("tied_base.pth"));
                Checkpoint other = Checkpoints.open(copied("tied_tuned.pth"))) {
            PairSums sums =
                    measured().pairs(List.of(one, other), new Progress(), new Cancellation());

            assertThat(sums.pairs().getFirst()).hasSize(6);
            assertThat(sums.pairs().getFirst())
                    .extracting(PairTensor::name)
                    .doesNotContain("lm_head.weight");
        }
    }

    @Test
    void areWrittenOnceInAVector() throws Exception {
        Path output = folder.resolve("vector.pth");
        try (Checkpoint base = Checkpoints.open(GOLDEN.resolve("tied_base.pth"));
                Checkpoint tuned = Checkpoints.open(GOLDEN.resolve("tied_tuned.pth"))) {
            PairCheck check = PairChecker.check(base, tuned, Policies.DEFAULT);
            assertThat(check.baseTensors()).hasSize(6);
            assertThat(check.findings())
                    .filteredOn(finding -> finding.category() == Category.TIED)
                    .singleElement()
                    .satisfies(
                            tied -> {
                                assertThat(tied.tensors())
                                        .containsExactly(
                                                "layers.0.post_attention_layernorm.weight",
                                                "lm_head.weight");
                                assertThat(tied.action()).isEqualTo("counted once");
                            });
            ExtractionResult result =
                    new Extractor("test", new ProfileStore(folder.resolve("cache")))
                            .extract(
                                    new ExtractionRequest(
                                            Located.of(base),
                                            Located.of(tuned),
                                            output,
                                            Policies.DEFAULT,
                                            true,
                                            Compute.onCpu(1)),
                                    new Progress(),
                                    new Cancellation());
            assertSquares(result.profile().tensors(), expected("difference"));
        }
        assertSquares(profile(output).profile().tensors(), expected("difference"));
        try (Checkpoint vector = Checkpoints.open(output)) {
            assertThat(vector.tensors().stream().map(t -> t.name()).toList())
                    .containsExactlyInAnyOrderElementsOf(expected("difference").keySet());
        }
    }

    /// A folder's configuration and the storages say the same once.
    @Test
    void areOneSetWhereTheConfigurationSaysSoToo() {
        assertThat(
                        Tied.of(
                                        Stream.of(
                                                Set.of("a"),
                                                new TreeSet<>(Set.of("b", "c")),
                                                new TreeSet<>(Set.of("d", "e")),
                                                new TreeSet<>(Set.of("c", "e", "f"))))
                                .sets())
                .containsExactly(Set.of("b", "c", "d", "e", "f"));
    }
}
