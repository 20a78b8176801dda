package org.taskvectors.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// The fixed tree of sums against the rule written out literally: no stack, level after level.
class TreeSumTest {
    @Property(tries = 200)
    void theSumIsTheRuleWrittenOut(
            @ForAll @IntRange(min = 0, max = 40_000) int count, @ForAll long seed) {
        double[] terms = terms(count, seed);
        TreeSum tree = new TreeSum();
        Random cuts = new Random(seed);
        int at = 0;
        while (at < count) {
            int end = Math.min(count, at + 1 + cuts.nextInt(5000));
            tree.add(terms, at, end);
            at = end;
        }
        assertThat(tree.sum()).isEqualTo(literally(terms));
        TreeSum one = new TreeSum();
        for (double term : terms) {
            one.add(term);
        }
        assertThat(one.sum()).isEqualTo(literally(terms));
    }

    /// The unit here is of 2,048 elements: any power of two of leaves makes a subtree.
    @Property(tries = 100)
    void unitsJoinedAreTheWhole(
            @ForAll @IntRange(min = 0, max = 40_000) int count, @ForAll long seed) {
        double[] terms = terms(count, seed);
        int unit = 2 * TreeSum.LEAF;
        int units = Math.ceilDiv(count, unit);
        double joined =
                TreeSum.join(
                        units,
                        number -> {
                            TreeSum sum = new TreeSum();
                            sum.add(terms, number * unit, Math.min(count, (number + 1) * unit));
                            return sum.sum();
                        });
        assertThat(joined).isEqualTo(literally(terms));
    }

    @Example
    void theOrderIsNotThatOfAPlainLoop() {
        double[] terms = terms(40_000, 1);
        double plain = 0;
        for (double term : terms) {
            plain += term;
        }
        assertThat(literally(terms)).isNotEqualTo(plain);
    }

    @Example
    void anEmptiedSumBeginsAnew() {
        double[] terms = terms(5000, 2);
        TreeSum tree = new TreeSum();
        tree.add(terms, 0, 3333);
        tree.clear();
        tree.add(terms, 0, 5000);
        assertThat(tree.sum()).isEqualTo(literally(terms));
        assertThat(tree.sum()).as("asked again").isEqualTo(literally(terms));
    }

    @Example
    void wholeLeavesDoNotFollowPartOfOne() {
        TreeSum tree = new TreeSum();
        tree.add(1);
        assertThatThrownBy(() -> tree.addLeaves(new double[] {1}, 1))
                .isInstanceOf(IllegalStateException.class);
    }

    private static double[] terms(int count, long seed) {
        Random random = new Random(seed);
        double[] terms = new double[count];
        for (int i = 0; i < count; i++) {
            terms[i] = random.nextGaussian() * Math.exp(4 * random.nextGaussian());
        }
        return terms;
    }

    private static double literally(double[] terms) {
        List<Double> level = new ArrayList<>();
        for (int first = 0; first < terms.length; first += 1024) {
            double[] lane = new double[16];
            for (int i = first; i < Math.min(terms.length, first + 1024); i++) {
                lane[i % 16] = lane[i % 16] + terms[i];
            }
            for (int distance : new int[] {8, 4, 2, 1}) {
                for (int j = 0; j < distance; j++) {
                    lane[j] = lane[j] + lane[j + distance];
                }
            }
            level.add(lane[0]);
        }
        while (level.size() > 1) {
            List<Double> above = new ArrayList<>();
            for (int i = 0; i < level.size(); i += 2) {
                above.add(i + 1 < level.size() ? level.get(i) + level.get(i + 1) : level.get(i));
            }
            level = above;
        }
        return level.isEmpty() ? 0 : level.getFirst();
    }
}
