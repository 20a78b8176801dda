package org.taskvectors.figure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// Names that are longer than their room, shortened in their middle: what they begin with and what
/// they end with tells them apart. Of a pair each of the two names is shortened by itself, the
/// longer one first, so that pairs with one name in common stay apart.
public final class MiddleShort {
    /// What stands between the two names of a pair.
    private static final String BETWEEN = " · ";

    private static final String CUT = "…";

    private MiddleShort() {}

    /// The text; shortened where it is wider than `room`.
    ///
    /// @param width measures a text, in the units of `room`
    public static String of(String text, ToDoubleFunction<String> width, double room) {
        if (width.applyAsDouble(text) <= room) {
            return text;
        }
        List<String> parts = new ArrayList<>(List.of(text.split(BETWEEN)));
        if (parts.size() == 1) {
            return cut(text, width, room);
        }
        double rest = room - (parts.size() - 1) * width.applyAsDouble(BETWEEN);
        List<Integer> shortFirst = new ArrayList<>();
        for (int part = 0; part < parts.size(); part++) {
            shortFirst.add(part);
        }
        shortFirst.sort(Comparator.comparingDouble(part -> width.applyAsDouble(parts.get(part))));
        for (int done = 0; done < shortFirst.size(); done++) {
            int part = shortFirst.get(done);
            String cut = cut(parts.get(part), width, rest / (shortFirst.size() - done));
            parts.set(part, cut);
            rest -= width.applyAsDouble(cut);
        }
        return String.join(BETWEEN, parts);
    }

    /// The longest front and back, alike in length, that fit; by halving.
    private static String cut(String text, ToDoubleFunction<String> width, double room) {
        if (width.applyAsDouble(text) <= room) {
            return text;
        }
        int[] letters = text.codePoints().toArray();
        int fits = 0;
        int tooMany = letters.length;
        while (tooMany - fits > 1) {
            int kept = (fits + tooMany) / 2;
            if (width.applyAsDouble(cut(letters, kept)) <= room) {
                fits = kept;
            } else {
                tooMany = kept;
            }
        }
        return cut(letters, fits);
    }

    private static String cut(int[] letters, int kept) {
        int front = (kept + 1) / 2;
        int back = kept - front;
        return new String(letters, 0, front).stripTrailing()
                + CUT
                + new String(letters, letters.length - back, back).stripLeading();
    }
}
