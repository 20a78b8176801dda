package org.taskvectors.checkpoint.alignment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.checkpoint.open.Checkpoints;

/// One model in two layouts, made by transformers: every weight of one is found in the other, bit
/// for bit. No two weights of a model are alike, so that what is found is the right one.
class AlignmentOracleTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/alignment");

    static Stream<Arguments> pairs() {
        return Stream.of(
                        "gemma3",
                        "llava",
                        "qwen2_5_vl",
                        "mllama",
                        "mixtral",
                        "qwen3_moe",
                        "gpt_neox",
                        "vit",
                        "bert",
                        "t5",
                        "llama")
                .flatMap(AlignmentOracleTest::pairsOf);
    }

    private static Stream<Arguments> pairsOf(String name) {
        Stream<String> others =
                switch (name) {
                    case "llama" -> Stream.of("module", "meta");
                    case "bert" -> Stream.of("module", "old");
                    default -> Stream.of("module");
                };
        return others.flatMap(
                other ->
                        Stream.of(
                                Arguments.of(name, "file", other),
                                Arguments.of(name, other, "file")));
    }

    @ParameterizedTest(name = "{0}: {2} in the layout of {1}")
    @MethodSource("pairs")
    void everyWeightIsFoundBitForBit(String name, String target, String source) throws IOException {
        try (Checkpoint to = open(name, target);
                Checkpoint from = open(name, source)) {
            requireAll(to, from, config(name), config(name));
        }
    }

    @ParameterizedTest(name = "{0}: {2} in the layout of {1}, without configurations")
    @MethodSource("pairs")
    void aBareFileIsFoundToo(String name, String target, String source) throws IOException {
        // Without a configuration nobody knows how many rows a head has.
        boolean isTurned = target.equals("meta") || source.equals("meta");
        try (Checkpoint to = open(name, target);
                Checkpoint from = open(name, source)) {
            requireAll(to, from, isTurned ? config(name) : Optional.empty(), Optional.empty());
        }
    }

    @Test
    void rowsAreNotTurnedWhereNobodySaysHowManyAHeadHas() throws IOException {
        try (Checkpoint to = open("llama", "file");
                Checkpoint from = open("llama", "meta")) {
            Alignment alignment = Alignment.of(to, from);
            assertThat(
                            alignment.leftInTarget().stream()
                                    .map(Tensor::name)
                                    .filter(name -> name.contains("q_proj")))
                    .isNotEmpty();
            assertThat(Coverage.of(alignment, to, from).isPartial()).isTrue();
        }
    }

    @Test
    void aReaderReadsAnyPartOfWhatIsPutTogether() throws IOException {
        try (Checkpoint to = open("mixtral", "module");
                Checkpoint from = open("mixtral", "file")) {
            Checkpoint aligned = Alignment.of(to, from).apply(from);
            Tensor stacked =
                    aligned.tensor("model.layers.1.mlp.experts.gate_up_proj").orElseThrow();
            byte[] whole = bytes(aligned, stacked, 0, (int) stacked.elements());
            int[][] parts = {{0, 1}, {7, 2}, {95, 98}, {1, (int) stacked.elements() - 1}};
            for (int[] part : parts) {
                byte[] some = bytes(aligned, stacked, part[0], part[1]);
                assertThat(some)
                        .isEqualTo(
                                java.util.Arrays.copyOfRange(
                                        whole, 2 * part[0], 2 * (part[0] + part[1])));
            }
        }
    }

    @Test
    void whatIsReadUnderOtherNamesIsSaid() throws IOException {
        try (Checkpoint to = open("llava", "file");
                Checkpoint from = open("llava", "module")) {
            assertThat(Alignment.of(to, from).renamed())
                    .extracting(Renamed::how)
                    .contains("model.language_model → language_model.model");
        }
    }

    private static Checkpoint open(String name, String layout) throws IOException {
        return Checkpoints.open(GOLDEN.resolve(name).resolve(layout + ".safetensors"));
    }

    private static Optional<ModelConfig> config(String name) throws IOException {
        try (Reader text = Files.newBufferedReader(GOLDEN.resolve(name).resolve("config.json"))) {
            return ModelConfig.parse(text);
        }
    }

    private static void requireAll(
            Checkpoint to,
            Checkpoint from,
            Optional<ModelConfig> target,
            Optional<ModelConfig> source)
            throws IOException {
        Alignment alignment =
                Alignment.of(
                        new Alignment.Side(to.tensors(), target),
                        new Alignment.Side(from.tensors(), source));
        Checkpoint aligned = alignment.apply(from);
        Set<String> copies = copies(to, from, target);
        List<Tensor> wanted =
                to.tensors().stream().filter(tensor -> !copies.contains(tensor.name())).toList();
        assertThat(alignment.leftInTarget()).doesNotContainAnyElementsOf(wanted);
        for (Tensor tensor : wanted) {
            Tensor found = alignment.found(tensor).orElseThrow();
            assertThat(found).isEqualTo(tensor);
            assertThat(bytes(aligned, found, 0, (int) found.elements()))
                    .as(tensor.name())
                    .isEqualTo(bytes(to, tensor, 0, (int) tensor.elements()));
        }
        assertThat(Coverage.of(alignment, to, from).isPartial()).isFalse();
    }

    /// The names of tied weights, which one of the two layouts stores once.
    private static Set<String> copies(
            Checkpoint to, Checkpoint from, Optional<ModelConfig> config) {
        Set<String> copies = new HashSet<>();
        Naming.of(to.tensors().stream().map(Tensor::name).toList(), config).tied().stream()
                .flatMap(Set::stream)
                .filter(name -> from.tensor(name).isEmpty())
                .forEach(copies::add);
        copies.addAll(
                List.of(
                        "lm_head.weight",
                        "cls.predictions.decoder.weight",
                        "cls.predictions.decoder.bias"));
        return copies;
    }

    private static byte[] bytes(Checkpoint checkpoint, Tensor tensor, int first, int count)
            throws IOException {
        try (Arena arena = Arena.ofConfined();
                TensorReader reader = checkpoint.reader(tensor)) {
            MemorySegment into = arena.allocate((long) count * tensor.dtype().bytes(), 8);
            reader.read(first, into);
            return into.toArray(ValueLayout.JAVA_BYTE);
        }
    }
}
