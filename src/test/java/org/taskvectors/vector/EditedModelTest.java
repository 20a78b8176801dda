package org.taskvectors.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.taskvectors.checkpoint.About;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.CheckpointProblem;
import org.taskvectors.checkpoint.Stored;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.Tied;
import org.taskvectors.file.Failure;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

class EditedModelTest {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// bfloat16 tensors in memory, by name.
    private record Made(Map<String, short[]> numbers, long columns, Tied tied, About about)
            implements Checkpoint {
        @Override
        public List<Tensor> tensors() {
            return numbers.entrySet().stream()
                    .map(
                            entry ->
                                    new Tensor(
                                            entry.getKey(),
                                            DType.BF16,
                                            Shape.of(entry.getValue().length / columns, columns)))
                    .toList();
        }

        @Override
        public Optional<Tensor> tensor(String name) {
            return tensors().stream().filter(tensor -> tensor.name().equals(name)).findFirst();
        }

        @Override
        public Stored stored(Tensor tensor) {
            return Stored.NOWHERE;
        }

        @Override
        public TensorReader reader(Tensor tensor) {
            short[] all = numbers.get(tensor.name());
            return (first, target) ->
                    MemorySegment.copy(
                            all, (int) first, target, SHORT, 0, (int) (target.byteSize() / 2));
        }

        @Override
        public void close() {}
    }

    private static Made made(
            Map<String, short[]> numbers, Tied tied, Map<String, String> metadata) {
        About plain = About.computed("made", "numbers in memory", List.of());
        Made alone = new Made(numbers, 2, tied, plain);
        About said =
                plain.withModel(
                        new About(
                                "made",
                                Optional.empty(),
                                "",
                                0,
                                0,
                                List.of(),
                                metadata,
                                Optional.empty(),
                                List.of(),
                                Optional.empty(),
                                List.of(),
                                plain.said(),
                                Optional.empty(),
                                Optional.empty()));
        return new Made(alone.numbers, 2, tied, said);
    }

