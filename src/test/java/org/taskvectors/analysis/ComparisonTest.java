package org.taskvectors.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.taskvectors.analysis.Threshold.Basis;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.tensor.Binning;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Histogram;
import org.taskvectors.tensor.Shape;
import org.taskvectors.vector.BaseTensor;

/// What belongs to a group, and what is undefined.
class ComparisonTest {
    private static final String Q0 = "model.layers.0.self_attn.q_proj.weight";
    private static final String V0 = "model.layers.0.self_attn.v_proj.weight";
    private static final String Q1 = "model.layers.1.self_attn.q_proj.weight";
    private static final String HEAD = "lm_head.weight";

    @Test
    void tensorsThatTheVectorDoesNotHoldAreZeros() {
        NamedProfile adapter =
                vector("adapter", List.of(base(Q0, 4, 8), base(V0, 12, 24)), bf16(Q0, 3, 4, 0, 0));
        Comparison comparison = compare(adapter);
        GroupNumbers layer = comparison.numbers(0, layer(comparison, 0));
        assertThat(layer.tensors()).isEqualTo(2);
        assertThat(layer.held()).isEqualTo(1);
        assertThat(layer.weights()).isEqualTo(16);
        assertThat(layer.l2Norm()).isEqualTo(5);
        assertThat(layer.rms()).isEqualTo(5.0 / 4);
        assertThat(layer.exactZeros()).isEqualTo(14.0 / 16);
        assertThat(layer.relativeNorm()).isCloseTo(5 / Math.sqrt(8 + 24), within(1e-15));
        assertThat(comparison.sparsity(0, Group.ALL, new Threshold(3, Basis.ABSOLUTE)).share())
                .isEqualTo(15.0 / 16);
        assertThat(comparison.quantile(0, Group.ALL, 14.0 / 16)).isZero();
        assertThat(comparison.quantile(0, Group.ALL, 15.0 / 16)).isEqualTo(3);
        assertThat(comparison.magnitudes(0, Group.ALL).zeros()).isEqualTo(14);
        assertThat(comparison.notes())
                .containsExactly(
                        "adapter: does not hold 1 tensor of its base; they count as zeros");
    }

    @Test
    void withoutABaseTheGroupIsWhatTheVectorHoldsAndTheNotesSaySo() {
        Comparison comparison = compare(vector("v", List.of(), bf16(Q0, 3, 4)));
        GroupNumbers all = comparison.numbers(0, Group.ALL);
        assertThat(all.weights()).isEqualTo(2);
        assertThat(all.relativeNorm()).isNaN();
        assertThat(comparison.notes())
                .singleElement()
                .asString()
                .startsWith("v: its base is not known");
    }

    @Test
    void theRelativeNormNeedsEveryBaseTensorOfTheGroup() {
        Comparison comparison =
                compare(
                        vector(
                                "v",
                                List.of(base(Q0, 2, 4), base(Q1, 2, Double.NaN)),
                                bf16(Q0, 3, 4)));
        assertThat(comparison.numbers(0, layer(comparison, 0)).relativeNorm()).isEqualTo(2.5);
        assertThat(comparison.numbers(0, layer(comparison, 1)).relativeNorm()).isNaN();
        assertThat(comparison.numbers(0, Group.ALL).relativeNorm()).isNaN();
        assertThat(comparison.notes()).anyMatch(note -> note.contains("relative norm"));
    }

    @Test
    void aBaseOfZerosHasNoRelativeNorm() {
        Comparison comparison = compare(vector("v", List.of(base(Q0, 2, 0)), bf16(Q0, 3, 4)));
        assertThat(comparison.numbers(0, Group.ALL).relativeNorm()).isNaN();
    }

    @Test
    void whatHasNoWeightsIsUndefined() {
        Comparison comparison =
                compare(
                        vector("a", List.of(), bf16(Q0, 1)),
                        vector("b", List.of(), bf16(Q1, 1), bf16(V0)));
        GroupNumbers none = comparison.numbers(0, layer(comparison, 1));
        assertThat(none.tensors()).isZero();
        assertThat(none.l2Norm()).isNaN();
        assertThat(none.rms()).isNaN();
        assertThat(none.largest()).isNaN();
        assertThat(none.exactZeros()).isNaN();
        assertThat(comparison.sparsity(0, layer(comparison, 1), Threshold.DEFAULT).share()).isNaN();
        assertThat(comparison.quantile(0, layer(comparison, 1), 0.5)).isNaN();
        GroupNumbers empty = comparison.numbers(1, layer(comparison, 0));
        assertThat(empty.tensors()).isEqualTo(1);
        assertThat(empty.weights()).isZero();
        assertThat(empty.l2Norm()).isZero();
        assertThat(empty.rms()).isNaN();
    }

