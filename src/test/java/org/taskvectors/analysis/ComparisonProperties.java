package org.taskvectors.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.taskvectors.analysis.Threshold.Basis;
import org.taskvectors.checkpoint.naming.Scope;

/// What has to hold for any vectors: the algebra of norms, shares and cosines.
class ComparisonProperties {
    private static final List<String> NAMES =
            List.of(
                    "model.embed_tokens.weight",
                    "model.layers.0.self_attn.q_proj.weight",
                    "model.layers.0.mlp.up_proj.weight",
                    "model.layers.1.self_attn.q_proj.weight",
                    "model.norm.weight");
    private static final int SIZE = 6;

    /// A vector as plain numbers: for each name its weights, or none where it is not held.
    record Plain(List<double[]> tensors) {
        NamedProfile profile(String name) {
            List<TensorProfile> profiles = new ArrayList<>();
            for (int i = 0; i < NAMES.size(); i++) {
                if (tensors.get(i).length > 0) {
                    profiles.add(ComparisonTest.bf16(NAMES.get(i), tensors.get(i)));
                }
            }
            return new NamedProfile(
                    name, new VectorProfile(profiles, Optional.empty(), ""), List.of());
        }

        double[] all() {
            return tensors.stream().flatMapToDouble(Arrays::stream).toArray();
        }
    }

    @Provide
    Arbitrary<Plain> vectors() {
        // Small integers are bfloat16 and add without rounding.
        Arbitrary<double[]> held =
                Arbitraries.integers()
                        .between(-9, 9)
                        .map(Integer::doubleValue)
                        .list()
                        .ofSize(SIZE)
                        .map(list -> list.stream().mapToDouble(Double::doubleValue).toArray());
        return Arbitraries.frequencyOf(
                        Tuple.of(5, held), Tuple.of(1, Arbitraries.just(new double[0])))
                .list()
                .ofSize(NAMES.size())
                .map(Plain::new);
    }

    @Property(tries = 200)
    void groupsAddUpToAll(@ForAll("vectors") Plain plain) {
        Comparison comparison = compare(plain);
        for (Grouping grouping : Grouping.values()) {
            long weights = 0;
            double squares = 0;
            double zeros = 0;
            for (Group group : comparison.groups(grouping)) {
                GroupNumbers numbers = comparison.numbers(0, group);
                weights += numbers.weights();
                squares += numbers.l2Norm() * numbers.l2Norm();
                zeros += numbers.exactZeros() * numbers.weights();
            }
            GroupNumbers all = comparison.numbers(0, Group.ALL);
            if (!comparison.groups(grouping).isEmpty()) {
                assertThat(weights).isEqualTo(all.weights());
                assertThat(Math.sqrt(squares)).isCloseTo(all.l2Norm(), within(1e-9));
                assertThat(zeros).isCloseTo(all.exactZeros() * weights, within(1e-9));
            }
        }
    }

    @Property(tries = 200)
    void sparsityRisesFromTheExactZerosToOne(@ForAll("vectors") Plain plain) {
        Comparison comparison = compare(plain);
        if (plain.all().length == 0) {
            return;
        }
        double before = comparison.numbers(0, Group.ALL).exactZeros();
        assertThat(share(comparison, 0)).isEqualTo(before);
        for (double epsilon = 0; epsilon <= 9; epsilon += 0.5) {
            double share = share(comparison, epsilon);
            assertThat(share).isGreaterThanOrEqualTo(before);
            before = share;
        }
        assertThat(before).isEqualTo(1);
    }

    @Property(tries = 200)
    void aQuantileIsTheSmallestMagnitudeThatCoversItsShare(@ForAll("vectors") Plain plain) {
        Comparison comparison = compare(plain);
        double[] sorted = Arrays.stream(plain.all()).map(Math::abs).sorted().toArray();
        for (double q : new double[] {0, 0.1, 0.5, 0.75, 1}) {
            Double expected =
                    sorted.length == 0
                            ? Double.NaN
                            : sorted[Math.max(0, (int) Math.ceil(q * sorted.length) - 1)];
            assertThat(comparison.quantile(0, Group.ALL, q)).isEqualTo(expected);
        }
    }