    private static short[] read(Checkpoint checkpoint, String name) throws IOException {
        Tensor tensor = checkpoint.tensor(name).orElseThrow();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(tensor.bytes(), 8);
            checkpoint.read(tensor, 0, bytes);
            return bytes.toArray(SHORT);
        }
    }

    /// A vector over shared rows says so in its provenance.
    @Test
    void rowsBeyondAVectorAreTheBasesBitForBit() throws Exception {
        String name = "model.embed_tokens.weight";
        short signalling = 0x7f81;
        Made base =
                made(
                        Map.of(name, new short[] {0x3f80, 0x3f80, signalling, 0x3f80}),
                        Tied.NONE,
                        Map.of());
        Provenance provenance =
                new Provenance(
                        "test",
                        new Identity("made", "00"),
                        new Identity("tuned", "01"),
                        Map.of("vocabulary", "shared"),
                        List.of(),
                        Map.of());
        Made vector =
                made(
                        Map.of(name, new short[] {0x3f80, 0}),
                        Tied.NONE,
                        new ProvenanceCodec().write(provenance));

        EditedModel model = EditedModel.of(base, SavedVector.of(vector));

        assertThat(read(model, name))
                .containsExactly((short) 0x4000, (short) 0x3f80, signalling, (short) 0x3f80);
    }

    @Test
    void namesThatAreChangedAlikeStayOne() throws Exception {
        Map<String, short[]> three = new LinkedHashMap<>();
        List.of("a.weight", "b.weight", "c.weight")
                .forEach(name -> three.put(name, new short[] {0x3f80, 0x3f80}));
        Set<String> names = new LinkedHashSet<>(three.keySet());
        Made base = made(three, Tied.of(Stream.of(names)), Map.of());
        // By itself, as an adapter changes it: nothing of the others.
        Made vector =
                made(
                        Map.of(
                                "a.weight", new short[] {0x3f80, 0x3f80},
                                "b.weight", new short[] {0x3f80, 0x4000}),
                        Tied.NONE,
                        Map.of());

        EditedModel model = EditedModel.of(base, SavedVector.of(vector));

        // Two summands of two tensors; the third name follows the first.
        assertThat(model.tied().sets()).containsExactly(Set.of("a.weight", "c.weight"));
        assertThat(model.parted()).containsExactly(names);
    }

    private static short[] rows(int count, int value) {
        short[] all = new short[2 * count];
        Arrays.fill(all, (short) value);
        return all;
    }

    private static Made vocabulary(int embedding, int head, int value) {
        Map<String, short[]> numbers = new LinkedHashMap<>();
        numbers.put("model.embed_tokens.weight", rows(embedding, value));
        numbers.put("model.layers.0.self_attn.q_proj.weight", rows(2, value));
        numbers.put("lm_head.weight", rows(head, value));
        return made(numbers, Tied.NONE, Map.of());
    }

    /// Rows that the base lacks count as zeros; a term with fewer rows ends where it ends.
    @Test
    void rowsThatTheBaseLacksAreTheVectorsAlone() throws Exception {
        Made base = vocabulary(3, 3, 0x3f80);
        Made grown = vocabulary(5, 5, 0x4000);
        Made more = vocabulary(4, 4, 0x4000);

        EditedModel model =
                EditedModel.of(
                        base,
                        new Combination(
                                List.of(
                                        Term.of(SavedVector.of(grown), 0.5),
                                        Term.of(SavedVector.of(more)))));

        // 1 + 0.5 · 2 + 2, then 0.5 · 2 + 2, then 0.5 · 2.
        short[] expected = {
            0x4080, 0x4080, 0x4080, 0x4080, 0x4080, 0x4080, 0x4040, 0x4040, 0x3f80, 0x3f80
        };
        assertThat(read(model, "model.embed_tokens.weight")).containsExactly(expected);
        assertThat(read(model, "lm_head.weight")).containsExactly(expected);
        assertThat(model.grown().orElseThrow().to()).isEqualTo(5);
        assertThat(model.about().notes()).anyMatch(note -> note.contains("5 rows"));
    }

    @Test
    void aVocabularyOfTwoSizesIsRefused() {
        Failure failure =
                catchThrowableOfType(
                        Failure.class,
                        () ->
                                EditedModel.of(
                                        vocabulary(3, 3, 0x3f80),
                                        SavedVector.of(vocabulary(5, 3, 0x3f80))));

        assertThat(failure.problem()).isEqualTo(VectorProblem.ROWS_APART);
        assertThat(failure.what()).contains("model.embed_tokens.weight 5", "lm_head.weight 3");
    }

    /// Rows of anything else are another model.
    @Test
    void onlyTheVocabularyGrows() {
        Made base =
                made(Map.of("model.layers.0.mlp.up_proj.weight", rows(3, 1)), Tied.NONE, Map.of());
        Made vector =
                made(Map.of("model.layers.0.mlp.up_proj.weight", rows(4, 1)), Tied.NONE, Map.of());

        Failure failure =
                catchThrowableOfType(
                        Failure.class, () -> EditedModel.of(base, SavedVector.of(vector)));

        assertThat(failure.problem()).isEqualTo(CheckpointProblem.NOT_ITS_BASE);
    }

    /// A base without a head: what the vector says of the head is what it says of the embedding.
    @Test
    void aHeadThatRepeatsTheEmbeddingIsTheEmbedding() throws Exception {
        Map<String, short[]> numbers = new LinkedHashMap<>();
        numbers.put("model.embed_tokens.weight", rows(3, 0x3f80));
        numbers.put("model.layers.0.self_attn.q_proj.weight", rows(2, 0x3f80));
        Made base = made(numbers, Tied.NONE, Map.of());

        EditedModel model = EditedModel.of(base, SavedVector.of(vocabulary(3, 3, 0x3f80)));

        assertThat(read(model, "model.embed_tokens.weight")).containsOnly((short) 0x4000);
    }
}
