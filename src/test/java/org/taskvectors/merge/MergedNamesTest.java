package org.taskvectors.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Incomplete;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.Progress;
import org.taskvectors.merge.method.Chosen;
import org.taskvectors.merge.method.Lines;
import org.taskvectors.merge.method.MethodProblem;
import org.taskvectors.merge.method.Methods;
import org.taskvectors.merge.method.Settings;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;
import org.taskvectors.vector.Combination;
import org.taskvectors.vector.EditedModel;
import org.taskvectors.vector.SameNumbers;
import org.taskvectors.vector.SavedVector;
import org.taskvectors.vector.Scale;
import org.taskvectors.vector.Term;

/// By which names tensors are merged, weights with several of them, and layers.
class MergedNamesTest {
    private static final String EMBEDDING = "model.embed_tokens.weight";
    private static final String HEAD = "lm_head.weight";
    private static final String UP = "model.layers.0.mlp.up_proj.weight";
    private static final String NEXT = "model.layers.1.mlp.up_proj.weight";

    private static Made tied(String name, float... numbers) {
        return new Made(name, DType.F32)
                .with(EMBEDDING, Shape.of(numbers.length, 1), numbers)
                .with(UP, 1, 1)
                .with(NEXT, 1, 1)
                .tying(EMBEDDING, HEAD);
    }

    private static Vector merge(
            String method, Settings settings, Optional<Checkpoint> base, Vector... vectors)
            throws Exception {
        return new Merger(Compute.onCpu(1), new Progress(), new Cancellation())
                .vectors(
                        Methods.of(method).orElseThrow(),
                        base,
                        List.of(vectors),
                        new Chosen(settings, 1),
                        List.of(),
                        false);
    }

    private static Checkpoint mix(Made... models) throws Exception {
        return new Merger(Compute.onCpu(1), new Progress(), new Cancellation())
                .models(
                        Methods.of("linear").orElseThrow(),
                        Optional.empty(),
                        List.of(models),
                        new Chosen(Settings.standard(), 1),
                        Tensor::dtype);
    }

    /// The largest half of four weights, and not of six: a tied weight counts once.
    @Test
    void aTiedWeightIsMergedOnceAndChangedUnderBothNames() throws Exception {
        Made base = tied("base", 0, 0);
        Vector one =
                new Made("v", DType.F32)
                        .with(EMBEDDING, Shape.of(2, 1), 5, 6)
                        .with(UP, 1, 7)
                        .asVector();
        for (String method : List.of("ties", "task_arithmetic")) {
            Vector merged =
                    merge(method, Settings.of(Map.of("density", 0.5)), Optional.of(base), one);
            EditedModel model = EditedModel.of(base, merged);
            float five = method.equals("ties") ? 0 : 5;
            assertThat(MergeCase.numbers(model, EMBEDDING)).containsExactly(five, 6);
            assertThat(MergeCase.numbers(model, HEAD)).containsExactly(five, 6);
            assertThat(model.parted()).isEmpty();
        }
    }

    @Test
    void whatIsChangedByItselfStaysApart() throws Exception {
        Made base = tied("base", 0, 0);
        Vector head =
                new ByItself(
                        new Made("v", DType.F32).with(HEAD, Shape.of(2, 1), 5, 6).asVector(),
                        List.of());
        Vector merged = merge("ties", Settings.of(Map.of("density", 1.0)), Optional.of(base), head);
        EditedModel model = EditedModel.of(base, merged);
        assertThat(MergeCase.numbers(model, EMBEDDING)).containsExactly(0, 0);
        assertThat(MergeCase.numbers(model, HEAD)).containsExactly(5, 6);
    }

    /// The coefficient of a weight is found under each of its names.
    @Test
    void coefficientsOfTiedWeights() throws Exception {
        Made base = tied("base", 0, 0);
        Vector head =
                new Made("v", DType.F32).with(HEAD, Shape.of(2, 1), 5, 6).with(UP, 1, 7).asVector();
        Settings byTensor =
                (name, _, slot) ->
                        name.equals("weight") && slot.tensor().equals(UP)
                                ? OptionalDouble.of(2)
                                : OptionalDouble.empty();
        Vector merged = merge("task_arithmetic", byTensor, Optional.of(base), head);
        EditedModel model = EditedModel.of(base, merged);
        assertThat(MergeCase.numbers(model, HEAD)).containsExactly(5, 6);
        assertThat(MergeCase.numbers(model, EMBEDDING)).containsExactly(5, 6);
        assertThat(MergeCase.numbers(model, UP)).containsExactly(3, 15);
    }

    @Test
    void mixedModelsStayTiedWhereAllAre() throws Exception {
        Checkpoint both = mix(tied("a", 1, 2), tied("b", 3, 4));
        assertThat(both.tied().areOne(EMBEDDING, HEAD)).isTrue();
        assertThat(MergeCase.numbers(both, HEAD)).containsExactly(2, 3);

        Made apart =
                new Made("b", DType.F32)
                        .with(EMBEDDING, Shape.of(2, 1), 3, 4)
                        .with(UP, 1, 1)
                        .with(NEXT, 1, 1)
                        .with(HEAD, Shape.of(2, 1), 7, 8);
        Checkpoint one = mix(tied("a", 1, 2), apart);
        assertThat(one.tied().sets()).isEmpty();
        assertThat(MergeCase.numbers(one, EMBEDDING)).containsExactly(2, 3);
        assertThat(MergeCase.numbers(one, HEAD)).containsExactly(4, 5);
    }