    @Test
    void aTensorOfOneSideIsZeroInTheDotAndCountsInItsVectorsNorm() {
        NamedProfile a = vector("a", List.of(), bf16(Q0, 3, 4), bf16(V0, 12));
        NamedProfile b = vector("b", List.of(), bf16(Q0, 3, 4));
        PairSums sums =
                new PairSums(
                        2,
                        List.of(List.of(new PairTensor(Q0, 25, 2, 2, 25, 25))),
                        List.of(new JointTensor(Q0, 14, 14), new JointTensor(V0, 12, 12)),
                        List.of());
        Comparison comparison = compare(List.of(a, b), sums);
        assertThat(comparison.pair(0, 1, Group.ALL).cosine()).isEqualTo(25.0 / (13 * 5));
        assertThat(comparison.pair(1, 0, Group.ALL).cosine()).isEqualTo(25.0 / (13 * 5));
        assertThat(comparison.pair(0, 1, Group.ALL).signAgreement()).isEqualTo(1);
        assertThat(comparison.pair(0, 0, Group.ALL).cosine()).isEqualTo(1);
        Group onlyA = group(comparison, Grouping.MODULE, "v_proj");
        assertThat(comparison.pair(0, 1, onlyA).cosine()).isNaN();
        assertThat(comparison.pair(0, 1, onlyA).dot()).isNaN();
        assertThat(comparison.interference(Group.ALL)).isZero();
    }

    @Test
    void otherShapesAreLeftOutOfPairsAndNamed() {
        NamedProfile a = vector("a", List.of(), bf16(Q0, 3, 4), bf16(HEAD, 100, 100));
        NamedProfile b = vector("b", List.of(), bf16(Q0, 3, 4), bf16(HEAD, 100));
        PairSums sums =
                new PairSums(
                        2,
                        List.of(List.of(new PairTensor(Q0, 25, 2, 2, 25, 25))),
                        List.of(new JointTensor(Q0, 14, 14)),
                        List.of(HEAD));
        Comparison comparison = compare(List.of(a, b), sums);
        assertThat(comparison.pair(0, 1, Group.ALL).cosine()).isEqualTo(1);
        assertThat(comparison.notes()).anyMatch(note -> note.contains(HEAD));
    }

    @Test
    void aVectorOfZerosHasNoCosine() {
        NamedProfile a = vector("a", List.of(), bf16(Q0, 3, 4));
        NamedProfile b = vector("b", List.of(), bf16(Q0, 0, 0));
        PairSums sums =
                new PairSums(
                        2,
                        List.of(List.of(new PairTensor(Q0, 0, 0, 0, 25, 0))),
                        List.of(new JointTensor(Q0, 7, 7)),
                        List.of());
        PairNumbers numbers = compare(List.of(a, b), sums).pair(0, 1, Group.ALL);
        assertThat(numbers.dot()).isZero();
        assertThat(numbers.cosine()).isNaN();
        assertThat(numbers.signAgreement()).isNaN();
        assertThat(numbers.signConflict()).isNaN();
    }

    @Test
    void prefixesOfToolsDoNotTearTensorsApart() {
        NamedProfile a = vector("a", List.of(), bf16(Q0, 3, 4));
        NamedProfile b = vector("b", List.of(), bf16("base_model.model." + Q0, 3, 4));
        Comparison comparison = compare(a, b);
        assertThat(comparison.groups(Grouping.TENSOR)).hasSize(1);
        assertThat(comparison.numbers(1, Group.ALL).l2Norm()).isEqualTo(5);
    }

