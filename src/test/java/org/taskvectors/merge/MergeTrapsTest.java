package org.taskvectors.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.Progress;
import org.taskvectors.merge.method.Chosen;
import org.taskvectors.merge.method.MethodProblem;
import org.taskvectors.merge.method.Methods;
import org.taskvectors.merge.method.Settings;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;
import org.taskvectors.vector.Combination;
import org.taskvectors.vector.EditedModel;
import org.taskvectors.vector.SameNumbers;
import org.taskvectors.vector.Term;
import org.taskvectors.vector.VectorProblem;

/// Where others go wrong, or one has to choose: each with the right answer.
class MergeTrapsTest {
    private static final String W = "layers.0.mlp.up_proj.weight";

    private static Made vector(String name, float... numbers) {
        return new Made(name, DType.F32).with(W, numbers);
    }

    private static Vector merge(String method, Settings settings, Made... vectors)
            throws Exception {
        return new Merger(Compute.onCpu(1), new Progress(), new Cancellation())
                .vectors(
                        Methods.of(method).orElseThrow(),
                        Optional.empty(),
                        Arrays.stream(vectors).map(Made::asVector).toList(),
                        new Chosen(settings, 1),
                        List.of(),
                        false);
    }

    private static float[] merged(String method, Map<String, Double> settings, Made... vectors)
            throws Exception {
        return MergeCase.numbers(merge(method, Settings.of(settings), vectors), W);
    }

    private static Checkpoint mix(String method, Settings settings, Made... models)
            throws Exception {
        return new Merger(Compute.onCpu(1), new Progress(), new Cancellation())
                .models(
                        Methods.of(method).orElseThrow(),
                        Optional.of(models[0]),
                        List.of(models),
                        new Chosen(settings, 1),
                        Tensor::dtype);
    }

    /// The largest of the whole vector are kept: of a tensor of small weights none.
    @Test
    void tiesTrimsTheWholeVector() throws Exception {
        Made one =
                new Made("one", DType.F32)
                        .with(W, 1, -2, 3, -4, 5)
                        .with("layers.1.mlp.up_proj.weight", 0.1f, 0.2f, 0.3f, 0.4f, 0.5f);
        Vector whole = merge("ties", Settings.of(Map.of("density", 0.3)), one);
        assertThat(MergeCase.numbers(whole, W)).containsExactly(0, 0, 3, -4, 5);
        assertThat(MergeCase.numbers(whole, "layers.1.mlp.up_proj.weight")).containsOnly(0);

        Vector each = merge("ties", Settings.of(Map.of("density", 0.4, "by_tensor", 1.0)), one);
        assertThat(MergeCase.numbers(each, W)).containsExactly(0, 0, 0, -4, 5);
        assertThat(MergeCase.numbers(each, "layers.1.mlp.up_proj.weight"))
                .containsExactly(0, 0, 0, 0.4f, 0.5f);
    }

    @Test
    void aSignSumOfZeroElectsNothingUnlessPlusIsChosen() throws Exception {
        Made[] pair = {vector("a", 1, 2, -3), vector("b", -1, 2, 3)};
        assertThat(merged("ties", Map.of("density", 1.0), pair)).containsExactly(0, 2, 0);
        assertThat(merged("ties", Map.of("density", 1.0, "positive_ties", 1.0), pair))
                .containsExactly(1, 2, 3);
    }

    /// ⌊0.1 · 5⌋ is 0, and one is kept all the same; Breadcrumbs too, where mergekit keeps none.
    @ParameterizedTest
    @ValueSource(strings = {"ties", "breadcrumbs", "breadcrumbs_ties", "magnitude_mask"})
    void aTensorOfFewWeightsKeepsOne(String method) throws Exception {
        assertThat(
                        merged(
                                method,
                                Map.of("density", 0.1, "by_tensor", 1.0),
                                vector("a", 1, -2, 5, -4, 3)))
                .containsExactly(0, 0, 5, 0, 0);
        assertThat(merged(method, Map.of("density", 0.1, "by_tensor", 1.0), vector("a", 7)))
                .containsExactly(7);
        assertThat(merged(method, Map.of("density", 0.0, "by_tensor", 1.0), vector("a", 7, 8)))
                .containsExactly(0, 0);
    }

    /// Which of equal weights are kept would depend on their order: all of them are.
    @Test
    void tiesAtTheThresholdAreAllKept() throws Exception {
        assertThat(merged("ties", Map.of("density", 0.4), vector("a", 2, -2, 1, 2, 3)))
                .containsExactly(2, -2, 0, 2, 3);
    }