    @Test
    void prefixesOfToolsChangeNoDraw() throws Exception {
        float[] ones = new float[1000];
        Arrays.fill(ones, 1);
        Vector plain = new Made("v", DType.F32).with(UP, ones).asVector();
        Vector wrapped = new Made("v", DType.F32).with("module." + UP, ones).asVector();
        float[] drawn =
                MergeCase.numbers(
                        merge("dare_linear", Settings.standard(), Optional.empty(), plain), UP);
        assertThat(
                        MergeCase.numbers(
                                merge(
                                        "dare_linear",
                                        Settings.standard(),
                                        Optional.empty(),
                                        wrapped),
                                "module." + UP))
                .isEqualTo(drawn)
                .contains(0, 2);
        // Two ingredients are drawn for by themselves.
        assertThat(
                        MergeCase.numbers(
                                merge(
                                        "dare_linear",
                                        Settings.standard().withEach("weight", 0, 1),
                                        Optional.empty(),
                                        plain,
                                        plain),
                                UP))
                .isNotEqualTo(drawn);
    }

    @Test
    void linesScalesAlongTheDepth() throws Exception {
        Made base = tied("base", 0, 0);
        Vector one =
                new Made("v", DType.F32)
                        .with(EMBEDDING, Shape.of(2, 1), 8, 8)
                        .with(UP, 8, 8)
                        .with(NEXT, 8, 8)
                        .asVector();
        Vector merged = merge("ties", Settings.of(Map.of("density", 1.0)), Optional.of(base), one);
        Scale lines = new Lines(0.25, 0.5).scale(Naming.of(base).layersOfStacks());
        EditedModel model = EditedModel.of(base, new Combination(List.of(new Term(merged, lines))));
        assertThat(MergeCase.numbers(model, EMBEDDING)).containsExactly(2, 2);
        assertThat(MergeCase.numbers(model, UP)).containsExactly(3, 3);
        assertThat(MergeCase.numbers(model, NEXT)).containsExactly(7, 7);
        assertThat(new Lines(0.25, 0.5).scale(Map.of("", 1)).of(Naming.of(base).place(UP)))
                .isEqualTo(0.25);
    }

    /// Tokens that one vector has and another has not.
    @Test
    void rowsThatAVectorDoesNotHaveAreZeros() throws Exception {
        Made base =
                new Made("base", DType.F32)
                        .with(EMBEDDING, Shape.of(2, 2), 1, 1, 1, 1)
                        .with(UP, 1, 1)
                        .with(NEXT, 1, 1);
        Vector grown =
                new Made("grown", DType.F32)
                        .with(EMBEDDING, Shape.of(3, 2), 3, 0, 0, 0, 4, 0)
                        .asVector();
        Vector plain =
                new Made("plain", DType.F32).with(EMBEDDING, Shape.of(2, 2), 3, 4, 0, 0).asVector();
        for (String method : List.of("ties", "slerp")) {
            Vector merged =
                    merge(
                            method,
                            Settings.of(Map.of("density", 1.0, "t", 0.5)),
                            Optional.of(base),
                            grown,
                            plain);
            EditedModel model = EditedModel.of(base, merged);
            if (method.equals("ties")) {
                assertThat(MergeCase.numbers(model, EMBEDDING)).containsExactly(4, 5, 1, 1, 4, 0);
            } else {
                // Both have the length 5, and their cosine is 9 / 25.
                float half = (float) (1 / (2 * Math.cos(Math.acos(0.36) / 2)));
                assertThat(MergeCase.numbers(model, EMBEDDING))
                        .containsExactly(
                                new float[] {1 + 6 * half, 1 + 4 * half, 1, 1, 4 * half, 0},
                                within(1e-6f));
            }
        }
        // Alone, there is no vocabulary that says so.
        assertThat(merge("ties", Settings.standard(), Optional.empty(), grown, plain).incomplete())
                .hasSize(1);
    }

    /// Of one adapter with nothing trimmed the merge is the adapter, LoRA or DoRA.
    @ParameterizedTest
    @ValueSource(strings = {"bf16", "dora"})
    void anAdapterIsMergedWithItsBase(String name) throws Exception {
        Path golden = Path.of("src/test/resources/golden/adapter");
        try (Checkpoint base = Checkpoints.open(golden.resolve("base/llama"));
                Checkpoint opened = Checkpoints.open(golden.resolve(name))) {
            Vector adapter = SavedVector.of(opened);
            Vector merged =
                    merge("ties", Settings.of(Map.of("density", 1.0)), Optional.of(base), adapter);
            EditedModel plain = EditedModel.of(base, adapter);
            EditedModel model = EditedModel.of(base, merged);
            assertThat(plain.changed()).isNotEmpty();
            assertThat(model.changed()).isEqualTo(plain.changed());
            for (String changed : plain.changed()) {
                assertThat(SameNumbers.bytes(model, changed))
                        .as(changed)
                        .isEqualTo(SameNumbers.bytes(plain, changed));
            }
        }
    }

    /// What was measured without a base that a vector needs is not what it is with one.
    @Test
    void aVectorThatNeedsItsBaseIsMergedWithIt() throws Exception {
        Made base = tied("base", 0, 0);
        Vector needs =
                new ByItself(
                        new Made("v", DType.F32).with(UP, 1, 2).asVector(),
                        List.of(new Incomplete(NEXT, Shape.of(2), true, "it needs the base")));
        Vector alone = merge("ties", Settings.of(Map.of("density", 1.0)), Optional.empty(), needs);
        Failure failure = catchThrowableOfType(Failure.class, () -> EditedModel.of(base, alone));
        assertThat(failure.problem()).isEqualTo(MethodProblem.OTHER_BASE);
        Vector on = merge("ties", Settings.of(Map.of("density", 1.0)), Optional.of(base), needs);
        assertThat(EditedModel.of(base, on).changed()).isEqualTo(Set.of(UP));
    }
}