    @Test
    void embeddingFinalNormAndHeadAreRowsOfTheirOwnBehindTheLayers() {
        Comparison comparison =
                compare(
                        vector(
                                "v",
                                List.of(),
                                bf16(HEAD, 1),
                                bf16("model.norm.weight", 1),
                                bf16("model.layers.10.input_layernorm.weight", 1),
                                bf16("model.embed_tokens.weight", 1),
                                bf16("model.layers.2.self_attn.q_proj.weight", 1)));
        assertThat(labels(comparison, Grouping.LAYER))
                .containsExactly("2", "10", "embedding", "final norm", "head");
        assertThat(labels(comparison, Grouping.MODULE))
                .containsExactly("q_proj", "norm", "embedding", "head");
        assertThat(labels(comparison, Grouping.CELL))
                .containsExactly("2 · q_proj", "10 · norm", "embedding", "final norm", "head");
        Group norms = group(comparison, Grouping.MODULE, "norm");
        assertThat(comparison.numbers(0, norms).tensors()).isEqualTo(2);
        Group finalNorm = group(comparison, Grouping.LAYER, "final norm");
        assertThat(comparison.numbers(0, finalNorm).tensors()).isEqualTo(1);
        assertThat(comparison.cell(finalNorm, norms.kind().orElseThrow())).contains(finalNorm);
        assertThat(comparison.cell(layer(comparison, 2), norms.kind().orElseThrow())).isEmpty();
        assertThat(comparison.tensors(norms)).hasSize(2);
    }

    @Test
    void layersOfTwoStacksAreTwoRowsEachWithItsNorm() {
        Comparison comparison =
                compare(
                        vector(
                                "v",
                                List.of(),
                                bf16("shared.weight", 1),
                                bf16("decoder.block.0.layer.0.SelfAttention.q.weight", 3),
                                bf16("decoder.block.10.layer.0.SelfAttention.q.weight", 1),
                                bf16("decoder.block.2.layer.1.EncDecAttention.q.weight", 1),
                                bf16("decoder.final_layer_norm.weight", 1),
                                bf16("encoder.block.0.layer.0.SelfAttention.q.weight", 4),
                                bf16("encoder.final_layer_norm.weight", 2)));
        assertThat(labels(comparison, Grouping.LAYER))
                .containsExactly(
                        "encoder.0",
                        "decoder.0",
                        "decoder.2",
                        "decoder.10",
                        "encoder.norm",
                        "decoder.norm",
                        "embedding");
        assertThat(norm(comparison, Grouping.LAYER, "encoder.0")).isEqualTo(4);
        assertThat(norm(comparison, Grouping.LAYER, "decoder.0")).isEqualTo(3);
        assertThat(norm(comparison, Grouping.LAYER, "encoder.norm")).isEqualTo(2);
        assertThat(norm(comparison, Grouping.MODULE, "SelfAttention.q"))
                .isEqualTo(Math.sqrt(16 + 9 + 1));
        assertThat(norm(comparison, Grouping.CELL, "decoder.0 · SelfAttention.q")).isEqualTo(3);
        Group layer = group(comparison, Grouping.LAYER, "decoder.0");
        Group kind = group(comparison, Grouping.MODULE, "SelfAttention.q");
        assertThat(comparison.cell(layer, kind.kind().orElseThrow()))
                .map(Group::stack)
                .contains("decoder");
        assertThat(labels(comparison, Grouping.TENSOR))
                .containsExactly(
                        "encoder.block.0.layer.0.SelfAttention.q.weight",
                        "encoder.final_layer_norm.weight",
                        "decoder.block.0.layer.0.SelfAttention.q.weight",
                        "decoder.block.2.layer.1.EncDecAttention.q.weight",
                        "decoder.block.10.layer.0.SelfAttention.q.weight",
                        "decoder.final_layer_norm.weight",
                        "shared.weight");
    }

    @Test
    void stacksOfAllVectorsTogetherNameTheRows() {
        NamedProfile both =
                vector(
                        "both",
                        List.of(),
                        bf16("model.visual.blocks.0.attn.qkv.weight", 1),
                        bf16("model.layers.0.self_attn.q_proj.weight", 3));
        NamedProfile one =
                vector("one", List.of(), bf16("model.layers.0.self_attn.q_proj.weight", 4));
        Comparison comparison = compare(one, both);
        assertThat(labels(comparison, Grouping.LAYER)).containsExactly("visual.0", "language.0");
        Group language = group(comparison, Grouping.LAYER, "language.0");
        assertThat(comparison.numbers(0, language).l2Norm()).isEqualTo(4);
        assertThat(comparison.numbers(1, language).l2Norm()).isEqualTo(3);
    }