    /// γ · n below 1 cuts nothing above. An empty slice at the end made the tensor zero in older
    /// versions of mergekit.
    @Test
    void breadcrumbsWithNothingToCutAbove() throws Exception {
        assertThat(
                        merged(
                                "breadcrumbs",
                                Map.of("density", 0.6, "gamma", 0.01),
                                vector("a", 1, -2, 3, -4, 5)))
                .containsExactly(0, 0, 3, -4, 5);
        assertThat(
                        merged(
                                "breadcrumbs",
                                Map.of("density", 0.6, "gamma", 0.2),
                                vector("a", 1, -2, 3, -4, 5)))
                .containsExactly(0, -2, 3, -4, 0);
        assertThat(
                        merged(
                                "breadcrumbs",
                                Map.of("density", 0.6, "gamma", 0.9),
                                vector("a", 1, -2, 3, -4, 5)))
                .containsExactly(1, -2, 3, 0, 0);
    }

    /// A negative weight turns its vector round; divided by the signed weights it would be turned
    /// back.
    @Test
    void aNegativeWeightNegates() throws Exception {
        Settings negative = Settings.of(Map.of("density", 1.0)).withEach("weight", -1);
        assertThat(MergeCase.numbers(merge("ties", negative, vector("a", 1, -2)), W))
                .containsExactly(-1, 2);
    }

    /// A mask that drops everything gives zeros, in every way of rescaling.
    @ParameterizedTest
    @ValueSource(strings = {"dare_linear", "dare_ties", "della_linear", "della"})
    void emptyMasks(String method) throws Exception {
        Made one = vector("a", 1, -2, 3);
        assertThat(merged(method, Map.of("density", 0.0), one)).containsOnly(0);
        assertThat(merged(method, Map.of("density", 0.0, "rescale", 0.0, "l1_rescale", 1.0), one))
                .containsOnly(0);
        Map<String, Double> hardly =
                Map.of(
                        "density", 1e-9,
                        "rescale", 0.0,
                        "l1_rescale", 1.0);
        Settings none = Settings.of(hardly).or(Settings.of(Map.of("epsilon", 1e-9)));
        assertThat(MergeCase.numbers(merge(method, none, one), W)).containsOnly(0);
        assertThat(merged(method, Map.of("density", 1.0), one)).containsExactly(1, -2, 3);
    }

    @Test
    void whatDareKeepsIsDividedByTheDensity() throws Exception {
        float[] ones = new float[10_000];
        Arrays.fill(ones, 1);
        float[] kept = merged("dare_linear", Map.of("density", 0.25), vector("a", ones));
        int count = 0;
        for (float one : kept) {
            assertThat(one).isIn(0f, 4f);
            count += one == 4 ? 1 : 0;
        }
        // Four standard deviations.
        assertThat(count).isBetween(2500 - 173, 2500 + 173);
    }

