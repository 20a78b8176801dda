package org.taskvectors.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.taskvectors.inference.gradient.Pack;
import org.taskvectors.tensor.SeededNumbers;
import org.taskvectors.training.data.TrainingText;

/// In which order texts are learned, and how they are packed.
class OrderTest {
    @Test
    void eachEpochTakesEachTextOnce() {
        TextOrder order = new TextOrder(10, 4, 7);
        List<Integer> taken = new ArrayList<>();
        IntStream.rangeClosed(1, 15).forEach(step -> taken.addAll(order.step(step)));

        for (int epoch = 0; epoch < 6; epoch++) {
            assertThat(new HashSet<>(taken.subList(10 * epoch, 10 * epoch + 10))).hasSize(10);
        }
        assertThat(taken.subList(0, 10)).isNotEqualTo(taken.subList(10, 20));
    }

    @Test
    void aStepIsTheSameWhateverWasAskedBefore() {
        TextOrder forward = new TextOrder(7, 5, 7);
        List<List<Integer>> all = IntStream.rangeClosed(1, 9).mapToObj(forward::step).toList();
        TextOrder back = new TextOrder(7, 5, 7);
        for (int step = 9; step >= 1; step--) {
            assertThat(back.step(step)).isEqualTo(all.get(step - 1));
        }
        assertThat(new TextOrder(7, 5, 8).step(1)).isNotEqualTo(all.getFirst());
    }

    @Test
    void fewTextsAreTakenMoreThanOnceInAStep() {
        assertThat(new TextOrder(2, 5, 1).step(1)).hasSize(5).contains(0, 1);
    }

    @Test
    void everyPlaceOfAPermutationIsAsLikely() {
        int[][] counts = new int[5][5];
        for (int seed = 0; seed < 5000; seed++) {
            List<Integer> order = new TextOrder(5, 5, seed).step(1);
            for (int place = 0; place < 5; place++) {
                counts[place][order.get(place)]++;
            }
        }
        for (int[] of : counts) {
            for (int count : of) {
                // A thousand, with a deviation of 28.
                assertThat(count).isBetween(860, 1140);
            }
        }
    }

    @Test
    void numbersAreUniformAndTheirRowsDiffer() {
        SeededNumbers random = SeededNumbers.of(3, "a name");
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < 100_000; i++) {
            double one = random.unit(i);
            assertThat(one).isBetween(0.0, 1.0);
            sum += one;
            squares += one * one;
        }
        assertThat(sum / 100_000).isCloseTo(0.5, within(0.004));
        assertThat(squares / 100_000).isCloseTo(1.0 / 3, within(0.004));
        assertThat(
                        Set.of(
                                SeededNumbers.of(3, "a name").bits(0),
                                SeededNumbers.of(4, "a name").bits(0),
                                SeededNumbers.of(3, "another").bits(0),
                                SeededNumbers.of(3, "a name", 0).bits(0),
                                SeededNumbers.of(3, "a name", 1).bits(0),
                                SeededNumbers.of(3, "a name", 0, 1).bits(0),
                                SeededNumbers.of(3, "a name", 1, 0).bits(0)))
                .hasSize(7);
    }

    private static TrainingText text(int row, int length) {
        boolean[] learned = new boolean[length];
        learned[length - 1] = true;
        return new TrainingText(row, row + 1, new int[length], learned, 0);
    }

    @Test
    void packsAreSortedByLengthAndBounded() {
        StepPacks packs =
                StepPacks.of(
                        List.of(
                                text(0, 1500),
                                text(1, 3),
                                text(2, 600),
                                text(3, 4000),
                                text(4, 2),
                                text(5, 5)),
                        3);

        assertThat(packs.packs())
                .extracting(pack -> pack.texts().stream().map(text -> text.length).toList())
                .containsExactly(List.of(2, 3, 5), List.of(600), List.of(1500), List.of(4000));
        assertThat(packs.tokens()).isEqualTo(6110);
        assertThat(packs.answers()).isEqualTo(6);
        assertThat(packs.rows()).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(packs.packs().stream().mapToInt(Pack::answers).sum()).isEqualTo(6);
    }
}