    @Property(tries = 200)
    void cosineIsSymmetricBoundedAndOneWithItself(
            @ForAll("vectors") Plain one, @ForAll("vectors") Plain other) {
        Comparison comparison = compare(one, other);
        for (Group group : comparison.groups(Grouping.LAYER)) {
            PairNumbers numbers = comparison.pair(0, 1, group);
            assertThat(comparison.pair(1, 0, group)).isEqualTo(numbers);
            if (!Double.isNaN(numbers.cosine())) {
                assertThat(numbers.cosine()).isBetween(-1 - 1e-12, 1 + 1e-12);
            }
            if (!Double.isNaN(numbers.signAgreement())) {
                assertThat(numbers.signAgreement() + numbers.signConflict())
                        .isCloseTo(1, within(1e-12));
            }
            double self = comparison.pair(0, 0, group).cosine();
            boolean zero = !(comparison.numbers(0, group).l2Norm() > 0);
            if (zero) {
                assertThat(self).isNaN();
            } else {
                assertThat(self).isCloseTo(1, within(1e-12));
            }
        }
    }

    @Property(tries = 200)
    void interferenceLiesBetweenZeroAndOneAndIsZeroAmongEquals(
            @ForAll("vectors") Plain one, @ForAll("vectors") Plain other) {
        double between = compare(one, other).interference(Group.ALL);
        double among = compare(one, one).interference(Group.ALL);
        if (!Double.isNaN(between)) {
            assertThat(between).isBetween(0.0, 1.0);
        }
        assertThat(Double.isNaN(among) || among == 0).isTrue();
    }

    @Property(tries = 200)
    void theOrderInWhichPairsWereMeasuredDoesNotMatter(
            @ForAll("vectors") Plain a, @ForAll("vectors") Plain b, @ForAll("vectors") Plain c) {
        PairSums straight = sums(List.of(a, b, c));
        // Measured as (c, a, b); the first of these stands third where it is wanted, and so on.
        PairSums turned = PairOrder.restore(sums(List.of(c, a, b)), new int[] {2, 0, 1});
        assertThat(turned.pairs()).isEqualTo(straight.pairs());
    }

    private static double share(Comparison comparison, double epsilon) {
        return comparison.sparsity(0, Group.ALL, new Threshold(epsilon, Basis.ABSOLUTE)).share();
    }

    private static Comparison compare(Plain... plains) {
        List<NamedProfile> vectors = new ArrayList<>();
        for (Plain plain : plains) {
            vectors.add(plain.profile("v" + vectors.size()));
        }
        return new Comparison(
                vectors,
                Optional.of(sums(List.of(plains))),
                SharedNaming.of(vectors)::place,
                Scope.ALL);
    }

    /// The sums over several vectors, weight by weight.
    private static PairSums sums(List<Plain> vectors) {
        List<List<PairTensor>> pairs = new ArrayList<>();
        for (int a = 0; a < vectors.size(); a++) {
            for (int b = a + 1; b < vectors.size(); b++) {
                List<PairTensor> tensors = new ArrayList<>();
                for (int i = 0; i < NAMES.size(); i++) {
                    double[] x = vectors.get(a).tensors().get(i);
                    double[] y = vectors.get(b).tensors().get(i);
                    if (x.length > 0 && y.length > 0) {
                        tensors.add(pair(NAMES.get(i), x, y));
                    }
                }
                pairs.add(tensors);
            }
        }
        List<JointTensor> joint = new ArrayList<>();
        for (int i = 0; i < NAMES.size(); i++) {
            joint.add(joint(NAMES.get(i), vectors, i));
        }
        return new PairSums(vectors.size(), pairs, joint, List.of());
    }

    private static PairTensor pair(String name, double[] x, double[] y) {
        double dot = 0;
        double squaresX = 0;
        double squaresY = 0;
        long both = 0;
        long same = 0;
        for (int i = 0; i < x.length; i++) {
            dot += x[i] * y[i];
            squaresX += x[i] * x[i];
            squaresY += y[i] * y[i];
            both += x[i] != 0 && y[i] != 0 ? 1 : 0;
            same += x[i] * y[i] > 0 ? 1 : 0;
        }
        return new PairTensor(name, dot, both, same, squaresX, squaresY);
    }

    private static JointTensor joint(String name, List<Plain> vectors, int tensor) {
        double magnitudes = 0;
        double ofSums = 0;
        for (int i = 0; i < SIZE; i++) {
            double sum = 0;
            for (Plain vector : vectors) {
                double[] weights = vector.tensors().get(tensor);
                if (weights.length > 0) {
                    magnitudes += Math.abs(weights[i]);
                    sum += weights[i];
                }
            }
            ofSums += Math.abs(sum);
        }
        return new JointTensor(name, magnitudes, ofSums);
    }
}
