package org.taskvectors.device.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.jni.IValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.taskvectors.inference.Architecture;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.tensor.DType;

/// Reads many texts of different lengths from their beginning, several at once and without caches:
/// norms and products see the texts' tokens one after the other, and only the attention sees texts
/// padded to the longest of the few that are read together.
final class TorchPack {
    private final TorchReader reader;
    private final Architecture architecture;
    private final int budget;

    /// @param budget about how many tokens are read at once
    TorchPack(TorchReader reader, int budget) {
        this.reader = reader;
        this.architecture = reader.architecture();
        this.budget = budget;
    }

    /// Takes the logits of texts.
    @FunctionalInterface
    interface Taker {
        /// @param text its number
        /// @param token index within the text
        /// @param logits of the token that follows; valid during the call
        void take(int text, int token, float[] logits);
    }

    /// Reads texts, the short ones first, and hands out the logits that follow each of the last
    /// `wanted` tokens of each text (all of a text that is shorter).
    ///
    /// @param texts each of at least one token
    /// @param wanted at least 1
    void read(List<int[]> texts, int wanted, Taker taker, Cancellation cancellation)
            throws CancelledException {
        reader.begin();
        List<Integer> order =
                IntStream.range(0, texts.size())
                        .boxed()
                        .sorted(Comparator.comparingInt(text -> texts.get(text).length))
                        .toList();
        int from = 0;
        while (from < order.size()) {
            int to = from;
            int tokens = 0;
            while (to < order.size()
                    && (to == from || tokens + texts.get(order.get(to)).length <= budget)) {
                tokens += texts.get(order.get(to)).length;
                to++;
            }
            new Pack(texts, order.subList(from, to), tokens, wanted).read(taker, cancellation);
            from = to;
        }
    }

    /// The texts that are read together.
    private final class Pack {
        private final List<Integer> numbers;
        private final int longest;
        private final int[] tokens;
        private final int[] positions;
        private final long[] pad;
        private final long[] place;
        private final List<Integer> kept = new ArrayList<>();
        private final List<int[]> owners = new ArrayList<>();

        Pack(List<int[]> texts, List<Integer> numbers, int count, int wanted) {
            this.numbers = numbers;
            this.longest = texts.get(numbers.getLast()).length;
            this.tokens = new int[count];
            this.positions = new int[count];
            this.pad = new long[numbers.size() * longest];
            this.place = new long[count];
            int at = 0;
            for (int row = 0; row < numbers.size(); row++) {
                int[] text = texts.get(numbers.get(row));
                for (int i = 0; i < text.length; i++) {
                    tokens[at] = text[i];
                    positions[at] = i;
                    place[at] = (long) row * longest + i;
                    pad[row * longest + i] = at;
                    if (i >= text.length - wanted) {
                        kept.add(at);
                        owners.add(new int[] {numbers.get(row), i});
                    }
                    at++;
                }
            }
        }

        void read(Taker taker, Cancellation cancellation) throws CancelledException {
            int layers = architecture.layers();
            try (Tensors memory = reader.tensors().within()) {
                Rotation rotation = new Rotation(architecture, memory, positions);
                Masks masks = new Masks(reader, memory, 0, longest, dtype());
                NDArray padded = memory.integers(pad, numbers.size(), longest);
                NDArray all = memory.integers(place, place.length);
                long[] last = kept.stream().mapToLong(Integer::longValue).toArray();
                NDArray rows = memory.integers(last, last.length);
                long[] lastPlaces = kept.stream().mapToLong(token -> place[token]).toArray();
                NDArray places = memory.integers(lastPlaces, lastPlaces.length);
                NDArray hidden = reader.embed(memory, tokens, positions);
                for (int layer = 0; layer < layers; layer++) {
                    cancellation.check();
                    boolean isLast = layer == layers - 1;
                    Masks.Mask mask = masks.of(layer, longest);
                    Rotation.Angles angles = rotation.of(layer);
                    NDArray next =
                            reader.packedLayer(
                                    memory,
                                    layer,
                                    hidden,
                                    Script.tensor(angles.cos()),
                                    Script.tensor(angles.sin()),
                                    Script.tensor(padded),
                                    Script.tensor(isLast ? places : all),
                                    Script.tensor(rows),
                                    IValue.from(isLast),
                                    Script.tensor(mask.tensor()),
                                    IValue.from(mask.isCausal()));
                    hidden.close();
                    hidden = next;
                }
                reader.logits(
                        memory,
                        hidden,
                        0,
                        (row, logits) -> taker.take(owners.get(row)[0], owners.get(row)[1], logits),
                        cancellation);
            }
        }

        private DType dtype() {
            return reader.productType();
        }
    }
}