    @Test
    void dellaDividesByEachProbabilityAndRanksWithinRows() throws Exception {
        int rows = 4000;
        float[] numbers = new float[3 * rows];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = new float[] {2, 1, -3}[i % 3];
        }
        Made one = new Made("a", DType.F32).with(W, Shape.of(rows, 3), numbers);
        float[] kept =
                MergeCase.numbers(
                        merge(
                                "della_linear",
                                Settings.of(Map.of("density", 0.5, "epsilon", 0.25)),
                                one),
                        W);
        int[] counts = new int[3];
        float[] factors = {1 / 0.5f, 1 / 0.25f, 1 / 0.75f};
        for (int i = 0; i < kept.length; i++) {
            if (kept[i] != 0) {
                counts[i % 3]++;
                assertThat(kept[i]).isEqualTo(numbers[i] * factors[i % 3]);
            }
        }
        assertThat(counts[0]).isBetween(2000 - 127, 2000 + 127);
        assertThat(counts[1]).isBetween(1000 - 110, 1000 + 110);
        assertThat(counts[2]).isBetween(3000 - 110, 3000 + 110);
    }

    /// A row of one weight has no rank between two ends; mergekit divides 0 by 0.
    @Test
    void dellaOnOneColumn() throws Exception {
        float[] numbers = new float[4000];
        Arrays.fill(numbers, 1);
        Made one = new Made("a", DType.F32).with(W, Shape.of(4000, 1), numbers);
        float[] kept =
                MergeCase.numbers(
                        merge("della_linear", Settings.of(Map.of("density", 0.5)), one), W);
        int count = 0;
        for (float number : kept) {
            assertThat(number).isIn(0f, 2f);
            count += number == 2 ? 1 : 0;
        }
        assertThat(count).isBetween(2000 - 127, 2000 + 127);
    }

    @Test
    void ofTwoWaysOfRescalingOneIsChosen() {
        Failure failure =
                catchThrowableOfType(
                        Failure.class,
                        () -> merged("dare_linear", Map.of("l1_rescale", 1.0), vector("a", 1)));
        assertThat(failure.problem()).isEqualTo(MethodProblem.PARAMETER);
    }

    @Test
    void aDensityAndAnEpsilonThatAreNoProbabilitiesAreRefused() {
        Failure failure =
                catchThrowableOfType(
                        Failure.class,
                        () ->
                                merged(
                                        "della",
                                        Map.of("density", 0.9, "epsilon", 0.2),
                                        vector("a", 1)));
        assertThat(failure.problem()).isEqualTo(MethodProblem.PARAMETER);
    }

    /// A zero vector has no direction: half way to it is half of the other, not 0.71 of it.
    @ParameterizedTest
    @ValueSource(strings = {"slerp", "nuslerp"})
    void aZeroNormGoesStraight(String method) throws Exception {
        assertThat(merged(method, Map.of(), vector("a", 2, -4), vector("b", 0, 0)))
                .containsExactly(1, -2);
    }

    @Test
    void zeroNormsInMeans() throws Exception {
        Made[] three = {vector("a", 3, 0), vector("b", 0, 3), vector("c", 0, 0)};
        float diagonal = (float) (2 / Math.sqrt(2));
        assertThat(merged("multislerp", Map.of(), three))
                .containsExactly(new float[] {diagonal, diagonal}, within(1e-6f));
        assertThat(merged("karcher", Map.of(), three))
                .containsExactly(new float[] {diagonal, diagonal}, within(1e-6f));
        assertThat(merged("multislerp", Map.of(), vector("a", 0, 0), vector("b", 0, 0)))
                .containsOnly(0);
        assertThat(merged("karcher", Map.of(), vector("a", 0, 0), vector("b", 0, 0)))
                .containsOnly(0);
        assertThat(merged("model_stock", Map.of(), vector("a", 1, 0), vector("b", 0, 0)))
                .containsOnly(0);
    }

    @Test
    void directionsThatCancelAreRefusedByName() {
        Failure failure =
                catchThrowableOfType(
                        Failure.class,
                        () ->
                                merged(
                                        "multislerp",
                                        Map.of(),
                                        vector("a", 1, 0),
                                        vector("b", -2, 0),
                                        vector("c", 0, 3),
                                        vector("d", 0, -1)));
        assertThat(failure.problem()).isEqualTo(MethodProblem.DIRECTIONS_CANCEL);
        assertThat(failure).hasMessageContaining(W);
    }

    /// Products of norms below 10⁻⁶ are as good as others; mergekit takes them as 10⁻⁶.
    @Test
    void modelStockDoesNotDependOnTheSizeOfTheChange() throws Exception {
        float[] large = merged("model_stock", Map.of(), vector("a", 1, 2), vector("b", 2, 1));
        float[] small =
                merged(
                        "model_stock",
                        Map.of(),
                        vector("a", 0x1p-20f, 0x1p-19f),
                        vector("b", 0x1p-19f, 0x1p-20f));
        assertThat(small).containsExactly(large[0] * 0x1p-20f, large[1] * 0x1p-20f);
        // c = 4 / 5, t = 1.6 / 1.8, the mean is 1.5.
        assertThat(large[0]).isCloseTo(1.5f * 1.6f / 1.8f, within(1e-6f));
    }

    /// Shares of small vectors differ as those of large ones do; mergekit makes them equal.
    @Test
    void sceDoesNotDependOnTheSizeOfTheChange() throws Exception {
        float[] large = merged("sce", Map.of(), vector("a", 3, 3), vector("b", 1, 1));
        float[] small =
                merged(
                        "sce",
                        Map.of(),
                        vector("a", 3 * 0x1p-20f, 3 * 0x1p-20f),
                        vector("b", 0x1p-20f, 0x1p-20f));
        assertThat(large).containsExactly(new float[] {2.8f, 2.8f}, within(1e-6f));
        assertThat(small).containsExactly(large[0] * 0x1p-20f, large[1] * 0x1p-20f);
    }

    @Test
    void orthogonalToNothingStaysAsItIs() throws Exception {
        assertThat(merged("orthogonal", Map.of(), vector("a", 1, 2), vector("b", 0, 0)))
                .containsExactly(1, 2);
        assertThat(merged("orthogonal", Map.of(), vector("a", 1, 2), vector("b", 0, 5)))
                .containsExactly(1, 0);
    }

    @Test
    void masksBySign() throws Exception {
        Made[] three = {
            vector("a", 1, -2, 3, 4), vector("b", 5, -1, -1, 0), vector("c", 1, -1, 1, 1)
        };
        assertThat(merged("sign_mask", Map.of(), three)).containsExactly(1, -2, 0, 0);
        assertThat(merged("sign_mask", Map.of("conflicts", 1.0), three))
                .containsExactly(0, 0, 3, 0);
    }

    @Test
    void metaGptWeighsByWholeNorms() throws Exception {
        Made a = vector("a", 3, 0).with("layers.1.mlp.up_proj.weight", 0, 0);
        Made b = vector("b", 0, 0).with("layers.1.mlp.up_proj.weight", 0, 1);
        Vector merged = merge("metagpt", Settings.standard(), a, b);
        assertThat(MergeCase.numbers(merged, W))
                .containsExactly(new float[] {2.7f, 0}, within(1e-6f));
        assertThat(MergeCase.numbers(merged, "layers.1.mlp.up_proj.weight"))
                .containsExactly(0, 0.1f);
        assertThat(merged("metagpt", Map.of(), vector("a", 0, 0))).containsOnly(0);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void aWeightThatIsNotFiniteIsRefusedByName(float bad) throws Exception {
        for (String method : List.of("ties", "dare_ties", "della", "sce", "slerp", "ram")) {
            Failure failure =
                    catchThrowableOfType(
                            Failure.class,
                            () ->
                                    merged(
                                            method,
                                            Map.of("density", 0.5),
                                            vector("good", 1, 2),
                                            vector("bad", 1, bad)));
            assertThat(failure.problem()).as(method).isEqualTo(MethodProblem.NOT_FINITE);
            assertThat(failure).hasMessageContaining(W).hasMessageContaining("bad");
        }
        float[] sum = merged("task_arithmetic", Map.of(), vector("a", 1, 2), vector("b", 1, bad));
        assertThat(sum).containsExactly(2, 2 + bad);
        float[] mean = merged("linear", Map.of(), vector("a", 1, 2), vector("b", 1, bad));
        assertThat(mean).containsExactly(1, (2 + bad) / 2);
    }

    /// Not skipped, and not cut: the tensor is named, and the base refuses the vector.
    @Test
    void otherShapesAreNamed() throws Exception {
        Made a = vector("a", 1, 2).with("layers.1.mlp.up_proj.weight", 1);
        Made b = vector("b", 1, 2, 3).with("layers.1.mlp.up_proj.weight", 3);
        Vector merged = merge("ties", Settings.of(Map.of("density", 1.0)), a, b);
        assertThat(merged.incomplete()).hasSize(1);
        assertThat(merged.incomplete().getFirst().name()).isEqualTo(W);
        assertThat(merged.incomplete().getFirst().reason()).contains("different shapes");
        assertThat(merged.tensor(W)).isEmpty();
        assertThat(MergeCase.numbers(merged, "layers.1.mlp.up_proj.weight")).containsExactly(2);
        Made base = vector("base", 0, 0).with("layers.1.mlp.up_proj.weight", 0);
        Failure failure = catchThrowableOfType(Failure.class, () -> EditedModel.of(base, merged));
        assertThat(failure.problem()).isEqualTo(VectorProblem.INCOMPLETE);
        assertThat(failure).hasMessageContaining(W);
    }

    @Test
    void modelsOfOtherShapesOrTensorsAreRefused() {
        Made a = vector("a", 1, 2);
        Failure shapes =
                catchThrowableOfType(
                        Failure.class,
                        () -> mix("linear", Settings.standard(), a, vector("b", 1, 2, 3)));
        assertThat(shapes.problem()).isEqualTo(MethodProblem.SHAPES);
        assertThat(shapes).hasMessageContaining(W);
        Made more = vector("b", 1, 2).with("layers.1.mlp.up_proj.weight", 1);
        for (Made[] pair : List.of(new Made[] {a, more}, new Made[] {more, a})) {
            Failure missing =
                    catchThrowableOfType(
                            Failure.class, () -> mix("linear", Settings.standard(), pair));
            assertThat(missing.problem()).isEqualTo(MethodProblem.MISSING);
            assertThat(missing).hasMessageContaining("layers.1.mlp.up_proj.weight");
        }
    }

    @Test
    void weightsThatSumToNothingAreRefused() {
        Failure failure =
                catchThrowableOfType(
                        Failure.class,
                        () ->
                                mix(
                                        "linear",
                                        Settings.standard().withEach("weight", 1, -1),
                                        vector("a", 1),
                                        vector("b", 2)));
        assertThat(failure.problem()).isEqualTo(MethodProblem.WEIGHTS_CANCEL);
    }

    @Test
    void spacesAndNumbersOfIngredientsAreHeld() {
        Failure models =
                catchThrowableOfType(
                        Failure.class, () -> mix("ties", Settings.standard(), vector("a", 1)));
        assertThat(models.problem()).isEqualTo(MethodProblem.INGREDIENTS);
        Failure vectors =
                catchThrowableOfType(
                        Failure.class, () -> merged("arcee_fusion", Map.of(), vector("a", 1)));
        assertThat(vectors.problem()).isEqualTo(MethodProblem.INGREDIENTS);
        Failure three =
                catchThrowableOfType(
                        Failure.class,
                        () ->
                                merged(
                                        "slerp",
                                        Map.of(),
                                        vector("a", 1),
                                        vector("b", 1),
                                        vector("c", 1)));
        assertThat(three.problem()).isEqualTo(MethodProblem.INGREDIENTS);
        assertThat(three).hasMessageContaining("takes 2 vectors, not 3");
    }

    /// The difference of two bfloat16 numbers needs more bits than bfloat16 has: it is formed in
    /// float32, and the sum is rounded once.
    @Test
    void deltasAreExact() throws Exception {
        Made base = new Made("base", DType.BF16).with(W, 1f, 256f);
        Made tuned = new Made("tuned", DType.BF16).with(W, 0x1.0101p-8f, 0.50390625f);
        float stored = 0x1.02p-8f;
        Vector delta = MergeCase.delta(base, tuned);
        Vector merged =
                new Merger(Compute.onCpu(1), new Progress(), new Cancellation())
                        .vectors(
                                Methods.of("ties").orElseThrow(),
                                Optional.of(base),
                                List.of(delta),
                                new Chosen(Settings.of(Map.of("density", 1.0)), 1),
                                List.of(),
                                false);
        float[] exact = MergeCase.numbers(merged, W);
        assertThat(exact[1]).isEqualTo(0.50390625f - 256f);
        assertThat(exact[0]).isEqualTo(MergeCase.numbers(tuned, W)[0] - 1f);
        assertThat(stored).isNotEqualTo(exact[0]);
        // On the base it is the fine-tuned model again, bit for bit.
        assertThat(SameNumbers.bytes(EditedModel.of(base, merged), W))
                .isEqualTo(SameNumbers.bytes(tuned, W));
    }

    /// Task arithmetic on a base is what `apply` makes of its terms.
    @Test
    void taskArithmeticIsAddedTermByTerm() throws Exception {
        Made base = vector("base", 1, 1e8f);
        Made a = vector("a", 0.25f, 4);
        Made b = vector("b", 0.5f, 4);
        Vector merged =
                merge("task_arithmetic", Settings.standard().withEach("weight", 2, -1), a, b);
        EditedModel model = EditedModel.of(base, merged);
        EditedModel applied =
                EditedModel.of(
                        base,
                        new Combination(
                                List.of(Term.of(a.asVector(), 2), Term.of(b.asVector(), -1))));
        assertThat(SameNumbers.bytes(model, W)).isEqualTo(SameNumbers.bytes(applied, W));
        assertThat(merged).isInstanceOf(Combination.class);
    }

    @Test
    void passthroughIsTheModelBitForBit() throws Exception {
        Made a = new Made("a", DType.F32).with(W, -0f, Float.intBitsToFloat(0x7fc12345), 1f);
        Checkpoint same = mix("passthrough", Settings.standard(), a);
        assertThat(SameNumbers.bytes(same, W)).isEqualTo(SameNumbers.bytes(a, W));
    }

    /// A vector that does not hold a tensor has not changed it.
    @Test
    void whatAVectorDoesNotHoldCountsAsZeros() throws Exception {
        Made a = vector("a", 2, -2);
        Made b = new Made("b", DType.F32).with("layers.1.mlp.up_proj.weight", 1, 1);
        Vector ties = merge("ties", Settings.of(Map.of("density", 1.0)), a, b);
        assertThat(MergeCase.numbers(ties, W)).containsExactly(2, -2);
        Vector linear = merge("linear", Settings.standard(), a, b);
        assertThat(MergeCase.numbers(linear, W)).containsExactly(1, -1);
    }
}
