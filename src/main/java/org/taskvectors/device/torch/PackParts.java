package org.taskvectors.device.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.taskvectors.inference.gradient.Pack;

/// Cuts a pack into parts that are about equally long. It depends on the pack alone how it is cut,
/// so that the same pack gives the same bits.
final class PackParts {
    /// Products of fewer tokens wait for the weights to be read.
    private static final int FEWEST_TOKENS = 128;

    private PackParts() {}

    /// Returns the parts, of texts that stand beside each other.
    ///
    /// @param most how many there may be
    static List<Pack> of(Pack pack, int most) {
        int parts = Math.clamp(pack.tokens() / FEWEST_TOKENS, 1, most);
        List<Pack> cut = new ArrayList<>();
        int from = 0;
        long before = 0;
        for (int part = 0; part < parts && from < pack.texts().size(); part++) {
            long until = (long) pack.tokens() * (part + 1) / parts;
            int to = from;
            // A text belongs to the part in which its middle lies.
            while (to < pack.texts().size() && 2 * before + length(pack, to) <= 2 * until) {
                before += length(pack, to);
                to++;
            }
            if (part == parts - 1) {
                to = pack.texts().size();
            }
            if (to > from && learns(pack, from, to)) {
                cut.add(new Pack(pack.texts().subList(from, to), pack.learned().subList(from, to)));
                from = to;
            }
        }
        return from == pack.texts().size() ? List.copyOf(cut) : List.of(pack);
    }

    private static int length(Pack pack, int text) {
        return pack.texts().get(text).length;
    }

    private static boolean learns(Pack pack, int from, int to) {
        return IntStream.range(from, to)
                .anyMatch(
                        text -> {
                            boolean[] learned = pack.learned().get(text);
                            return IntStream.range(0, learned.length).anyMatch(i -> learned[i]);
                        });
    }
}