    @Test
    void tensorsComeByLayerAndModuleKindWithNumbersAsNumbers() {
        List<TensorProfile> tensors = new ArrayList<>();
        for (int layer : new int[] {1, 10, 11, 2}) {
            tensors.add(bf16("model.layers." + layer + ".mlp.up_proj.weight", 1));
            tensors.add(bf16("model.layers." + layer + ".self_attn.q_proj.weight", 1));
        }
        tensors.add(bf16("model.embed_tokens.weight", 1));
        Comparison comparison =
                compare(vector("v", List.of(), tensors.toArray(TensorProfile[]::new)));
        assertThat(labels(comparison, Grouping.TENSOR))
                .containsExactly(
                        "layers.1.self_attn.q_proj.weight",
                        "layers.1.mlp.up_proj.weight",
                        "layers.2.self_attn.q_proj.weight",
                        "layers.2.mlp.up_proj.weight",
                        "layers.10.self_attn.q_proj.weight",
                        "layers.10.mlp.up_proj.weight",
                        "layers.11.self_attn.q_proj.weight",
                        "layers.11.mlp.up_proj.weight",
                        "embed_tokens.weight");
        assertThat(comparison.tensors(layer(comparison, 10)))
                .extracting(Group::label)
                .containsExactly(
                        "layers.10.self_attn.q_proj.weight", "layers.10.mlp.up_proj.weight");
    }

    private static double norm(Comparison comparison, Grouping grouping, String label) {
        return comparison.numbers(0, group(comparison, grouping, label)).l2Norm();
    }

    @Test
    void theScopeNarrowsEveryGroup() {
        NamedProfile vector =
                vector("v", List.of(base(Q0, 2, 1), base(V0, 2, 1)), bf16(Q0, 3, 4), bf16(V0, 5));
        List<NamedProfile> all = List.of(vector);
        Comparison comparison =
                new Comparison(
                        all, Optional.empty(), SharedNaming.of(all)::place, Scope.parse("q_proj"));
        assertThat(comparison.numbers(0, Group.ALL).l2Norm()).isEqualTo(5);
        assertThat(comparison.groups(Grouping.MODULE)).hasSize(1);
    }

    @Test
    void multiplesOfTheRmsSayWhichEpsilonTheyWere() {
        Comparison comparison =
                compare(vector("v", List.of(), bf16(Q0, 1, 1, 1, 1), bf16(V0, 3, 3, 3, 3)));
        Group layer = layer(comparison, 0);
        Sparsity byTensor = comparison.sparsity(0, layer, new Threshold(1, Basis.TENSOR));
        assertThat(byTensor.share()).isEqualTo(1);
        assertThat(byTensor.asked()).isNaN();
        Sparsity byGroup = comparison.sparsity(0, layer, new Threshold(1, Basis.GROUP));
        assertThat(byGroup.share()).isEqualTo(0.5);
        assertThat(byGroup.asked()).isEqualTo(Math.sqrt(5));
        assertThat(byGroup.effective()).isEqualTo(Math.sqrt(5));
        Group one = group(comparison, Grouping.TENSOR, comparison.tensors(layer).get(1).label());
        assertThat(comparison.sparsity(0, one, new Threshold(1, Basis.TENSOR)).asked())
                .isEqualTo(3);
        assertThat(comparison.sparsity(0, one, new Threshold(1, Basis.ALL)).asked())
                .isEqualTo(Math.sqrt(5));
    }

    private static TensorProfile f32(String name, double value) {
        int bin = Binning.F32.bin(value);
        return new TensorProfile(
                name,
                DType.F32,
                Shape.of(1),
                NonFinite.NONE,
                0,
                value,
                value * value,
                value,
                Histogram.of(Binning.F32, new int[] {bin}, new long[] {1}),
                Double.NaN,
                Optional.empty());
    }

