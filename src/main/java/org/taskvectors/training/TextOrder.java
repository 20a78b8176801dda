package org.taskvectors.training;

import java.util.ArrayList;
import java.util.List;
import org.taskvectors.tensor.SeededNumbers;

/// In which order texts are learned: each epoch is a permutation of all of them, and steps take
/// them one after the other, over the borders of epochs. Which texts a step takes follows from the
/// seed and the step's number alone.
final class TextOrder {
    private final int texts;
    private final int perStep;
    private final long seed;
    private long epoch = -1;
    private int[] permutation = {};

    /// @param texts how many there are, at least 1
    /// @param perStep how many a step takes
    TextOrder(int texts, int perStep, long seed) {
        this.texts = texts;
        this.perStep = perStep;
        this.seed = seed;
    }

    /// Returns the texts of a step, by their indices.
    ///
    /// @param step its number, from 1
    List<Integer> step(int step) {
        List<Integer> taken = new ArrayList<>(perStep);
        long first = (step - 1L) * perStep;
        for (long place = first; place < first + perStep; place++) {
            if (place / texts != epoch) {
                epoch = place / texts;
                permutation = permutation(epoch);
            }
            taken.add(permutation[(int) (place % texts)]);
        }
        return taken;
    }

    /// Fisher and Yates's shuffle.
    private int[] permutation(long of) {
        SeededNumbers random = SeededNumbers.of(seed, "order", of);
        int[] order = new int[texts];
        for (int i = 0; i < texts; i++) {
            int other = random.below(i, i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }
}