    /// Zeros of tensors that a vector does not hold are exact at every ε.
    @Test
    void theEpsilonOfAllHeldTensorsIsSaid() {
        List<BaseTensor> base = List.of(base(Q0, 1, 1), base(V0, 1, 1), base(Q1, 1, 1));
        Comparison comparison = compare(vector("v", base, f32(Q0, 0.01), f32(Q1, 1)));
        double exact = Histogram.of(Binning.F32, new int[] {0}, new long[] {1}).effective(0.01);
        assertThat(exact).isGreaterThan(0.01);

        Sparsity all = comparison.sparsity(0, Group.ALL, new Threshold(0.01, Basis.ABSOLUTE));
        assertThat(all.asked()).isEqualTo(0.01);
        assertThat(all.effective()).isEqualTo(exact);
        assertThat(all.share()).isEqualTo(2.0 / 3);
        // Layer 0 holds one tensor of two, so its own RMS is the only one that counts.
        Sparsity layer =
                comparison.sparsity(0, layer(comparison, 0), new Threshold(1, Basis.TENSOR));
        assertThat(layer.asked()).isEqualTo(0.01);
        assertThat(layer.effective()).isEqualTo(exact);
        // Two tensors, two ε.
        Sparsity mixed = comparison.sparsity(0, Group.ALL, new Threshold(1, Basis.TENSOR));
        assertThat(mixed.asked()).isNaN();
        assertThat(mixed.effective()).isNaN();
    }

    @Test
    void exactZerosOfWideTypesAreNotMixedWithTheirSmallestSubnormals() {
        Histogram histogram = Histogram.of(Binning.F32, new int[] {0}, new long[] {10});
        TensorProfile tensor =
                new TensorProfile(
                        Q0,
                        DType.F32,
                        Shape.of(10),
                        NonFinite.NONE,
                        4,
                        1e-42,
                        0,
                        1e-42,
                        histogram,
                        Double.NaN,
                        Optional.empty());
        Comparison comparison = compare(vector("v", List.of(), tensor));
        assertThat(comparison.sparsity(0, Group.ALL, new Threshold(0, Basis.ABSOLUTE)).share())
                .isEqualTo(0.4);
        assertThat(comparison.quantile(0, Group.ALL, 0.4)).isZero();
        assertThat(comparison.quantile(0, Group.ALL, 0.5)).isPositive();
        assertThat(comparison.magnitudes(0, Group.ALL).total()).isEqualTo(10);
        assertThat(comparison.magnitudes(0, Group.ALL).count(0)).isEqualTo(6);
    }

    static Group layer(Comparison comparison, int layer) {
        return group(comparison, Grouping.LAYER, Integer.toString(layer));
    }

    static Group group(Comparison comparison, Grouping grouping, String label) {
        return comparison.groups(grouping).stream()
                .filter(group -> group.label().equals(label))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> labels(Comparison comparison, Grouping grouping) {
        return comparison.groups(grouping).stream().map(Group::label).toList();
    }

    private static Comparison compare(NamedProfile... vectors) {
        List<NamedProfile> all = List.of(vectors);
        return new Comparison(all, Optional.empty(), SharedNaming.of(all)::place, Scope.ALL);
    }

    private static Comparison compare(List<NamedProfile> all, PairSums sums) {
        return new Comparison(all, Optional.of(sums), SharedNaming.of(all)::place, Scope.ALL);
    }

    static NamedProfile vector(String name, List<BaseTensor> base, TensorProfile... tensors) {
        return new NamedProfile(
                name, new VectorProfile(List.of(tensors), Optional.empty(), ""), base);
    }

    private static BaseTensor base(String name, long weights, double sumSquares) {
        return new BaseTensor(name, DType.BF16, Shape.of(weights), sumSquares);
    }

    /// The profile of a bfloat16 tensor of these values.
    static TensorProfile bf16(String name, double... values) {
        long[] table = new long[Binning.BF16.bins()];
        double sum = 0;
        double squares = 0;
        double largest = 0;
        List<Double> zeros = new ArrayList<>();
        for (double value : values) {
            double magnitude = Math.abs(value);
            table[Binning.BF16.bin(magnitude)]++;
            sum += magnitude;
            squares += value * value;
            largest = Math.max(largest, magnitude);
            if (value == 0) {
                zeros.add(value);
            }
        }
        return new TensorProfile(
                name,
                DType.BF16,
                Shape.of(values.length),
                NonFinite.NONE,
                zeros.size(),
                sum,
                squares,
                largest,
                Histogram.ofTable(Binning.BF16, table),
                Double.NaN,
                Optional.empty());
    }
}
